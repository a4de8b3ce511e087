"""What who assigned a task changes about it: who leads, its words, its deadline, its end; each on a page of its own."""

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any

from starlette.routing import BaseRoute

from schedules.due import Reckoner, Reference
from schedules.given import set_by
from schedules.register_import import roster_of
from schedules.task_facts import told_of
from store import Tx, worklist
from store import task as tasks
from store.task import Refusal
from templates import sentence, word
from web.console.act_pages import LONGEST, Act, Needs, at
from web.console.days import read_day
from web.console.gate import Gate
from web.console.naming import unnamed
from web.console.refusal import changed
from web.console.visit import Visit
from web.number import number_of
from work.assignee import AssigneeGap, Nobody, read_assignees
from work.deadline import Deadline, by_hand
from work.sign import first_sign
from work.task import Party, Task

WORDS_LONGEST = 2000  # characters of what is to be done, as of a cell of a register


def routes(gate: Gate) -> Sequence[BaseRoute]:
    """The pages of ORDERS below /tasks/NUMBER."""
    return at(gate, ORDERS)


async def _redate(visit: Visit, number: int) -> str | None:
    desk, words, seen = visit.desk, visit.field("due"), number_of(visit.field("of"))
    task = await desk.store.read(worklist.one, number)
    new = None if task is None else _deadline(visit, task, words)
    if isinstance(new, str):
        return new

    def do(tx: Tx) -> object:
        tasks.hold(tx, (number,))
        stands = worklist.one(tx, number)
        if stands is None or new is None:
            return Refusal.UNKNOWN
        if stands.version != seen:
            return Refusal.OVERTAKEN
        return tasks.change_due(tx, number, new, visit.field("text"), visit.act)

    return await changed(visit, number, do)


def _deadline(visit: Visit, task: Task, words: str) -> Deadline | str:
    """The deadline that was typed, as a day or in words that count from the paper; or what is wrong with it."""
    if day := read_day(words):
        return by_hand(day)
    paper, desk, say = task.document, visit.desk, visit.language
    came = paper.received or paper.issued
    reference = Reference(datetime.combine(came, time(), desk.zone), paper.issued, False)
    found = set_by(words, Reckoner(desk.calendar, reference, desk.plan.sessions)) if words else None
    if found is None:
        return word("web.act.due.unread", say)
    uncounted = paper.received is None and found.counted is not None
    return word("web.act.due.no-receipt", say) if uncounted else found


async def _give(visit: Visit, number: int) -> str | None:
    name = visit.field("lead")
    lead = await visit.desk.store.read(_named, visit, name) if name else None
    if lead is None:
        return word("web.assign.no-lead", visit.language)
    if isinstance(lead, str):
        return lead
    return await changed(visit, number, lambda tx: tasks.give_lead(tx, number, lead, visit.act))


def _named(tx: Tx, visit: Visit, name: str) -> Party | str:
    """Whom a register of their agency would mean by it; or why that is nobody, or several."""
    found = read_assignees(name, roster_of(tx, visit.person.agency, visit.desk.today))
    if isinstance(found, Nobody) and found.gap in (AssigneeGap.UNKNOWN, AssigneeGap.AMBIGUOUS):
        return unnamed(found, visit.language)
    if isinstance(found, Nobody):
        facts = {"words": found.name, "name": found.name, "others": ", ".join(found.others)}
        return sentence(f"register.problem.{found.gap}", facts, visit.language)
    if len(found.parties) > 1:
        return sentence(f"register.problem.{AssigneeGap.TWO_LEADS}", {}, visit.language)
    return found.parties[0]


async def _describe(visit: Visit, number: int) -> str | None:
    say, given = visit.language, {name: _line(visit, name) for name in ("content", "product")}
    if not given["content"]:
        return word("web.assign.no-content", say)
    if any(len(text) > WORDS_LONGEST for text in given.values()):
        return word("web.task.long", say).format(longest=WORDS_LONGEST)
    if visit.desk.discretion.is_secret(tuple(given.values()), visit.desk.today):
        return word("web.assign.secret", say)
    was = {name: _line(visit, f"was-{name}") for name in given}

    def do(tx: Tx) -> object:
        tasks.hold(tx, (number,))
        task = worklist.one(tx, number)
        if task is not None and _words(task) != was:
            return Refusal.OVERTAKEN
        return tasks.describe(tx, number, given["content"], given["product"], visit.act)

    return await changed(visit, number, do)


def _line(visit: Visit, name: str) -> str:
    return " ".join(visit.field(name).split())


def _words(task: Task) -> dict[str, str]:
    """What it says now, as the form gives it back: on one line each."""
    return {
        "content": " ".join(task.content.split()),
        "product": " ".join((task.product or "").split()),
    }


async def _finish(visit: Visit, number: int) -> str | None:
    day, today, written = read_day(visit.field("day")), visit.desk.today, _line(visit, "result")
    if visit.field("day") and day is None:
        return word("web.act.which-day", visit.language)
    if day is not None and day > today:
        return word("web.act.finish.to-come", visit.language)
    if len(written) > LONGEST:
        return word("web.task.long", visit.language).format(longest=LONGEST)
    result = first_sign(written) or written or None

    def do(tx: Tx) -> object:
        if day is None:
            return tasks.finish_now(tx, number, today, result, visit.act)
        return tasks.finish(tx, number, day, result, visit.act)

    return await changed(visit, number, do)


async def _recall(visit: Visit, number: int) -> str | None:
    reason = visit.field("text")
    return await changed(visit, number, lambda tx: tasks.recall(tx, number, visit.act, reason))


async def _reopen(visit: Visit, number: int) -> str | None:
    reason = visit.field("text")
    return await changed(visit, number, lambda tx: tasks.reopen(tx, number, reason, visit.act))


def _offered(_visit: Visit, needs: Needs) -> dict[str, Any]:
    return {"offered": needs.names}


def _described(visit: Visit, needs: Needs) -> dict[str, Any]:
    """What stands, for the form; nothing of what bears a mark of secrecy, which is not reworded here."""
    shown = visit.desk.disclosure(*told_of(needs.task)) == "title"
    return {"words": _words(needs.task) if shown else {}, "most": WORDS_LONGEST}


def _until_today(visit: Visit, _needs: Needs) -> dict[str, Any]:
    return {"today": visit.desk.today.isoformat()}


ORDERS = (
    Act("assign", None, _give, "led-by-another", _offered),
    Act("describe", None, _describe, "described", _described),
    Act("due", True, _redate, "due-changed"),
    Act("finish", None, _finish, "finished", _until_today),
    Act("recall", True, _recall, "recalled"),
    Act("reopen", True, _reopen, "reopened"),
)
