"""Who is told of a letter that waits for approval, by the outbox: facts alone, each notice once.

The letter's subject and content are in none of them.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, false, or_, select

from store import clock, notice
from store.directory import people
from store.schema.approval import approval
from store.schema.directory import person, unit
from store.tx import Tx
from work.approval import Approval, Entitled
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
    ahead, those = asked.expires_at - now, may(tx, asked.entitled, asked.writers)
    return _told(tx, kind, asked, {}, those, now, ahead, in_doubt=in_doubt)


def tell_entitled_of(tx: Tx, done: Approval, now: datetime) -> int:
    """How many of those who might have approved were told of a decision that was not theirs."""
    those = may(tx, done.entitled, done.writers)
    return _told(tx, DECIDED, done, _decision(done), those, now)


def tell_author(tx: Tx, done: Approval, now: datetime) -> int:
    """Tells the author what was decided, unless they are disabled."""
    row = tx.one(people.everybody().where(person.c.id == done.author))
    author = [] if row is None else [people.of_row(row)]
    active = [one for one in author if not one.disabled]
    return _told(tx, DECIDED, done, _decision(done), active, now)


def withdraw(tx: Tx, done: Approval, now: datetime) -> int:
    """How many were not told any more that the letter waits: it does not."""
    keys = [
        f"{kind}:{done.letter}:{one.id}"
        for kind in (ASKED, REMINDED)
        for one in meant(tx, done.entitled)
    ]
    return notice.cancel(tx, keys, "decided", now)


def _told(
    tx: Tx,
    kind: str,
    asked: Approval,
    more: Mapping[str, Any],
    those: Iterable[Person],
    now: datetime,
    ahead: timedelta | None = None,
    *,
    in_doubt: bool = False,
) -> int:
    kept = tx.value(select(approval.c.facts).where(approval.c.letter_id == asked.letter))
    office = clock.office_now(tx, now)
    added = 0
    for one in those:
        new = NewNotice(
            key=f"{kind}:{asked.letter}:{one.id}",
            kind=kind,
            person=one.id,
            language=one.language,
            reason=AUTHOR if one.id == asked.author else APPROVER,
            facts={**json.loads(kept), **more, "name": one.name},
            at=office,
            expires=None if ahead is None else office + ahead,
        )
        addresses = {one.id: ((Channel.MAIL, one.email),)}
        added += notice.add(tx, new, addresses, now, in_doubt=in_doubt)
    return added


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
