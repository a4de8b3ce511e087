"""The outbox from the side of the workers: claimed, begun, settled, and taken over from the dead.

A row has one holder at a time, whose lease stands beside it. Nothing is sent
again out of a final state; a notice by chat of which nobody can know, or that
was refused, is replaced by the same notice by mail (design, law 6).
"""

import json
from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, Select, bindparam, select, update

from store import clock, event_telling, lease, reminding
from store.rechecked import rechecked
from store.schema.directory import person
from store.schema.lease import lease as leases
from store.schema.notice import PENDING, notice
from store.tx import Tx
from work.notice import Channel, Notice
from work.outbox import Claimed, NoticeState
from work.outcome import Deferred, Delivered, Outcome, Refused, Uncertain

PREFIX = "dispatch:"
EXPIRED = "expired"  # why a notice is not sent: it says what was true before
ERROR_LONGEST = 500  # characters of a peer's answer that are kept

_COPIED = (
    "kind",
    "task_id",
    "event_id",
    "person_id",
    "language",
    "reason",
    "facts",
    "at",
    "expires",
)

_NUMBERED = notice.c.id == bindparam("number")
_IN_HAND = notice.c.state.in_((NoticeState.CLAIMED, NoticeState.SENDING))
_MINE = _IN_HAND & (notice.c.holder == bindparam("worker"))
_LOST = (notice.c.state == NoticeState.UNCERTAIN) & (notice.c.attempts == bindparam("lost"))
_ANSWERED = update(notice).where(_NUMBERED, _MINE | _LOST)
_ACCEPTABLE = _NUMBERED & (notice.c.state == NoticeState.CLAIMED)
_CLAIMED = select(notice.c.attempts).where(_ACCEPTABLE)
_SENT = update(notice).where(_ACCEPTABLE)


def has_work(tx: Tx, channels: Collection[Channel], now: datetime) -> bool:
    """Whether something is due by one of *channels*, or a dead worker left something."""
    dead = select(leases.c.name).where(
        leases.c.name.startswith(PREFIX, autoescape=True), lease.over(now)
    )
    looks = (due_by(channels, now), dead)
    return any(tx.value(look.limit(1)) is not None for look in looks)


def claim(
    tx: Tx,
    holder: str,
    channels: Collection[Channel],
    now: datetime,
    term: timedelta,
    limit: int,
) -> tuple[Claimed, ...]:
    """At most *limit* due notices, now *holder*'s for *term*, after the dead were cleared away.

    Those that nobody needs any more are cancelled instead: the task is closed, or has
    another deadline, the person disabled or moved elsewhere, the next rung already due.
    """
    office = clock.office_now(tx, now)
    clear(tx, now)
    keys = [row.id for row in tx.all(tx.lock_free(due_by(channels, now).limit(limit)))]
    if not keys:
        lease.give_back(tx, PREFIX + holder, holder)
        return ()
    if not lease.take(tx, PREFIX + holder, holder, now, term):
        raise RuntimeError(f"the lease of {holder} has another holder")
    rows = tx.all(_with_person(keys))
    needed = [
        (row, facts)
        for row, why, facts in rechecked(tx, rows, office)
        if not _cancelled(tx, row, why or _needless(row, office), now)
    ]
    for row, facts in needed:
        if facts != row.facts:
            tx.run(update(notice).where(notice.c.id == row.id).values(facts=facts))
    chosen = notice.c.id.in_([row.id for row, _ in needed])
    tx.run(update(notice).where(chosen).values(state=NoticeState.CLAIMED, holder=holder))
    return tuple(Claimed(_notice(row, facts), row.attempts + 1) for row, facts in needed)


def begin(tx: Tx, claimed: Claimed, holder: str) -> bool:
    """Whether the notice was still *holder*'s to send, and now is being sent."""
    mine = (notice.c.id == claimed.notice.id) & (notice.c.holder == holder)
    sending = {"state": NoticeState.SENDING, "attempts": claimed.attempt}
    still = mine & (notice.c.state == NoticeState.CLAIMED)
    return tx.run(update(notice).where(still).values(sending)) == 1


