"""Lists as people ask for them by chat: their own, their unit's, and what they did last."""

from datetime import timedelta

from store import Store, task, worklist
from store.worklist import Own, Wanted
from tests.store.office import BINH, CLI, CUONG, HA, NOW, OTHER_UNIT, UNIT, opened, staffed, work
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
