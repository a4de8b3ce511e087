"""Assigned work in counts: each task in its class and with its lead, at a cost that what is done does not raise."""

from datetime import date

import pytest
from sqlalchemy import insert, select, text

from store import Store, Tx, task, workload
from store.directory.agencies import add_agency
from store.engine import open_engines
from store.overview import Count
from store.schema.work import task as tasks
from store.schema.work import task_party
from store.workload import Days, Done, Due, Load
from tests.store.office import CLI, NOW, OTHER_UNIT, due_on, opened, staffed, work
from tests.store.plans import statements
from work.agency import Agency
from work.deadline import Until
from work.task import NewTask, Party, Role

DAYS = Days(today=date(2026, 10, 23), soon=date(2026, 10, 28), since=date(2026, 10, 1))
FINANCE, LEGAL = "Vụ Kế hoạch - Tài chính", "Vụ Pháp chế"
NONE = Count(0)


@pytest.fixture
async def office(store: Store) -> Store:
    await staffed(store)
    return store


async def test_an_office_without_tasks_has_nothing_to_tell(office: Store) -> None:
    found = await office.read(workload.workload, DAYS)

    assert found == workload.Workload(
        NONE, NONE, NONE, NONE, NONE, NONE, Done(0, 0, 0), (), (), (), NONE, 0
    )
    assert found.open == NONE


async def test_open_tasks_stand_in_the_class_of_their_deadline(office: Store) -> None:
    dues = (
        "2026-10-01",
        "2026-10-22",
        "2026-10-23",
        "2026-10-24",
        "2026-10-28",
        "2026-10-29",
        None,
    )
    await opened(office, *(work(due) for due in dues))

    found = await office.read(workload.workload, DAYS)

    assert (found.late, found.today, found.soon) == (Count(2), Count(1), Count(2))
    assert (found.later, found.undated, found.open) == (Count(1), Count(1), Count(7))


async def test_the_lists_hold_the_longest_overdue_and_the_nearest_to_come(office: Store) -> None:
    dues = ("2026-10-22", "2026-10-01", "2026-10-23", None, "2026-11-05", "2026-10-24")
    await opened(office, *(work(due) for due in dues))

    found = await office.read(workload.workload, DAYS)

    assert found.longest_late == (
        Due(2, Until(date(2026, 10, 1))),
        Due(1, Until(date(2026, 10, 22))),
    )
    assert [(due.task, due.due.day.day) for due in found.next_due] == [(3, 23), (6, 24), (5, 5)]


async def test_a_list_holds_no_more_than_is_read_at_a_glance(office: Store) -> None:
    await opened(office, *(work("2026-10-20") for _ in range(workload.LISTED + 1)))

    found = await office.read(workload.workload, DAYS)

    assert [due.task for due in found.longest_late] == list(range(1, workload.LISTED + 1))


async def test_what_was_done_counts_by_its_deadline_since_the_first_day(office: Store) -> None:
    dues = ("2026-10-09", "2026-10-09", "2026-10-09", None, "2026-10-09", "2026-10-09")
    numbers = await opened(office, *(work(due) for due in dues))
    days = ("2026-10-09", "2026-10-10", "2026-10-01", "2026-10-12", "2026-09-30")
    for number, day in zip(numbers, days, strict=False):
        await office.write(task.finish, number, date.fromisoformat(day), None, CLI)
    await office.write(task.cancel, numbers[5], CLI)

    found = await office.read(workload.workload, DAYS)

    assert found.done == Done(in_time=2, late=1, undated=1)
    assert (found.open, found.loads) == (NONE, ())


