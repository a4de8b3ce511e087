"""The newest lines of the account over many chains, page by page: none is missing, none stands twice."""

import random
from datetime import timedelta

import pytest

from store import Store, Tx, newest
from store.newest import Behind, Chosen
from tests.store.letters import NOW


def write(tx: Tx, number: int, seconds: float) -> None:
    event = "queue.hold" if number % 3 else "task.opened"
    tx.audit(NOW + timedelta(seconds=seconds), event, f"letter:{number}", n=number)


async def walked(store: Store, chosen: Chosen, limit: int = 7) -> list[int]:
    """The numbers of the lines of all pages, in their order."""
    found: list[int] = []
    behind: Behind | None = None
    for _ in range(200):
        page = await store.read(newest.newest, Chosen(chosen.subject, chosen.events, behind), limit)
        found += [int(one.codes["n"]) for one in page.entries]
        if page.on is None:
            return found
        behind = page.on
    raise AssertionError("pages without end")


@pytest.mark.parametrize("seed", range(3))
async def test_lines_of_many_writers_come_newest_first_each_once(
    store: Store, database: str, seed: int
) -> None:
    """Writers are stores of their own, each with a chain; some lines bear one instant."""
    chance = random.Random(seed)
    writers = [store, *(Store.open(database, f"cli:{n}") for n in range(4))]
    times: dict[int, float] = {}
    seconds = 0.0
    for number in range(90):
        seconds += chance.choice((0, 0, 1, 3600))
        times[number] = seconds
        await chance.choice(writers).write(write, number, seconds)
    for one in writers[1:]:
        await one.close()

    found = await walked(store, Chosen())

    assert sorted(found) == list(range(90))
    assert [times[n] for n in found] == sorted(times.values(), reverse=True)
    tasks = await walked(store, Chosen(events="task."))
    assert sorted(tasks) == [n for n in range(90) if n % 3 == 0]


async def test_lines_about_one_thing_are_paged_by_its_index(store: Store) -> None:
    for number in range(20):
        await store.write(lambda tx, n: tx.audit(NOW, "queue.hold", "letter:7", n=n), number)
    await store.write(write, 99, 5)

    assert await walked(store, Chosen("letter:7"), 6) == list(reversed(range(20)))


async def test_chains_that_are_too_many_at_once_are_gone_on_with(
    store: Store, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(newest, "CHAINS", 3)
    for number in range(8):
        one = Store.open(database, f"cli:{number}")
        await one.write(write, number, number * 90_000.0)
        await one.close()

    assert await walked(store, Chosen(), 20) == list(reversed(range(8)))
