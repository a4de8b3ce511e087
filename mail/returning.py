"""Returns a letter to its sender before its time, because a person said so."""

from datetime import datetime

from mail.bounce import Bounces, Told
from mail.dsn import Fate
from mail.schedule import Schedule
from store import Store, body, queue
from store.queue import Done
from store.spool import Key, Settlement, settle
from work.letter import State


async def return_letter(
    store: Store, bounces: Bounces, schedule: Schedule, number: int, by: str, now: datetime
) -> Done:
    """How many recipients ended so; the sender is told of each, unless it asked for nothing.

    They are held first, so that no worker takes them up meanwhile.
    """
    held = await store.write(queue.hold, number, by, now, schedule.end(now, held=True))
    claimed = await store.read(queue.held, number)
    if claimed is None:
        return Done(0, held.busy)
    await store.write(queue.failed, number, by, len(claimed.past), now)
    parcel = claimed.parcel
    plain: list[Settlement] = []
    told: list[Told] = []
    for place, to in enumerate(parcel.envelope.recipients):
        key = Key(parcel.letter, parcel.positions[place], parcel.attempts[place])
        settled = Settlement(key, State.REFUSED, queue.REFUSED, "", State.HELD)
        if parcel.envelope.sender and (to.notify is None or "FAILURE" in to.notify):
            told.append(Told(settled, Fate(to, "failed", "returned", queue.REFUSED)))
        else:
            plain.append(settled)
    if plain:
        await store.write(settle, by, plain, now)
    if told:
        octets = await store.read(body.beginning, parcel.body)
        await bounces.settle(by, parcel, octets, told)
    return Done(len(claimed.past), held.busy)
