"""Tells people what was released for them: each reminder on its own, many in one, or all in the morning's digest.

What is true then decides: the task's state, the deadline in force, who stands behind the
task, who put it off, and whose hours they are.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from itertools import groupby

from schedules.bundle import digest, item, several
from schedules.calendar import Calendar
from schedules.ladder import Plan, Rung
from schedules.reminder import approval_reminder, reminder, unreceived
from store import (
    Tx,
    audience,
    digest_choice,
    morning,
    notice,
    reminding,
    respite,
    restoration,
    rung,
    worklist,
)
from store.notice import Addresses
from store.rechecked import why_not
from store.reminding import NewReminding, Reminding
from work.audience import Recipient, Told
from work.audience import audience as audience_of
from work.notice import DIGEST, OF_DEADLINE, REMINDER, SUBMITTED, UNRECEIVED, Channel
from work.outbox import NewNotice
from work.person import Person
from work.respite import Respite
from work.task import Task

PEOPLE = 20  # of one transaction
HOURS = "hours"  # why a reminder waits: its reader is not told at this hour
OVERTAKEN = "overtaken"  # why one is dropped: a newer one of the task is told


def digest_hour(plan: Plan, office: datetime) -> str:
    """The hour of the morning digest as the store keeps it; "" where there is none."""
    at = plan.customs.on(plan.calendar.today(office)).digest_at
    return morning.NEVER if at is None else at.isoformat("minutes")


def tell(tx: Tx, plan: Plan, office: datetime, now: datetime, limit: int) -> tuple[int, bool]:
    """How many notices were added, and whether anything was done that may go on."""
    rounds = _round(tx, plan, office, limit)
    if rounds and morning.is_waiting(tx, office, digest_hour(plan, office)):
        return 0, True  # nobody is told before the whole round is known
    rows = reminding.take(tx, office, PEOPLE)
    if not rows:
        return 0, rounds
    scene = _scene(tx, plan, rows, office, now)
    ready = list(_ready(tx, scene, rows))
    added = 0
    for person, theirs in groupby(sorted(ready, key=_person), key=_person):
        added += _tell_one(tx, scene, scene.people[person], list(theirs))
    return added, True


def _round(tx: Tx, plan: Plan, office: datetime, limit: int) -> bool:
    """Puts down a digest for the next people of a round that is due; whether there was one."""
    hour, days = digest_hour(plan, office), plan.calendar
    if not morning.is_waiting(tx, office, hour):
        return False
    if morning.begin(tx, hour, _next_round(plan, office), office):
        return hour != morning.NEVER
    people = morning.some(tx, office, limit)
    if people is None:
        return False
    today = days.today(office)
    for one in _readers(tx, people, days, office) if days.is_working(today) else ():
        reminding.put(tx, one)
    if len(people) < limit:
        morning.over(tx, _next_round(plan, office))
    return True


def _readers(
    tx: Tx, people: Sequence[Person], days: Calendar, office: datetime
) -> Iterator[NewReminding]:
    """A digest for each of *people* who did not say that they want none, at their own hour if that is later."""
    chosen, today = digest_choice.hours(tx, [one.id for one in people]), days.today(office)
    for one in people:
        hour = chosen.get(one.id)
        if hour == morning.NEVER:
            continue
        own = office if hour is None else days.instant(today, time.fromisoformat(hour))
        key, at = f"{DIGEST}:{one.id}:{today.isoformat()}", max(office, own)
        yield NewReminding(key, DIGEST, None, one.id, 0, "", office, DIGEST, at)


def _next_round(plan: Plan, office: datetime) -> datetime:
    """The next morning of a working day; for a plan without digests, now."""
    days = plan.calendar
    today = days.today(office)
    at = plan.customs.on(today).digest_at
    if at is None:
        return office
    this = days.instant(today, at)
    if days.is_working(today) and office < this:
        return this
    return days.instant(days.next_working_day(today), at)


@dataclass(frozen=True, slots=True)
class _Scene:
    """What is true for all that is told now."""

    plan: Plan
    office: datetime
    now: datetime
    tasks: Mapping[int, Task]
    people: Mapping[int, Person]
    behind: tuple[Person, ...]
    respites: tuple[Respite, ...]
    addresses: Addresses
    expiries: Mapping[int, datetime | None]
    before: datetime | None


def _scene(
    tx: Tx, plan: Plan, rows: Sequence[Reminding], office: datetime, now: datetime
) -> _Scene:
    numbers = {one.new.task for one in rows if one.new.task is not None}
    tasks = worklist.several(tx, numbers) if numbers else {}
    behind = audience.people_behind(tx, tasks.values(), office)
    people = audience.of_numbers(tx, {one.new.person for one in rows})
    return _Scene(
        plan,
        office,
        now,
        tasks,
        {one.id: one for one in people},
        behind,
        respite.of_tasks(tx, numbers),
        notice.channels_of(tx, people, office, plan.channels),
        rung.next_of(tx, numbers),
        restoration.told_before(tx),
    )


def _ready(tx: Tx, scene: _Scene, rows: Sequence[Reminding]) -> Iterator[Reminding]:
    """Those of *rows* that are told now; the others are ended, or wait on.

    Of a deadline and of what is not received nobody is told at one moment: the newer row is the deadline's.
    """
    ended = {one.id: why for one in rows if (why := _ended(scene, one.new)) is not None}
    newest = {_course(one.new): one.id for one in rows if one.id not in ended}
    for one in rows:
        new = one.new
        if one.id in ended:
            reminding.free(tx, [new.key], ended[one.id])
        elif newest[_course(new)] != one.id:
            reminding.drop(tx, [one.id], OVERTAKEN)
        elif (later := _later(scene, new)) is not None:
            reminding.put_off(tx, [one.id], *later)
        else:
            yield one


def _course(new: NewReminding) -> tuple[int | None, int, str]:
    return new.task, new.person, REMINDER if new.kind in OF_DEADLINE else new.kind


def _ended(scene: _Scene, new: NewReminding) -> str | None:
    person = scene.people[new.person]
    if new.task is None:
        return "person-disabled" if person.disabled else None
    task = scene.tasks[new.task]
    return why_not(task, new.kind, new.version, new.submission, person, scene.behind)


def _later(scene: _Scene, new: NewReminding) -> tuple[datetime, str] | None:
    """Until when it waits, and why; None where it is told now."""
    holding = [
        one
        for one in scene.respites
        if one.task == new.task
        and one.holds(new.version, scene.office)
        and one.person in _told_of(scene, one.task)
        and one.spares(new.person, new.reason, new.slot)
    ]
    if holding:
        last = max(holding, key=lambda one: one.until)
        return last.until, last.kind
    if new.any_time:
        return None
    at = scene.plan.customs.may_tell(scene.people[new.person], scene.office, scene.plan.calendar)
    return None if at <= scene.office else (at, HOURS)


def _tell_one(tx: Tx, scene: _Scene, person: Person, rows: list[Reminding]) -> int:
    """How many notices *person* gets of what is ready for them."""
    digests = [one for one in rows if one.new.kind == DIGEST]
    tasks = [one for one in rows if one.new.kind != DIGEST]
    if digests:
        merged = [one for one in tasks if not one.new.any_time]
        tasks = [one for one in tasks if one.new.any_time]
        added = _digest(tx, scene, person, digests, merged)
    else:
        added = 0
    most = scene.plan.customs.on(scene.plan.calendar.today(scene.office)).group_over
    if most is not None and len(tasks) > most:
        items = _items(scene, tasks)
        new = several(person, items, scene.office, chat=_has_chat(scene, person))
        return added + _within(tx, scene, person, new, tasks)
    return added + sum(_single(tx, scene, person, one) for one in tasks)


def _single(tx: Tx, scene: _Scene, person: Person, row: Reminding) -> int:
    reminding.told(tx, [row.id])
    return _add(tx, scene, _notice(scene, person, row), [row])


def _digest(
    tx: Tx,
    scene: _Scene,
    person: Person,
    digests: list[Reminding],
    rows: list[Reminding],
) -> int:
    """One digest, in which *rows* are told; none where there is nothing to say."""
    today = scene.plan.calendar.today(scene.office)
    key = f"{DIGEST}:{person.id}:{today.isoformat()}"
    reminding.told(tx, [one.id for one in digests])
    items, calendar = _items(scene, rows), scene.plan.calendar
    chat = _has_chat(scene, person)
    new = digest(tx, person, key, items, calendar, scene.office, chat=chat)
    return 0 if new is None else _within(tx, scene, person, new, rows)


def _within(
    tx: Tx, scene: _Scene, person: Person, new: NewNotice, rows: Sequence[Reminding]
) -> int:
    reminding.told_within(tx, [one.id for one in rows], new.key)
    return _add(tx, scene, new, rows)


def _add(tx: Tx, scene: _Scene, new: NewNotice, rows: Sequence[Reminding]) -> int:
    before = scene.before
    in_doubt = before is not None and any(one.new.rung_at <= before for one in rows)
    return notice.add(tx, new, scene.addresses, scene.now, in_doubt=in_doubt)


def _has_chat(scene: _Scene, person: Person) -> bool:
    return any(by is Channel.TELEGRAM for by, _ in scene.addresses[person.id])


def _items(scene: _Scene, rows: Sequence[Reminding]) -> list[dict[str, object]]:
    """The rows as items of a message, what is due first before the others."""
    calendar, office = scene.plan.calendar, scene.office
    today = calendar.today(office)
    tasks = [(scene.tasks[one.new.task or 0], one) for one in rows]
    order = sorted(tasks, key=lambda pair: (pair[0].due or today, pair[1].id))
    return [item(task, one.new, _reader(scene, task, one), calendar, office) for task, one in order]


def _notice(scene: _Scene, person: Person, row: Reminding) -> NewNotice:
    new, calendar, office = row.new, scene.plan.calendar, scene.office
    task = scene.tasks[new.task or 0]
    who = _reader(scene, task, row)
    step, expires = Rung(new.slot, 0, new.rung_at, ()), scene.expiries.get(task.id)
    if new.kind == SUBMITTED and new.submission is not None and new.since is not None:
        since = new.submission, new.since
        return approval_reminder(task, step, since, who, calendar, office, expires)
    make = unreceived if new.kind == UNRECEIVED else reminder
    return make(task, step, who, calendar, office, expires)


def _told_of(scene: _Scene, task: int) -> set[int]:
    """Everybody who stands behind the task now: what others put off is theirs no more."""
    reached = audience_of(scene.tasks[task].parties, scene.behind, Told)
    return {one.person.id for one in reached}


def _reader(scene: _Scene, task: Task, row: Reminding) -> Recipient:
    """Who is told of the task by the row, and in whose place where it is not in their own right."""
    person = scene.people[row.new.person]
    reached = audience_of(task.parties, scene.behind, Told)
    away = next((one.instead_of for one in reached if one.person.id == person.id), None)
    return Recipient(person, row.new.reason, away)


def _person(row: Reminding) -> int:
    return row.new.person
