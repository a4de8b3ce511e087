"""Events as they stand in the store: one, many, those of a person, and what falls together."""

import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, or_, select

from store.schema.directory import agency, person
from store.schema.event import event, event_answer, event_history, event_part, event_time
from store.schema.work import document
from store.tx import Tx
from work.event import (
    Answer,
    Event,
    EventKind,
    EventState,
    Happening,
    Occurrence,
    Part,
    Participant,
    Particulars,
    Span,
)

Answers = dict[tuple[int, int], dict[int, Answer]]
OPEN = (EventState.PLANNED, EventState.MOVED)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which events: those with a time between two instants, of a person, a unit or an agency's people.

    With *open_only* no times that were cancelled; *organiser* is the code of the agency that holds them.
    """

    since: datetime
    until: datetime
    person: int | None = None
    unit: int | None = None
    agency: str | None = None
    open_only: bool = True
    organiser: str | None = None


@dataclass(frozen=True, slots=True)
class Clash:
    """That *person* is asked to event *event* at a time that overlaps another."""

    person: int
    name: str
    event: int
    title: str
    span: Span


@dataclass(frozen=True, slots=True)
class Happened:
    """One line of the history of an event; *at* is an office instant."""

    number: int
    happening: Happening
    state: EventState
    at: datetime
    by: str
    reason: str | None
    facts: Mapping[str, Any]


def one(tx: Tx, number: int) -> Event | None:
    """The event that the store gave that number."""
    return next(iter(several(tx, (number,))), None)


def by_uid(tx: Tx, uid: str) -> int | None:
    """The number of the event that goes by *uid* in calendars."""
    found = tx.value(select(event.c.id).where(event.c.uid == uid))
    return None if found is None else int(found)


def several(tx: Tx, numbers: Collection[int]) -> tuple[Event, ...]:
    """The events of those numbers, in their order, whole."""
    chosen = (
        select(event, agency.c.name.label("agency_name"), document.c.number.label("document"))
        .join(agency, agency.c.code == event.c.agency)
        .outerjoin(document, document.c.id == event.c.document_id)
        .where(event.c.id.in_(numbers))
    )
    times, parts, answers = _times(tx, numbers), _parts(tx, numbers), _answers(tx, numbers)
    return tuple(
        _event(row, times[row.id], parts[row.id], answers)
        for row in tx.all(chosen.order_by(event.c.id))
    )


def times(tx: Tx, wanted: Wanted, limit: int) -> tuple[tuple[Event, Occurrence], ...]:
    """At most *limit* times at which something takes place, with the event, the earliest first."""
    chosen = select(event_time.c.event_id, event_time.c.number).where(*_conditions(wanted))
    order = (event_time.c.starts, event_time.c.event_id, event_time.c.number)
    rows = tx.all(chosen.order_by(*order).limit(limit))
    found = {one.id: one for one in several(tx, {row.event_id for row in rows})}
    return tuple(
        (found[row.event_id], when)
        for row in rows
        if (when := found[row.event_id].at(row.number)) is not None
    )


def clashes(
    tx: Tx, people: Collection[int], spans: Sequence[Span], besides: int | None, limit: int = 20
) -> tuple[Clash, ...]:
    """Where one of *people* is asked to something else at the time of one of *spans*, the earliest first.

    What somebody declined does not count, nor does the event *besides*.
    """
    if not people or not spans:
        return ()
    during = or_(*(_overlaps(span) for span in spans))
    chosen = (
        select(event_part.c.person_id, person.c.name, event.c.id, event.c.title, event.c.all_day)
        .add_columns(event_time.c.starts, event_time.c.ends)
        .join(event_time, event_time.c.event_id == event_part.c.event_id)
        .join(event, event.c.id == event_part.c.event_id)
        .join(person, person.c.id == event_part.c.person_id)
        .where(event_part.c.person_id.in_(people), event_part.c.answer != Answer.DECLINED)
        .where(event_time.c.state.in_(OPEN), during)
        .where(event.c.id != (besides or 0))
    )
    rows = tx.all(chosen.order_by(event_time.c.starts, event_part.c.person_id).limit(limit))
    return tuple(
        Clash(row.person_id, row.name, row.id, row.title, Span(row.starts, row.ends, row.all_day))
        for row in rows
    )


def history(tx: Tx, number: int) -> tuple[Happened, ...]:
    """All that happened to the event, in order."""
    chosen = select(event_history).where(event_history.c.event_id == number)
    return tuple(
        Happened(
            row.number,
            Happening(row.happening),
            EventState(row.state),
            row.at,
            row.by,
            row.reason,
            json.loads(row.facts),
        )
        for row in tx.all(chosen.order_by(event_history.c.number))
    )


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [
        event_time.c.starts < wanted.until,
        event_time.c.ends > wanted.since,
    ]
    if wanted.open_only:
        found.append(event_time.c.state != EventState.CANCELLED)
    if wanted.organiser is not None:
        theirs = select(event.c.id).where(event.c.agency == wanted.organiser)
        found.append(event_time.c.event_id.in_(theirs))
    of = {person.c.id: wanted.person, person.c.unit_id: wanted.unit, person.c.agency: wanted.agency}
    asked = [column == value for column, value in of.items() if value is not None]
    if asked:
        parts = select(event_part.c.event_id).join(person, person.c.id == event_part.c.person_id)
        found.append(event_time.c.event_id.in_(parts.where(*asked)))
    return found


def _overlaps(span: Span) -> ColumnElement[bool]:
    return (event_time.c.starts < span.ends) & (event_time.c.ends > span.starts)


def _times(tx: Tx, numbers: Collection[int]) -> dict[int, list[Row[Any]]]:
    chosen = select(event_time).where(event_time.c.event_id.in_(numbers))
    return _grouped(tx, chosen.order_by(event_time.c.event_id, event_time.c.number))


def _parts(tx: Tx, numbers: Collection[int]) -> dict[int, list[Row[Any]]]:
    chosen = (
        select(event_part, person.c.name, person.c.email, person.c.language, person.c.disabled_at)
        .join(person, person.c.id == event_part.c.person_id)
        .where(event_part.c.event_id.in_(numbers))
    )
    return _grouped(tx, chosen.order_by(event_part.c.event_id, person.c.name, person.c.id))


def _grouped(tx: Tx, chosen: Select[Any]) -> dict[int, list[Row[Any]]]:
    found: dict[int, list[Row[Any]]] = defaultdict(list)
    for row in tx.all(chosen):
        found[row.event_id].append(row)
    return found


def _answers(tx: Tx, numbers: Collection[int]) -> Answers:
    found: Answers = defaultdict(dict)
    for row in tx.all(select(event_answer).where(event_answer.c.event_id.in_(numbers))):
        found[row.event_id, row.number][row.person_id] = Answer(row.answer)
    return found


def _event(
    row: Row[Any], times: Sequence[Row[Any]], parts: Sequence[Row[Any]], answers: Answers
) -> Event:
    kind = EventKind(row.kind)
    what = Particulars(kind, row.title, row.agency, row.place, row.link, row.note, row.document_id)
    return Event(
        row.id,
        row.uid,
        what,
        timedelta(minutes=row.length_minutes),
        row.rule,
        EventState(row.state),
        row.sequence,
        tuple(
            Occurrence(
                at.number,
                at.original,
                Span(at.starts, at.ends, row.all_day),
                EventState(at.state),
                answers.get((row.id, at.number), {}),
                at.sequence,
            )
            for at in times
        ),
        tuple(
            Participant(
                one.person_id,
                one.name,
                one.email,
                one.language,
                Part(one.part),
                Answer(one.answer),
                one.told,
                one.answered_at,
                one.disabled_at is not None,
            )
            for one in parts
        ),
        row.agency_name,
        row.document,
    )
