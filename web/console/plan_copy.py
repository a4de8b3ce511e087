"""A plan is taken over for the next period: shown first, each deadline as many periods later, and made once that is confirmed."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from starlette.responses import Response
from starlette.routing import BaseRoute

from schedules import plans
from schedules.plans import Source
from schedules.task_facts import told_of
from store import Tx, entitled, plan
from store.plan import Unfit
from templates import word
from web.console.frame import page
from web.console.gate import Gate
from web.console.import_page import denied
from web.console.numbers import in_path
from web.console.plan_new import LONGEST, Known, head_of, known_by, told_papers
from web.console.plan_page import PLACE, titled
from web.console.visit import Visit, go
from work.access import Denied, Doing, OfOffice
from work.act import Act
from work.plan_copy import Copied, Copy, later, turn

MOST = 100  # tasks that are shown of what would be made


def routes(gate: Gate) -> Sequence[BaseRoute]:
    """/plans/NUMBER/copy."""
    place = f"{PLACE}/{{number}}/copy"
    return (gate.look(place, show), gate.act(place, take))


async def show(visit: Visit) -> Response:
    """The form, for the period behind that of the plan."""
    found = await visit.desk.store.read(_look, visit, "")
    if found is None:
        return _absent(visit)
    head = found[1].plan.head
    days = (later(head.begins, turn(head)), later(head.ends, turn(head)))
    since, until = (day.isoformat() for day in days)
    unit = str(head.owner.unit or "")
    return _page(visit, found, "", defaultdict(str, since=since, until=until, unit=unit))


async def take(visit: Visit) -> Response:
    """Shows what would be made; makes it for who has seen that."""
    found = await visit.desk.store.read(_look, visit, visit.field("paper"))
    if found is None:
        return _absent(visit)
    known, source = found
    head = head_of(visit, known)
    if isinstance(head, str):
        return _page(visit, found, head, visit.typed)
    copy = source.copied(head.document, head.head, visit.desk.calendar)
    if visit.field("step") != "make":
        return _page(visit, found, "", visit.typed, copy)

    def made(tx: Tx, act: Act) -> int | Unfit:
        return plan.add(tx, copy.plan, act)

    about = OfOffice(known.home)
    done = await visit.desk.store.write(entitled.by_right, Doing.REGISTER, about, visit.act, made)
    if isinstance(done, Denied):
        return denied(visit)
    if isinstance(done, Unfit):
        why = word(f"web.plans.unfit.{done}", visit.language)
        return _page(visit, found, why, visit.typed)
    return go(visit, f"{PLACE}/{done}", "plan-copied")


def _look(tx: Tx, visit: Visit, paper: str) -> tuple[Known, Source] | None:
    """For who keeps the registers, and sees the plan."""
    known, source = known_by(tx, visit, paper), plans.source(tx, in_path(visit))
    if known is None or source is None:
        return None
    return (known, source) if plans.is_theirs(tx, source.plan, known.home, visit.act) else None


def _absent(visit: Visit) -> Response:
    return page(visit, "refused", {"what": "plan"}, 404, "plans")


def _page(
    visit: Visit,
    found: tuple[Known, Source],
    problem: str,
    typed: Mapping[str, str],
    copy: Copy | None = None,
) -> Response:
    known, one = found[0], found[1].plan
    facts = {
        "problem": problem,
        "typed": typed,
        "longest": LONGEST,
        "id": one.id,
        "name": one.head.title if titled(visit, one) else None,
        "units": [(each.id, each.name) for each in known.units],
        "papers": told_papers(known),
        "copy": None if copy is None else _told(visit, copy),
    }
    return page(visit, "plan-copy", facts, 409 if problem else 200, "plans")


def _told(visit: Visit, copy: Copy) -> dict[str, Any]:
    every = copy.tasks
    return {
        "title": copy.plan.head.title,
        "tasks": len(every),
        "left": copy.left_out,
        "undated": sum(one.task.deadline is None for one in every),
        "off": sum(one.off for one in every),
        "gone": sum(bool(one.gone) for one in every),
        "lines": [_line(visit, one) for one in every[:MOST]],
        "more": max(len(every) - MOST, 0),
    }


def _line(visit: Visit, one: Copied) -> dict[str, Any]:
    shown = visit.desk.disclosure(*told_of(one.source)) == "title"
    due = None if one.task.deadline is None else one.task.deadline.due
    return {
        "number": one.source.id,
        "name": one.task.content if shown else None,
        "was": one.was,
        "due": due,
        "off": one.off,
        "gone": list(one.gone),
    }
