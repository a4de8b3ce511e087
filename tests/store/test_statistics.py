"""Statistics by who leads, on either engine, beside a count by hand."""

from datetime import date

from store import Store, statistics, task
from store.directory.agencies import add_agency
from tests.store.office import CLI, NOW, OTHER_UNIT, opened, staffed, work
from work.agency import Agency
from work.deadline import Reached
from work.tally import Tally
from work.task import NewTask, Party, Role

POSTGRESQL_IN_PROOF = True

TODAY = date(2026, 10, 30)


async def test_each_lead_has_its_classes(store: Store) -> None:
    await staffed(store)
    await store.write(add_agency, Agency("H05", "UBND tỉnh", "UBND", frozenset()), NOW)
    away = NewTask("Báo cáo", (Party(Role.LEAD, "H05"), Party(Role.COORDINATOR, "G18")))
    tasks = await opened(
        store,
        work("2026-10-23"),
        work("2026-11-23"),
        work("2026-10-23", None, OTHER_UNIT),
        work("2026-10-01"),
        work("2026-10-01"),
        work("2026-10-01"),
        away,
    )
    await store.write(task.finish, tasks[3], date(2026, 10, 1), None, CLI)
    await store.write(task.finish, tasks[4], date(2026, 9, 30), None, CLI)
    await store.write(task.cancel, tasks[5], CLI)

    found = await store.read(statistics.by_lead, date(2026, 10, 1), Reached(TODAY), None)
    assert found == (
        ("BYT", Tally(done_in_time=1, open_in_time=1, open_late=2)),
        ("UBND", Tally(open_undated=1)),
    )
    units = await store.read(statistics.by_lead, date(2026, 10, 1), Reached(TODAY), "G18")
    assert units == (
        ("Vụ Kế hoạch - Tài chính", Tally(done_in_time=1, open_in_time=1, open_late=1)),
        ("Vụ Pháp chế", Tally(open_late=1)),
    )
