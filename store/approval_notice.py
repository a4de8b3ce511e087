"""Who is told of a letter that waits for approval, by the outbox: facts alone, each notice once.

The letter's subject and content are in none of them.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, false, or_, select

from store import audience, clock, lease, notice, stand_in
from store.directory import people
from store.schema.approval import approval
from store.schema.directory import person, unit
from store.tx import Tx
from work.approval import Approval, Entitled
from work.audience import Recipient
from work.chat import ANSWERING
from work.notice import Channel
from work.outbox import NewNotice
from work.person import Person

ASKED, REMINDED, DECIDED = "approval", "approval-reminder", "approval-decided"
APPROVER, AUTHOR = "approver", "author"  # the codes of why a person gets it


def meant(tx: Tx, entitled: Iterable[Entitled]) -> tuple[Person, ...]:
    """Everybody who is meant, disabled ones too."""
    chosen = or_(false(), *(_is_meant(one) for one in entitled))
    rows = tx.all(people.everybody().where(chosen).order_by(person.c.id))
    return tuple(people.of_row(row) for row in rows)


def may(tx: Tx, entitled: Iterable[Entitled], writers: frozenset[str]) -> tuple[Person, ...]:
    """Those of them who may approve of what *writers* wrote."""
    found = meant(tx, entitled)
    return tuple(one for one in found if not one.disabled and one.email not in writers)


def tell_entitled(
    tx: Tx, kind: str, asked: Approval, now: datetime, *, in_doubt: bool = False
) -> int:
    """How many were told that the letter waits for them: at first, or once more.

    *in_doubt*: they may have been told before the store was restored.
    """
    ahead, those = asked.expires_at - now, _entitled(tx, asked, now)
    return _told(tx, kind, asked, {}, those, now, ahead, in_doubt=in_doubt)


def tell_entitled_of(tx: Tx, done: Approval, now: datetime) -> int:
    """How many of those who might have approved were told of a decision that was not theirs."""
    those = _entitled(tx, done, now)
    return _told(tx, DECIDED, done, _decision(done), those, now)


def tell_author(tx: Tx, done: Approval, now: datetime) -> int:
    """Tells the author what was decided, unless they are disabled."""
    row = tx.one(people.everybody().where(person.c.id == done.author))
    author = [] if row is None else [people.of_row(row)]
    active = [Recipient(one, AUTHOR) for one in author if not one.disabled]
    return _told(tx, DECIDED, done, _decision(done), active, now)


def withdraw(tx: Tx, done: Approval, now: datetime) -> int:
    """How many were not told any more that the letter waits: it does not."""
    named = [one.id for one in meant(tx, done.entitled)]
    since = clock.office_now(tx, done.asked_at)
    told = {*named, *(term.deputy.id for term in stand_in.of_people(tx, named, since))}
    keys = [f"{kind}:{done.letter}:{number}" for kind in (ASKED, REMINDED) for number in told]
    return notice.cancel(tx, keys, "decided", now)


def _entitled(tx: Tx, asked: Approval, now: datetime) -> tuple[Recipient, ...]:
    """Those who may decide, and behind them those who stand in for them; none who acts for a writer."""
    office = clock.office_now(tx, now)
    barred = _acting_for_writers(tx, asked, office)
    those = may(tx, asked.entitled, asked.writers)
    known = {one.id: one for one in audience.with_deputies(tx, those, office)}
    own = {
        one.id: Recipient(one, AUTHOR if one.id == asked.author else APPROVER)
        for one in those
        if one.id not in barred
    }
    for one in those:
        deputy = known.get(known[one.id].deputy or 0)
        if deputy is not None and not deputy.disabled and deputy.id not in barred:
            own.setdefault(deputy.id, Recipient(deputy, APPROVER, one))
    return tuple(own.values())


def _acting_for_writers(tx: Tx, asked: Approval, office: datetime) -> frozenset[int]:
    """Who wrote it, and who stands in for one who did: none of them is a second person."""
    wrote = (person.c.id == asked.author) | person.c.email.in_(asked.writers)
    numbers = [row.id for row in tx.all(select(person.c.id).where(wrote))]
    standing = stand_in.deputies(tx, numbers, office)
    return frozenset(standing.values()) | (frozenset(numbers) - {asked.author})


def _told(
    tx: Tx,
    kind: str,
    asked: Approval,
    more: Mapping[str, Any],
    those: Iterable[Recipient],
    now: datetime,
    ahead: timedelta | None = None,
    *,
    in_doubt: bool = False,
) -> int:
    kept, office = facts_of(tx, asked.letter), clock.office_now(tx, now)
    told_to, added = tuple(those), 0
    # A channel that nobody carries would hold the notice for ever.
    is_answered = lease.holder(tx, ANSWERING, now) is not None
    served = {Channel.MAIL, Channel.TELEGRAM} if is_answered else {Channel.MAIL}
    people = [told.person for told in told_to]
    addresses = notice.channels_of(tx, people, office, served)
    for told in told_to:
        one = told.person
        new = NewNotice(
            key=f"{kind}:{asked.letter}:{one.id}",
            kind=kind,
            person=one.id,
            language=one.language,
            reason=told.reason,
            facts={**kept, **more, "letter": asked.letter, "name": one.name, **told.told},
            at=office,
            expires=None if ahead is None else office + ahead,
        )
        added += notice.add(tx, new, addresses, now, in_doubt=in_doubt)
    return added


def facts_of(tx: Tx, number: int) -> dict[str, Any]:
    """What the notices about the letter say of it; never its subject, nor anything in it."""
    kept = tx.value(select(approval.c.facts).where(approval.c.letter_id == number))
    found: dict[str, Any] = json.loads(kept)
    return found


def _decision(done: Approval) -> dict[str, str | None]:
    return {
        "decision": str(done.decision),
        "approver": done.approver_name,
        "why": done.reason,
        "then": done.then,
    }


def _is_meant(one: Entitled) -> ColumnElement[bool]:
    if one.person is not None:
        return person.c.email == one.person
    chosen = person.c.agency == one.agency
    if one.unit is not None:
        chosen &= unit.c.name == one.unit
    if one.position is not None:
        chosen &= person.c.position == one.position
    return chosen
