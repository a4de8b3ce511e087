"""Relayed mail as an operator sees it, and what an operator may do to it.

What is being sent just now is nobody's to change: its answer is on the way.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Row, select, update

from store import approval, authenticity, signature, spool
from store.account import Entry, entries_about
from store.claim import Claimed, loaded
from store.held import let_go, wait
from store.schema.spool import letter, recipient
from store.spool import Key, Settlement
from store.tx import Tx
from work.approval import Approval
from work.authenticity import Finding
from work.hold import OPERATOR
from work.letter import OPEN, SETTLED, Addressee, NewLetter, Origin, State
from work.signature import Judgement

LOOKED_AT = 20_000  # a join with many more would outlive the second that a snapshot may
REFUSED = "5.7.1"  # not authorised, RFC 3463 §3.8


@dataclass(frozen=True, slots=True)
class Line:
    """One letter's recipients in one state; *next_at* is when something happens by itself."""

    letter: int
    state: State
    kind: str
    agency: str | None
    received_at: datetime
    recipients: int
    domains: tuple[str, ...]
    next_at: datetime | None
    rule: str | None
    repeated: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """One recipient as it stands."""

    position: int
    addressee: Addressee
    state: State
    holder: str | None
    attempts: int
    not_before: datetime
    expires_at: datetime
    settled_at: datetime | None
    rule: str | None
    status: str | None
    answer: str | None
    repeated: bool
    peer: str = ""  # the host that took or refused it in the end, and the TLS it came by
    tls: str = ""


@dataclass(frozen=True, slots=True)
class Story:
    """One letter: its envelope, its recipients, and what the account says of it."""

    letter: int
    kind: str
    received_at: datetime
    sender: str
    agency: str | None
    login: str | None
    size_bytes: int
    digest: bytes
    message_id: str | None
    release_at: datetime | None  # nothing is sent before, as its sender asked
    tls: str | None  # what its sender asked of TLS: "required", "optional"
    kept: bool  # whether the octets still stand in the store
    recipients: tuple[Standing, ...]
    entries: tuple[Entry, ...]
    approval: Approval | None = None  # of a second person, where a release rule asks for one
    finding: Finding | None = None  # what is known of its sender, where it came from outside
    signatures: tuple[Judgement, ...] = ()  # as far as any were judged
    origin: Origin | None = None  # the session in which it came


@dataclass(frozen=True, slots=True)
class Done:
    """How many recipients were changed, and how many could not be: *busy* are being sent.

    *rule* wants a second person's approval first; then nothing was changed.
    """

    changed: int
    busy: int
    rule: str | None = None


def lines(
    tx: Tx,
    states: Sequence[State] = OPEN,
    agency: str | None = None,
    limit: int = 100,
    rule: str | None = None,
) -> tuple[Line, ...]:
    """Letters with recipients in one of *states*, oldest first, one line for each state.

    Only those that wait for *rule*, where one is given. For one *agency* the LOOKED_AT first
    recipients of each state are looked at, and no others.
    """
    found = [line for state in states for line in _lines(tx, state, agency, limit, rule)]
    return tuple(sorted(found, key=lambda line: (line.received_at, line.letter))[:limit])


def is_crowded(tx: Tx, states: Sequence[State]) -> bool:
    """Whether more stands in one of *states* than `lines` looks at for one agency."""
    return any(
        tx.one(select(recipient.c.state).where(_stand(state)).offset(LOOKED_AT).limit(1))
        for state in states
    )


