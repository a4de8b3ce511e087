"""One meeting or other event: when and where, who is asked and what they said, and all that may be done about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from starlette.responses import Response
from starlette.routing import BaseRoute

from schedules.event_plan import Off, days_off
from store import Tx, event_right
from store import event as events
from store.directory import people
from store.event import Clash, Happened
from templates import word
from web.console.event_form import LONGEST, Amiss, units
from web.console.events import PLACE, calendar_of, disclosed
from web.console.frame import attached, page
from web.console.gate import Gate
from web.console.naming import OFFERED_WEIGHT, bounded, offered
from web.console.numbers import in_path, page_of
from web.console.visit import Visit
from web.number import number_of
from work.act import person_of
from work.event import Answer, Event, EventState, Occurrence, Part, Participant
from work.event_facts import MOST_NAMED, facts, span_facts
from work.leaf import Leaf, leaf

ON_A_PAGE = 25  # people
TIMES = 12  # of a series, from the one that is next
MOST_MINDED = 10
LOOKED_AT = 50  # times of a series, for what falls together


@dataclass(frozen=True, slots=True)
class Found:
    """An event as somebody sees it; the rest is for who *convenes* it."""

    event: Event
    convenes: bool
    past: tuple[Happened, ...] = ()
    names: Mapping[int, str] | None = None
    off: tuple[Off, ...] = ()
    clashes: tuple[Clash, ...] = ()
    units: tuple[tuple[int, str], ...] = ()
    offered: Sequence[str] = ()


def routes(gate: Gate) -> Sequence[BaseRoute]:
    """/events/NUMBER, and the same as a calendar file."""
    one = f"{PLACE}/{{number}}"
    return (gate.look(one, show), gate.look(f"{one}/ics", to_keep))


async def show(visit: Visit) -> Response:
    """The event, or one time of a series that the address names."""
    return await event_page(visit)


async def to_keep(visit: Visit) -> Response:
    """The event as an iCalendar file (RFC 5545)."""
    found = await visit.desk.store.read(look, visit)
    if found is None:
        return absent(visit)
    return attached(calendar_of(visit, (found.event,)), f"lich-{found.event.id}.ics")


async def event_page(visit: Visit, problem: str | Amiss = "") -> Response:
    """The page, with why something was refused; the one answer for what is hidden and what is not there."""
    found = await visit.desk.store.read(look, visit)
    if found is None:
        return absent(visit)
    told = amiss_said(visit, problem) if isinstance(problem, Amiss) else problem
    return page(visit, "event", _facts(visit, found, told), 409 if told else 200, "events")


def look(tx: Tx, visit: Visit) -> Found | None:
    """The event, where it is something to who asks."""
    one = events.one(tx, in_path(visit))
    convenes = one is not None and event_right.convenes(tx, one, visit.act)
    if one is None or not (convenes or event_right.is_told(one, visit.act)):
        return None
    if not convenes:
        return Found(one, False)
    past = events.history(tx, one.id)
    actors = [by for line in past if (by := person_of(line.by)) is not None]
    office = visit.office(tx)
    ahead = [at.span for at in one.occurrences if at.state.open and at.span.ends > office]
    who = [each.person for each in one.participants]
    return Found(
        one,
        True,
        past,
        people.names_of(tx, actors),
        tuple(days_off(ahead, visit.desk.calendar)),
        events.clashes(tx, who, ahead[:LOOKED_AT], one.id),
        tuple(units(tx, visit)),
        offered(tx, visit),
    )


def time_of(visit: Visit, one: Event) -> int | None:
    """The one time of a series that is meant; None for the whole."""
    asked = number_of(visit.field("time") or visit.request.query_params.get("time", ""))
    return asked if one.rule is not None and one.at(asked) is not None else None


def absent(visit: Visit) -> Response:
    """That there is no such event, or that it is nothing to who asks."""
    return page(visit, "refused", {"what": "event"}, 404, "events")


def amiss_said(visit: Visit, amiss: Amiss) -> str:
    """What is wrong in a form, in words."""
    return word(f"web.events.amiss.{amiss.key}", visit.language).format(about=amiss.about)


def span_fields(visit: Visit, at: Occurrence) -> dict[str, str]:
    """The time that stands, as fields of a form have it."""
    starts, ends = (visit.desk.calendar.local(one) for one in (at.span.starts, at.span.ends))
    if at.span.all_day:
        last = span_facts(at.span)["last_day"]
        return {"day": f"{starts:%Y-%m-%d}", "from": "", "to": "", "last": last}
    return {"day": f"{starts:%Y-%m-%d}", "from": f"{starts:%H:%M}", "to": f"{ends:%H:%M}", "last": ""}  # fmt: skip


def _facts(visit: Visit, found: Found, problem: str) -> dict[str, Any]:
    one, shown = found.event, disclosed(visit, found.event)
    number = time_of(visit, one)
    time = None if number is None else one.at(number)
    next_ = time or _next(one, visit.desk.office.now())
    whole = facts(one, None, time)
    return {
        "problem": problem,
        "id": one.id,
        "kind": str(one.what.kind),
        **{name: whole[name] if shown else None for name in ("title", "place", "link", "note")},
        "paper": None if one.what.document is None else (one.what.document, one.document_number),
        "organiser": one.agency_name,
        "state": str(one.state if time is None else time.state),
        "open": one.state.open and (time is None or time.state.open),
        "begun": next_.span.starts <= visit.desk.office.now(),
        "when": span_facts(next_.span),
        "series": None if one.rule is None else _series(visit, one, whole, next_),
        "time": number,
        "mine": _mine(visit, one, time),
        "people": _people(visit, found, time),
        "convenes": found.convenes,
        "unaware": [who.name for who in one.unaware],
        "known": len(one.reached),
        "past": [_happened(visit, line, found, shown) for line in reversed(found.past)],
        "mind": _mind(visit, found),
        "units": found.units,
        "offered": found.offered,
        "typed": visit.typed,
        "tried": visit.tried,
        "longest": LONGEST,
        "fields": span_fields(visit, next_),
        "answers": [str(answer) for answer in Answer if answer is not Answer.NONE],
        "parts": [str(part) for part in Part],
    }


def _next(one: Event, office: datetime) -> Occurrence:
    """The time that is next, else the last."""
    ahead = (at for at in one.occurrences if at.state.open and at.span.ends > office)
    return next(ahead, one.occurrences[-1])


def _series(visit: Visit, one: Event, whole: Mapping[str, Any], at: Occurrence) -> dict[str, Any]:
    """How it comes round, and its times around the one shown."""
    every = facts(one, None)
    first = max(0, one.occurrences.index(at) - 1)
    shown = one.occurrences[first : first + TIMES]
    before, last = max(1, shown[0].number - TIMES), shown[-1].number
    return {
        "frequency": every["frequency"],
        "interval": every["interval"],
        "times": every["times"],
        "last": every["last_time"],
        "shown": [
            {"number": when.number, "state": str(when.state), **span_facts(when.span)}
            for when in shown
        ],
        "before": before if first else None,
        "after": last + 1 if last < len(one.occurrences) else None,
    }


def _mine(visit: Visit, one: Event, time: Occurrence | None) -> dict[str, Any] | None:
    """What who looks has been asked and has said; None where they were told nothing."""
    mine = next((who for who in one.participants if who.person == visit.person.id), None)
    if mine is None or mine.told is None:
        return None
    answer = mine.answer if time is None else one.answer(mine, time)
    return {"part": str(mine.part), "answer": str(answer)}


def _people(visit: Visit, found: Found, time: Occurrence | None) -> dict[str, Any]:
    """Who is asked: everybody, or of very many who leads and who looks (RFC 5546 §3.2.2)."""
    one = found.event
    some: tuple[Participant, ...] = tuple(sorted(one.participants, key=_rank))
    if not found.convenes and len(some) > MOST_NAMED:
        some = tuple(who for who in some if who.part is Part.CHAIR or who.person == visit.person.id)
    shown: Leaf[Participant] = leaf(some, page_of(visit.request.query_params), ON_A_PAGE)
    answers = [who.answer if time is None else one.answer(who, time) for who in one.participants]
    place = f"{PLACE}/{one.id}?{'' if time is None else f'time={time.number}&'}page="
    return {
        "items": [
            {
                "name": who.name,
                "mailbox": who.mailbox,
                "part": str(who.part),
                "told": who.told is not None,
                "answer": str(who.answer if time is None else one.answer(who, time)),
            }
            for who in shown.shown
        ],
        "first": shown.first,
        "back": f"{place}{shown.page - 1}" if shown.page > 1 else None,
        "on": f"{place}{shown.page + 1}" if shown.page < shown.pages else None,
        "named": len(some),
        "total": len(answers),
        "named_so": bounded((f"{who.name} ({who.mailbox})" for who in some), OFFERED_WEIGHT),
        "count": {str(answer): answers.count(answer) for answer in Answer},
    }


_RANKS = {Part.CHAIR: 0, Part.REQUIRED: 1, Part.OPTIONAL: 2}


def _rank(who: Participant) -> tuple[int, str]:
    return _RANKS[who.part], who.name


def _happened(visit: Visit, line: Happened, found: Found, shown: bool) -> dict[str, Any]:
    by, whose = person_of(line.by), line.facts.get("person")
    named = {who.person: who.name for who in found.event.participants}
    return {
        "at": visit.desk.calendar.local(line.at),
        "what": str(line.happening),
        "by": (found.names or {}).get(by) if by is not None else None,
        "whose": named.get(whose) if isinstance(whose, int) else None,
        "answer": line.facts.get("answer"),
        "reason": line.reason if shown else None,
    }


def _mind(visit: Visit, found: Found) -> dict[str, Any]:
    """Days off, and who is asked to something else then; of that nothing but when."""
    if found.event.state not in (EventState.PLANNED, EventState.MOVED):
        return {"off": [], "busy": []}
    busy = [{"name": one.name, **span_facts(one.span)} for one in found.clashes[:MOST_MINDED]]
    off = [{"day": one.day, "name": one.name, "forecast": one.forecast} for one in found.off]
    return {"off": off[:MOST_MINDED], "busy": busy}