async def test_each_lead_has_its_load_and_who_only_helps_has_none(office: Store) -> None:
    await office.write(add_agency, Agency("H05", "UBND tỉnh Bắc Ninh", "UBND Bắc Ninh"), NOW)
    abroad = NewTask("Báo cáo", (Party(Role.LEAD, "H05"),))
    helps = Party(Role.COORDINATOR, "G18", OTHER_UNIT)
    finance = (work("2026-10-22", 1, 1, helps), work("2026-10-23"), work("2026-10-27"))
    legal = (work("2026-10-01", None, OTHER_UNIT), work("2026-11-30", None, OTHER_UNIT))
    await opened(office, *finance, *legal, work(None, None, OTHER_UNIT), abroad)

    found = await office.read(workload.workload, DAYS)

    assert found.loads == (
        Load("BYT", FINANCE, late=1, today=1, soon=1, rest=0),
        Load("BYT", LEGAL, late=1, today=0, soon=0, rest=2),
        Load("UBND Bắc Ninh", None, late=0, today=0, soon=0, rest=1),
    )
    assert [load.total for load in found.loads] == [3, 3, 1]


async def test_tasks_of_which_nobody_is_reminded_are_counted(
    office: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    await office.write(add_agency, Agency("H05", "UBND tỉnh Bắc Ninh", "UBND Bắc Ninh"), NOW)
    dues = ("2026-10-22", "2026-10-23", None)
    abroad = (
        NewTask("Báo cáo", (Party(Role.LEAD, "H05"),), due_on(d) if d else None) for d in dues
    )
    await opened(office, *abroad, work("2026-10-01"))

    found = await office.read(workload.workload, DAYS)

    assert (found.unreminded, found.late_unreminded) == (Count(2), 1)
    monkeypatch.setattr(workload, "COUNT_LIMIT", 2)
    found = await office.read(workload.workload, DAYS)
    assert (found.unreminded, found.late_unreminded) == (Count(1, True), 1)


async def test_counting_stops_at_the_limit_and_says_so(
    office: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workload, "COUNT_LIMIT", 2)
    dues = ("2026-10-22",) * 3 + ("2026-10-23",)
    numbers = await opened(office, *(work(due) for due in dues), *(work() for _ in range(3)))
    for number in numbers[4:]:
        await office.write(task.finish, number, date(2026, 10, 2), None, CLI)

    found = await office.read(workload.workload, DAYS)

    assert (found.late, found.today) == (Count(2, True), Count(1))
    assert found.open == Count(3, True)
    assert found.done == Done(2, 0, 0, True)
    assert [load.late for load in found.loads] == [2]


async def test_what_is_done_is_not_looked_through(office: Store, url: str) -> None:
    """Four thousand done tasks stand beside a few open ones; every question goes by an index."""
    (first,) = await opened(office, work())

    def pile(tx: Tx) -> None:
        row = tx.all(select(tasks).where(tasks.c.id == first))[0]._mapping
        party = tx.all(select(task_party).where(task_party.c.task_id == first))[0]._mapping
        done = {**row, "state": "done", "done_on": date(2026, 1, 5), "closed_at": NOW}
        numbers = range(first + 1, first + 4001)
        tx.run(insert(tasks), [{**done, "id": number} for number in numbers])
        tx.run(insert(task_party), [{**party, "task_id": n, "open": False} for n in numbers])

    await office.write(pile)
    engines = open_engines(url)
    lite = engines.path is not None
    if not lite:
        await office.write(lambda tx: tx.run(text("ANALYZE")))
    word = "EXPLAIN QUERY PLAN" if lite else "EXPLAIN"
    asked = statements(engines, workload.workload, DAYS)
    with engines.reader.connect() as connection:
        plans = [
            str(row[3] if lite else row[0])
            for sql, params in asked
            for row in connection.exec_driver_sql(f"{word} {sql}", params)
        ]
    whole = ("SCAN task_party", "Seq Scan on task")
    walks = [line for line in plans if line.startswith(("SCAN task", "SEARCH task "))]

    assert len(asked) == 12
    assert [line for line in plans if any(scan in line for scan in whole)] == []
    served = ("ix_task_open_due", "ix_task_done_on", "ix_task_stopped_on")
    assert [line for line in walks if not any(index in line for index in served)] == []
