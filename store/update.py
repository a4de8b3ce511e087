"""What people wrote to the bot: kept before Telegram may forget it, answered once, in order within a chat.

What an answer changes is kept with its update in the same transaction, until
that was shown: after a crash it is shown again, and not done again.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import case, exists, func, select, update

from store.schema.chat import OPEN, chat_link, chat_update
from store.tx import Tx
from work.chat import UpdateState, Written

TRIES = 3  # then an update is set aside, so that what the chat wrote after it has its turn
# Below nothing stand those that were written at a console: Telegram knows nothing of them.
_TELEGRAMS = chat_update.c.update_id >= 0
_FOREMOST = (
    select(func.min(chat_update.c.update_id).label("number"))
    .where(OPEN, _TELEGRAMS)
    .group_by(chat_update.c.chat_id)
)
# After a week without updates Telegram takes its next number at random (Bot API, getUpdates).
IN_SEQUENCE = timedelta(days=6)
LONGEST_WAIT = timedelta(hours=1)  # of an update for its answer: nobody waits for one any longer


@dataclass(frozen=True, slots=True)
class Received:
    """One update as it came: its number, the chat it belongs to (0 for none), its JSON."""

    id: int
    chat: int
    raw: str


def put(tx: Tx, received: Sequence[Received], now: datetime) -> int:
    """How many of *received* are new; from the commit on they will be answered."""
    fresh = {"received_at": now, "not_before": now, "state": UpdateState.WAITING, "tries": 0}
    rows = [{"update_id": one.id, "chat_id": one.chat, "raw": one.raw} for one in received]
    added = sum(tx.insert_new(chat_update, {**row, **fresh}) for row in rows)
    if added:
        tx.ring("updates")
    return added


def offset(tx: Tx, now: datetime) -> int | None:
    """The first number that was not received yet; None where Telegram's count may have begun anew.

    What a clock that ran ahead received says nothing: it would stay the last one until that time.
    """
    columns = (chat_update.c.update_id, chat_update.c.received_at)
    order = (chat_update.c.received_at.desc(), chat_update.c.update_id.desc())
    last = tx.one(
        select(*columns)
        .where(_TELEGRAMS, chat_update.c.received_at <= now)
        .order_by(*order)
        .limit(1)
    )
    if last is None or last.received_at < now - IN_SEQUENCE:
        return None
    return int(last.update_id) + 1


def due(tx: Tx, busy: Collection[int], now: datetime, limit: int) -> tuple[Written, ...]:
    """The oldest open update of each chat but the *busy* ones, where it may be answered now.

    People of the office come before strangers, of whom there may be any number. One that waits longer than any does was put off by a clock that ran ahead.
    """
    idle = _FOREMOST.where(chat_update.c.chat_id.not_in(busy))
    since, last = chat_update.c.not_before, now + LONGEST_WAIT
    chosen = select(chat_update).where(
        chat_update.c.update_id.in_(idle), (since <= now) | (since > last)
    )
    linked = exists().where(chat_link.c.user_id == chat_update.c.chat_id)
    order = (case((linked, 0), else_=1), chat_update.c.update_id)
    rows = tx.all(chosen.order_by(*order).limit(limit))
    return tuple(
        Written(row.update_id, row.chat_id, row.raw, row.received_at, row.tries) for row in rows
    )


def foremost(tx: Tx) -> frozenset[int]:
    """The oldest open update of each chat: who answers has begun with no other."""
    return frozenset(row.number for row in tx.all(_FOREMOST))


def done(tx: Tx, number: int, now: datetime) -> bool:
    """Whether the update was open, and is answered now; what it said is forgotten.

    Whoever changes something for it does so only where this is true.
    """
    end = {"state": UpdateState.DONE, "raw": None, "outcome": None, "settled_at": now}
    return _change(tx, number, end)


def changed(tx: Tx, number: int) -> tuple[bool, str | None]:
    """Whether the update is open, and what it has changed already as keep_change() took it; locked."""
    row = tx.one(tx.lock(select(chat_update).where(chat_update.c.update_id == number, OPEN)))
    return (False, None) if row is None else (True, row.outcome)


def has_changed(tx: Tx, number: int) -> bool:
    """Whether the update has changed something, also where it was set aside since."""
    this = select(chat_update.c.outcome).where(chat_update.c.update_id == number)
    return tx.value(this) is not None


def keep_change(tx: Tx, number: int, outcome: str) -> None:
    """Remembers that the update has changed something, so that it does not a second time."""
    _change(tx, number, {"outcome": outcome})


def answered(
    tx: Tx, number: int, who: str | None, screen: str, now: datetime, again: bool = False
) -> bool:
    """done(), with a line in the account: *who* looked at which *screen*, never what it said.

    *who* is as an Act's *by*: the line is about the person, and says who brought it, if somebody
    did. *again*: the answer may have been given before, by who died over it; the line says so.
    """
    if not done(tx, number, now):
        return False
    by = who or f"update:{number}"
    person, _, brought = by.partition(",")
    more: dict[str, str | int] = {"by": by} if brought else {}
    if again:
        more["uncertain"] = 1
    tx.audit(now, "chat.answered", person, screen=screen, **more)
    return True


def leave(tx: Tx, chat: int, now: datetime) -> int:
    """How many updates of a chat were open, and are let go: the console in which they were written is gone."""
    gone = update(chat_update).where(OPEN, chat_update.c.chat_id == chat)
    end = {"state": UpdateState.DONE, "raw": None, "outcome": None, "settled_at": now}
    return tx.run(gone.values(end))


def fail(tx: Tx, number: int, incident: str, now: datetime, again: datetime) -> UpdateState | None:
    """Where the update stands after one more error of ours; None where it was not open any more."""
    this = select(chat_update.c.tries).where(chat_update.c.update_id == number, OPEN)
    tries = tx.value(tx.lock(this))
    if tries is None:
        return None
    if tries + 1 < TRIES:
        again_then = {"state": UpdateState.FAILED, "not_before": again}
        _change(tx, number, {**again_then, "tries": tries + 1, "incident": incident})
        return UpdateState.FAILED
    aside = {"state": UpdateState.SET_ASIDE, "settled_at": now}
    _change(tx, number, {**aside, "tries": tries + 1, "incident": incident})
    tx.audit(now, "chat.set-aside", f"update:{number}", incident=incident)
    return UpdateState.SET_ASIDE


def put_off(tx: Tx, number: int, again: datetime) -> None:
    """Lets the update wait until *again*: Telegram could not be reached, which is no error of ours."""
    _change(tx, number, {"not_before": again})


def _change(tx: Tx, number: int, values: dict[str, Any]) -> bool:
    this = update(chat_update).where(chat_update.c.update_id == number, OPEN)
    return tx.run(this.values(values)) == 1
