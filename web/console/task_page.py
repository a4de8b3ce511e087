"""The page of one task: its facts, what may be done, its deadlines, what happened, who is told and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from starlette.responses import Response
from starlette.routing import BaseRoute

from schedules.explain import Ahead, Explanation, Passed, explain
from schedules.knowing import Unknowing, acknowledge, can_acknowledge
from schedules.task_facts import card, progress, told_of
from store import Tx, entitled, extension, history, relation, report
from store.directory import people
from store.task import Refusal, receive
from templates import word
from web.console.frame import page
from web.console.gate import Gate
from web.console.visit import Visit, go
from work.access import Denied
from work.deadline import Version, due_facts, in_zone
from work.extension import Extension
from work.history import Happened
from work.outbox import Account
from work.possible import possible
from work.relation import Related
from work.report import NewReport, Report
from work.task import Impossible, TaskEvent

LARGEST = 2**63 - 1  # what the store can count to
TEXT_LONGEST = 1000  # characters of a report, as in the chat
OFFERS = (TaskEvent.RECEIVE, TaskEvent.REPORT)


@dataclass(frozen=True, slots=True)
class Found:
    """What the store said of a task, in one snapshot; *names* of the people in its history, *offered* acts."""

    told: Explanation
    happened: tuple[Happened, ...]
    names: dict[int, str]
    last: Report | None
    gone: tuple[Related, ...]
    asked: Extension | None
    offered: tuple[str, ...]


def routes(gate: Gate) -> Sequence[BaseRoute]:
    """/tasks/NUMBER and its forms."""
    return (
        gate.look("/tasks/{number}", show),
        gate.act("/tasks/{number}/receive", take),
        gate.act("/tasks/{number}/known", know),
        gate.act("/tasks/{number}/report", tell),
    )


async def show(visit: Visit) -> Response:
    """The page, or the one answer for what is hidden and what is not there."""
    return await _page(visit)


async def take(visit: Visit) -> Response:
    """Notes that the task was received."""
    done = await visit.desk.store.write(receive, _number(visit), visit.act)
    why = _refusal(visit, done)
    return go(visit, _place(visit), "received") if why is None else await _page(visit, why)


async def know(visit: Visit) -> Response:
    """Notes that who is reminded knows of it, so that those above are spared for a while."""
    plan, person = visit.desk.plan, visit.person.id
    done = await visit.desk.store.write(acknowledge, plan, _number(visit), person, visit.act)
    if isinstance(done, Unknowing):
        return await _page(visit, word(f"chat.{done}", visit.language))
    return go(visit, _place(visit), "known")


async def tell(visit: Visit) -> Response:
    """Puts down how far the task is; what was typed stays where it cannot be kept."""
    percent, text = visit.field("percent").removesuffix("%").strip(), visit.field("text")
    digits = percent.isascii() and percent.isdecimal() and len(percent) <= 3
    if not digits or int(percent) > 100:
        return await _page(visit, word("web.task.how-far", visit.language), percent, text)
    if len(text) > TEXT_LONGEST:
        long = word("web.task.long", visit.language).format(longest=TEXT_LONGEST)
        return await _page(visit, long, percent, text)
    new = NewReport(int(percent), text or None)
    done = await visit.desk.store.write(report.report, _number(visit), new, visit.act)
    why = _refusal(visit, done)
    if why is None:
        return go(visit, _place(visit), "reported")
    return await _page(visit, why, percent, text)


def look(tx: Tx, visit: Visit, number: int) -> Found | None:
    """What there is to show of the task, if the person may see it."""
    office = visit.office(tx)
    told = explain(tx, visit.desk.plan, number, office)
    who = entitled.one(tx, visit.person.id)
    if told is None or who is None or not entitled.sees(tx, who, told.task, office):
        return None
    task, happened = told.task, history.of_task(tx, number)
    about = entitled.of_task(tx, task, office)
    offered = [str(event) for event in OFFERS if possible(who, event, task, about)]
    offered += ["known"] if can_acknowledge(tx, task, who.id, office) else []
    names = people.names_of(tx, {one for one in map(_who, happened) if one is not None})
    gone = relation.on_documents(tx, (task.document_id,)).get(task.document_id, ())
    asked = extension.open_request(tx, number)
    return Found(told, happened, names, report.newest(tx, number), gone, asked, tuple(offered))


async def _page(visit: Visit, problem: str = "", percent: str = "", text: str = "") -> Response:
    number = _number(visit)
    found = await visit.desk.store.read(look, visit, number) if number else None
    if found is None:
        return page(visit, "refused", {"what": "task"}, 404, "work")
    typed = {"problem": problem, "percent": percent, "text": text, "longest": TEXT_LONGEST}
    status = 409 if problem else 200
    return page(visit, "task", {**_facts(visit, found), **typed}, status, "work")


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
        "progress": None if found.last is None else progress(found.last, desk.calendar, disclosed),
        "gone": [{"how": one.relation, "document": one.document.number} for one in found.gone],
        "asked": None if found.asked is None else found.asked.due.isoformat(),
        "versions": [_version(visit, one, titled) for one in told.versions],
        "happened": [
            {
                "at": local(one.at),
                "event": str(one.event),
                "by": found.names.get(_who(one) or 0),
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


def _version(visit: Visit, one: Version, titled: bool) -> dict[str, Any]:
    due = in_zone(due_facts(one.deadline.until), visit.desk.zone)
    return {"number": one.number, **due, "reason": one.reason if titled else None}


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


def _who(one: Happened) -> int | None:
    """The number of the person who did it; None for the operator of the machine."""
    kind, _, number = one.by.partition(",")[0].partition(":")
    return int(number) if kind == "person" and number.isdecimal() else None


def _refusal(visit: Visit, done: object) -> str | None:
    """Why the store refused, in the words of the chat; None where it did not."""
    key, facts = "", {"number": _number(visit)}
    if isinstance(done, Denied):
        key = "denied"
    elif isinstance(done, Impossible):
        state = word(f"refusal.state.{done.state}", visit.language)
        return word("refusal.impossible", visit.language).format(state=state, **facts)
    elif isinstance(done, Refusal):
        key = str(done)
    return word(f"refusal.{key}", visit.language).format(**facts) if key else None


def _number(visit: Visit) -> int:
    told = str(visit.request.path_params["number"])
    known = told.isascii() and told.isdecimal() and len(told) < 20
    return int(told) if known and int(told) <= LARGEST else 0


def _place(visit: Visit) -> str:
    return f"/tasks/{_number(visit)}"