def story(tx: Tx, number: int) -> Story | None:
    """Everything about one letter; None when there is none of that number."""
    row = tx.one(select(letter).where(letter.c.id == number))
    if row is None:
        return None
    mine = select(recipient).where(recipient.c.letter_id == number)
    rows = tx.all(mine.order_by(recipient.c.position))
    return Story(
        letter=number,
        kind=row.kind,
        received_at=row.received_at,
        sender=row.sender,
        agency=row.agency,
        login=row.login,
        size_bytes=row.size_bytes,
        digest=row.digest,
        message_id=row.message_id,
        release_at=row.release_at,
        tls=row.tls,
        kept=row.body_id is not None,
        recipients=tuple(_standing(r) for r in rows),
        entries=entries_about(tx, f"letter:{number}"),
        approval=approval.of_letter(tx, number) if row.approval_rule else None,
        finding=authenticity.of_letter(tx, number),
        signatures=signature.of_letter(tx, number),
        origin=Origin(**json.loads(row.origin)),
    )


def hold(tx: Tx, number: int, by: str, now: datetime, expires_at: datetime) -> Done:
    """Keeps what is not yet sent until a person releases it, at most until *expires_at*.

    Of a letter for later the time counts from when it should go, here and at its release.
    """
    done = set_aside(tx, number, expires_at + wait(tx, number, now))
    return _told(tx, number, done, "queue.hold", by, now)


def set_aside(tx: Tx, number: int, expires_at: datetime) -> Done:
    """Holds what is not yet sent, for an act that ends it next and puts down who did it.

    What stood uncertain counts as repeated if it goes after all.
    """
    here = _of(number, State.WAITING, State.CLAIMED, State.UNCERTAIN)
    held = {
        "repeated": recipient.c.repeated | (recipient.c.state == State.UNCERTAIN),
        "state": State.HELD,
        "holder": None,
        "hold": OPERATOR,
        "expires_at": expires_at,
    }
    return _changed(tx, number, here, held)


def release(tx: Tx, number: int, by: str, now: datetime, expires_at: datetime) -> Done:
    """Lets what is held go now, or when its sender asked for; it may be tried until *expires_at*.

    Nothing of a letter that still lacks a second person's approval: store.approval lets that go.
    """
    rule = approval.awaited(tx, number)
    count = 0 if rule else let_go(tx, number, now, expires_at)
    return _told(tx, number, Done(count, _busy(tx, number), rule), "queue.release", by, now)


def retry(tx: Tx, number: int, by: str, now: datetime) -> Done:
    """Makes what waits due now; what stands uncertain is sent once more, now."""
    here = _of(number, State.WAITING, State.UNCERTAIN)
    done = _changed(tx, number, here, {"not_before": now})
    return _told(tx, number, done, "queue.retry", by, now)


def drop(tx: Tx, number: int, by: str, reason: str, now: datetime) -> Done:
    """Ends what is not yet sent, and tells nobody; the account keeps a digest of the *reason*."""
    set_aside(tx, number, now)
    here = select(recipient).where(_of(number, State.HELD))
    settlements = tuple(
        Settlement(_key(row), State.DROPPED, REFUSED, f"dropped by {by}: {reason}", State.HELD)
        for row in tx.all(tx.lock(here))
    )
    spool.settle(tx, by, settlements, now)
    if count := len(settlements):
        why = _digest(reason)
        tx.audit(now, "queue.drop", f"letter:{number}", by=by, recipients=count, why=why)
    return Done(count, _busy(tx, number))


def _digest(reason: str) -> str:
    return hashlib.sha256(reason.encode()).hexdigest()


def held(tx: Tx, number: int) -> Claimed | None:
    """The letter with the recipients that are held of it, as they stand; None when there are none."""
    places = select(recipient.c.letter_id, recipient.c.position)
    found = loaded(tx, tx.all(places.where(_of(number, State.HELD))))
    return found[0] if found else None


def failed(
    tx: Tx,
    by: str,
    settlements: Sequence[Settlement],
    report: NewLetter | None,
    now: datetime,
    expires_at: datetime,
    reason: str = "",
) -> frozenset[Key]:
    """Settles recipients of one letter that goes back to its sender, and puts down who sent it back.

    The account keeps a digest of the *reason*.

    Gives what store.spool.settle_reported gives.
    """
    standing = spool.settle_reported(tx, by, settlements, report, now, expires_at)
    count = len(settlements)
    if count and len(standing) == count:
        subject = f"letter:{settlements[0].key.letter}"
        codes = {"why": _digest(reason)} if reason else {}
        tx.audit(now, "queue.fail", subject, by=by, recipients=count, **codes)
    return standing


