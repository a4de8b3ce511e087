"""Several tasks in one message for one person: many reminders that fall together, and the morning's digest."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from schedules.calendar import Calendar
from schedules.ladder import Rung
from schedules.reminder import listed
from store import Tx, audience, entitled, worklist
from store.reminding import NewReminding
from store.worklist import Wanted
from work.audience import Recipient, Told
from work.audience import audience as audience_of
from work.deadline import Reached
from work.notice import DIGEST, REMINDER, SEVERAL, SUBMITTED, UNRECEIVED
from work.outbox import NewNotice
from work.person import Person, Position
from work.task import Role, Task, TaskState

Item = dict[str, Any]

SHOWN = 8  # items of one message, as a screen of the chat has
SHOWN_EACH = 5  # of one section of a digest
SECTIONS = ("late", "today", "week", "ahead", "unreceived", "approval", "unit")
WAITING_READ = 200  # of what waits for approval in an agency
_ANSWERED = (Role.LEAD, Role.COORDINATOR)  # who only follows has nothing to do


def item(
    task: Task, new: NewReminding, who: Recipient, calendar: Calendar, office: datetime
) -> Item:
    """One reminder to *who* as an item of a message, with what tells later whether it is still true."""
    step = Rung(new.slot, 0, new.rung_at, ())
    found = {**listed(task, step, calendar, office), "key": new.key, "kind": new.kind}
    since = None if new.since is None else new.since.isoformat()
    why = {"reason": who.reason, **who.told}
    return {**found, **why, "submission": new.submission, "since": since}


def several(person: Person, items: Sequence[Item], office: datetime, *, chat: bool) -> NewNotice:
    """One notice in which all of *items* are told; its key is made of theirs."""
    keys = "\n".join(sorted(one["key"] for one in items))
    key = f"{SEVERAL}:{person.id}:{hashlib.sha256(keys.encode()).hexdigest()[:16]}"
    return _notice(person, key, SEVERAL, [_section("told", items, SHOWN)], office, chat=chat)


def digest(
    tx: Tx,
    person: Person,
    key: str,
    items: Sequence[Item],
    calendar: Calendar,
    office: datetime,
    *,
    chat: bool,
) -> NewNotice | None:
    """The digest of one morning, in which *items* are told; None where there is nothing to say.

    What is late, falls today and this week, waits for the person's approval, and for
    the head of a unit what is late there.
    """
    now = calendar.reached(office)
    told: dict[str, list[Item]] = {name: [] for name in SECTIONS}
    for one in items:
        told[_place(one, now.day)].append(one)
    seen = {one["task"] for one in items}
    sections = []
    for name in SECTIONS:
        tasks, total = _listed(tx, person, name, now)
        new = [task for task in tasks if task.id not in seen]
        seen |= {task.id for task in new}
        more = [_own(task, name, calendar, office) for task in new]
        every = [*told[name], *more]
        if every:
            found = _section(name, every, SHOWN_EACH)
            sections.append({**found, "total": max(total, len(every))})
    if not sections:
        return None
    new_day = calendar.instant(now.day + timedelta(days=1), time.min)
    notice = _notice(person, key, DIGEST, sections, office, chat=chat)
    return replace(notice, expires=new_day)


def _place(one: Item, today: date) -> str:
    """In which section of a digest a reminder stands."""
    if one["kind"] == SUBMITTED:
        return "approval"
    if one["kind"] == UNRECEIVED:
        return "unreceived"
    if one["reason"] in (Told.UNIT_HEAD, Told.AGENCY_HEAD):
        return "unit"
    due = date.fromisoformat(one["due"])
    if one["late"] or due <= today:
        return "late" if one["late"] else "today"
    return "week" if due <= _sunday(today) else "ahead"


def _listed(tx: Tx, person: Person, name: str, now: Reached) -> tuple[Sequence[Task], int]:
    """The person's tasks of that section, at most a screen of them, and how many there are."""
    if name == "approval":
        waiting = _waiting(tx, person)
        return waiting[:SHOWN], len(waiting)
    wanted = _wanted(tx, person, name, now)
    if wanted is None:
        return (), 0
    page = worklist.page(tx, wanted)
    return page.tasks, page.total


def _wanted(tx: Tx, person: Person, name: str, now: Reached) -> Wanted | None:
    unit = audience.unit_of(tx, person.id)
    own = Wanted(own=entitled.own_of(person, unit), roles=_ANSWERED, running=True)
    if name == "late":
        return replace(own, late_at=now)
    if name == "today":
        return replace(own, due_from=now, due_by=now.day)
    if name == "week":
        return replace(own, due_from=Reached(now.day + timedelta(days=1)), due_by=_sunday(now.day))
    if name == "unit" and person.position is Position.UNIT_HEAD and unit is not None:
        return Wanted(staff=unit, roles=(Role.LEAD,), running=True, late_at=now)
    return None


def _waiting(tx: Tx, person: Person) -> list[Task]:
    """What waits for that person's approval."""
    where: dict[str, Any] = {"person": person.id, "roles": (Role.FOLLOWER,)}
    if person.position is Position.AGENCY_HEAD:
        where = {"agency": person.agency}
    wanted = Wanted(states=frozenset({TaskState.SUBMITTED}), **where)
    tasks = worklist.page(tx, wanted, 1, WAITING_READ).tasks
    people = audience.people_behind(tx, tasks)
    return [task for task in tasks if person.id in _approvers(task, people)]


def _approvers(task: Task, people: Iterable[Person]) -> set[int]:
    return {one.person.id for one in audience_of(task.parties, people, (Told.APPROVER,))}


def _own(task: Task, name: str, calendar: Calendar, office: datetime) -> Item:
    kind = SUBMITTED if name == "approval" else REMINDER
    found = listed(task, None, calendar, office)
    since = None if task.stopped_on is None else task.stopped_on.isoformat()
    return {**found, "kind": kind, "reason": None, "submission": None, "since": since}


def _section(name: str, items: Sequence[Item], most: int) -> dict[str, Any]:
    """Its first items to be read, of the others what tells whether they are still true."""
    kept = ("key", "task", "kind", "version", "submission")
    others = [{key: one[key] for key in kept if key in one} for one in items[most:]]
    return {"name": name, "total": len(items), "items": list(items[:most]), "others": others}


def _notice(
    person: Person,
    key: str,
    kind: str,
    sections: list[dict[str, Any]],
    office: datetime,
    *,
    chat: bool,
) -> NewNotice:
    total = sum(one["total"] for one in sections)
    facts = {"sections": sections, "total": total, "chat": chat}
    return NewNotice(key, kind, person.id, person.language, kind, facts, office)


def _sunday(today: date) -> date:
    return today + timedelta(days=6 - today.weekday())
