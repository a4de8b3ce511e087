"""To whom an agency or a login has written before: digests of addresses, never the addresses."""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import delete, select, update

from store import allowance
from store.schema.allowance import correspondent
from store.schema.spool import letter, recipient
from store.tx import Tx
from work.allowance import Ask
from work.letter import Origin

TOUCHED_EVERY = timedelta(days=1)  # how true last_at is
AT_ONCE = 500  # digests in one statement, rows in one sweep


class Meeting(NamedTuple):
    """To whom *owner* wants to write, by digest, and the allowances for those that are new."""

    owner: str
    digests: frozenset[bytes]
    asks: tuple[Ask, ...]


class Refused(NamedTuple):
    """That *new* recipients are more than is *left* of an allowance."""

    ask: Ask
    new: int
    left: int


def meet(tx: Tx, meetings: Sequence[Meeting], now: datetime) -> Refused | None:
    """Remembers everybody as written to, and counts the new ones; or changes nothing, and says why."""
    strangers: list[frozenset[bytes]] = []
    for meeting in meetings:
        before = [(ask, ask.most - allowance.taken(tx, ask)) for ask in meeting.asks]
        new = unknown(tx, meeting.owner, meeting.digests)
        for ask, left in before:
            if new and len(new) > left:
                return Refused(ask, len(new), max(left, 0))
        strangers.append(new)
    for meeting, new in zip(meetings, strangers, strict=True):
        for ask in meeting.asks:
            allowance.add(tx, ask, len(new))
        _remember(tx, meeting, new, now)
    return None


def unknown(tx: Tx, owner: str, digests: Collection[bytes]) -> frozenset[bytes]:
    """Which of *digests* nobody of *owner* has written to."""
    known: set[bytes] = set()
    for part in _parts(digests):
        mine = (correspondent.c.owner == owner) & correspondent.c.digest.in_(part)
        known.update(row.digest for row in tx.all(select(correspondent.c.digest).where(mine)))
    return frozenset(digests) - known


class Written(NamedTuple):
    """That a letter went from somebody to *address*."""

    letter: int
    at: datetime
    origin: Origin
    address: str


def written(tx: Tx, after: int, since: datetime, letters: int) -> tuple[Written, ...]:
    """Whom the next *letters* letters were for that were relayed since then and have a number above *after*."""
    relayed = (letter.c.kind == "relayed") & (letter.c.received_at >= since)
    found = tx.all(
        select(letter.c.id, letter.c.received_at, letter.c.origin)
        .where(letter.c.id > after, relayed)
        .order_by(letter.c.id)
        .limit(letters)
    )
    known = {row.id: (row.received_at, Origin(**json.loads(row.origin))) for row in found}
    theirs = recipient.c.letter_id.in_(known)
    rows = tx.all(select(recipient.c.letter_id, recipient.c.address).where(theirs))
    return tuple(Written(row.letter_id, *known[row.letter_id], row.address) for row in rows)


def learn(tx: Tx, met: Mapping[tuple[str, bytes], datetime], by: str, now: datetime) -> int:
    """Remembers owners and digests as written to, without counting them; how many were not known."""
    new = 0
    for (owner, digest), at in sorted(met.items()):
        new += tx.insert_new(correspondent, {"owner": owner, "digest": digest, "last_at": at})
    tx.audit(now, "policy.learned", "policy:new-recipients", by=by, recipients=new)
    return new


def forget(tx: Tx, before: datetime) -> int:
    """Forgets some of those that nobody wrote to since *before*; how many."""
    old = tx.all(
        select(correspondent.c.owner, correspondent.c.digest)
        .where(correspondent.c.last_at < before)
        .limit(AT_ONCE)
    )
    for row in old:
        one = (correspondent.c.owner == row.owner) & (correspondent.c.digest == row.digest)
        tx.run(delete(correspondent).where(one, correspondent.c.last_at < before))
    return len(old)


def any_before(tx: Tx, before: datetime) -> bool:
    """Whether there is anything to forget."""
    old = select(correspondent.c.owner).where(correspondent.c.last_at < before).limit(1)
    return tx.value(old) is not None


def _remember(tx: Tx, meeting: Meeting, new: frozenset[bytes], now: datetime) -> None:
    for digest in sorted(new):
        values = {"owner": meeting.owner, "digest": digest, "last_at": now}
        tx.insert_new(correspondent, values)
    for part in _parts(meeting.digests - new):
        mine = (correspondent.c.owner == meeting.owner) & correspondent.c.digest.in_(part)
        stale = mine & (correspondent.c.last_at < now - TOUCHED_EVERY)
        tx.run(update(correspondent).where(stale).values(last_at=now))


def _parts(digests: Collection[bytes]) -> list[list[bytes]]:
    ordered = sorted(digests)
    return [ordered[start : start + AT_ONCE] for start in range(0, len(ordered), AT_ONCE)]