def _lines(tx: Tx, state: State, agency: str | None, limit: int, rule: str | None) -> list[Line]:
    """Each state is one short walk along its index, however much is stored."""
    most = limit if agency is None else LOOKED_AT
    stand = _stand(state) if rule is None else _stand(state) & (recipient.c.hold == rule)
    here = select(recipient).where(stand).order_by(_order(recipient, state)).limit(most)
    some = here.subquery()
    joined = select(letter, some).join(some, letter.c.id == some.c.letter_id)
    if agency is not None:
        joined = joined.where(letter.c.agency == agency)
    rows = tx.all(joined.order_by(_order(some, state)).limit(limit))
    by_letter: dict[int, list[Row[Any]]] = defaultdict(list)
    for row in rows:
        by_letter[row.letter_id].append(row)
    return [_line(state, found) for found in by_letter.values()]


def _stand(state: State) -> ColumnElement[bool]:
    ended = recipient.c.settled_at.is_not(None)
    return (recipient.c.state == state) & (ended if state in SETTLED else ~ended)


def _order(rows: FromClause, state: State) -> ColumnElement[Any]:
    return rows.c.settled_at.desc() if state in SETTLED else rows.c.expires_at


def _line(state: State, rows: Sequence[Row[Any]]) -> Line:
    first = rows[0]
    domains = dict.fromkeys(row.address.rpartition("@")[2].lower() for row in rows)
    return Line(
        letter=first.letter_id,
        state=state,
        kind=first.kind,
        agency=first.agency,
        received_at=first.received_at,
        recipients=len(rows),
        domains=tuple(domains),
        next_at=_next_at(state, rows),
        rule=first.hold,
        repeated=any(row.repeated for row in rows),
    )


def _next_at(state: State, rows: Sequence[Row[Any]]) -> datetime | None:
    ends: list[datetime] = []
    if state in (State.WAITING, State.UNCERTAIN):
        ends = [row.not_before for row in rows]
    elif state is State.HELD:
        ends = [row.expires_at for row in rows]
    return min(ends, default=None)


def _standing(row: Row[Any]) -> Standing:
    notify = None if row.notify is None else frozenset(row.notify.split(","))
    facts = json.loads(row.facts) if row.facts else {}
    return Standing(
        position=row.position,
        addressee=Addressee(row.address, notify, row.orcpt),
        state=State(row.state),
        holder=row.holder,
        attempts=row.attempts,
        not_before=row.not_before,
        expires_at=row.expires_at,
        settled_at=row.settled_at,
        rule=row.hold,
        status=row.status,
        answer=row.answer,
        repeated=row.repeated,
        peer=facts.get("peer", ""),
        tls=facts.get("tls", ""),
    )


def _changed(
    tx: Tx,
    number: int,
    here: ColumnElement[bool],
    values: dict[str, Any],
) -> Done:
    count = tx.run(update(recipient).where(here).values(values))
    if count:
        tx.ring("queue")
    return Done(count, _busy(tx, number))


def _told(tx: Tx, number: int, done: Done, event: str, by: str, now: datetime) -> Done:
    if done.changed:
        tx.audit(now, event, f"letter:{number}", by=by, recipients=done.changed)
    return done


def _of(number: int, *states: State) -> ColumnElement[bool]:
    return (recipient.c.letter_id == number) & recipient.c.state.in_(states)


def _busy(tx: Tx, number: int) -> int:
    return len(tx.all(select(recipient.c.position).where(_of(number, State.SENDING))))


def _key(row: Row[Any]) -> Key:
    return Key(row.letter_id, row.position, row.attempts)
