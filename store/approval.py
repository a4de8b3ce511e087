"""Decisions of a second person about letters that a release rule holds: one a letter, and it stands.

The one place that commands, chat and console decide by; who may is `work.approval.bar`. The
row is locked first, then the recipients, so of two who decide at once one is told of the other.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, select, update

from store import clock, held, spool, stand_in
from store.approval_notice import tell_author, tell_entitled_of, withdraw
from store.directory.people import person_at
from store.schema.approval import UNDECIDED, approval
from store.schema.directory import person
from store.schema.spool import letter, recipient
from store.spool import Key, Settlement
from store.tx import Tx
from work.approval import (
    RELEASING,
    Approval,
    Bar,
    Decision,
    Entitled,
    Seal,
    bar,
    deciding,
    envelope_digest,
)
from work.letter import NewLetter, State
from work.person import Person, Position


@dataclass(frozen=True, slots=True)
class Barred:
    """Why nothing was decided; *asked* is the question as it stands, None where there is none."""

    why: Bar
    asked: Approval | None = None


@dataclass(frozen=True, slots=True)
class Decided:
    """The decision, which is durable with this commit, and how many recipients it concerned."""

    asked: Approval
    recipients: int


@dataclass(frozen=True, slots=True)
class Standing:
    """A letter that a release rule held, as it stands before it is sent: the question, and the envelope."""

    asked: Approval | None
    sender: str
    recipients: tuple[str, ...]


def of_letter(tx: Tx, number: int) -> Approval | None:
    """The question about the letter, and its answer; None where no rule asks for one."""
    return _found(tx, number, lock=False)


def standing(tx: Tx, number: int) -> Standing:
    """What a worker compares with what it is about to send."""
    sender, recipients = _envelope(tx, number)
    return Standing(of_letter(tx, number), sender, recipients)


def awaited(tx: Tx, number: int) -> str | None:
    """The rule whose approval the letter still lacks; None where it may be let go."""
    asked = of_letter(tx, number)
    return None if asked is None or asked.decision in RELEASING else asked.rule


def may_decide(tx: Tx, number: int, email: str, now: datetime) -> tuple[Approval, Person] | Barred:
    """The question and the person who may answer it now, or why they may not."""
    return _admitted(tx, number, email, now, lock=False)


def seen_by(tx: Tx, number: int, email: str, now: datetime) -> tuple[Approval, Bar | None] | None:
    """The question with why the person may not answer it now; None for who never had a say in it."""
    asked, one = _found(tx, number, lock=False), person_at(tx, email)
    if asked is None or one is None:
        return None
    while_open = replace(asked, decision=None, expires_at=now + timedelta.resolution)
    if bar(while_open, one, now, _absent(tx, one, now)) is not None:
        return None
    found = _admitted(tx, number, email, now, lock=False)
    return asked, found.why if isinstance(found, Barred) else None


def waiting_for(tx: Tx, email: str, now: datetime) -> tuple[int, ...]:
    """The letters on which the person may decide now, those that end first at the front."""
    order = (approval.c.expires_at, approval.c.letter_id)
    rows = tx.all(select(approval.c.letter_id).where(UNDECIDED).order_by(*order))
    numbers = (int(row.letter_id) for row in rows)
    return tuple(n for n in numbers if not isinstance(may_decide(tx, n, email, now), Barred))


def approve(
    tx: Tx, number: int, email: str, by: str, now: datetime, expires_at: datetime
) -> Decided | Barred:
    """Lets the letter go because the person with the mailbox *email* approves of it.

    It goes now, or when its sender asked for, and may be tried until *expires_at*. Where
    another rule holds it as well, it stays held by that one.
    """
    found = _admitted(tx, number, email, now)
    if isinstance(found, Barred):
        return found
    asked, one = found
    by = _for(tx, asked, one, by, now)
    count = _freed(tx, asked, now, expires_at)
    done = _answered(asked, Decision.APPROVED, one, by, "", now)
    return _written(tx, done, count, told=False, now=now)


def reject(
    tx: Tx,
    by: str,
    settlements: Sequence[Settlement],
    report: NewLetter | None,
    now: datetime,
    expires_at: datetime,
    *,
    email: str,
    reason: str,
) -> frozenset[Key]:
    """Ends the letter with the *report* of it because the person with the mailbox *email* rejects it.

    Gives what `spool.settle_reported` gives; none where they may not, and then nothing was changed.
    """
    found = _admitted(tx, settlements[0].key.letter, email, now)
    if isinstance(found, Barred):
        return frozenset()
    asked, one = found
    by = _for(tx, asked, one, by, now)
    standing = spool.settle_reported(tx, by, settlements, report, now, expires_at)
    if len(standing) == len(settlements):
        done = _answered(asked, Decision.REJECTED, one, by, reason, now)
        told = report is not None and is_theirs(tx, asked, report.envelope.recipients[0].address)
        _written(tx, done, len(settlements), told=told, now=now)
    return standing


def is_theirs(tx: Tx, asked: Approval, address: str) -> bool:
    """Whether *address* is the author's own, so that what is written there tells them."""
    mailbox: str = tx.value(select(person.c.email).where(person.c.id == asked.author))
    return address.lower() == mailbox


