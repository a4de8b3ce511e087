"""Meetings and other events: what comes, or a month of them, the person's own or those they may change; as a calendar file."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from starlette.responses import Response
from starlette.routing import BaseRoute

from store import Tx, audience, event_right
from store import event as events
from store.event import Wanted
from web.console.days import read_month
from web.console.frame import attached, page
from web.console.gate import Gate
from web.console.visit import Visit
from work.access import Doing, Scope, reach
from work.event import Answer, Event, Occurrence
from work.event_facts import entries, facts, span_facts
from work.filing import YEARS
from work.icalendar.calendar import Mailbox, written

PLACE = "/events"
AHEAD = timedelta(days=31)
MOST = 200  # times on a page
MOST_KEPT = 5000  # in a file
ALL = "all"
ABOUT = ("title", "place", "link", "note")
CONVENERS = frozenset({Scope.UNIT, Scope.AGENCY})


@dataclass(frozen=True, slots=True)
class Shown:
    """Which days: from *since* up to *until*, which is not one of them; *month* where it was asked for."""

    since: date
    until: date
    month: date | None


def routes(gate: Gate) -> Sequence[BaseRoute]:
    """/events, and the same as a calendar file."""
    return (gate.look(PLACE, show), gate.look(f"{PLACE}/ics", to_keep))


async def show(visit: Visit) -> Response:
    """One line for each time that something takes place, the earliest first."""
    shown, every = _shown(visit), _every(visit)
    found = await visit.desk.store.read(_times, visit, shown, every, MOST + 1)
    named = f"&of={ALL}" if every else ""
    first = shown.since.replace(day=1)
    after = (first + AHEAD).replace(day=1)
    told = {
        "items": [_item(visit, one, when) for one, when in found[:MOST]],
        "more": len(found) > MOST,
        "every": every,
        "convenes": bool(_scopes(visit)),
        "month": None if shown.month is None else shown.month.isoformat(),
        "since": shown.since,
        "until": shown.until - timedelta(days=1),
        "before": f"{PLACE}?month={first - timedelta(days=1):%Y-%m}{named}",
        "coming": f"{PLACE}?of={ALL}" if every else PLACE,
        "after": f"{PLACE}?month={after:%Y-%m}{named}" if after.year in YEARS else None,
        "file": f"{PLACE}/ics?of={ALL}" if every else f"{PLACE}/ics",
    }
    return page(visit, "events", told, active="events")


async def to_keep(visit: Visit) -> Response:
    """What comes as an iCalendar file (RFC 5545) that any calendar program opens; nothing that was cancelled."""
    shown = Shown(visit.desk.today, visit.desk.today + 12 * AHEAD, None)
    found = await visit.desk.store.read(_times, visit, shown, _every(visit), MOST_KEPT)
    some = {one.id: one for one, when in found if when.state.open}
    return attached(calendar_of(visit, some.values()), f"lich-{visit.desk.today:%Y%m%d}.ics")


def calendar_of(visit: Visit, some: Iterable[Event]) -> bytes:
    """Events as a calendar file, without words that may not be told."""
    desk = visit.desk
    office = Mailbox(desk.name, desk.mailbox)
    told = [_told(visit, facts(one, None)) for one in some]
    body = [entry for one in told for entry in entries(one, office, one["note"] or "", "CONFIRMED")]
    return written("PUBLISH", body, visit.now)


def disclosed(visit: Visit, one: Event) -> bool:
    """Whether what it is about may be shown."""
    return visit.desk.disclosure(*(getattr(one.what, name) for name in ABOUT)) == "title"


def _told(visit: Visit, whole: dict[str, Any]) -> dict[str, Any]:
    hidden = visit.desk.disclosure(*(whole[name] for name in ABOUT)) != "title"
    return {**whole, **dict.fromkeys(ABOUT)} if hidden else whole


def _item(visit: Visit, one: Event, when: Occurrence) -> dict[str, Any]:
    mine = next((who for who in one.participants if who.person == visit.person.id), None)
    answers = [one.answer(who, when) for who in one.participants]
    shown = disclosed(visit, one)
    return {
        "id": one.id,
        "time": when.number if one.rule is not None else None,
        "kind": str(one.what.kind),
        "title": one.what.title if shown else None,
        "place": (one.what.place or one.what.link) if shown else None,
        "state": str(when.state),
        "open": when.state.open,
        "mine": None if mine is None or mine.told is None else str(one.answer(mine, when)),
        "asked": len(answers),
        "come": answers.count(Answer.ACCEPTED),
        "unaware": len(one.unaware),
        "when": span_facts(when.span),
    }


def _shown(visit: Visit) -> Shown:
    first, today = read_month(visit.request.query_params.get("month", "")), visit.desk.today
    if first is None:
        return Shown(today, today + AHEAD, None)
    return Shown(first, (first + AHEAD).replace(day=1), first)


def _every(visit: Visit) -> bool:
    return visit.request.query_params.get("of") == ALL and bool(_scopes(visit))


def _scopes(visit: Visit) -> frozenset[Scope]:
    return frozenset(one.scope for one in reach(visit.person, Doing.CONVENE)) & CONVENERS


def _times(
    tx: Tx, visit: Visit, shown: Shown, every: bool, limit: int
) -> tuple[tuple[Event, Occurrence], ...]:
    since, until = (visit.desk.calendar.instant(day, time()) for day in (shown.since, shown.until))
    wanted = _wanted(tx, visit, since, until) if every else _own(visit, since, until)
    found = events.times(tx, wanted, limit)
    if every and Scope.AGENCY in _scopes(visit):
        return found
    seen: dict[int, bool] = {}
    for one, _ in found:
        if one.id not in seen:
            seen[one.id] = event_right.sees(tx, one, visit.act)
    return tuple((one, when) for one, when in found if seen[one.id])


def _own(visit: Visit, since: datetime, until: datetime) -> Wanted:
    return Wanted(since, until, person=visit.person.id, open_only=False)


def _wanted(tx: Tx, visit: Visit, since: datetime, until: datetime) -> Wanted:
    """All of the agency; for who convenes for a unit what people of it are asked to."""
    who = visit.person
    unit = None if Scope.AGENCY in _scopes(visit) else audience.unit_of(tx, who.id)
    return Wanted(since, until, unit=unit, organiser=who.agency, open_only=False)
