"""Returns a letter to its sender before its time, because a person said so."""

from collections.abc import Iterator
from datetime import datetime

from mail.bounce import Bounces, Told
from mail.dsn import Fate
from mail.schedule import Schedule
from store import Store, queue
from store.queue import Done
from store.spool import Key, Settlement
from work.letter import Parcel, State


async def return_letter(
    store: Store, bounces: Bounces, schedule: Schedule, number: int, by: str, now: datetime
) -> Done:
    """How many recipients ended so; the sender is told of each, unless it asked for nothing.

    They are held first, so that no worker takes them up meanwhile.
    """
    aside = await store.write(queue.set_aside, number, schedule.end(now, held=True))
    claimed = await store.read(queue.held, number)
    if claimed is None:
        return Done(0, aside.busy)
    ends = tuple(_ends(claimed.parcel))
    stood = await bounces.settle(by, claimed.parcel, ends, queue.failed)
    return Done(len(stood), aside.busy)


def _ends(parcel: Parcel) -> Iterator[Told]:
    for place, to in enumerate(parcel.envelope.recipients):
        key = Key(parcel.letter, parcel.positions[place], parcel.attempts[place])
        settled = Settlement(key, State.REFUSED, queue.REFUSED, "", State.HELD)
        wanted = parcel.envelope.sender and (to.notify is None or "FAILURE" in to.notify)
        yield Told(settled, Fate(to, "failed", "returned", queue.REFUSED) if wanted else None)
