"""Rejects a letter that a release rule holds, because a second person said so: it goes back to its sender."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from mail.bounce import Bounces, Told
from mail.dsn import Fate
from store import Store, approval, queue
from store.approval import Barred, Decided
from store.spool import Key, Settlement
from work.approval import Bar
from work.letter import Parcel, State


async def reject_letter(
    store: Store, bounces: Bounces, number: int, email: str, by: str, reason: str, now: datetime
) -> Decided | Barred:
    """The decision, once it, the end of the letter and the report to its sender are durable.

    The person with the mailbox *email* decides, *by* brings it, at *now*; Barred where they
    may not.
    """
    found = await store.read(approval.may_decide, number, email, now)
    if isinstance(found, Barred):
        return found
    claimed = await store.read(queue.held, number)
    if claimed is None:
        return Barred(Bar.GONE, found[0])
    ends = tuple(_ends(claimed.parcel, found[0].rule, reason))
    write = partial(approval.reject, email=email, reason=reason)
    stood = await bounces.settle(by, claimed.parcel, ends, write)
    asked = await store.read(approval.of_letter, number)
    if asked and stood:
        return Decided(asked, len(stood))
    return await _overtaken(store, number, email, now)


async def _overtaken(store: Store, number: int, email: str, now: datetime) -> Barred:
    """Somebody was quicker."""
    found = await store.read(approval.may_decide, number, email, now)
    return found if isinstance(found, Barred) else Barred(Bar.GONE, found[0])


def _ends(parcel: Parcel, rule: str, reason: str) -> Iterator[Told]:
    for place, to in enumerate(parcel.envelope.recipients):
        key = Key(parcel.letter, parcel.positions[place], parcel.attempts[place])
        settled = Settlement(key, State.REFUSED, queue.REFUSED, "", State.HELD)
        wanted = parcel.envelope.sender and (to.notify is None or "FAILURE" in to.notify)
        fate = Fate(to, "failed", "rejected", queue.REFUSED, rule=rule, why=reason)
        yield Told(settled, fate if wanted else None)
