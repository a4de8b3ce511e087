"""Counts for charts out of the store, on either engine."""

from datetime import date

from store import Store, chart, task
from tests.store.office import CLI, at, opened, staffed, work
from work.deadline import Reached

POSTGRESQL_IN_PROOF = True

TODAY = date(2026, 10, 30)


async def test_what_was_done_is_counted_by_day_and_by_its_deadline(store: Store) -> None:
    await staffed(store)
    tasks = await opened(store, work("2026-10-23"), work("2026-10-23"), work(None), work("2026-10-01"))  # fmt: skip
    for number, day in zip(tasks, (23, 24, 24, 24), strict=True):
        await store.write(task.finish, number, date(2026, 10, day), None, CLI)

    assert await store.read(chart.done_between, date(2026, 10, 1), date(2026, 12, 31)) == (
        (date(2026, 10, 23), False, 1), (date(2026, 10, 24), True, 2),
    )  # fmt: skip
    assert await store.read(chart.done_between, date(2026, 10, 24), date(2026, 12, 31)) == ((date(2026, 10, 24), True, 2),)  # fmt: skip


async def test_what_is_late_is_counted_by_due_date_while_who_leads_has_to_act(store: Store) -> None:
    await staffed(store)
    tasks = await opened(
        store, work("2026-10-23"), work("2026-10-23"), work("2026-10-30"), work(None), work("2026-10-29"),
    )  # fmt: skip
    await store.write(task.finish, tasks[1], TODAY, None, CLI)

    assert await store.read(chart.late_dues, Reached(TODAY)) == {
        date(2026, 10, 23): 1, date(2026, 10, 29): 1,
    }  # fmt: skip


async def test_what_came_and_went_is_counted_between_instants(store: Store) -> None:
    await staffed(store)
    one, *_ = await opened(store, work(), work())
    await store.write(task.cancel, one, CLI)

    bounds = [at("2026-09-28", "00:00"), at("2026-10-01", "00:00"), at("2026-10-05", "00:00")]
    assert await store.read(chart.flows, bounds) == ((0, 0), (2, 1))
    assert await store.read(chart.flows, [at("2026-09-01"), at("2026-09-02")]) == ((0, 0),)
