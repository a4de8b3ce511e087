"""A new meeting or other event: planned first, so that days off and what falls together are seen before anybody is told."""

import secrets
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from starlette.responses import Response
from starlette.routing import BaseRoute

from schedules.assigning import papers
from schedules.event_plan import EVERY, round_of, times
from store import Tx, event_change, event_right
from store.event_move import Refusal
from templates import word
from web.console.document_page import keeps
from web.console.event_form import LONGEST, PEOPLE_LONGEST, Amiss, asked, span, units, words
from web.console.event_page import amiss_said
from web.console.events import PLACE as EVENTS
from web.console.frame import page
from web.console.gate import Gate
from web.console.naming import offered, oneself
from web.console.visit import Visit, go
from web.number import number_of
from work.access import Denied
from work.act import Act
from work.document import Direction
from work.event import EventKind, NewEvent, Part, Particulars, Span
from work.recurrence import MOST, Rule

PLACE = f"{EVENTS}/new"
WORDS = ("title", "place", "link", "note")


@dataclass(frozen=True, slots=True)
class Known:
    """What the form offers: units to ask whole, whether a document may be named, and people."""

    units: tuple[tuple[int, str], ...]
    papers: bool
    offered: Sequence[str]


def routes(gate: Gate) -> Sequence[BaseRoute]:
    """/events/new."""
    return (gate.look(PLACE, show), gate.act(PLACE, plan))


async def show(visit: Visit) -> Response:
    """The form; who is in chairs unless they name somebody else."""
    day, chair = visit.desk.today.isoformat(), oneself(visit)
    return await _page(visit, "", defaultdict(str, day=day, chair=chair, kind="meeting"))


async def plan(visit: Visit) -> Response:
    """Plans it; nobody is told before its page is asked to invite them."""
    done = await visit.desk.store.write(_plan, visit)
    if isinstance(done, int):
        return go(visit, f"{EVENTS}/{done}", "event-planned")
    if isinstance(done, Amiss):
        why = amiss_said(visit, done)
    else:
        key = "denied-new" if isinstance(done, Denied) else str(done)
        why = word(f"web.events.refused.{key}", visit.language)
    return await _page(visit, why, visit.typed)


def _plan(tx: Tx, visit: Visit) -> int | Amiss | Refusal | Denied:
    new = _new(tx, visit)
    if isinstance(new, Amiss):
        return new

    def add(tx: Tx, act: Act) -> int | Refusal:
        return event_change.add(tx, new, act)

    return event_right.planned(tx, new.what.agency, new.participants, visit.act, add)


def _new(tx: Tx, visit: Visit) -> NewEvent | Amiss:
    """What was typed; or what is wrong with it."""
    what, first, who, rule = _what(tx, visit), span(visit), asked(tx, visit), None
    for amiss in (what, first, who):
        if isinstance(amiss, Amiss):
            return amiss
    if not isinstance(what, Particulars) or not isinstance(first, Span) or isinstance(who, Amiss):
        raise TypeError("what is amiss was told of before")
    rule = _rule(visit, first)
    if isinstance(rule, Amiss):
        return rule
    desk, shift = visit.desk, visit.field("shift") == "1"
    spans = tuple(times(first, rule, desk.calendar, shift=shift))
    uid = f"{secrets.token_hex(16)}@{desk.mailbox.rpartition('@')[2]}"
    return NewEvent(uid, what, spans, None if rule is None else str(rule), _chaired(visit, who))


def _what(tx: Tx, visit: Visit) -> Particulars | Amiss:
    kind, told, paper = visit.field("kind"), words(visit, WORDS), visit.field("paper")
    if isinstance(told, Amiss):
        return told
    if told["title"] is None or kind not in set(EventKind):
        return Amiss("title")
    number = None
    if paper and keeps(tx, visit):
        found = [
            one for one in papers(tx, paper) if one.document.direction is not Direction.PETITION
        ]
        if len(found) != 1:
            return Amiss("paper", paper[:100])
        number = found[0].id
    agency = visit.person.agency
    return Particulars(
        EventKind(kind), told["title"], agency, told["place"], told["link"], told["note"], number
    )


def _rule(visit: Visit, first: Span) -> Rule | Amiss | None:
    every, count = visit.field("every"), number_of(visit.field("times"))
    if every not in EVERY:
        return None
    if not 2 <= count <= MOST:
        return Amiss("times", str(MOST))
    return round_of(every, first.starts.astimezone(visit.desk.zone).date(), count)


def _chaired(visit: Visit, who: tuple[tuple[int, Part], ...]) -> tuple[tuple[int, Part], ...]:
    """Who is in chairs where nobody was named to; where they stand in the list already, they lead it."""
    if any(part is Part.CHAIR for _, part in who):
        return who
    others = tuple(one for one in who if one[0] != visit.person.id)
    return ((visit.person.id, Part.CHAIR), *others)


def _known(tx: Tx, visit: Visit) -> Known:
    return Known(tuple(units(tx, visit)), keeps(tx, visit), offered(tx, visit))


async def _page(visit: Visit, problem: str, typed: Mapping[str, str]) -> Response:
    known = await visit.desk.store.read(_known, visit)
    facts = {
        "problem": problem,
        "typed": typed,
        "kinds": [str(one) for one in EventKind],
        "every": EVERY,
        "units": known.units,
        "papers": known.papers,
        "offered": known.offered,
        "most": MOST,
        "longest": LONGEST,
        "people_longest": PEOPLE_LONGEST,
    }
    return page(visit, "event-new", facts, 409 if problem else 200, "events")
