"""The page of one task: its facts, what may be done, its deadlines with their grounds, what happened, who is told and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from starlette.responses import Response
from starlette.routing import BaseRoute

from schedules.clearness import missing
from schedules.explain import Ahead, Explanation, Passed, explain
from schedules.offers import about_reminders, can, lasting
from schedules.task_facts import card, progress, told_of
from store import Tx, entitled, extension, history, relation, report, respite
from store.directory import people
from templates.size import size_label
from web.console.frame import page
from web.console.gate import Gate
from web.console.numbers import in_path
from web.console.refusal import actor
from web.console.visit import Visit
from work.access import Doing, OfTask, may
from work.act import person_of
from work.clarity import Clear
from work.deadline import Version, due_facts, in_zone
from work.extension import Extension
from work.history import Happened
from work.outbox import Account
from work.person import Person
from work.plan_copy import moved
from work.possible import possible
from work.relation import OVERRULING, Related
from work.report import FILE_LIMIT_BYTES, FILES_LIMIT, FILES_LIMIT_BYTES, KeptFile, Report
from work.respite import RespiteKind
from work.task import Task, TaskEvent

NOTHING: Mapping[str, str] = MappingProxyType({})

TEXT_LONGEST = 1000  # characters of a report, as in the chat
LIMITS = {
    "files": FILES_LIMIT,
    "file": FILE_LIMIT_BYTES // 1024**2,
    "whole": FILES_LIMIT_BYTES // 1024**2,
}
# What the page offers to whoever may do it, where the task's state lets it happen; by the name of its page.
OFFERS = (
    (TaskEvent.RECEIVE, "receive"),
    (TaskEvent.REPORT, "report"),
    (TaskEvent.SUBMIT, "submit"),
    (TaskEvent.ASK, "extend"),
    (TaskEvent.WITHDRAW, "withdraw"),
    (TaskEvent.APPROVE, "decide"),
    (TaskEvent.GRANT, "decide"),
    (TaskEvent.HAND_ON, "hand-on"),
    (TaskEvent.PAUSE, "pause"),
    (TaskEvent.RESUME, "resume"),
    (TaskEvent.CANCEL, "cancel"),
    (TaskEvent.ASSIGN, "assign"),
    (TaskEvent.REWORD, "describe"),
    (TaskEvent.REDATE, "due"),
    (TaskEvent.FINISH, "finish"),
    (TaskEvent.RECALL, "recall"),
    (TaskEvent.REOPEN, "reopen"),
)
_OF_ASKED = frozenset({TaskEvent.WITHDRAW, TaskEvent.GRANT})  # where an extension is asked for


@dataclass(frozen=True, slots=True)
class Found:
    """What the store said of a task, in one snapshot; *names* of the people in its history, *offered* acts."""

    told: Explanation
    happened: tuple[Happened, ...]
    names: dict[int, str]
    last: Report | None
    ties: tuple[Related, ...]
    asked: Extension | None
    offered: tuple[str, ...]
    files: tuple[KeptFile, ...]
    unclear: tuple[Clear, ...]


def routes(gate: Gate) -> Sequence[BaseRoute]:
    """/tasks/NUMBER."""
    return (gate.look("/tasks/{number}", show),)


async def show(visit: Visit) -> Response:
    """The page, or the one answer for what is hidden and what is not there."""
    return await task_page(visit, in_path(visit))


async def task_page(
    visit: Visit, number: int, problem: str = "", typed: Mapping[str, str] = NOTHING
) -> Response:
    """The page of the task; with the *problem* of what was *typed*, which stays there."""
    found = await visit.desk.store.read(look, visit, number) if number else None
    if found is None:
        return page(visit, "refused", {"what": "task"}, 404, "work")
    blank = {"percent": "", "text": "", "lost": ""}
    told = {**blank, **typed, "problem": problem, "longest": TEXT_LONGEST, "limits": LIMITS}
    return page(visit, "task", {**_facts(visit, found), **told}, 409 if problem else 200, "work")


def look(tx: Tx, visit: Visit, number: int) -> Found | None:
    """What there is to show of the task, if the person may see it."""
    office = visit.office(tx)
    told = explain(tx, visit.desk.plan, number, office)
    who = entitled.one(tx, visit.person.id)
    if told is None or who is None:
        return None
    task, about = told.task, entitled.of_task(tx, told.task, office)
    if may(who, Doing.SEE, about) is None:
        return None
    happened = history.of_task(tx, number)
    asked = extension.open_request(tx, number)
    numbers = {one for one in map(actor, happened) if one is not None}
    numbers |= {one for one in map(_setter, told.versions) if one is not None}
    return Found(
        told,
        happened,
        people.names_of(tx, numbers),
        report.newest(tx, number),
        relation.of_document(tx, task.document_id),
        asked,
        offered(tx, visit, who, task, about, asked),
        report.files(tx, number),
        missing(task, about.people, visit.home(tx)),
    )


def offered(
    tx: Tx, visit: Visit, who: Person, task: Task, about: OfTask, asked: Extension | None
) -> tuple[str, ...]:
    """What *who* can do with the task, by the names of its pages; *asked* is an extension that waits."""
    office, held = visit.office(tx), respite.of_tasks(tx, (task.id,))
    out = set() if asked is not None else set(_OF_ASKED)
    if asked is not None or extension.untimely(task.due, visit.desk.today) is not None:
        out.add(TaskEvent.ASK)
    events = dict.fromkeys(
        name for event, name in OFFERS if event not in out and possible(who, event, task, about)
    )
    snoozed = lasting(held, who, task, RespiteKind.SNOOZED, office)
    reminders = map(str, about_reminders(who, task, about, snoozed))
    if lasting(held, who, task, RespiteKind.ACKNOWLEDGED, office) is not None:
        return (*events, *reminders, "forget")
    knows = can(who, task, about, RespiteKind.ACKNOWLEDGED)
    return (*events, *reminders, "known") if knows else (*events, *reminders)


def _facts(visit: Visit, found: Found) -> dict[str, Any]:
    desk, told, task = visit.desk, found.told, found.told.task
    texts = (*told_of(task), *(one.reason for one in found.happened))
    disclosed = desk.disclosure(*texts)
    titled = disclosed == "title"
    local = desk.calendar.local
    return {
        **card(task, desk.now, desk.calendar, disclosed),
        "hidden": not titled,
        "offered": found.offered,
        "unclear": [str(one) for one in found.unclear],
        "progress": None if found.last is None else progress(found.last, desk.calendar, disclosed),
        "gone": [
            {"how": one.relation, "document": one.document.number}
            for one in found.ties
            if not one.acts and one.relation in OVERRULING
        ],
        "document_id": task.document_id,
        "ties": [_tie(one, titled) for one in found.ties],
        "excerpt": task.document.excerpt if titled else None,
        "received_on": task.document.received and task.document.received.isoformat(),
        "arrival": task.document.arrival_number,
        "asked": None if found.asked is None else found.asked.due.isoformat(),
        "asked_number": 0 if found.asked is None else found.asked.number,
        "reported": 0 if found.last is None else found.last.number,
        "versions": [_version(visit, one, found.names, titled) for one in told.versions],
        "files": [file_facts(visit, task.id, one, titled) for one in found.files],
        "happened": [
            {
                "at": local(one.at),
                "event": str(one.event),
                "by": found.names.get(actor(one) or 0),
                "reason": one.reason if titled else None,
                "percent": one.facts.get("percent"),
            }
            for one in reversed(found.happened)
        ],
        "sent": _sent(told, visit),
        "ahead": [_ahead(one, visit) for one in told.ahead],
        "silence": None if told.silence is None else str(told.silence),
        "respites": [
            {"who": one.person_name, "kind": str(one.kind), "until": local(one.until)}
            for one in told.respites
        ],
    }


def file_facts(visit: Visit, number: int, one: KeptFile, titled: bool) -> dict[str, Any]:
    """One file that came with an event, and where it is; without its name where only codes are shown."""
    return {
        "event": one.event,
        "name": one.name if titled else None,
        "size": size_label(one.size_bytes, visit.language),
        "address": f"/tasks/{number}/files/{one.event}/{one.position}",
    }


def _version(visit: Visit, one: Version, names: Mapping[int, str], titled: bool) -> dict[str, Any]:
    """One deadline with its grounds."""
    due = in_zone(due_facts(one.deadline.until), visit.desk.zone)
    counted, (source, months) = one.deadline.counted, moved(one.deadline.source)
    return {
        "number": one.number,
        **due,
        "reason": one.reason if titled else None,
        "source": source if titled else None,
        "moved": months,
        "counted": None
        if counted is None or counted.unit.endswith("-before")
        else {"number": counted.number, "unit": counted.unit, "start": counted.start.isoformat()},
        "by": names.get(_setter(one) or 0),
    }


def _setter(one: Version) -> int | None:
    return person_of(one.set_by)


def _tie(one: Related, titled: bool) -> dict[str, Any]:
    paper = one.document
    return {
        "how": f"{one.relation}{'' if one.acts else '-by'}",
        "document": paper.number,
        "issued": paper.issued.isoformat(),
        "issuer": paper.issuer if titled else None,
    }


def _sent(told: Explanation, visit: Visit) -> list[dict[str, Any]]:
    """Every notice, the newest first, and the rungs that told nobody."""
    rungs = [(one.slot, notice) for one in told.passed for notice in one.notices]
    others = [("", one) for one in (*told.earlier, *told.news, *told.nudges)]
    lines = [_notice(slot, one, visit) for slot, one in (*rungs, *others)]
    lines += [_silent(one, visit) for one in told.passed if one.silence is not None]
    return sorted(lines, key=_when, reverse=True)


def _when(line: dict[str, Any]) -> datetime:
    at: datetime = line["at"]
    return at


def _notice(slot: str, one: Account, visit: Visit) -> dict[str, Any]:
    return {
        "at": visit.desk.calendar.local(one.at),
        "slot": slot,
        "kind": one.kind,
        "channel": str(one.channel),
        "who": one.person_name,
        "why": one.reason,
        "state": str(one.state),
        "silence": None,
    }


def _silent(one: Passed, visit: Visit) -> dict[str, Any]:
    at = visit.desk.calendar.local(one.at)
    return {"at": at, "slot": one.slot, "silence": str(one.silence)}


def _ahead(one: Ahead, visit: Visit) -> dict[str, Any]:
    return {
        "at": visit.desk.calendar.local(one.at),
        "slot": one.slot,
        "forecast": one.forecast,
        "silence": None if one.silence is None else str(one.silence),
        "to": [{"who": who.person.name, "why": who.reason} for who, _ in one.to],
    }
