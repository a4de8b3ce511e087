"""Tells who stands in, and who is stood in for, when that is named, begins and ends: once each."""

from datetime import datetime, time, timedelta
from typing import Any

from schedules.calendar import ONE_DAY, Calendar
from store import Tx, notice, restoration, stand_in
from work.notice import STAND_IN
from work.outbox import NewNotice
from work.person import Person
from work.stand_in import Phase, StandIn

MICROSECOND = timedelta(microseconds=1)  # behind its naming a term is first told of
MORNING = time(8)  # as the first reminders of a day


def tell(tx: Tx, calendar: Calendar, office: datetime, now: datetime) -> int:
    """How many notices were made of what is due at *office*; *now* is the machine's.

    What a person does is told at once, what a day brings on its morning, or on that of the next
    working day.
    """
    due = stand_in.due(tx, office)
    before = restoration.told_before(tx) if due else None
    return sum(_tell(tx, term, calendar, before, office, now) for term in due)


def _tell(
    tx: Tx,
    term: StandIn,
    calendar: Calendar,
    before: datetime | None,
    office: datetime,
    now: datetime,
) -> int:
    """What was due before the store was restored may have been told then, and waits for a person's word."""
    phase, at = term.phase(office), term.next_at or office
    in_doubt = before is not None and at <= before
    stand_in.set_next(tx, term.id, _next(term, phase, calendar))
    told = [one for one in _readers(term, phase) if not one.disabled]
    addresses = notice.channels_of(tx, told, office, ())
    news = [_notice(term, phase, one, office) for one in told]
    return sum(notice.add(tx, one, addresses, now, in_doubt=in_doubt) for one in news)


def _readers(term: StandIn, phase: Phase) -> tuple[Person, ...]:
    """Who is away was told of the beginning when it was named ahead, but where nothing ticked until then."""
    named = term.next_at is not None and term.next_at > term.set_at + MICROSECOND
    again = phase is Phase.BEGUN and named
    return (term.deputy,) if again else (term.deputy, term.absent)


def _next(term: StandIn, phase: Phase, calendar: Calendar) -> datetime | None:
    if phase is Phase.ENDED:
        return None
    over = calendar.instant(calendar.working_day_from(term.last + ONE_DAY), MORNING)
    if phase is Phase.BEGUN:
        return over
    return min(over, calendar.instant(calendar.working_day_from(term.first), MORNING))


def _notice(term: StandIn, phase: Phase, reader: Person, office: datetime) -> NewNotice:
    facts: dict[str, Any] = {
        "phase": phase,
        "absent": term.absent.name,
        "deputy": term.deputy.name,
        "first": term.first.isoformat(),
        "last": term.last.isoformat(),
        "document": term.document,
        "why": term.reason,
    }
    return NewNotice(
        key=f"{STAND_IN}:{term.id}:{phase}:{reader.id}",
        kind=STAND_IN,
        person=reader.id,
        language=reader.language,
        reason="deputy" if reader.id == term.deputy.id else "absent",
        facts=facts,
        at=office,
    )
