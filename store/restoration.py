"""A store made of a backup: what was open then may have been sent since, so nothing of it goes before a person says so.

Letters stand uncertain, and are not due. Notices wait without end, updates from
chats are set aside. What was due before the restoration, and is told of only after
it, waits as well. What was counted of TLS for reports is forgotten.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, func, insert, select, update

from store import clock, queue
from store.schema.approval import UNDECIDED, approval
from store.schema.chat import OPEN as OPEN_UPDATE
from store.schema.chat import chat_update
from store.schema.lease import lease
from store.schema.notice import PENDING, notice
from store.schema.restoration import restoration
from store.schema.spool import letter, recipient
from store.schema.tls import tls_tally
from store.tx import Tx
from store.waiting import WAITS
from work.chat import UpdateState
from work.hold import RESTORED
from work.letter import State
from work.outbox import NoticeState

BATCH = 500  # letters of one transaction
COUNT_LIMIT = 50_000
REMEDY = "nothing of it is sent before a person says so: congvu queue restored"
"""What is to be done about what is in doubt: for the log and for `congvu check`."""

_IN_DOUBT = (recipient.c.state == State.UNCERTAIN) & (recipient.c.hold == RESTORED)
_NOTICES = (notice.c.state == NoticeState.PENDING) & (notice.c.error == RESTORED)
_UPDATES = (chat_update.c.state == UpdateState.SET_ASIDE) & (chat_update.c.incident == RESTORED)


@dataclass(frozen=True, slots=True)
class Doubt:
    """How much waits for a person's word: letters and their recipients, notices, updates from chats."""

    letters: int
    recipients: int
    notices: int
    updates: int

    def __str__(self) -> str:
        """In words, as many as were counted."""
        parts = (
            f"{_told_of(self.letters, 'letter')} to {_told_of(self.recipients, 'recipient')}",
            _told_of(self.notices, "notice"),
            f"{_told_of(self.updates, 'update')} from chats",
        )
        return ", ".join(parts)

    def __bool__(self) -> bool:
        return any((self.recipients, self.notices, self.updates))


NO_DOUBT = Doubt(0, 0, 0, 0)


def _told_of(number: int, noun: str) -> str:
    most = "at least " if number == COUNT_LIMIT else ""
    return f"{most}{number} {noun}{'' if number == 1 else 's'}"


def mark_letters(tx: Tx, after: int, now: datetime, end: datetime) -> int | None:
    """Marks the next BATCH open letters behind number *after*, and gives the last; None when there are none.

    A person has until *end*, also for those that were held, and to approve of them.
    """
    still = recipient.c.settled_at.is_(None) & (recipient.c.letter_id > after)
    some = select(recipient.c.letter_id).where(still).distinct()
    found = tx.all(some.order_by(recipient.c.letter_id).limit(BATCH))
    numbers = [row.letter_id for row in found]
    if not numbers:
        return None
    open_ = recipient.c.letter_id.in_(numbers) & recipient.c.settled_at.is_(None)
    tx.run(update(recipient).where(open_).values(holder=None, expires_at=end))
    doubtful = {"state": State.UNCERTAIN, "hold": RESTORED, "not_before": end}
    tx.run(update(recipient).where(open_, recipient.c.state != State.HELD).values(doubtful))
    asked = approval.c.letter_id.in_(numbers) & UNDECIDED
    tx.run(update(approval).where(asked).values(expires_at=end))
    for number in numbers:
        tx.audit(now, "restored", f"letter:{number}")
    return int(numbers[-1])


def mark_rest(tx: Tx, taken_at: datetime, sha256: str, now: datetime) -> None:
    """Marks notices and updates, ends every lease, and puts down that the store was restored."""
    unsent = notice.c.settled_at.is_(None)
    tx.run(update(notice).where(unsent).values(WAITS))
    aside = {"state": UpdateState.SET_ASIDE, "incident": RESTORED, "settled_at": now}
    tx.run(update(chat_update).where(OPEN_UPDATE).values(aside))
    tx.run(delete(tls_tally))  # whoever asks for reports on TLS may have had theirs
    tx.run(delete(lease))
    office = clock.resume(tx, taken_at, now)
    times = {"restored_at": now, "office_at": office, "taken_at": taken_at}
    tx.run(insert(restoration).values(times))
    cut = taken_at.isoformat(timespec="seconds")
    tx.audit(now, "restored", "store", taken_at=cut, sha256=sha256)


def told_before(tx: Tx) -> datetime | None:
    """The office instant up to which something due may have been told before the restoration; None without one."""
    found: datetime | None = tx.value(select(func.max(restoration.c.office_at)))
    return found


def happened_before(tx: Tx, at: datetime) -> bool:
    """Whether what was due at the machine's *at* may have been done before the restoration."""
    last: datetime | None = tx.value(select(func.max(restoration.c.restored_at)))
    return last is not None and at <= last


