"""The spool: letters come in claimed by the worker that took them, and leave settled.

Nothing here reads the clock; *now* is the machine's time. The attempt's number
is the fence: an answer counts only for the attempt that asked for it.
"""

import functools
import json
import secrets
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, select

from store import body
from store.schema.base import micros
from store.schema.spool import recipient
from store.standby import by_chat_instead
from store.together import Together
from store.tx import Tx
from work.evidence import SALT_OCTETS, accepting, bound
from work.letter import SETTLED, NewLetter, Origin, State

LOST = frozenset({State.REFUSED, State.EXPIRED})  # no mailbox takes it

_LETTER = """
INSERT INTO letter (received_at, kind, sender, agency, login, origin, size_bytes, digest,
                    eight_bit, smtputf8, ret, envid, message_id, body_id, release_at, tls,
                    salt)
VALUES {rows}
RETURNING id, body_id
"""
_RECIPIENT = """
INSERT INTO recipient (letter_id, position, address, notify, orcpt, state, holder, not_before,
                       expires_at, hold, attempts, repeated, delay_told)
VALUES {rows}
"""
_BEGIN = """
UPDATE recipient SET state = 'sending', attempts = recipient.attempts + 1
FROM (
    WITH given (letter_id, position, before, holder) AS (VALUES {rows}) SELECT * FROM given
) AS given
WHERE recipient.letter_id = given.letter_id AND recipient.position = given.position
  AND recipient.holder = given.holder
  AND recipient.state = 'claimed' AND recipient.attempts = given.before
"""
_SETTLE = """
UPDATE recipient
SET state = given.state, holder = NULL, attempts = given.after, not_before = given.not_before,
    settled_at = CAST(given.settled_at AS BIGINT), status = given.status, answer = given.answer,
    facts = given.facts, hold = given.hold, delay_told = (recipient.delay_told OR given.delay_told)
FROM (
    WITH given (letter_id, position, before, was, holder, state, after, not_before, settled_at,
                status, answer, hold, delay_told, facts) AS (VALUES {rows})
    SELECT * FROM given
) AS given
WHERE recipient.letter_id = given.letter_id AND recipient.position = given.position
  AND recipient.attempts = given.before
"""
# An attempt's number is given once, so its answer is true wherever the row went meanwhile.
_ANSWERED = _SETTLE + "  AND recipient.state IN ('claimed', 'sending', 'uncertain', 'waiting')"
_UNASKED = (
    _SETTLE
    + """  AND recipient.state = given.was
  AND (recipient.state <> 'claimed' OR recipient.holder = given.holder)
"""
)
_OPEN = "(SELECT 1 FROM recipient WHERE letter_id = letter.id AND settled_at IS NULL)"
# Of two workers settling a letter's last two recipients one then sees both.
_OF_SEVERAL = """
SELECT id FROM letter
WHERE id = ANY(:letters)
  AND EXISTS (SELECT 1 FROM recipient WHERE letter_id = letter.id AND position = 1)
ORDER BY id FOR UPDATE
"""
_DROP_BODY = f"""
DELETE FROM body
WHERE id IN (SELECT body_id FROM letter WHERE id IN (VALUES {{rows}}) AND NOT EXISTS {_OPEN})
  AND NOT EXISTS (SELECT 1 FROM intake_letter WHERE body_id = body.id)
"""  # noqa: S608 - made of constants
_LET_GO = f"""
UPDATE letter SET body_id = NULL
WHERE id IN (VALUES {{rows}}) AND body_id IS NOT NULL AND NOT EXISTS {_OPEN}
"""  # noqa: S608 - made of constants

Asked = tuple[NewLetter, datetime, datetime, str | None]  # of `accept`

_ANSWERABLE = (State.CLAIMED, State.SENDING, State.UNCERTAIN, State.WAITING)


class Accepted(NamedTuple):
    """The numbers that a letter and its octets got, and the salt of what the account bears of it."""

    letter: int
    body: int
    salt: bytes = b""


class Key(NamedTuple):
    """One recipient of one letter, and how many attempts were made for it."""

    letter: int
    position: int
    attempts: int


class Settlement(NamedTuple):
    """What became of one recipient that stood as *key* and *was* say.

    *was* SENDING: the answer to the attempt that *key* counts. Otherwise the row must
    still be in that state; with CLAIMED an attempt failed before anything was sent, and
    counts from now on. *not_before* is when the next attempt is due, for an open state.
    *via* says how it went ("smtp", "lmtp", "maildir"); *facts* are those of an end, canonical
    JSON that the account binds by the letter's *salt*.
    """

    key: Key
    state: State
    status: str
    answer: str
    was: State = State.SENDING
    not_before: datetime | None = None
    hold: str | None = None
    delay_told: bool = False
    via: str = ""
    facts: str = ""
    salt: bytes = b""

    @property
    def attempts(self) -> int:
        """How many attempts were made, this one included."""
        return self.key.attempts + (self.was is State.CLAIMED)


class Advance(NamedTuple):
    """What one turn of a worker came to: what begins, and whose settlement changed nothing."""

    begun: frozenset[Key]
    overtaken: frozenset[Key]


