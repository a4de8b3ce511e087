"""Letters for later (RFC 4865): nothing of them is due before, whatever happens meanwhile."""

from datetime import datetime

from sqlalchemy import select

from store import Store, Tx, claim, overview, queue
from store.account import entries_about
from store.overview import Standing
from store.schema.spool import recipient
from tests.store.letters import DAY, END, MINUTE, NOW, accepted, new_letter, states
from work.letter import State

ONE = "worker:one"
LATER = NOW + 2 * DAY


async def times(store: Store, number: int) -> tuple[datetime, datetime]:
    """When it is due, and when its time is over."""

    def read(tx: Tx) -> tuple[datetime, datetime]:
        row = tx.one(select(recipient).where(recipient.c.letter_id == number))
        assert row is not None
        return row.not_before, row.expires_at

    return await store.read(read)


async def test_it_waits_and_is_claimed_when_its_time_has_come(store: Store) -> None:
    number = await accepted(store, new_letter(release_at=LATER), end=LATER + 5 * DAY)

    assert await states(store, number) == [(State.WAITING, 0, None)]
    assert await store.write(claim.claim, ONE, LATER - MINUTE, 10) == ()
    assert await store.read(claim.next_due) == LATER
    (claimed,) = await store.write(claim.claim, ONE, LATER, 10)
    assert claimed.parcel.envelope.release_at == LATER
    assert claimed.parcel.ready_at == LATER
    assert claimed.parcel.received_at == NOW


async def test_a_release_does_not_send_it_before_its_time(store: Store) -> None:
    number = await accepted(store, new_letter(release_at=LATER, hold="mark"), end=LATER + 7 * DAY)

    await store.write(queue.release, number, "root", NOW + DAY, NOW + DAY + 5 * DAY)

    assert await times(store, number) == (LATER, LATER + 5 * DAY)
    await store.write(queue.hold, number, "root", NOW + DAY, NOW + DAY + 7 * DAY)
    assert (await times(store, number))[1] == LATER + 7 * DAY
    await store.write(queue.release, number, "root", LATER + DAY, LATER + 6 * DAY)
    assert await times(store, number) == (LATER + DAY, LATER + 6 * DAY)


async def test_an_operator_may_send_it_before_its_time(store: Store) -> None:
    number = await accepted(store, new_letter(release_at=LATER))

    await store.write(queue.retry, number, "root", NOW)

    assert len(await store.write(claim.claim, ONE, NOW, 10)) == 1


async def test_the_account_tells_what_was_asked(store: Store) -> None:
    number = await accepted(store, new_letter(release_at=LATER))

    (entry,) = await store.read(entries_about, f"letter:{number}")
    found = await store.read(queue.story, number)
    assert entry.codes["release"] == "2026-11-26T02:00:00+00:00"
    assert found is not None
    assert found.release_at == LATER


async def test_it_makes_the_queue_no_older(store: Store) -> None:
    await accepted(store, new_letter(release_at=LATER), end=LATER + 5 * DAY)

    async def waiting(now: datetime) -> Standing:
        (found,) = (await store.read(overview.overview, now)).open
        return found

    assert await waiting(NOW + DAY) == Standing(State.WAITING, 1, False)
    assert (await waiting(LATER + MINUTE)).oldest == LATER
    await accepted(store, new_letter(), end=END)
    assert (await waiting(NOW + DAY)).oldest == NOW
