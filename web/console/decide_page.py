"""What waits for one's decision: every matter with its consequences on one page, and one of them alone."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from starlette.responses import Response
from starlette.routing import BaseRoute

from schedules.first import first_said
from schedules.precedence import decided
from schedules.task_facts import card, told_of
from store import Tx, approval, deciding, entitled, extension, report, worklist
from store import task as tasks
from store.deciding import Matter, Matters
from templates import word
from web.console.act_pages import LONGEST, day_amiss
from web.console.days import read_day
from web.console.frame import page
from web.console.gate import Gate
from web.console.letter_page import Held, held_facts, held_letter
from web.console.numbers import in_path
from web.console.refusal import changed, unsaid
from web.console.task_page import file_facts
from web.console.visit import Visit, go
from web.number import number_of
from work.history import Happened
from work.report import KeptFile
from work.task import Task

PLACE = "/approvals"


@dataclass(frozen=True, slots=True)
class Before:
    """One task before who may decide, with what was handed in last; *last* is what was decided where nothing waits."""

    task: Task
    matter: Matter | None
    files: tuple[KeptFile, ...]
    last: Happened | None


def routes(gate: Gate) -> Sequence[BaseRoute]:
    """/approvals, /tasks/NUMBER/decide and its four forms."""
    return (
        gate.look(PLACE, show_all),
        gate.look("/tasks/{number}/decide", show),
        gate.act("/tasks/{number}/approve", approve),
        gate.act("/tasks/{number}/return", send_back),
        gate.act("/tasks/{number}/grant", grant),
        gate.act("/tasks/{number}/refuse", refuse),
    )


async def show_all(visit: Visit) -> Response:
    """The list, the nearest deadline first; a page that is no longer there is the last one."""
    asked = number_of(visit.request.query_params.get("page", "")) or 1
    found, matters, letters = await visit.desk.store.read(_waiting, visit, min(asked, 999))
    facts = {
        "matters_of": [_matter(visit, one) for one in matters],
        "letters": [held_facts(visit, one) for one in letters],
        "total": found.total,
        "more": found.more,
        "page": found.number,
        "back": f"{PLACE}?page={found.number - 1}" if found.number > 1 else None,
        "on": f"{PLACE}?page={found.number + 1}" if found.number < found.pages else None,
        "longest": LONGEST,
    }
    return page(visit, "approvals", facts, active="approvals")


async def show(visit: Visit) -> Response:
    """One matter; what became of it, where that is over."""
    return await _page(visit)


async def approve(visit: Visit) -> Response:
    """Approves of the submission that was looked at, and of no other."""
    number, of, note = in_path(visit), number_of(visit.field("of")), visit.field("text") or None
    return await _decided(
        visit,
        "approved",
        lambda tx: tasks.approve(tx, number, visit.act, note, of),
        needs_text=False,
    )


async def send_back(visit: Visit) -> Response:
    """Returns it with the reason, which who leads is told."""
    number, of, why = in_path(visit), number_of(visit.field("of")), visit.field("text")
    return await _decided(
        visit, "returned", lambda tx: tasks.send_back(tx, number, why, visit.act, of)
    )


async def grant(visit: Visit) -> Response:
    """Grants the extension that was looked at, to the day asked for or another one."""
    number, of, day = in_path(visit), number_of(visit.field("of")), visit.field("day")
    due, was = read_day(day), read_day(visit.field("was"))
    amiss = None
    if day and (due is None or was is None):
        amiss = word("web.act.which-day", visit.language)
    elif due is not None and was is not None:
        amiss = day_amiss(visit, was, due)
    if amiss is not None:
        return await _page(visit, amiss)
    note = visit.field("text") or None

    def do(tx: Tx) -> date | object:
        return extension.grant(tx, number, visit.act, due, note, of)

    return await _decided(visit, "granted", do, needs_text=False)


async def refuse(visit: Visit) -> Response:
    """Leaves the deadline as it is; who leads is told why."""
    number, of, why = in_path(visit), number_of(visit.field("of")), visit.field("text")
    return await _decided(
        visit, "refused", lambda tx: extension.refuse(tx, number, why, visit.act, of)
    )


async def _decided(
    visit: Visit, said: str, do: Callable[[Tx], object], *, needs_text: bool = True
) -> Response:
    text = visit.field("text")
    why: str | None = None
    if needs_text and not text:
        why = word("web.act.why", visit.language)
    elif len(text) > LONGEST:
        why = word("web.task.long", visit.language).format(longest=LONGEST)
    why = why or unsaid(visit, text) or await changed(visit, in_path(visit), do)
    return go(visit, PLACE, said) if why is None else await _page(visit, why)


def _waiting(
    tx: Tx, visit: Visit, number: int
) -> tuple[Matters, tuple[Before, ...], tuple[Held, ...]]:
    person, office = visit.person, visit.office(tx)
    found = deciding.waiting(tx, person, office, number)
    letters = approval.waiting_for(tx, person.email, visit.now)
    held = (held_letter(tx, visit, one) for one in letters)
    matters = tuple(_before(tx, one.task, one) for one in found.items)
    return found, matters, tuple(one for one in held if one is not None)


def _look(tx: Tx, visit: Visit, number: int) -> tuple[Before, str | None] | None:
    task, who, office = worklist.one(tx, number), visit.person, visit.office(tx)
    if task is None or not entitled.sees(tx, who, task, office):
        return None
    before = _before(tx, task, deciding.about(tx, who, task, office))
    if before.last is None:
        return before, None
    return before, first_said(tx, visit.desk, before.last, number, visit.language)


def _before(tx: Tx, task: Task, matter: Matter | None) -> Before:
    handed = None if matter is None else matter.submitted
    files = report.files(tx, task.id) if handed is not None else ()
    of = tuple(one for one in files if handed is not None and one.event == handed.number)
    return Before(task, matter, of, decided(tx, task.id) if matter is None else None)


async def _page(visit: Visit, problem: str = "") -> Response:
    number = in_path(visit)
    found = await visit.desk.store.read(_look, visit, number) if number else None
    if found is None:
        return page(visit, "refused", {"what": "task"}, 404, "approvals")
    before, last = found
    facts = {
        "one": _matter(visit, before),
        "problem": problem,
        "last": last,
        "typed": visit.typed,
        "longest": LONGEST,
    }
    return page(visit, "decide", facts, 409 if problem else 200, "approvals")


def _matter(visit: Visit, found: Before) -> dict[str, Any]:
    """What was handed in and what is asked for; of either no words, where only codes are shown."""
    desk, task, matter = visit.desk, found.task, found.matter
    handed = None if matter is None else matter.submitted
    asked = None if matter is None else matter.asked
    said = [one.name for one in found.files]
    said += [one.reason or "" for one in (handed, asked) if one is not None]
    said += [asked.document] if asked is not None and asked.document else []
    disclosed = desk.disclosure(*told_of(task), *said)
    titled = disclosed == "title"
    facts = {**card(task, desk.now, desk.calendar, disclosed), "hidden": not titled}
    facts |= {"submitted": None, "asked": None, "files": []}
    if handed is not None:
        facts["submitted"] = {
            "of": matter.times if matter is not None else 0,
            "text": handed.reason if titled else None,
            "at": desk.calendar.local(handed.at),
            "late": _is_late(visit, task),
        }
        facts["files"] = [file_facts(visit, task.id, one, titled) for one in found.files]
    if asked is not None:
        facts["asked"] = {
            "of": asked.number,
            "was": asked.was.isoformat(),
            "due": asked.due.isoformat(),
            "days": desk.calendar.working_days(asked.was, asked.due),
            "at": _local(visit, asked.at),
            "why": asked.reason if titled else None,
            "by": asked.document if titled else None,
        }
    return facts


def _is_late(visit: Visit, task: Task) -> bool:
    return task.until is not None and task.until.is_over(task.stopped or visit.desk.now)


def _local(visit: Visit, at: datetime) -> datetime:
    return visit.desk.calendar.local(at)