@Together
def accept(tx: Tx, asked: Sequence[Asked]) -> Sequence[Accepted | None]:
    """Each letter's numbers; None when its chunks were swept away before it was complete.

    Asked for by the letter, the time, the one at which its recipients end in whatever
    state, and who claims them. They are born claimed, or waiting where nobody claims
    them, due at once or when their sender asked for, or held for a person's release.
    """
    bodies = _bodies(tx, asked)
    taken = [(*one, body_id) for one, body_id in zip(asked, bodies, strict=True) if body_id]
    salts = {body_id: secrets.token_bytes(SALT_OCTETS) for *_, body_id in taken}
    rows = [
        (*_letter_row(new, micros(now), body_id), salts[body_id])
        for new, now, _, _, body_id in taken
    ]
    letters = {body_id: letter_id for letter_id, body_id in tx.hot_rows(_LETTER, rows)}
    born: list[tuple[object, ...]] = []
    for new, now, expires_at, holder, body_id in taken:
        state = State.HELD if new.hold else State.CLAIMED if holder else State.WAITING
        born += _recipient_rows(new, letters[body_id], now, expires_at, state, holder)
        if state is State.WAITING:
            tx.ring("queue")
        _tell(tx, new, letters[body_id], salts[body_id], now)
    tx.hot_bulk(_RECIPIENT, born)
    return [
        Accepted(letters[body_id], body_id, salts[body_id]) if body_id else None
        for body_id in bodies
    ]


def begin(tx: Tx, holder: str, keys: Sequence[Key]) -> frozenset[Key]:
    """Which of *keys* were still *holder*'s, and are now being sent as one more attempt each."""
    rows = [(key.letter, key.position, key.attempts, holder) for key in keys]
    if tx.hot_bulk(_BEGIN, rows) == len(rows):
        return frozenset(keys)
    return frozenset(key for key in keys if _is_sending(tx, holder, key))


def settle(tx: Tx, holder: str, settlements: Sequence[Settlement], now: datetime) -> frozenset[Key]:
    """Writes what became of each, and lets go of bodies that nobody needs any more.

    An answer to an attempt that was overtaken, by a later one or by an operator, changes
    nothing: the keys of those come back.
    """
    held: list[Settlement] = []
    for statement, part in (
        (_ANSWERED, [s for s in settlements if s.was is State.SENDING]),
        (_UNASKED, [s for s in settlements if s.was is not State.SENDING]),
    ):
        if part:
            rows = [_settled_row(s, holder, now) for s in part]
            whole = tx.hot_bulk(statement, rows) == len(rows)
            held += part if whole else [s for s in part if _was_written(tx, s, now)]
    for settlement in held:
        _tell_settled(tx, settlement, now)
    _let_go(tx, {s.key.letter for s in held if s.state in SETTLED})
    if lost := {s.key.letter for s in held if s.state in LOST}:
        by_chat_instead(tx, lost, now)
    if len(held) == len(settlements):
        return frozenset()
    return frozenset(s.key for s in settlements).difference(s.key for s in held)


def advance(
    tx: Tx, holder: str, settlements: Sequence[Settlement], keys: Sequence[Key], now: datetime
) -> Advance:
    """Settles, then begins: one turn of a worker, in one transaction."""
    overtaken = settle(tx, holder, settlements, now) if settlements else frozenset()
    return Advance(begin(tx, holder, keys) if keys else frozenset(), overtaken)


def settle_reported(
    tx: Tx,
    holder: str,
    settlements: Sequence[Settlement],
    report: NewLetter | None,
    now: datetime,
    expires_at: datetime,
) -> frozenset[Key]:
    """Settles and takes in the *report* of it, a DSN, as one change; None where nobody is told.

    Gives the keys that still stood as their settlement says. When that is not all
    of them, nothing was changed: the report would not be true.
    """
    standing = frozenset(s.key for s in settlements if _stands(tx, holder, s))
    if len(standing) == len(settlements):
        settle(tx, holder, settlements, now)
        take_report(tx, {s.key.letter for s in settlements}, report, now, expires_at)
    return standing


def take_report(
    tx: Tx, letters: Iterable[int], report: NewLetter | None, now: datetime, expires_at: datetime
) -> None:
    """Takes in the *report* on *letters*, if there is one, and puts down that it was written."""
    taken = accept(tx, report, now, expires_at, None) if report else None
    for letter in letters if taken else ():
        tx.audit(now, "reported", f"letter:{letter}", dsn=taken.letter if taken else 0)


def _bodies(tx: Tx, asked: Sequence[Asked]) -> Sequence[int | None]:
    """The id of each letter's octets, which stand in the store now; None for chunks that were swept away."""
    short = [(micros(now), new.body) for new, now, _, _ in asked if isinstance(new.body, bytes)]
    ids = iter(body.put_short(tx, short))
    return [
        next(ids)
        if isinstance(new.body, bytes)
        else new.body
        if body.finish_long(tx, new.body, new.size_bytes)
        else None
        for new, _, _, _ in asked
    ]


