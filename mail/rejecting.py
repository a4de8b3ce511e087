"""Rejects a letter that a release rule holds, because a second person said so: it goes back to its sender."""

from datetime import datetime
from functools import partial

from mail.bounce import Bounces
from mail.returning import ends
from store import Store, approval, queue
from store.approval import Barred, Decided
from work.approval import Bar


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
    told = ends(claimed.parcel, "rejected", found[0].rule, reason)
    write = partial(approval.reject, email=email, reason=reason)
    stood = await bounces.settle(by, claimed.parcel, told, write)
    asked = await store.read(approval.of_letter, number)
    if asked and stood:
        return Decided(asked, len(stood))
    return await _overtaken(store, number, email, now)


async def _overtaken(store: Store, number: int, email: str, now: datetime) -> Barred:
    """Somebody was quicker."""
    found = await store.read(approval.may_decide, number, email, now)
    return found if isinstance(found, Barred) else Barred(Bar.GONE, found[0])
