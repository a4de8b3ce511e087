"""Relayed letters as programs trace them: those of the agencies whose letters their person may trace."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, false, func, or_, select, true

from store import discreet, stand_in
from store.queue import Story
from store.schema.spool import letter, recipient
from store.tx import Tx
from work.access import Doing, OfOffice, Scope, may, reach
from work.letter import State
from work.person import Person

LOOKED_AT = (
    20_000  # letters that one page walks over; more would outlive the second that a snapshot may
)


@dataclass(frozen=True, slots=True)
class Line:
    """One letter of a list; *states* counts its recipients by where they stand."""

    letter: int
    agency: str | None
    received_at: datetime
    message_id: str | None
    size_bytes: int
    states: dict[State, int]


@dataclass(frozen=True, slots=True)
class Page:
    """Letters, the newest first; *after* is where the next page begins, None behind the last one."""

    lines: tuple[Line, ...]
    after: int | None


def page(tx: Tx, who: Person, office: datetime, before: int | None, limit: int) -> Page:
    """The next letters older than number *before*: at most *limit*, fewer where many others' stand between."""
    highest = int(tx.value(select(func.max(letter.c.id))) or 0) + 1
    end = min(before or highest, highest)
    floor = max(end - LOOKED_AT, 0)
    here = (letter.c.id < end) & (letter.c.id >= floor) & (letter.c.kind == "relayed")
    chosen = select(letter).where(here, _traced(tx, who, office))
    rows = tx.all(chosen.order_by(letter.c.id.desc()).limit(limit))
    numbers = [row.id for row in rows]
    states, hidden = _states(tx, numbers), discreet.of_petitioners(tx, numbers)
    lines = tuple(
        Line(
            row.id,
            row.agency,
            row.received_at,
            None if row.id in hidden else row.message_id,
            row.size_bytes,
            states.get(row.id, {}),
        )
        for row in rows
    )
    if len(rows) == limit:
        return Page(lines, rows[-1].id)
    return Page(lines, floor if floor > 0 else None)


def one(tx: Tx, who: Person, number: int, office: datetime) -> Story | None:
    """The letter's story, discreet as for who watches the queue; None for one that is not there or not theirs to trace."""
    found = discreet.story(tx, number)
    if found is None or found.kind != "relayed":
        return None
    about = OfOffice(found.agency or "", people=stand_in.absent_for(tx, who.id, office))
    return found if may(who, Doing.TRACE, about) is not None else None


def _traced(tx: Tx, who: Person, office: datetime) -> ColumnElement[bool]:
    ways: list[ColumnElement[bool]] = [false()]
    for grant in reach(who, Doing.TRACE, stand_in.absent_for(tx, who.id, office)):
        whole = grant.scope is Scope.OFFICE
        agency = (grant.instead_of or who).agency
        ways.append(true() if whole else letter.c.agency == agency)
    return or_(*ways)


def _states(tx: Tx, letters: list[int]) -> dict[int, dict[State, int]]:
    counted = select(recipient.c.letter_id, recipient.c.state, func.count().label("found"))
    mine = counted.where(recipient.c.letter_id.in_(letters))
    found: dict[int, dict[State, int]] = {}
    for row in tx.all(mine.group_by(recipient.c.letter_id, recipient.c.state)) if letters else ():
        found.setdefault(row.letter_id, {})[State(row.state)] = row.found
    return found
