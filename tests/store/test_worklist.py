"""Lists as people ask for them by chat: their own, their unit's, and what they did last."""

from datetime import date, timedelta

import pytest

from store import Store, statistics, task, worklist
from store.worklist import Own, Wanted
from tests.store.office import BINH, CLI, CUONG, HA, NOW, OTHER_UNIT, UNIT, opened, staffed, work
from work.deadline import Reached
from work.task import Role


async def test_what_names_nobody_is_its_heads_or_its_clerks(store: Store) -> None:
    await staffed(store)
    await opened(
        store,
        work(person=BINH),
        work(person=None),
        work(person=None, unit=None),
        work(person=None, unit=OTHER_UNIT),
    )

    async def numbers(own: Own) -> list[int]:
        page = await store.read(worklist.page, Wanted(own=own, roles=(Role.LEAD,)))
        return [one.id for one in page.tasks]

    assert await numbers(Own(BINH)) == [1]
    assert await numbers(Own(CUONG, unit=UNIT)) == [2]
    assert await numbers(Own(HA, agency="G18")) == [3]


async def test_a_units_tasks_are_also_those_of_its_people(store: Store) -> None:
    await staffed(store)
    await opened(store, work(unit=None), work(person=None), work(person=None, unit=OTHER_UNIT))

    page = await store.read(worklist.page, Wanted(staff=UNIT))

    assert [one.id for one in page.tasks] == [1, 2]


async def test_the_list_of_a_large_agency_is_that_of_a_small_one(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its pages are read along the index on deadlines from the nearer end, those without a deadline behind."""
    await staffed(store)
    dues = (None, "2026-10-23", "2026-09-28", "2026-10-23", None, "2026-10-05", "2026-09-28", None)
    await opened(store, *map(work, dues))
    now = Reached(date(2026, 10, 1))
    asked = (
        Wanted(agency="G18"),
        Wanted(agency="G18", late_at=now),
        Wanted(agency="G18", due_from=now),
    )

    async def pages() -> list[tuple[int, tuple[int, ...]]]:
        first = [await store.read(worklist.page, each, 1, 3) for each in asked]
        known = [
            await store.read(worklist.page, each, number, 3, one.total)
            for each, one in zip(asked, first, strict=True)
            for number in range(1, 5)
        ]
        return [(one.total, tuple(task.id for task in one.tasks)) for one in (*first, *known)]

    small = await pages()
    monkeypatch.setattr(worklist, "WIDE", 0)

    assert small[3:7] == [(8, (3, 7, 6)), (8, (2, 4, 1)), (8, (5, 8)), (8, (5, 8))]
    assert await pages() == small


async def test_the_task_that_was_done_last_is_found(store: Store) -> None:
    await staffed(store)
    first, second, _ = await opened(store, work(), work(), work())
    assert await store.read(worklist.last_done, BINH) is None

    await store.write(task.finish, second, NOW.date(), None, CLI)
    await store.write(task.finish, first, NOW.date() - timedelta(days=1), None, CLI)

    found = await store.read(worklist.last_done, BINH)
    assert found is not None
    assert found.id == second


async def test_an_agency_is_counted_unit_by_unit_with_who_is_named_alone(store: Store) -> None:
    await staffed(store)
    await opened(
        store,
        work("2026-09-28", CUONG, UNIT),
        work("2026-10-05", BINH, None),
        work("2026-10-30", None, OTHER_UNIT),
        work("2026-10-30", None, None),
    )
    await store.write(task.finish, 3, NOW.date(), None, CLI)

    today = Reached(NOW.date(), NOW)
    held = await store.read(statistics.by_unit, NOW.date(), today, date(2026, 10, 6), "G18")

    found = [
        (one.person, one.tally.open, one.tally.open_late, one.soon, one.tally.done) for one in held
    ]
    assert found == [(UNIT, 2, 1, 1, 0), (None, 1, 0, 0, 0), (OTHER_UNIT, 0, 0, 0, 1)]
