"""The account cannot be changed afterwards without the walk saying where."""

import asyncio
import tracemalloc
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Executable, delete, insert, select, update

from store import Store, Tx, account
from store import checkpoint as account_checkpoint
from store.account import checkpoint_hash, entries_about, seal, seals
from store.checkpoint import Checkpoint, from_row
from store.schema.account import chain, checkpoint, entry
from store.schema.base import micros
from store.trail import EMPTY_HEAD, entry_hash
from store.verify import Fault, verify
from tests.store.sealing import KEY
from work.evidence import canonical

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


def tell(tx: Tx, number: int) -> None:
    tx.audit(NOW, "accepted", f"letter:{number}", octets=number, sha256="00")


async def filled(store: Store) -> str:
    """A chain of thirty lines: twenty sealed by two checkpoints, ten after them."""
    for number in range(30):
        await store.write(tell, number)
        if number in (9, 19):
            assert await store.write(seal, KEY, NOW) == 1
    (name,) = await store.read(lambda tx: [str(row.id) for row in tx.all(select(chain.c.id))])
    return name


async def faults(store: Store) -> list[Fault]:
    return (await verify(store, KEY.holds)).faults


async def test_an_untouched_account_holds_and_says_what_no_checkpoint_covers(store: Store) -> None:
    await filled(store)

    report = await verify(store, KEY.holds)

    assert report.faults == []
    assert (report.lines, report.chains, report.checkpoints, report.unsealed) == (30, 1, 2, 10)


async def test_who_wrote_cannot_be_exchanged(store: Store) -> None:
    name = await filled(store)

    def exchange(tx: Tx) -> None:
        tx.run(update(chain).values(actor="cli:0"))

    await store.write(exchange)

    assert await faults(store) == [Fault(name, 0, "actor")]


async def test_each_process_has_a_chain_of_its_own(pair: tuple[Store, Store]) -> None:
    for number in range(5):
        for store in pair:
            await store.write(tell, number)

    report = await verify(pair[0], KEY.holds)

    assert (report.chains, report.lines, report.faults) == (2, 10, [])


async def test_what_happened_to_a_letter_is_read_back(store: Store) -> None:
    await filled(store)

    (found,) = await store.read(entries_about, "letter:7")

    assert (found.event, found.codes) == ("accepted", {"octets": 7, "sha256": "00"})


async def test_nothing_new_makes_no_checkpoint(store: Store) -> None:
    await store.write(tell, 1)
    assert await store.write(seal, KEY, NOW) == 1

    assert await store.write(seal, KEY, NOW) == 0


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        (update(entry).where(entry.c.position == 5).values(codes='{"octets":1}'), (5, "hash")),
        (update(entry).where(entry.c.position == 25).values(event="dropped"), (25, "hash")),
        (delete(entry).where(entry.c.position == 12), (12, "gap")),
        (delete(entry).where(entry.c.position > 28), (28, "head")),
        (update(checkpoint).where(checkpoint.c.id == 1).values(key_id="other"), (1, "signature")),
        (update(checkpoint).where(checkpoint.c.id == 2).values(heads="{}"), (2, "checkpoint")),
        (delete(checkpoint).where(checkpoint.c.id == 1), (2, "order")),
        (delete(checkpoint).where(checkpoint.c.id == 2), (20, "unsealed")),
        (delete(checkpoint), (20, "unsealed")),
    ],
)
async def test_a_change_is_found_at_its_place(
    store: Store, statement: Executable, expected: tuple[int, str]
) -> None:
    await filled(store)
    await store.write(lambda tx: tx.run(statement))

    (fault, *_) = await faults(store)

    assert (fault.position, fault.what) == expected


async def test_a_chain_cut_behind_a_checkpoint_with_its_head_forged_is_found(store: Store) -> None:
    name = await filled(store)

    def cut(tx: Tx) -> None:
        tx.run(delete(entry).where(entry.c.position > 15))
        last = tx.value(select(entry.c.hash).where(entry.c.position == 15))
        tx.run(update(chain).values(length=15, head=last))

    await store.write(cut)

    assert Fault(name, 20, "shortened") in await faults(store)


