"""Acts that ask for something: each on a page of its own, which says what becomes of it and keeps what was typed."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from starlette.responses import Response
from starlette.routing import BaseRoute

from schedules.calendar import ONE_DAY
from schedules.offers import put_off
from schedules.respite import OFFERED, Span, put_off_until
from schedules.resuming import resume
from schedules.task_facts import card, told_of
from store import Tx, entitled, extension, handing, respite, worklist
from store import pause as pauses
from store import task as tasks
from store.task import Refusal
from templates import word
from web.console import naming
from web.console.days import read_day
from web.console.frame import page
from web.console.gate import Gate
from web.console.numbers import in_path, task_place
from web.console.refusal import changed, unsaid
from web.console.task_page import offered, task_page
from web.console.visit import Visit, go
from web.number import number_of
from work.access import Doing, may
from work.extension import Ask
from work.person import Person
from work.respite import RespiteKind
from work.task import Task

LONGEST = 500  # characters of a reason, as in the chat
FARTHEST = 366  # days behind the deadline in force
DAYS_OFF = 60  # days behind it whose days off are named
SUGGESTED = (3, 5, 10)  # working days


@dataclass(frozen=True, slots=True)
class Needs:
    """What the store said for the page of an act, in one snapshot; *possible* is whether it is offered now.

    *others* are whom it can be handed on to, *names* those to choose a lead from.
    """

    task: Task
    possible: bool
    others: tuple[Person, ...]
    names: Sequence[str]


def nothing(_visit: Visit, _needs: Needs) -> dict[str, Any]:
    """For a form that shows nothing besides."""
    return {}


@dataclass(frozen=True, slots=True)
class Act:
    """One page: its *name* in address and words, whether a reason is *required*, None where none is asked for.

    *do* gives why it was not done, or None; *said* is told then. *shown* is what its form shows besides.
    """

    name: str
    required: bool | None
    do: Callable[[Visit, int], Awaitable[str | None]]
    said: str
    shown: Callable[[Visit, Needs], dict[str, Any]] = nothing

    async def show(self, visit: Visit) -> Response:
        """The form, where the act can be done; else the task, which says how it stands."""
        number = in_path(visit)
        needs = await visit.desk.store.read(look, visit, number, self.name)
        if needs is None or not needs.possible:
            why = "" if needs is None else word("web.act.impossible", visit.language)
            return await task_page(visit, number, why)
        return self._page(visit, needs)

    async def take(self, visit: Visit) -> Response:
        """Does it, or shows the form again with why not."""
        number, why = in_path(visit), self._amiss(visit)
        why = why or await self.do(visit, number)
        if why is None:
            return go(visit, task_place(number), self.said)
        needs = await visit.desk.store.read(look, visit, number, self.name)
        if needs is None:
            return await task_page(visit, number)
        return self._page(visit, needs, why)

    def _amiss(self, visit: Visit) -> str | None:
        text = visit.field("text")
        if self.required and not text:
            return word("web.act.why", visit.language)
        if len(text) > LONGEST:
            return word("web.task.long", visit.language).format(longest=LONGEST)
        return unsaid(visit, text, visit.field("document"), visit.field("result"))

    def _page(self, visit: Visit, needs: Needs, problem: str = "") -> Response:
        facts = {
            **head(visit, needs.task),
            "act": self.name,
            "required": self.required,
            "longest": LONGEST,
            "problem": problem,
            "typed": visit.typed,
            "version": needs.task.version,
            **self.shown(visit, needs),
        }
        return page(visit, "act", facts, 409 if problem else 200, "work")


def routes(gate: Gate) -> Sequence[BaseRoute]:
    """Each act's page, and its form, at one address below /tasks/NUMBER."""
    return at(gate, ACTS)


def at(gate: Gate, acts: Sequence[Act]) -> Sequence[BaseRoute]:
    """Each act's page, and its form."""
    found: list[BaseRoute] = []
    for one in acts:
        place = f"/tasks/{{number}}/{one.name}"
        found += (gate.look(place, one.show), gate.act(place, one.take))
    return found


def head(visit: Visit, task: Task) -> dict[str, Any]:
    """What stands above every form about the task."""
    desk = visit.desk
    disclosed = desk.disclosure(*told_of(task))
    return {**card(task, desk.now, desk.calendar, disclosed), "hidden": disclosed != "title"}


def look(tx: Tx, visit: Visit, number: int, name: str) -> Needs | None:
    """What the page wants to know; None for a task that is not there, or not theirs to see."""
    task, who = worklist.one(tx, number), entitled.one(tx, visit.person.id)
    if task is None or who is None:
        return None
    about = entitled.of_task(tx, task, visit.office(tx))
    if may(who, Doing.SEE, about) is None:
        return None
    can = name in offered(tx, visit, who, task, about, extension.open_request(tx, number))
    others = handing.others(tx, task) if name == "hand-on" else ()
    names = naming.offered(tx, visit, units=True) if name == "assign" else ()
    return Needs(task, can, others, names)