def pushed(tx: Tx, number: int, person_id: int) -> Notice | None:
    """The notice by chat of that *number*, where it went to that person."""
    theirs = (notice.c.person_id == person_id) & (notice.c.channel == Channel.TELEGRAM)
    row = tx.one(select(notice).where(notice.c.id == number, theirs))
    return None if row is None else _notice(row, row.facts)


def settle(
    tx: Tx, claimed: Claimed, holder: str, outcome: Outcome, now: datetime, again: datetime
) -> bool:
    """Whether *outcome* was written; not for a notice that went to somebody else meanwhile.

    What was deferred is due *again*, unless the peer named a time. That it was
    delivered after all may be said even of one that stands uncertain.
    """
    state, values = _ended(outcome, again)
    end = None if state is NoticeState.PENDING else now
    place = {"number": claimed.notice.id, "worker": holder, "lost": None}
    if state is NoticeState.SENT:
        place["lost"] = claimed.attempt
    written = {"state": state, "holder": None, "attempts": claimed.attempt, "settled_at": end}
    if tx.run(_ANSWERED, {**place, **written, **values}) == 0:
        return False
    _tell(tx, claimed.notice.id, state, claimed.attempt, now)
    if state in (NoticeState.REFUSED, NoticeState.UNCERTAIN):
        _by_mail_instead(tx, claimed.notice.id, now)
    return True


def settle_with_letter(
    tx: Tx, notice_id: int, accept: Callable[[Tx], int | None], now: datetime
) -> int | None:
    """The number of the letter that *accept* put into the spool: it and the notice's end are one commit.

    None, and *accept* was not called, when the notice is not claimed any more;
    None, too, when *accept* gave none. So however often it is tried, there is
    one letter.
    """
    place = {"number": notice_id}
    row = tx.one(tx.lock(_CLAIMED), place)
    if row is None:
        return None
    letter = accept(tx)
    if letter is None:
        return None
    sent = {"state": NoticeState.SENT, "holder": None, "settled_at": now, "error": None}
    attempt = int(row.attempts) + 1
    values = {**sent, "attempts": attempt, "receipt": f"letter:{letter}"}
    tx.run(_SENT, {**place, **values})
    _tell(tx, notice_id, NoticeState.SENT, attempt, now)
    tx.ring("queue")
    return letter


def clear(tx: Tx, now: datetime) -> tuple[int, int]:
    """What dead workers left: how many notices wait again, and of how many nobody can know."""
    waiting = uncertain = 0
    for name in lease.run_out(tx, PREFIX, now):
        freed, lost = _take_over(tx, name.removeprefix(PREFIX), now)
        lease.forget(tx, name)
        waiting, uncertain = waiting + freed, uncertain + lost
    return waiting, uncertain


def leave(tx: Tx, holder: str, now: datetime) -> tuple[int, int]:
    """Gives back what *holder* still has, and its lease, as at an orderly stop."""
    left = _take_over(tx, holder, now)
    lease.give_back(tx, PREFIX + holder, holder)
    return left


def due_by(channels: Collection[Channel], now: datetime) -> Select[Any]:
    """Numbers of the notices that wait for *channels*, the longest due first, by an index."""
    due = notice.c.channel.in_(channels) & (notice.c.not_before <= now)
    chosen = select(notice.c.id).where(PENDING, due)
    return chosen.order_by(notice.c.not_before)


def _with_person(keys: Sequence[int]) -> Select[Any]:
    return (
        select(
            notice,
            person.c.email,
            person.c.disabled_at,
        )
        .join(person, person.c.id == notice.c.person_id)
        .where(notice.c.id.in_(keys))
        .order_by(notice.c.not_before, notice.c.id)
    )


def _cancelled(tx: Tx, row: Row[Any], why: str | None, now: datetime) -> bool:
    if why is None and row.event_id is not None:
        why = event_telling.needless(tx, row)
    if why is None:
        return False
    gone = {"state": NoticeState.CANCELLED, "error": why, "settled_at": now}
    tx.run(update(notice).where(notice.c.id == row.id).values(gone))
    tx.audit(now, "notice.cancelled", f"notice:{row.id}", why=why)
    if why == EXPIRED:
        _tell_anew(tx, row, now)
    return True


