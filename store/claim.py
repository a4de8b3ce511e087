"""Takes work out of the spool: what is due, what is too old, and what a dead worker left behind.

A *holder* is the name of the worker's lease ("worker:…"): rows of a holder whose
lease ran out are nobody's.
"""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, case, null, select, text, update

from store import authenticity
from store.lease import over
from store.schema.base import micros
from store.schema.lease import lease
from store.schema.spool import letter, recipient
from store.spool import Key
from store.tx import Tx
from work.hold import TWICE_UNCERTAIN
from work.letter import Addressee, Envelope, Origin, Parcel, State

# Written out, because a partial index serves only a condition that the planner can read.
_IDLE = text("recipient.state IN ('waiting', 'uncertain')")
_CLAIM = """
UPDATE recipient
SET state = 'claimed', holder = :holder,
    repeated = CASE WHEN state = 'uncertain' THEN :yes ELSE repeated END
WHERE letter_id = :letter_id AND position = :position
"""
_GIVE_BACK = """
UPDATE recipient SET state = 'waiting', holder = NULL, not_before = :not_before
WHERE letter_id = :letter_id AND position = :position AND holder = :holder
  AND state IN ('claimed', 'sending')
"""


@dataclass(frozen=True, slots=True)
class Past:
    """What happened to one recipient before it was taken up."""

    state: State
    repeated: bool  # it stood uncertain before: once more uncertain, and a person decides
    delay_told: bool
    expires_at: datetime
    hold: str | None = None
    status: str = ""  # of the last answer
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Claimed:
    """A parcel, and beside each of its recipients what happened before."""

    parcel: Parcel
    past: tuple[Past, ...]


def claim(tx: Tx, holder: str, now: datetime, limit: int) -> tuple[Claimed, ...]:
    """At most *limit* due recipients, now *holder*'s, grouped by letter.

    One whose time is over is due once more; what stands uncertain is not.
    """
    fresh = (recipient.c.state == State.WAITING) | (recipient.c.expires_at > now)
    due = _places().where(_IDLE, recipient.c.not_before <= now, fresh)
    rows = tx.all(tx.lock_free(due.order_by(recipient.c.not_before).limit(limit)))
    if not rows:
        return ()
    tx.hot_many(
        _CLAIM,
        [
            {"holder": holder, "yes": True, "letter_id": row.letter_id, "position": row.position}
            for row in rows
        ],
    )
    return loaded(tx, rows)


def overdue(tx: Tx, now: datetime, waiting_until: datetime, limit: int) -> tuple[Claimed, ...]:
    """At most *limit* idle recipients whose time is over, as they stand; nothing is claimed.

    A waiting one counts from *waiting_until* on, so that its last attempt can come first.
    Only what is being worked on is left out: its worker sees its age.
    """
    rows: list[Row[Any]] = []
    for state, end in (
        (State.WAITING, waiting_until),
        (State.UNCERTAIN, now),
        (State.HELD, now),
    ):
        over = (recipient.c.state == state) & (recipient.c.expires_at <= end)
        old = _places().where(over, recipient.c.settled_at.is_(None))
        rows += tx.all(old.order_by(recipient.c.expires_at).limit(limit - len(rows)))
    return loaded(tx, rows)


def give_back(tx: Tx, holder: str, keys: Sequence[Key], not_before: datetime) -> None:
    """Lets recipients wait until *not_before* that *holder* has, and has not sent."""
    at = micros(not_before)
    tx.hot_many(
        _GIVE_BACK,
        [
            {"letter_id": k.letter, "position": k.position, "holder": holder, "not_before": at}
            for k in keys
        ],
    )
    tx.ring("queue")


def release(tx: Tx, holder: str, now: datetime) -> int:
    """How many claimed recipients went back to waiting, as at an orderly stop."""
    mine = (recipient.c.holder == holder) & (recipient.c.state == State.CLAIMED)
    free = {"state": State.WAITING, "holder": None, "not_before": now}
    tx.ring("queue")
    return tx.run(update(recipient).where(mine).values(free))


def take_over(tx: Tx, holder: str, now: datetime, repeat_at: datetime) -> tuple[int, int]:
    """What a dead worker leaves: how many recipients wait again, and of how many nobody can know.

    The uncertain ones become due at *repeat_at*; those that were sent a second time
    already are held for a person (design, law 6).
    """
    waiting = release(tx, holder, now)
    lost = (recipient.c.holder == holder) & (recipient.c.state == State.SENDING)
    return waiting, _lose(tx, lost, now, repeat_at)