def waive(
    tx: Tx, number: int, by: str, reason: str, now: datetime, expires_at: datetime
) -> Decided | Barred:
    """Lets the letter go without a second person, because an operator says so; all concerned are told."""
    asked = _found(tx, number, lock=True)
    if asked is None:
        return Barred(Bar.NOT_ASKED)
    if not asked.open or not _holds_some(tx, asked, lock=True):
        return Barred(Bar.GONE if asked.open else Bar.DECIDED, asked)
    count = held.let_go(tx, number, now, expires_at)
    done = _answered(asked, Decision.WAIVED, None, by, reason, now)
    tell_entitled_of(tx, done, now)
    return _written(tx, done, count, told=False, now=now)


def lapse(tx: Tx, asked: Approval, told: bool, now: datetime) -> None:
    """Writes that the letter ended, and nobody had decided."""
    done = _answered(asked, Decision.LAPSED, None, "", "", now)
    _written(tx, done, 0, told=told, now=now)


def _admitted(
    tx: Tx, number: int, email: str, now: datetime, *, lock: bool = True
) -> tuple[Approval, Person] | Barred:
    asked = _found(tx, number, lock=lock)
    if asked is None:
        return Barred(Bar.NOT_ASKED)
    one = person_at(tx, email)
    why = bar(asked, one, now, _absent(tx, one, now))
    if why is None and not _holds_some(tx, asked, lock=lock):
        why = Bar.GONE
    if why is None and seal(tx, number) != asked.seal:
        why = Bar.ALTERED
    if why is not None or one is None:
        return Barred(why or Bar.NOBODY, asked)
    return asked, one


def _absent(tx: Tx, one: Person | None, now: datetime) -> tuple[Person, ...]:
    return () if one is None else stand_in.absent_for(tx, one.id, clock.office_now(tx, now))


def _for(tx: Tx, asked: Approval, one: Person, by: str, now: datetime) -> str:
    """*by*, with for whom *one* stands in where they decide for somebody."""
    grant = deciding(asked, one, _absent(tx, one, now))
    absent = None if grant is None else grant.instead_of
    return by if absent is None else f"for:{absent.id},{by}"


def seal(tx: Tx, number: int) -> Seal:
    """What stands in the store of the letter now; its octets are hashed by who sends them."""
    digest: bytes = tx.value(select(letter.c.digest).where(letter.c.id == number))
    return Seal(digest, envelope_digest(*_envelope(tx, number)))


def _envelope(tx: Tx, number: int) -> tuple[str, tuple[str, ...]]:
    sender: str = tx.value(select(letter.c.sender).where(letter.c.id == number))
    addresses = select(recipient.c.address).where(recipient.c.letter_id == number)
    rows = tx.all(addresses.order_by(recipient.c.position))
    return sender, tuple(row.address for row in rows)


