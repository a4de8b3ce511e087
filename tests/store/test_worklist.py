"""Lists as people ask for them by chat: their own, their unit's, and what they did last."""

from datetime import date, timedelta

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