async def _extend(visit: Visit, number: int) -> str | None:
    desk, due = visit.desk, read_day(visit.field("day"))
    was = read_day(visit.field("was"))
    if due is None or was is None:
        return word("web.act.which-day", visit.language)
    if (amiss := day_amiss(visit, was, due)) is not None:
        return amiss
    paper = " ".join(visit.field("document").split())
    if len(paper) > LONGEST:
        return word("web.task.long", visit.language).format(longest=LONGEST)
    new = Ask(was, due, visit.field("text"), desk.today, document=paper or None)
    return await changed(visit, number, lambda tx: extension.ask(tx, number, new, visit.act))


def day_amiss(visit: Visit, was: date, due: date) -> str | None:
    """Why nobody can be given until that day: past, too far, or a day off, with the next working day."""
    calendar, told = visit.desk.calendar, f"{due:%d/%m/%Y}"
    if due < max(was + ONE_DAY, visit.desk.today):
        return word("day.too-early", visit.language).format(day=told, was=f"{was:%d/%m/%Y}")
    if (due - was).days > FARTHEST:
        return word("day.too-far", visit.language)
    if calendar.is_working(due):
        return None
    following = calendar.next_working_day(due)
    name = calendar.why(due).name or word("web.act.weekend", visit.language)
    said = word("web.act.day-off", visit.language)
    return said.format(day=told, name=name, next=f"{following:%d/%m/%Y}")


def _days(visit: Visit, needs: Needs) -> dict[str, Any]:
    """Which days can be asked for, some that are near, and the days off among the next ones."""
    calendar, task = visit.desk.calendar, needs.task
    was = task.due or visit.desk.today
    first = max(was + ONE_DAY, visit.desk.today)
    ahead = (first + ONE_DAY * number for number in range(DAYS_OFF))
    named = ((day, calendar.why(day).name) for day in ahead if not calendar.is_working(day))
    return {
        "was": was.isoformat(),
        "first": first.isoformat(),
        "last": (was + ONE_DAY * FARTHEST).isoformat(),
        "near": [(days, calendar.add_working_days(was, days).isoformat()) for days in SUGGESTED],
        "off": [(day.isoformat(), name) for day, name in named if name],
    }


async def _hand_on(visit: Visit, number: int) -> str | None:
    to, note = number_of(visit.field("to")), visit.field("text") or None
    if not to:
        return word("web.act.whom", visit.language)
    return await changed(visit, number, lambda tx: handing.hand_on(tx, number, to, visit.act, note))


async def _pause(visit: Visit, number: int) -> str | None:
    reason = visit.field("text")
    today, act = visit.desk.today, visit.act
    return await changed(visit, number, lambda tx: pauses.pause(tx, number, today, reason, act))


async def _resume(visit: Visit, number: int) -> str | None:
    note = visit.field("text") or None
    calendar, today, act = visit.desk.calendar, visit.desk.today, visit.act
    return await changed(visit, number, lambda tx: resume(tx, calendar, number, today, act, note))


async def _cancel(visit: Visit, number: int) -> str | None:
    reason = visit.field("text")
    return await changed(visit, number, lambda tx: tasks.cancel(tx, number, visit.act, reason))


async def _snooze(visit: Visit, number: int) -> str | None:
    span = next((one for one in OFFERED if _sign(one) == visit.field("span")), None)
    if span is None:
        return word("web.act.how-long", visit.language)
    reason = visit.field("text")
    return await changed(visit, number, lambda tx: _put_off(tx, visit, number, span, reason))


def _put_off(tx: Tx, visit: Visit, number: int, span: Span, reason: str) -> object:
    """Puts it off, unless that is so already: of a form that is sent twice, the first counts."""
    task, office, person = worklist.one(tx, number), visit.office(tx), visit.person
    if task is None:
        return Refusal.UNKNOWN
    if put_off(tx, person, task, office) is not None:
        return Refusal.UNCHANGED
    kind = RespiteKind.SNOOZED
    until, _ = put_off_until(visit.desk.plan, task, person.id, span, office)
    return respite.add(tx, number, person.id, kind, task.version, until, visit.act, reason)


def _people(_visit: Visit, needs: Needs) -> dict[str, Any]:
    return {"people": [(one.id, one.name) for one in needs.others]}


def _spans(visit: Visit, needs: Needs) -> dict[str, Any]:
    """For how long, each with when it ends, which is sooner where the office lets it no longer."""
    desk, office, task = visit.desk, visit.desk.office.now(), needs.task
    found = []
    for one in OFFERED:
        ends, less = put_off_until(desk.plan, task, visit.person.id, one, office)
        label = word(f"snooze.for-{_sign(one)}", visit.language)
        ends = desk.calendar.local(ends)
        found.append({"sign": _sign(one), "label": label, "ends": ends, "less": less})
    return {"spans": found}


def _sign(span: Span) -> str:
    return f"{span.sign}{span.number}"


ACTS = (
    Act("extend", True, _extend, "extension-asked", _days),
    Act("hand-on", False, _hand_on, "handed-on", _people),
    Act("pause", True, _pause, "paused"),
    Act("resume", False, _resume, "resumed"),
    Act("cancel", True, _cancel, "cancelled"),
    Act("snooze", True, _snooze, "snoozed", _spans),
)
