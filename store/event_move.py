"""Moves an event by what happens to it: the one place where the state of an event, or of one time of it, changes.

It is locked, the table of work.event asked, and the sequence, the history and the account
follow in the same transaction.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import func, insert, select, update

from store import clock, event_rung
from store import event as events
from store.schema.event import event, event_history, event_time
from store.tx import Tx
from work.act import Act
from work.event import Event, EventState, Happening, Occurrence, moved


class Refusal(StrEnum):
    """Why an event was not changed, whatever its state."""

    UNKNOWN = "unknown"  # no such event
    NO_TIME = "no-time"  # it has no such time
    WHICH = "which"  # it comes round, and the time was not named
    PAST = "past"  # that time is over
    NOT_YET = "not-yet"  # that time has not begun
    UNCHANGED = "unchanged"  # that is so already
    STRANGER = "stranger"  # that person is not asked to it
    ASKED = "asked"  # that person is asked to it already
    MANY = "many"  # more people than one event has


@dataclass(frozen=True, slots=True)
class Impossible:
    """Why something did not happen: not in that *state*."""

    state: EventState


Refused = Refusal | Impossible


@dataclass(frozen=True, slots=True)
class Moved:
    """What happened: the event as it was *before* and is *after*, and the *number* in its history.

    *only* is the one time of a series that it happened to, as it is after.
    """

    before: Event
    after: Event
    only: Occurrence | None
    number: int
    office: datetime


@dataclass(frozen=True, slots=True)
class Said:
    """What goes with it: *reason*, *facts* for the history, *codes* for the account.

    *told* says that people hear of it, so that the sequence grows (RFC 5546 §2.1.4).
    """

    reason: str | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    codes: Mapping[str, str | int] = field(default_factory=dict)
    told: bool = True


def move(
    tx: Tx,
    number: int,
    happening: Happening,
    act: Act,
    said: Said,
    *,
    time: int | None = None,
    times: Mapping[str, Any] | None = None,
    **values: Any,
) -> Moved | Refused:
    """Lets *happening* happen to the event with *values* for its row, or why it does not.

    Of a series, *time* is the number of the one time that it happens to; *times* are
    values for the rows of the times concerned.
    """
    before = locked(tx, number)
    if before is None:
        return Refusal.UNKNOWN
    only = None if time is None else before.at(time)
    if time is not None and only is None:
        return Refusal.NO_TIME
    stood = before.state if only is None else only.state
    state = moved(stood, happening)
    if state is None or not before.state.open:
        return Impossible(stood if state is None else before.state)
    office = clock.office_now(tx, act.now)
    changes = {"sequence": before.sequence + said.told, **values}
    _write(tx, _Concerned(before, only, office), state, changes, times)
    line = note(tx, number, happening, state, office, act, said)
    after = events.one(tx, number)
    if after is None:
        raise RuntimeError(f"event {number} is gone while it was locked")
    shown = None if time is None or before.rule is None else after.at(time)
    return Moved(before, after, shown, line, office)


def locked(tx: Tx, number: int) -> Event | None:
    """The event, which nobody else changes before the commit; None where there is none."""
    event_rung.hold(tx, number)  # first, as the tick does: it adds notices, which hold the event
    if tx.one(tx.lock(select(event.c.id).where(event.c.id == number))) is None:
        return None
    return events.one(tx, number)


def note(
    tx: Tx,
    number: int,
    happening: Happening,
    state: EventState,
    office: datetime,
    act: Act,
    said: Said,
) -> int:
    """The number of a new line in the history of the event, which is locked, and a line in the account."""
    newest = select(func.max(event_history.c.number)).where(event_history.c.event_id == number)
    line = int(tx.value(newest) or 0) + 1
    told = json.dumps(said.facts, ensure_ascii=False, sort_keys=True)
    values = {"happening": happening, "state": state, "at": office, "by": act.by}
    row = {"event_id": number, "number": line, "reason": said.reason, "facts": told}
    tx.run(insert(event_history).values(**row, **values))
    codes = dict(said.codes)
    if said.reason is not None:  # it may say anything, and the account holds no personal data
        codes["reason"] = hashlib.sha256(said.reason.encode()).hexdigest()[:16]
    tx.audit(act.now, f"event.{happening}", f"event:{number}", by=act.by, **codes)
    return line


@dataclass(frozen=True, slots=True)
class _Concerned:
    """The event before, the one time that it happens to, and when."""

    before: Event
    only: Occurrence | None
    office: datetime


def _write(
    tx: Tx,
    of: _Concerned,
    state: EventState,
    values: Mapping[str, Any],
    times: Mapping[str, Any] | None,
) -> None:
    """The state of an event that comes once is that of its one time; a time of a series has its own."""
    before, only = of.before, of.only
    alone = only is None or before.rule is None
    changes = {**values, "state": state} if alone else values
    tx.run(update(event).where(event.c.id == before.id).values(**changes))
    theirs = event_time.c.event_id == before.id
    if only is not None:
        theirs &= event_time.c.number == only.number
    elif before.rule is not None:
        if state.open:
            return  # of a series only its end reaches the times, and not those that are over
        theirs &= event_time.c.state.in_(events.OPEN) & (event_time.c.ends > of.office)
    tx.run(update(event_time).where(theirs).values({"state": state, **(times or {})}))
