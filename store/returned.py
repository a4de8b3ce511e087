"""Reports on our letters that came back by mail, matched with the letters before anything is believed."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import select

from store.schema.spool import letter, recipient
from store.tx import Tx
from work.letter import State
from work.returned import Failure, Returned

BELIEVED_FOR = timedelta(days=14)  # after the letter was handed on: queues end after five


class Match(NamedTuple):
    """A recipient that the letter had, as it was written to, and what the report says of it."""

    address: str
    failure: Failure


def matched(
    tx: Tx, back: Returned, addresses: Mapping[str, Failure], sender: str, now: datetime
) -> tuple[Match, ...]:
    """Those recipients of the letter that it was handed on for, lately; () where the report names no letter of ours.

    A report counts only with the letter's number, its Message-ID and its sender, who is
    *sender*, together: whoever never saw the letter knows none of them.
    """
    row = tx.one(select(letter).where(letter.c.id == back.letter))
    if row is None or row.message_id != back.message_id or row.sender.lower() != sender.lower():
        return ()
    theirs = select(recipient).where(recipient.c.letter_id == back.letter)
    found = []
    for one in tx.all(theirs.order_by(recipient.c.position)):
        failure = addresses.get(one.address.lower())
        handed_on = one.state == State.DELIVERED and one.settled_at > now - BELIEVED_FOR
        if failure is not None and handed_on:
            found.append((one.position, Match(one.address, failure)))
    for position, match in found:
        codes = {"position": position, "status": match.failure.status}
        tx.audit(now, "returned", f"letter:{back.letter}", **codes)
    return tuple(match for _, match in found)
