"""The account cannot be changed afterwards without the walk saying where."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import Executable, delete, insert, select, update

from store import Store, Tx
from store.account import entries_about, seal
from store.schema.account import chain, checkpoint, entry
from store.schema.base import micros
from store.trail import EMPTY_HEAD, entry_hash
from store.verify import Fault, verify
from tests.store.sealing import KEY

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)


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
