"""The day of receipt that is entered once a document is kept: who has its tasks is told, and no number is given twice."""

from datetime import date

from store import Store, document, receiving, rung, task
from store.account import entries_about
from store.document import NumberTaken
from store.opening import open_entries
from store.receiving import Received
from tests.store.office import at, due_on, paper, staffed, work
from tests.store.telling import CHASING, live, sent
from work.act import Act
from work.deadline import Counted, Deadline
from work.document import Document, Urgency
from work.preview import Entry
from work.task import NewTask

MORNING = at("2026-11-02", "09:00")
ACT = Act("cli", MORNING)
DAY = date(2026, 11, 2)


def came(number: str = "5/VPCP-TH", **changes: object) -> Document:
    return paper(number, **{"issued": date(2026, 10, 30), "received": None, **changes})


async def kept(store: Store, new: Document, *tasks: NewTask) -> None:
    rows = tuple(Entry(row, 1, new, one) for row, one in enumerate(tasks, 2))
    await store.write(open_entries, rows, ACT)


async def test_whoever_has_an_urgent_paper_is_told_once_its_day_is_entered(store: Store) -> None:
    await staffed(store)
    new = came(urgency=Urgency.EXPRESS, arrival_number=1)
    await kept(store, new, work("2026-11-20"), work("2026-11-20"))
    await store.write(task.finish, 2, DAY, None, ACT)
    await live(store, MORNING, at("2026-11-02", "09:30"), CHASING)
    assert await sent(store, MORNING) == []

    done = await store.write(receiving.receive, 1, DAY, Act("cli", at("2026-11-02", "09:30")))
    await live(store, at("2026-11-02", "09:30"), at("2026-11-02", "09:40"), CHASING)

    assert done == Received((1,))
    told = await sent(store, MORNING)
    assert [(when, kind, slot) for when, _, kind, slot in told] == [
        ("11-02 09:30", "reminder", "O")
    ]
    found = await store.read(document.one, 1)
    assert found is not None
    assert found.received == DAY
    assert (await store.read(entries_about, "document:1"))[-1].event == "document.received"
    again = await store.write(receiving.receive, 1, date(2026, 11, 1), ACT)
    assert again == Received()


async def test_an_old_paper_wakes_nobody(store: Store) -> None:
    await staffed(store)
    await kept(store, came(arrival_number=1), work("2026-11-20"))

    assert await store.write(receiving.receive, 1, date(2026, 10, 20), ACT) == Received()
    waiting = await store.read(rung.of_task, 1)
    assert waiting is not None
    assert waiting.begun is None


async def test_deadlines_that_counted_from_the_day_before_are_named(store: Store) -> None:
    await staffed(store)
    of = Counted("working-days", 5, date(2026, 11, 1), "05 ngày làm việc")
    counted = NewTask(
        "Báo cáo", work().parties, Deadline(date(2026, 11, 9), "working-days", "", counted=of)
    )
    await kept(
        store, came(received=date(2026, 11, 1), arrival_number=1), counted, work("2026-11-20")
    )

    done = await store.write(receiving.receive, 1, DAY, ACT)
    assert done == Received((), (1,))
    await store.write(task.change_due, 1, due_on("2026-11-30"), "x", ACT)
    assert await store.write(receiving.receive, 1, date(2026, 11, 1), ACT) == Received()


async def test_a_number_of_another_year_is_not_taken_twice(store: Store) -> None:
    await staffed(store)
    await kept(store, came("1/VPCP-TH", issued=date(2025, 12, 30), arrival_number=7), work())
    await kept(store, came("2/VPCP-TH", issued=date(2026, 1, 5), arrival_number=7), work())

    assert await store.write(receiving.receive, 1, date(2026, 1, 4), ACT) == NumberTaken(7, 2)
    found = await store.read(document.one, 1)
    assert found is not None
    assert found.received is None
    assert await store.write(receiving.receive, 1, date(2025, 12, 31), ACT) == Received()
    later = await store.write(
        document.add, came("3/VPCP-TH", arrival_number=None, received=DAY), ACT
    )
    assert isinstance(later, document.Kept)
    assert later.document.arrival_number == 8
    assert await store.write(receiving.receive, 99, DAY, ACT) == Received()