async def test_a_chain_that_was_rewritten_whole_disagrees_with_its_checkpoint(store: Store) -> None:
    name = await filled(store)

    def rewrite(tx: Tx) -> None:
        rows = [dict(row._mapping) for row in tx.all(select(entry).order_by(entry.c.position))]
        tx.run(delete(entry))
        head = EMPTY_HEAD
        for row in rows:
            row["event"] = "dropped" if row["position"] == 3 else row["event"]
            head = entry_hash(head, {**row, "at": micros(row["at"])})
            tx.run(insert(entry).values({**row, "hash": head}))
        tx.run(update(chain).values(head=head))

    await store.write(rewrite)

    assert Fault(name, 10, "checkpoint") in await faults(store)


async def test_a_chain_removed_whole_is_missed_by_its_checkpoint(store: Store) -> None:
    name = await filled(store)

    def remove(tx: Tx) -> None:
        tx.run(delete(entry))
        tx.run(delete(chain))

    await store.write(remove)

    assert await faults(store) == [Fault(name, 20, "shortened")]


def rechained(tx: Tx, behind: int, change: dict[str, str]) -> None:
    """Rewrites what stands behind position *behind*, with every hash computed anew."""
    rows = [dict(row._mapping) for row in tx.all(select(entry).order_by(entry.c.position))]
    tx.run(delete(entry).where(entry.c.position > behind))
    head = EMPTY_HEAD
    for row in rows:
        row |= change if row["position"] == behind + 1 else {}
        head = entry_hash(head, {**row, "at": micros(row["at"])})
        if row["position"] > behind:
            tx.run(insert(entry).values({**row, "hash": head}))
    tx.run(update(chain).values(head=head))


async def test_lines_that_changed_places_are_found(store: Store) -> None:
    name = await filled(store)

    def swap(tx: Tx) -> None:
        for old, new in ((5, 0), (6, 5), (0, 6)):
            tx.run(update(entry).where(entry.c.position == old).values(position=new))

    await store.write(swap)

    assert Fault(name, 5, "hash") in await faults(store)


async def test_a_rewrite_since_the_last_checkpoint_is_named_as_what_cannot_be_seen(
    store: Store,
) -> None:
    await filled(store)
    await store.write(rechained, 20, {"event": "dropped"})

    report = await verify(store, KEY.holds)

    assert report.faults == []
    assert (report.unsealed, report.unsealed_since) == (10, NOW)
    assert report.last is not None
    assert (report.last.number, report.last.at) == (2, NOW), "from when on nobody can know"


async def test_a_rewrite_from_before_the_last_checkpoint_is_found(store: Store) -> None:
    name = await filled(store)
    await store.write(rechained, 19, {"event": "dropped"})

    assert Fault(name, 20, "checkpoint") in await faults(store)


async def test_a_tail_that_no_checkpoint_covers_can_be_cut_unseen_and_is_named(
    store: Store,
) -> None:
    await filled(store)

    def cut(tx: Tx) -> None:
        tx.run(delete(entry).where(entry.c.position > 22))
        last = tx.value(select(entry.c.hash).where(entry.c.position == 22))
        tx.run(update(chain).values(length=22, head=last))

    await store.write(cut)

    report = await verify(store, KEY.holds)
    assert (report.faults, report.unsealed) == ([], 2)


async def test_a_forged_checkpoint_over_a_rewritten_account_is_found(store: Store) -> None:
    await filled(store)

    def forge(tx: Tx) -> None:
        rechained(tx, 10, {"event": "dropped"})
        heads = tx.all(select(entry.c.position, entry.c.hash).where(entry.c.position == 20))
        name = str(tx.value(select(chain.c.id)))
        first, second = tx.all(select(checkpoint).order_by(checkpoint.c.id))
        said = canonical({name: [20, heads[0].hash.hex()]})
        digest = checkpoint_hash(first.hash, second.at, said)
        forged = {"heads": said, "hash": digest, "signature": bytes(32)}
        tx.run(update(checkpoint).where(checkpoint.c.id == 2).values(forged))

    await store.write(forge)

    assert Fault("checkpoint", 2, "signature") in await faults(store)


async def rewritten(store: Store) -> list[Checkpoint]:
    """An account that who has the sealing key rewrote whole; and the checkpoints that were sent out before."""
    await filled(store)
    sent = [from_row(row) for row in await store.read(seals, 0)]

    def rewrite(tx: Tx) -> None:
        tx.run(delete(checkpoint))
        rechained(tx, 2, {"event": "dropped"})
        tx.run(update(chain).values(sealed=0))

    await store.write(rewrite)
    assert await store.write(seal, KEY, NOW) == 1
    return sent