def _tell_anew(tx: Tx, row: Row[Any], now: datetime) -> None:
    """What was to be told within a digest that came to no channel on its day is told all the same."""
    key = row.dedup_key.rpartition(":")[0]
    mine = notice.c.dedup_key.in_([f"{key}:{channel}" for channel in Channel])
    left = select(notice.c.id).where(mine, notice.c.state != NoticeState.CANCELLED).limit(1)
    if not tx.all(left) and reminding.tell_anew(tx, key, clock.office_now(tx, now)):
        tx.ring("tick")


def _needless(row: Row[Any], office: datetime) -> str | None:
    if row.disabled_at is not None:
        return "person-disabled"
    if row.expires is not None and row.expires <= office:
        return EXPIRED
    return None


def _notice(row: Row[Any], facts: str) -> Notice:
    channel = Channel(row.channel)
    return Notice(
        id=row.id,
        dedup_key=row.dedup_key,
        kind=row.kind,
        channel=channel,
        person=row.person_id,
        address=row.email if channel is Channel.MAIL else row.address,
        language=row.language,
        reason=row.reason,
        facts=json.loads(facts),
        at=row.at,
    )


def _ended(outcome: Outcome, again: datetime) -> tuple[NoticeState, dict[str, Any]]:
    match outcome:
        case Delivered(receipt):
            return NoticeState.SENT, {"receipt": receipt[:ERROR_LONGEST], "error": None}
        case Deferred(status, reason, not_before):
            error = f"{status} {reason}"[:ERROR_LONGEST]
            return NoticeState.PENDING, {"not_before": not_before or again, "error": error}
        case Refused(status, reason):
            return NoticeState.REFUSED, {"error": f"{status} {reason}"[:ERROR_LONGEST]}
        case Uncertain(reason):
            return NoticeState.UNCERTAIN, {"error": reason[:ERROR_LONGEST]}


def _take_over(tx: Tx, holder: str, now: datetime) -> tuple[int, int]:
    mine = notice.c.holder == holder
    free = {"state": NoticeState.PENDING, "holder": None, "not_before": now}
    freed = tx.run(update(notice).where(mine, notice.c.state == NoticeState.CLAIMED).values(free))
    sending = select(notice.c.id, notice.c.attempts).where(mine)
    lost = tx.all(tx.lock(sending.where(notice.c.state == NoticeState.SENDING)))
    unknown = {"state": NoticeState.UNCERTAIN, "holder": None, "settled_at": now, "error": "lease"}
    for row in lost:
        tx.run(update(notice).where(notice.c.id == row.id).values(unknown))
        _tell(tx, row.id, NoticeState.UNCERTAIN, row.attempts, now)
        _by_mail_instead(tx, row.id, now)
    if freed:
        tx.ring("notices")
    return freed, len(lost)


def _by_mail_instead(tx: Tx, notice_id: int, now: datetime) -> None:
    """Lets the same notice go by mail, or marks the mail that goes anyway as standing in for it."""
    joined = select(notice, person.c.email).join(person, person.c.id == notice.c.person_id)
    (row,) = tx.all(joined.where(notice.c.id == notice_id))
    if row.channel == Channel.MAIL:
        return
    key = f"{row.dedup_key.rpartition(':')[0]}:{Channel.MAIL}"
    same = {name: row._mapping[name] for name in _COPIED}
    fresh = {"state": NoticeState.PENDING, "attempts": 0, "not_before": now}
    by_mail = {"dedup_key": key, "channel": Channel.MAIL, "address": row.email}
    if tx.insert_new(notice, {**same, **fresh, **by_mail, "replaces": notice_id}):
        tx.ring("notices")
        return
    stands = (notice.c.dedup_key == key) & notice.c.replaces.is_(None)
    tx.run(update(notice).where(stands).values(replaces=notice_id))


def _tell(tx: Tx, notice_id: int, state: NoticeState, attempt: int, now: datetime) -> None:
    event = "deferred" if state is NoticeState.PENDING else state.value
    tx.audit(now, f"notice.{event}", f"notice:{notice_id}", attempt=attempt)
    if state is not NoticeState.PENDING:
        tx.ring("tick")  # a simulated clock may wait for this one
