"""Returns a letter to its sender before its time, because a person said so."""

from datetime import datetime
from functools import partial

from mail.bounce import Bounces, Told
from mail.dsn import Fate
from mail.schedule import Schedule
from mail.settling import wants_failure
from store import Store, queue
from store.queue import Done
from store.spool import Key, Settlement
from work.letter import Parcel, State


async def return_letter(
    store: Store,
    bounces: Bounces,
    schedule: Schedule,
    number: int,
    by: str,
    now: datetime,
    reason: str = "",
) -> Done:
    """How many recipients ended so; the sender is told of each, and the *reason*, unless it asked for nothing.

    They are held first, so that no worker takes them up meanwhile.
    """
    aside = await store.write(queue.set_aside, number, schedule.end(now, held=True))
    claimed = await store.read(queue.held, number)
    if claimed is None:
        return Done(0, aside.busy)
    told = ends(claimed.parcel, "returned-why" if reason else "returned", why=reason)
    stood = await bounces.settle(by, claimed.parcel, told, partial(queue.failed, reason=reason))
    return Done(len(stood), aside.busy)


def ends(parcel: Parcel, reason: str, rule: str = "", why: str = "") -> tuple[Told, ...]:
    """Each recipient of a held letter, ended by a person; the sender is told, unless it asked for nothing."""
    found = []
    for place, to in enumerate(parcel.envelope.recipients):
        key = Key(parcel.letter, parcel.positions[place], parcel.attempts[place])
        settled = Settlement(key, State.REFUSED, queue.REFUSED, "", State.HELD)
        fate = Fate(to, "failed", reason, queue.REFUSED, rule=rule, why=why)
        told = parcel.envelope.sender and wants_failure(to)
        found.append(Told(settled, fate if told else None))
    return tuple(found)