async def test_only_what_was_sent_out_shows_a_rewrite_with_the_key_itself(store: Store) -> None:
    sent = await rewritten(store)

    assert await faults(store) == []

    found = (await verify(store, KEY.holds, sent[1:])).faults
    assert found[0] == Fault("sent-out", 2, "rewritten")
    assert found[1].what == "checkpoint"
    assert found[1].position == 20


async def test_a_chain_removed_with_every_checkpoint_is_named_by_what_was_sent_out(
    store: Store,
) -> None:
    name = await filled(store)
    sent = [from_row(row) for row in await store.read(seals, 0)]

    def remove(tx: Tx) -> None:
        for table in (entry, chain, checkpoint):
            tx.run(delete(table))

    await store.write(remove)

    assert await faults(store) == [], "nothing in the store can tell"
    assert (await verify(store, KEY.holds, sent[-1:])).faults == [
        Fault("sent-out", 2, "rewritten"),
        Fault(name, 20, "shortened"),
    ]


async def test_what_was_sent_out_and_is_there_is_compared_well(store: Store) -> None:
    await filled(store)
    sent = [from_row(row) for row in await store.read(seals, 0)]

    report = await verify(store, KEY.holds, sent)

    assert (report.compared, report.faults) == ([1, 2], [])


async def test_a_file_that_is_not_as_it_was_sent_is_told_from_a_rewrite(store: Store) -> None:
    await filled(store)
    (one, two) = [from_row(row) for row in await store.read(seals, 0)]
    changed = [replace(one, at=NOW + MINUTE), replace(two, signature=bytes(32))]

    report = await verify(store, KEY.holds, changed)

    assert report.faults == [Fault("sent-out", n, "not-ours") for n in (1, 2)]


async def test_a_clock_that_was_set_back_between_checkpoints_is_told(store: Store) -> None:
    for at in (NOW, NOW - 3 * HOUR):
        await store.write(tell_at, at)
        assert await store.write(seal, KEY, at) == 1

    report = await verify(store, KEY.holds)

    assert report.faults == [], "nothing was changed, but times prove nothing there"
    (jump, *_) = report.jumps
    assert (jump.chain, jump.position, jump.at, jump.beside) == (
        "checkpoint",
        2,
        NOW - 3 * HOUR,
        NOW,
    )


async def test_a_line_that_was_dated_back_is_told_by_the_checkpoints_around_it(
    store: Store,
) -> None:
    for minutes in range(3):
        at = NOW + minutes * HOUR
        await store.write(tell_at, at)
        assert await store.write(seal, KEY, at) == 1
    await store.write(tell_at, NOW)  # as of two hours ago

    (jump,) = (await verify(store, KEY.holds)).jumps

    assert (jump.position, jump.at, jump.beside) == (4, NOW, NOW + 2 * HOUR)


async def test_a_line_of_the_future_is_told_too(store: Store) -> None:
    await store.write(tell_at, NOW + 3 * HOUR)
    await store.write(seal, KEY, NOW)

    (jump,) = (await verify(store, KEY.holds)).jumps

    assert (jump.position, jump.at, jump.beside) == (1, NOW + 3 * HOUR, NOW)


async def test_a_day_is_sent_once_even_where_several_thought_it_due(
    pair: tuple[Store, Store],
) -> None:
    await pair[0].write(tell, 1)
    await pair[0].write(seal, KEY, NOW)
    newest = await pair[0].read(account_checkpoint.newest)
    assert newest is not None
    assert newest.number == 1
    letters: list[int] = []

    def accept(tx: Tx) -> int:
        letters.append(7)
        return 7

    asked = (newest, NOW.date(), accept, NOW)
    done = [one.write(account_checkpoint.send_out, *asked) for one in pair for _ in range(5)]

    assert sum(await asyncio.gather(*done)) == 1
    (told,) = await pair[1].read(entries_about, "checkpoint:1")
    assert (told.event, told.codes) == ("checkpoint.sent", {"letter": 7})


def tell_many(tx: Tx) -> None:
    for number in range(1000):
        tell(tx, number)


def tell_at(tx: Tx, at: datetime) -> None:
    tx.audit(at, "accepted", "letter:1", octets=1)


async def test_a_walk_keeps_no_line_in_memory(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(account, "PAGE", 200)
    for _ in range(8):
        await store.write(tell_many)
        await store.write(seal, KEY, NOW)
    await verify(store, KEY.holds)  # what is imported and compiled is there by now

    tracemalloc.start()
    try:
        report = await verify(store, KEY.holds)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert report.lines == 8000
    assert peak < 1 << 20, "8,000 lines would take four"