def forsake(
    tx: Tx, holder: str, places: frozenset[tuple[int, int]], now: datetime, repeat_at: datetime
) -> None:
    """Treats *places* as a dead worker's that *holder* has in the store, but works at no longer."""
    for letter_id, position in sorted(places):
        place = (recipient.c.letter_id == letter_id) & (recipient.c.position == position)
        mine = place & (recipient.c.holder == holder)
        free = {"state": State.WAITING, "holder": None, "not_before": now}
        tx.run(update(recipient).where(mine, recipient.c.state == State.CLAIMED).values(free))
        _lose(tx, mine & (recipient.c.state == State.SENDING), now, repeat_at)
    tx.ring("queue")


def holders(tx: Tx) -> frozenset[str]:
    """Every worker that has recipients, dead or alive."""
    held = text("recipient.holder IS NOT NULL")
    rows = tx.all(select(recipient.c.holder).where(held).distinct())
    return frozenset(row.holder for row in rows)


def abandoned(tx: Tx, now: datetime) -> frozenset[str]:
    """Those workers whose lease ran out, or was forgotten, and who still have recipients."""
    having = holders(tx)
    if not having:
        return having
    alive = select(lease.c.name).where(lease.c.name.in_(having), ~over(now))
    return having - {row.name for row in tx.all(alive)}


def places_of(tx: Tx, holder: str) -> frozenset[tuple[int, int]]:
    """Letter and position of every recipient that *holder* has."""
    rows = tx.all(_places().where(recipient.c.holder == holder))
    return frozenset((row.letter_id, row.position) for row in rows)


def next_due(tx: Tx) -> datetime | None:
    """When the next waiting recipient becomes due."""
    first = select(recipient.c.not_before).where(_IDLE).order_by(recipient.c.not_before).limit(1)
    found: datetime | None = tx.value(first)
    return found


def loaded(tx: Tx, rows: Sequence[Row[Any]]) -> tuple[Claimed, ...]:
    """The letters of *rows* (letter_id, position) in their order, with those recipients as they stand."""
    wanted = {(row.letter_id, row.position) for row in rows}
    numbers = tuple(dict.fromkeys(row.letter_id for row in rows))
    if not numbers:
        return ()
    letters = {row.id: row for row in tx.all(select(letter).where(letter.c.id.in_(numbers)))}
    chosen = recipient.c.letter_id.in_(numbers) & recipient.c.settled_at.is_(None)
    by_letter: dict[int, list[Row[Any]]] = defaultdict(list)
    for row in tx.all(select(recipient).where(chosen).order_by(recipient.c.position)):
        if (row.letter_id, row.position) in wanted:
            by_letter[row.letter_id].append(row)
    origins = {number: Origin(**json.loads(row.origin)) for number, row in letters.items()}
    outside = [number for number in numbers if origins[number].kind == "inbound"]
    results = authenticity.results(tx, outside) if outside else {}
    return tuple(
        _claimed(letters[n], origins[n], by_letter[n], results.get(n, "")) for n in numbers
    )


def _places() -> Select[Any]:
    return select(recipient.c.letter_id, recipient.c.position)


def _lose(tx: Tx, lost: ColumnElement[bool], now: datetime, repeat_at: datetime) -> int:
    rows = tx.all(tx.lock(select(recipient).where(lost)))
    for row in rows:
        codes = {"position": row.position, "attempt": row.attempts, "status": "lease"}
        event = State.HELD if row.repeated else State.UNCERTAIN
        tx.audit(now, event, f"letter:{row.letter_id}", **codes)
    state = case((recipient.c.repeated, State.HELD), else_=State.UNCERTAIN)
    rule = case((recipient.c.repeated, TWICE_UNCERTAIN), else_=null())
    unknown = {"state": state, "hold": rule, "holder": None, "not_before": repeat_at}
    tx.run(update(recipient).where(lost).values(unknown))
    return len(rows)


def _claimed(
    row: Row[Any], origin: Origin, recipients: Sequence[Row[Any]], results: str
) -> Claimed:
    addressees = tuple(_addressee(r) for r in recipients)
    wishes = (row.eight_bit, row.smtputf8, row.ret, row.envid, row.release_at, row.tls)
    envelope = Envelope(row.sender, addressees, *wishes)
    parcel = Parcel(
        letter=row.id,
        kind=row.kind,
        received_at=row.received_at,
        origin=origin,
        envelope=envelope,
        positions=tuple(r.position for r in recipients),
        attempts=tuple(r.attempts for r in recipients),
        body=row.body_id,
        size_bytes=row.size_bytes,
        approval_rule=row.approval_rule,
        results=results,
        salt=row.salt or b"",
    )
    return Claimed(parcel, tuple(_past(r) for r in recipients))


def _addressee(row: Row[Any]) -> Addressee:
    notify = None if row.notify is None else frozenset(row.notify.split(","))
    return Addressee(row.address, notify, row.orcpt)


def _past(row: Row[Any]) -> Past:
    return Past(
        State(row.state),
        row.repeated,
        row.delay_told,
        row.expires_at,
        row.hold,
        row.status or "",
        row.answer or "",
    )
