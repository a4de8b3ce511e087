"""Who stands in for whom: a person names their own stand-in, heads, clerks and operators those of others; either is ended here."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import time, timedelta
from typing import Any

from starlette.responses import Response
from starlette.routing import BaseRoute

from store import Tx, absence, stand_in
from templates import word
from web.console.days import read_day
from web.console.frame import page
from web.console.gate import Gate
from web.console.hand_over import may_hand_over
from web.console.naming import Naming, Unnamed, offered, oneself
from web.console.visit import Visit, go
from web.number import number_of
from work.access import Denied, Doing, Scope, reach
from work.stand_in import NewStandIn, Phase, StandIn

PLACE = "/away"
LONGEST = 300  # characters of a document's sign, and of a reason
MOST = 100


def routes(gate: Gate) -> Sequence[BaseRoute]:
    """/away and its forms."""
    return (gate.look(PLACE, show), gate.act(PLACE, name), gate.act(f"{PLACE}/end", end))


async def show(visit: Visit) -> Response:
    """Terms that last or come, and the form for another."""
    first = visit.desk.today.isoformat()
    return await _page(visit, "", defaultdict(str, absent=oneself(visit), first=first))


async def name(visit: Visit) -> Response:
    """Names a stand-in; both are told."""
    done = await visit.desk.store.write(_name, visit)
    why = _refused(visit, done)
    return await _page(visit, why, visit.typed) if why else go(visit, PLACE, "stand-in-named")


async def end(visit: Visit) -> Response:
    """Ends a term before its last day; both are told."""
    number = number_of(visit.field("number"))
    done = await visit.desk.store.write(absence.end, number, visit.desk.today, visit.act)
    why = _refused(visit, done)
    return await _page(visit, why, visit.typed) if why else go(visit, PLACE, "stand-in-ended")


def _name(tx: Tx, visit: Visit) -> object:
    """What the store gave; or what is wrong in the form, by its key where it is no name."""
    named = visit.field("absent") or oneself(visit), visit.field("deputy")
    both = Naming(tx, visit).people(*named)
    first, last = read_day(visit.field("first")), read_day(visit.field("last"))
    texts = tuple(" ".join(visit.field(one).split()) for one in ("document", "reason"))
    if first is None or last is None:
        return "days"
    if isinstance(both, Unnamed):
        return both
    if not any(texts) or any(len(text) > LONGEST for text in texts):
        return "by-what"
    if visit.desk.discretion.refuses(texts, visit.desk.today):
        return "secret"
    instant = visit.desk.calendar.instant
    span = instant(first, time()), instant(last + timedelta(days=1), time())
    document, reason = (text or None for text in texts)
    absent, deputy = (one.id for one in both)
    new = NewStandIn(absent, deputy, first, last, *span, document, reason)
    return absence.name(tx, new, visit.act)


def _refused(visit: Visit, done: object) -> str:
    if isinstance(done, int | StandIn):
        return ""
    if isinstance(done, Unnamed):
        return done.why
    key = "denied" if isinstance(done, Denied) else str(done)
    return word(f"web.away.refused.{key}", visit.language)


def _look(tx: Tx, visit: Visit) -> tuple[list[tuple[StandIn, bool, Phase]], list[str]]:
    return _terms(tx, visit), offered(tx, visit)


def _terms(tx: Tx, visit: Visit) -> list[tuple[StandIn, bool, Phase]]:
    """Those that are theirs or theirs to end, with that, and where each stands."""
    office, mine = visit.office(tx), visit.person
    every = stand_in.terms(tx, office)
    theirs = absence.nameable(tx, [one.absent for one in every], visit.act)
    return [
        (one, one.absent.id in theirs, one.phase(office))
        for one in every
        if one.absent.id in theirs or mine.id in (one.absent.id, one.deputy.id)
    ][:MOST]


async def _page(visit: Visit, problem: str, typed: Mapping[str, str]) -> Response:
    found, some = await visit.desk.store.read(_look, visit)
    wide = {one.scope for one in reach(visit.person, Doing.STAND_IN)} - {Scope.OWN}
    facts = {
        "problem": problem,
        "typed": typed,
        "tried": visit.tried,
        "wide": bool(wide),
        "gives": may_hand_over(visit.person),
        "items": [_line(one, theirs, phase) for one, theirs, phase in found],
        "longest": LONGEST,
        "offered": some,
    }
    return page(visit, "away", facts, 409 if problem else 200, "settings")


def _line(one: StandIn, theirs: bool, phase: Phase) -> dict[str, Any]:
    return {
        "id": one.id,
        "absent": one.absent.name,
        "deputy": one.deputy.name,
        "first": one.first,
        "last": one.last,
        "by": one.document or one.reason,
        "phase": str(phase),
        "ends": theirs,
    }
