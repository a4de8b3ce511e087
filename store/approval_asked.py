"""Letters that a second person has to approve: taken in, their approvers reminded, their end noticed."""

import json
from collections.abc import Mapping
from datetime import datetime, tzinfo
from typing import Any, NamedTuple

from sqlalchemy import exists, insert, select, update

from store import restoration, spool
from store.approval import entitled_json, is_theirs, lapse, of_letter
from store.approval_notice import ASKED, REMINDED, may, tell_entitled
from store.directory.people import person_at
from store.schema.approval import UNDECIDED, approval
from store.schema.directory import agency, person
from store.schema.spool import letter, recipient
from store.spool import Accepted
from store.tx import Tx
from work import receipt
from work.approval import Approval, Asked, Entitled, envelope_digest
from work.letter import NewLetter, State
from work.person import Person

DOMAINS_NAMED = 5  # of the recipients, in a notice
BATCH = 100


class Ready(NamedTuple):
    """The author, None where From is no active person's mailbox; and whether anybody may approve."""

    author: Person | None
    approvable: bool


def ready(tx: Tx, email: str, entitled: tuple[Entitled, ...], writers: frozenset[str]) -> Ready:
    """Who wrote it, and whether somebody else is there to approve of it."""
    one = person_at(tx, email)
    active = None if one is None or one.disabled else one
    return Ready(active, bool(may(tx, entitled, writers)))


def accept(tx: Tx, new: NewLetter, asked: Asked, zone: tzinfo, now: datetime) -> Accepted | None:
    """The letter's numbers as `spool.accept` gives them: it, the question and its notices are one commit.

    The notices name the letter's end in *zone*.
    """
    accepted = spool.accept(tx, new, now, asked.expires_at, None)
    if accepted is None:
        return None
    number = accepted.letter
    tx.run(update(letter).where(letter.c.id == number).values(approval_rule=asked.rule))
    tx.run(insert(approval), _row(tx, number, new, asked, zone, now))
    question = _question(tx, number)
    told = tell_entitled(tx, ASKED, question, now)
    tx.audit(
        now,
        "approval.asked",
        f"letter:{number}",
        rule=asked.rule,
        author=f"person:{asked.author}",
        approvers=told,
        sha256=new.digest.hex(),
        envelope=question.seal.envelope.hex(),
    )
    return accepted


def has_work(tx: Tx, now: datetime) -> bool:
    """Whether approvers are due to be reminded, or a letter ended that nobody had decided on."""
    due = select(approval.c.letter_id).where(UNDECIDED, approval.c.remind_at <= now)
    return any(tx.value(look.limit(1)) is not None for look in (due, _ended()))


def remind(tx: Tx, now: datetime) -> tuple[int, int]:
    """How many letters their approvers were reminded of, and how many ended undecided."""
    ended = tx.all(tx.lock_free(_ended().limit(BATCH)))
    for row in ended:
        question = _question(tx, row.letter_id)
        lapse(tx, question, _is_told(tx, question), now)
    columns = select(approval.c.letter_id, approval.c.remind_at)
    due = columns.where(UNDECIDED, approval.c.remind_at <= now)
    waiting = tx.all(tx.lock_free(due.order_by(approval.c.letter_id).limit(BATCH)))
    for row in waiting:
        in_doubt = restoration.happened_before(tx, row.remind_at)
        question = _question(tx, row.letter_id)
        told = tell_entitled(tx, REMINDED, question, now, in_doubt=in_doubt)
        place = approval.c.letter_id == row.letter_id
        tx.run(update(approval).where(place).values(remind_at=None))
        tx.audit(now, "approval.reminded", f"letter:{row.letter_id}", approvers=told)
    return len(waiting), len(ended)


def _ended() -> Any:
    holds = (recipient.c.letter_id == approval.c.letter_id) & (recipient.c.state == State.HELD)
    still = exists().where(holds, recipient.c.hold == approval.c.rule)
    return select(approval.c.letter_id).where(UNDECIDED, ~still).order_by(approval.c.letter_id)


def _is_told(tx: Tx, asked: Approval) -> bool:
    """Whether the author hears of the end otherwise, or is not to: it was sent back to them, or dropped."""
    sender: str = tx.value(select(letter.c.sender).where(letter.c.id == asked.letter))
    expired = (recipient.c.letter_id == asked.letter) & (recipient.c.state == State.EXPIRED)
    ended = tx.value(select(recipient.c.position).where(expired).limit(1)) is not None
    return not ended or is_theirs(tx, asked, sender)


def _question(tx: Tx, number: int) -> Approval:
    found = of_letter(tx, number)
    if found is None:
        raise RuntimeError(f"letter {number} has no question")
    return found


def _row(
    tx: Tx, number: int, new: NewLetter, asked: Asked, zone: tzinfo, now: datetime
) -> dict[str, Any]:
    addresses = [to.address for to in new.envelope.recipients]
    return {
        "letter_id": number,
        "rule": asked.rule,
        "author": asked.author,
        "writers": json.dumps(sorted(asked.writers)),
        "entitled": entitled_json(asked.entitled),
        "facts": json.dumps(_facts(tx, number, new, asked, zone), ensure_ascii=False),
        "asked_at": now,
        "remind_at": asked.remind_at,
        "expires_at": asked.expires_at,
        "content": new.digest,
        "envelope": envelope_digest(new.envelope.sender, addresses),
        "then_hold": asked.then,
    }


def _facts(
    tx: Tx, number: int, new: NewLetter, asked: Asked, zone: tzinfo
) -> Mapping[str, str | int | list[str]]:
    addresses = [to.address for to in new.envelope.recipients]
    domains = [*dict.fromkeys(address.rpartition("@")[2].lower() for address in addresses)]
    named = select(agency.c.name).where(agency.c.code == asked.agency)
    return {
        "receipt": receipt.encode(number),
        "rule": asked.rule,
        "agency": tx.value(named) or asked.agency,
        "author": tx.value(select(person.c.name).where(person.c.id == asked.author)),
        "recipients": len(addresses),
        "domains": domains[:DOMAINS_NAMED],
        "other_domains": len(domains[DOMAINS_NAMED:]),
        "octets": new.size_bytes,
        "expires": asked.expires_at.astimezone(zone).isoformat(timespec="minutes"),
    }