def doubt(tx: Tx) -> Doubt:
    """What waits for a person's word; of each kind no more than COUNT_LIMIT are counted."""
    if told_before(tx) is None:
        return NO_DOUBT
    open_ = _IN_DOUBT & recipient.c.settled_at.is_(None)
    some = select(recipient.c.letter_id).where(open_).limit(COUNT_LIMIT).subquery()
    letters = func.count(some.c.letter_id.distinct()).label("letters")
    found = tx.all(select(letters, func.count().label("recipients")).select_from(some))[0]
    notices = _count(tx, select(notice.c.id).where(PENDING, _NOTICES))
    updates = _count(tx, select(chat_update.c.update_id).where(_UPDATES))
    return Doubt(found.letters, found.recipients, notices, updates)


def _count(tx: Tx, chosen: Select[Any]) -> int:
    some = chosen.limit(COUNT_LIMIT).subquery()
    return int(tx.value(select(func.count()).select_from(some)))


def held(tx: Tx) -> int:
    """How many recipients are held: they wait for a person anyway, and may have been released since."""
    here = (recipient.c.state == State.HELD) & recipient.c.settled_at.is_(None)
    return int(tx.value(select(func.count()).select_from(recipient).where(here)))


def next_letters(tx: Tx) -> tuple[int, ...]:
    """Some of the letters that wait for a person's word, BATCH at most: a short walk along an index."""
    open_ = _IN_DOUBT & recipient.c.settled_at.is_(None)
    rows = tx.all(select(recipient.c.letter_id).where(open_).limit(BATCH))
    return tuple(sorted({row.letter_id for row in rows}))


def send_letters(
    tx: Tx, numbers: Sequence[int], by: str, now: datetime, end: datetime
) -> frozenset[int]:
    """Which of *numbers* waited for a person's word, and now are sent once more, counted as repeated.

    They may be tried until *end*.
    A letter for later goes when its sender asked for, and has as long from then.
    """
    asked = select(letter.c.id, letter.c.release_at).where(letter.c.id.in_(numbers))
    sent = set()
    for row in tx.all(asked):
        due = max(now, row.release_at or now)
        times = {"not_before": due, "expires_at": end + (due - now)}
        again = {"state": State.WAITING, "hold": None, "repeated": True, **times}
        if count := tx.run(update(recipient).where(_of(row.id)).values(again)):
            tx.audit(now, "queue.send-restored", f"letter:{row.id}", by=by, recipients=count)
            sent.add(int(row.id))
    if sent:
        tx.ring("queue")
    return frozenset(sent)


def drop_letters(
    tx: Tx, numbers: Sequence[int], by: str, reason: str, now: datetime
) -> frozenset[int]:
    """Which of *numbers* waited for a person's word, and now have ended; their senders are not told."""
    waiting = select(recipient.c.letter_id).where(recipient.c.letter_id.in_(numbers), _IN_DOUBT)
    ended = {row.letter_id for row in tx.all(tx.lock(waiting))}
    for number in sorted(ended):
        queue.drop(tx, number, by, reason, now)
    return frozenset(ended)


def send_notices(tx: Tx, by: str, now: datetime) -> int:
    """How many notices go now that waited for a person's word; those nobody needs any more are cancelled."""
    due = {"not_before": now, "error": None}
    count = tx.run(update(notice).where(_NOTICES).values(due))
    tx.ring("notices")
    return _told(tx, "notice.send-restored", "notices", count, by, now)


def drop_notices(tx: Tx, by: str, reason: str, now: datetime) -> int:
    """How many notices have ended that waited for a person's word."""
    gone = {"state": NoticeState.CANCELLED, "error": RESTORED, "settled_at": now}
    count = tx.run(update(notice).where(_NOTICES).values(gone))
    tx.ring("tick")
    return _told(tx, "notice.drop-restored", "notices", count, by, now, reason)


def send_updates(tx: Tx, by: str, now: datetime) -> int:
    """How many updates from chats are answered now that waited for a person's word."""
    again = {"state": UpdateState.WAITING, "incident": None, "settled_at": None, "tries": 0}
    count = tx.run(update(chat_update).where(_UPDATES).values({**again, "not_before": now}))
    tx.ring("updates")
    return _told(tx, "chat.send-restored", "chats", count, by, now)


def drop_updates(tx: Tx, by: str, reason: str, now: datetime) -> int:
    """How many updates from chats are never answered; what they said is forgotten."""
    gone = {"incident": None, "raw": None}
    count = tx.run(update(chat_update).where(_UPDATES).values(gone))
    return _told(tx, "chat.drop-restored", "chats", count, by, now, reason)


def _told(
    tx: Tx, event: str, subject: str, count: int, by: str, now: datetime, reason: str = ""
) -> int:
    why: dict[str, Any] = {"why": hashlib.sha256(reason.encode()).hexdigest()} if reason else {}
    if count:
        tx.audit(now, event, subject, by=by, count=count, **why)
    return count


def _of(number: int) -> ColumnElement[bool]:
    return (recipient.c.letter_id == number) & _IN_DOUBT