def _freed(tx: Tx, asked: Approval, now: datetime, expires_at: datetime) -> int:
    if asked.then is None:
        return held.let_go(tx, asked.letter, now, expires_at, asked.rule)
    kept = {"hold": asked.then, "expires_at": expires_at}
    return tx.run(update(recipient).where(_holds(asked)).values(kept))


def _answered(
    asked: Approval, decision: Decision, one: Person | None, by: str, reason: str, now: datetime
) -> Approval:
    return replace(
        asked,
        decision=decision,
        decided_at=now,
        approver=None if one is None else one.id,
        approver_name=None if one is None else one.name,
        by=by or None,
        reason=reason or None,
    )


def _written(tx: Tx, done: Approval, count: int, *, told: bool, now: datetime) -> Decided:
    names = ("decision", "decided_at", "approver", "by", "reason")
    values = {**{name: getattr(done, name) for name in names}, "remind_at": None}
    place = approval.c.letter_id == done.letter
    tx.run(update(approval).where(place).values(values))
    tx.audit(now, f"approval.{done.decision}", f"letter:{done.letter}", **_codes(done, count))
    withdraw(tx, done, now)
    if not told:
        tell_author(tx, done, now)
    return Decided(done, count)


def _codes(done: Approval, count: int) -> dict[str, str | int]:
    codes: dict[str, str | int] = {
        "rule": done.rule,
        "recipients": count,
        "sha256": done.seal.content.hex(),
        "envelope": done.seal.envelope.hex(),
    }
    if done.by:
        codes["by"] = done.by
    if done.approver:
        codes["approver"] = f"person:{done.approver}"
    if done.reason:
        codes["why"] = hashlib.sha256(done.reason.encode()).hexdigest()
    return codes


def _holds(asked: Approval) -> ColumnElement[bool]:
    here = (recipient.c.letter_id == asked.letter) & (recipient.c.state == State.HELD)
    return here & (recipient.c.hold == asked.rule)


def _holds_some(tx: Tx, asked: Approval, *, lock: bool) -> bool:
    """Whether the rule still holds anything of it; locked, that stays so until the commit."""
    mine = select(recipient.c.position).where(_holds(asked)).order_by(recipient.c.position)
    return bool(tx.all(tx.lock(mine) if lock else mine))


def _found(tx: Tx, number: int, *, lock: bool) -> Approval | None:
    mine = select(approval).where(approval.c.letter_id == number)
    row = tx.one(tx.lock(mine) if lock else mine)
    return None if row is None else of_row(row, _names(tx, row))


def of_row(row: Row[Any], names: dict[int, str]) -> Approval:
    """The question in a row of the table; *names* are those of the people in it."""
    return Approval(
        letter=row.letter_id,
        rule=row.rule,
        author=row.author,
        author_name=names[row.author],
        writers=frozenset(json.loads(row.writers)),
        entitled=tuple(_entitled(one) for one in json.loads(row.entitled)),
        asked_at=row.asked_at,
        expires_at=row.expires_at,
        seal=Seal(row.content, row.envelope),
        then=row.then_hold,
        decision=None if row.decision is None else Decision(row.decision),
        decided_at=row.decided_at,
        approver=row.approver,
        approver_name=None if row.approver is None else names[row.approver],
        by=row.by,
        reason=row.reason,
    )


def entitled_json(entitled: tuple[Entitled, ...]) -> str:
    """Who may approve, as the table keeps it."""
    return json.dumps([asdict(one) for one in entitled], ensure_ascii=False)


def _entitled(kept: dict[str, str | None]) -> Entitled:
    position = kept["position"]
    return Entitled(
        kept["person"], kept["agency"], kept["unit"], Position(position) if position else None
    )


def _names(tx: Tx, row: Row[Any]) -> dict[int, str]:
    people = [number for number in (row.author, row.approver) if number is not None]
    columns = select(person.c.id, person.c.name)
    return {one.id: one.name for one in tx.all(columns.where(person.c.id.in_(people)))}