def _letter_row(new: NewLetter, at: int, body_id: int) -> tuple[object, ...]:
    envelope, origin = new.envelope, new.origin
    return (
        at,
        new.kind,
        envelope.sender,
        origin.agency,
        origin.login,
        _origin_json(origin),
        new.size_bytes,
        new.digest,
        envelope.eight_bit,
        envelope.smtputf8,
        envelope.ret,
        envelope.envid,
        new.message_id,
        body_id,
        micros(envelope.release_at) if envelope.release_at else None,
        envelope.tls,
    )


@functools.lru_cache(maxsize=256)  # a session's letters share it
def _origin_json(origin: Origin) -> str:
    return json.dumps(asdict(origin), ensure_ascii=False)


def _recipient_rows(
    new: NewLetter,
    letter_id: int,
    now: datetime,
    expires_at: datetime,
    state: State,
    holder: str | None,
) -> Iterator[tuple[object, ...]]:
    due, end = micros(new.envelope.release_at or now), micros(expires_at)
    claimer = holder if state is State.CLAIMED else None
    for position, to in enumerate(new.envelope.recipients):
        notify = None if to.notify is None else ",".join(sorted(to.notify))
        named = (letter_id, position, to.address, notify, to.orcpt)
        yield (*named, state.value, claimer, due, end, new.hold, 0, False, False)


def _tell(tx: Tx, new: NewLetter, letter_id: int, salt: bytes, now: datetime) -> None:
    codes: dict[str, str | int] = {
        "kind": new.kind,
        "agency": new.origin.agency or "",
        "recipients": len(new.envelope.recipients),
        "octets": new.size_bytes,
        "sha256": new.digest.hex(),
    }
    if new.hold:
        codes["rule"] = new.hold
    if new.rules:
        codes["rules"] = ",".join(new.rules)
    if new.envelope.release_at:
        codes["release"] = new.envelope.release_at.isoformat(timespec="seconds")
    if new.envelope.tls:
        codes["tls"] = new.envelope.tls
    to = [to.address for to in new.envelope.recipients]
    facts = accepting(new.envelope.sender, to, new.message_id, new.origin)
    codes["facts"] = bound(salt, "accepted", facts)
    tx.audit(now, "held" if new.hold else "accepted", f"letter:{letter_id}", **codes)


def _is_sending(tx: Tx, holder: str, key: Key) -> bool:
    begun = (recipient.c.state == State.SENDING) & (recipient.c.attempts == key.attempts + 1)
    mine = _place(key) & begun & (recipient.c.holder == holder)
    return tx.one(select(recipient.c.position).where(mine)) is not None


def _settled_row(settlement: Settlement, holder: str, now: datetime) -> tuple[object, ...]:
    key, state = settlement.key, settlement.state
    return (
        key.letter,
        key.position,
        key.attempts,
        settlement.was.value,
        holder,
        state.value,
        settlement.attempts,
        micros(settlement.not_before or now),
        micros(now) if state in SETTLED else None,
        settlement.status,
        settlement.answer,
        settlement.hold,
        settlement.delay_told,
        settlement.facts or None,
    )


def _was_written(tx: Tx, settlement: Settlement, now: datetime) -> bool:
    """Whether *settlement* is what stands now: asked after some row of a batch did not match."""
    written = and_(
        _place(settlement.key),
        recipient.c.state == settlement.state,
        recipient.c.attempts == settlement.attempts,
        recipient.c.not_before == (settlement.not_before or now),
        recipient.c.holder.is_(None),
    )
    return tx.one(select(recipient.c.position).where(written)) is not None


def _stands(tx: Tx, holder: str, settlement: Settlement) -> bool:
    if settlement.was is State.SENDING:
        fence: ColumnElement[bool] = recipient.c.state.in_(_ANSWERABLE)
    elif settlement.was is State.CLAIMED:
        fence = (recipient.c.state == State.CLAIMED) & (recipient.c.holder == holder)
    else:
        fence = recipient.c.state == settlement.was
    same = _place(settlement.key) & (recipient.c.attempts == settlement.key.attempts) & fence
    return tx.one(tx.lock(select(recipient.c.position).where(same))) is not None


def _place(key: Key) -> ColumnElement[bool]:
    return (recipient.c.letter_id == key.letter) & (recipient.c.position == key.position)


def _tell_settled(tx: Tx, settlement: Settlement, now: datetime) -> None:
    codes: dict[str, str | int] = {
        "position": settlement.key.position,
        "attempt": settlement.attempts,
        "status": settlement.status,
    }
    if settlement.hold:
        codes["rule"] = settlement.hold
    if settlement.via:
        codes["via"] = settlement.via
    if settlement.facts and settlement.salt:
        line = f"{settlement.key.position}.{settlement.attempts}"
        codes["facts"] = bound(settlement.salt, line, settlement.facts)
    tx.audit(now, settlement.state, f"letter:{settlement.key.letter}", **codes)


def _let_go(tx: Tx, letters: Iterable[int]) -> None:
    ids = sorted(letters)
    if ids:
        tx.hold(_OF_SEVERAL, {"letters": ids})
        for statement in (_DROP_BODY, _LET_GO):
            tx.hot_bulk(statement, [(letter_id,) for letter_id in ids])
