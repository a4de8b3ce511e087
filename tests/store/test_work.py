"""Documents and tasks: opened together, changed with their history, listed without asking row by row."""

import asyncio
import dataclasses
import re
from datetime import date
from typing import Any

import pytest
from sqlalchemy import insert, select, text, update

from store import Store, Tx, deadlines, document, recount, reminding, rung, task, worklist
from store.account import entries_about
from store.engine import open_engines
from store.opening import Imported, open_entries
from store.schema.base import MICROSECOND
from store.schema.reminding import reminding as remindings
from store.schema.work import calendar_news, task_party
from store.schema.work import rung as rungs
from store.schema.work import task as tasks
from store.task import Refusal
from store.worklist import Wanted
from tests.store.office import (
    BINH,
    CLI,
    CUONG,
    DUNG,
    NOW,
    OTHER_UNIT,
    UNIT,
    due_on,
    later,
    opened,
    paper,
    staffed,
    work,
)
from tests.store.plans import plan, statements
from work.act import Act
from work.deadline import Reached
from work.preview import Entry
from work.tally import Tally
from work.task import Impossible, Party, Role, TaskClass, TaskState

TODAY = date(2026, 10, 23)
HELPS = Party(Role.COORDINATOR, "G18", OTHER_UNIT, DUNG)


@pytest.fixture
async def office(store: Store) -> Store:
    await staffed(store)
    return store


async def test_a_document_and_its_tasks_are_kept_in_one_commit(office: Store) -> None:
    numbers = await opened(office, work(), work(None, None))

    one, two = [await office.read(worklist.one, number) for number in numbers]
    assert one is not None
    assert two is not None
    assert one.document == two.document == paper()
    assert (one.state, one.due, one.version) == (TaskState.ASSIGNED, date(2026, 10, 23), 1)
    assert (two.due, two.version) == (None, 0)
    assert (one.opened_at, one.closed_at) == (NOW, None)
    assert one.lead == Party(
        Role.LEAD, "G18", UNIT, BINH, "BYT", "Vụ Kế hoạch - Tài chính", "Trần Thị Bình"
    )


async def test_a_document_that_stands_already_opens_nothing(office: Store) -> None:
    await opened(office, work())
    again = Entry(2, 1, paper(excerpt="khác"), work())

    assert await office.write(open_entries, (again,), CLI) == Imported(known=1)

    assert (await office.read(worklist.page, Wanted())).total == 1
    (kept,) = await office.read(document.listed, document.Wanted(number="125/VPCP-KGVX"), 8)
    assert kept.document == paper(), "the first reading stands"


async def test_the_same_number_of_another_year_is_another_document(office: Store) -> None:
    for year in (2025, 2026):
        new = Entry(2, 1, paper(issued=date(year, 9, 28)), work())
        assert (await office.write(open_entries, (new,), CLI)).documents == 1

    found = await office.read(document.listed, document.Wanted(number="125/VPCP-KGVX"), 8)

    assert [kept.document.issued.year for kept in found] == [2026, 2025]


async def test_what_was_opened_stands_in_the_account_with_who_did_it(office: Store) -> None:
    (number,) = await opened(office, work())

    (entry,) = await office.read(entries_about, f"task:{number}")

    assert (entry.event, entry.at) == ("task.opened", NOW)
    assert entry.codes == {"by": "cli", "document": 1, "due": "2026-10-23"}


async def test_another_deadline_is_a_new_version_and_the_old_one_is_kept(office: Store) -> None:
    (number,) = await opened(office, work())
    clerk = Act("person:5", later(days=1))

    done = await office.write(
        task.change_due, number, due_on("2026-11-05"), "Công văn 900/BYT-KHTC xin lùi", clerk
    )

    assert done == 2
    found = await office.read(worklist.one, number)
    assert found is not None
    assert (found.due, found.version) == (date(2026, 11, 5), 2)
    first, second = await office.read(deadlines.versions, number)
    assert (first.deadline, first.reason, first.set_by) == (due_on("2026-10-23"), None, "cli")
    assert (second.deadline.due, second.set_by) == (date(2026, 11, 5), "person:5")
    assert second.reason == "Công văn 900/BYT-KHTC xin lùi"
    (_, entry) = await office.read(entries_about, f"task:{number}")
    why = entry.codes["reason"]
    assert entry.codes == {"by": "person:5", "version": 2, "due": "2026-11-05", "reason": why}
    assert "xin" not in str(why), "the account keeps the hash of what people write"


async def test_a_deadline_keeps_what_it_was_read_from(office: Store) -> None:
    given = dataclasses.replace(
        due_on("2026-10-22"),
        rule="before-date",
        source="trước ngày 23/10/2026",
        literal=date(2026, 10, 23),
        exclusive=True,
    )
    (number,) = await opened(office, dataclasses.replace(work(), deadline=given))

    (version,) = await office.read(deadlines.versions, number)

    assert version.deadline == given


async def test_a_task_without_a_deadline_may_get_one(office: Store) -> None:
    (number,) = await opened(office, work(None))
    assert await office.read(rung.of_task, number) is None

    assert await office.write(task.change_due, number, due_on("2026-11-05"), None, CLI) == 1
    assert await office.read(rung.of_task, number) is not None


async def test_a_finished_task_keeps_its_result_and_has_no_rung(office: Store) -> None:
    (number,) = await opened(office, work())
    act = Act("person:1", later(days=20))

    done = await office.write(task.finish, number, date(2026, 10, 20), "77/BYT-KHTC", act)

    assert done is TaskState.DONE
    found = await office.read(worklist.one, number)
    assert found is not None
    assert (found.state, found.done_on, found.result) == ("done", date(2026, 10, 20), "77/BYT-KHTC")
    assert found.closed_at == act.now
    assert await office.read(rung.of_task, number) is None
    assert await office.read(rung.next_due) is None


async def test_what_cannot_be_changed_is_said_and_not_raised(office: Store) -> None:
    (number,) = await opened(office, work())
    assert await office.write(task.change_due, number, due_on("2026-10-23"), None, CLI) == (
        Refusal.UNCHANGED
    )
    assert await office.write(task.cancel, number, CLI) is TaskState.CANCELLED

    refused = [
        await office.write(task.cancel, number, CLI),
        await office.write(task.finish, number, TODAY, None, CLI),
        await office.write(task.change_due, number, due_on("2026-11-05"), None, CLI),
        await office.write(task.cancel, 999, CLI),
        await office.write(task.change_due, 999, due_on("2026-11-05"), None, CLI),
    ]

    closed, unknown = Impossible(TaskState.CANCELLED), Refusal.UNKNOWN
    assert refused == [closed, closed, closed, unknown, unknown]


async def test_of_two_who_finish_a_task_at_once_one_does(pair: tuple[Store, Store]) -> None:
    await staffed(pair[0])
    numbers = await opened(pair[0], *(work() for _ in range(20)))

    done = await asyncio.gather(
        *(store.write(task.finish, n, TODAY, None, CLI) for n in numbers for store in pair)
    )

    assert (done.count(TaskState.DONE), done.count(Impossible(TaskState.DONE))) == (20, 20)


async def test_a_list_shows_the_longest_overdue_first_and_the_undated_last(office: Store) -> None:
    dues = ("2026-10-30", None, "2026-10-02", "2026-10-20")
    numbers = await opened(office, *(work(due) for due in dues))

    page = await office.read(worklist.page, Wanted(person=BINH))

    order = [numbers[2], numbers[3], numbers[0], numbers[1]]
    assert [found.id for found in page.tasks] == order
    assert (page.number, page.pages, page.total) == (1, 1, 4)


async def test_pages_hold_eight_and_a_list_that_shrank_shows_its_last(office: Store) -> None:
    numbers = await opened(office, *(work() for _ in range(17)))
    last = await office.read(worklist.page, Wanted(), 3)
    assert [found.id for found in last.tasks] == [numbers[16]]

    await office.write(task.cancel, numbers[16], CLI)
    shown = await office.read(worklist.page, Wanted(), 3)

    assert (shown.number, shown.pages, len(shown.tasks)) == (2, 2, 8)
    empty = await office.read(worklist.page, Wanted(person=CUONG), 5)
    assert (empty.tasks, empty.number, empty.pages, empty.total) == ((), 1, 1, 0)


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (Wanted(person=BINH), {0, 1}),
        (Wanted(person=DUNG), {1, 2}),
        (Wanted(person=DUNG, roles=(Role.LEAD,)), {2}),
        (Wanted(unit=OTHER_UNIT), {1, 2}),
        (Wanted(unit=UNIT, roles=(Role.LEAD,)), {0, 1}),
        (Wanted(agency="G18", roles=(Role.LEAD,)), {0, 1, 2}),
        (Wanted(agency="H05"), set()),
        (Wanted(late_at=Reached(TODAY)), {2}),
        (Wanted(due_by=TODAY), {0, 2}),
        (Wanted(number="125/VPCP-KGVX"), {0, 1, 2}),
        (Wanted(number="126/VPCP-KGVX"), set()),
        (Wanted(states=frozenset({TaskState.DONE})), {3}),
        (Wanted(states=None, person=BINH), {0, 1, 3}),
    ],
)
async def test_a_list_holds_what_was_asked_for(
    office: Store, wanted: Wanted, expected: set[int]
) -> None:
    numbers = await opened(
        office,
        work("2026-10-23"),
        work("2026-10-24", BINH, UNIT, HELPS),
        work("2026-10-22", DUNG, OTHER_UNIT),
        work("2026-10-22"),
    )
    await office.write(task.finish, numbers[3], TODAY, None, CLI)

    page = await office.read(worklist.page, wanted)

    assert {found.id for found in page.tasks} == {numbers[n] for n in expected}


async def test_the_tally_is_what_the_classes_of_the_tasks_add_up_to(office: Store) -> None:
    dues = (None, "2026-10-22", "2026-10-23", "2026-10-24")
    numbers = await opened(office, *(work(due) for due in dues * 4))
    for number in numbers[4:8]:
        await office.write(task.finish, number, date(2026, 10, 22), None, CLI)
    for number in numbers[8:12]:
        await office.write(task.finish, number, TODAY, None, CLI)
    for number in numbers[12:]:
        await office.write(task.cancel, number, CLI)

    found = await office.read(worklist.tally, Wanted(states=None), Reached(TODAY))

    counts = dict.fromkeys(TaskClass, 0)
    for one in (await office.read(worklist.several, numbers)).values():
        counts[one.class_at(Reached(TODAY))] += 1
    assert found == Tally.of(counts)
    assert found == Tally(
        done_in_time=5, done_late=1, done_undated=2, open_in_time=2, open_late=1, open_undated=1,
        cancelled=4,
    )  # fmt: skip
    assert (
        await office.read(worklist.tally, Wanted(states=None, person=CUONG), Reached(TODAY))
        == Tally()
    )


@pytest.mark.parametrize(("count", "questions"), [(1, 3), (7, 3), (8, 4)])
async def test_a_page_costs_few_questions_however_many_tasks_it_shows(
    office: Store, url: str, count: int, questions: int
) -> None:
    """Behind a page that is full there may be more, which is counted."""
    await opened(office, *(work() for _ in range(count)))

    asked = statements(open_engines(url), worklist.page, Wanted(person=BINH))

    assert len([sql for sql, _ in asked if sql.startswith("SELECT")]) == questions


STORED = 4000


def fill(tx: Tx) -> None:
    """Thousands of tasks that are long done, and as many rungs of open ones far ahead."""
    numbers = range(10, 10 + STORED)
    kept = {"document_id": 1, "content": "x", "version": 1, "opened_at": NOW}
    done = {"state": "done", "done_on": TODAY, "due": TODAY, **kept}
    tx.run(insert(tasks), [{"id": n, **done} for n in numbers])
    party = {"position": 0, "role": "lead", "agency": "G18", "unit_id": 1, "person_id": 1}
    closed = {"open": False, **party}
    tx.run(insert(task_party), [{"task_id": n, **closed} for n in numbers])
    ahead = {"due": TODAY, "version": 1, "next_at": later(days=30), "plan": "now"}
    tx.run(insert(rungs), [{"task_id": n, **ahead} for n in numbers])
    told = {"person_id": 1, "version": 1, "was": "", "reason": "lead", "told_at": NOW}
    tx.run(insert(calendar_news), [{"task_id": n, **told} for n in numbers])
    over = {"kind": "reminder", "person_id": 1, "version": 1, "slot": "T", "rung_at": NOW}
    put_off = {"reason": "lead", "any_time": False, "at": later(days=30), **over}
    rows = [{"dedup_key": str(n), "task_id": n, **put_off} for n in numbers]
    tx.run(insert(remindings), [{**row, "state": "waiting"} for row in rows[: STORED // 2]])
    tx.run(insert(remindings), [{**row, "state": "told"} for row in rows[STORED // 2 :]])


# What is asked all day, and the index that must answer it. Row locks are left out: a reader takes none.
QUESTIONS: dict[str, Any] = {
    "ix_rung_next_at": (
        lambda tx: tx.all(rung.due_at(NOW + MICROSECOND).limit(100)),
        rung.next_due,
    ),
    "ix_calendar_news_untold": (recount.is_untold,),
    "ix_rung_plan": (lambda tx: tx.all(rung.not_planned_by("now").limit(100)),),
    "ix_reminding_due": (
        lambda tx: tx.all(reminding.due_at(NOW).limit(1)),
        reminding.next_at,
        lambda tx: reminding.take(tx, NOW, 20),
    ),
    "ix_task_party_open_person_id": (lambda tx: worklist.page(tx, Wanted(person=BINH)),),
    "ix_task_party_open_unit_id": (lambda tx: worklist.page(tx, Wanted(unit=UNIT)),),
    "ix_task_open_due": (lambda tx: worklist.page(tx, Wanted(late_at=Reached(TODAY, NOW))),),
}


async def test_what_is_merely_stored_is_not_looked_through(office: Store, url: str) -> None:
    await opened(office, work())
    await office.write(fill)
    engines = open_engines(url)
    if engines.path is None:
        await office.write(lambda tx: tx.run(text("ANALYZE")))

    answered = {
        index: [plan(engines, question) for question in questions]
        for index, questions in QUESTIONS.items()
    }

    assert {i for i, plans in answered.items() if not all(i in found for found in plans)} == set()
    whole = re.compile(r"Seq Scan on (task|rung|reminding)|SCAN (task|rung|reminding)(?! USING)")
    assert [p for plans in answered.values() for p in plans if whole.search(p)] == []


async def test_a_deadline_is_due_to_be_planned_at_once(office: Store) -> None:
    (number,) = await opened(office, work())

    waiting = await office.read(rung.of_task, number)

    assert waiting is not None
    assert (waiting.released, waiting.next_at) == (None, NOW + MICROSECOND)
    assert await office.read(rung.is_waiting, later(seconds=1), "mark")
    computed = rung.Next(number, -7, later(days=3))
    await office.write(rung.set_next, [computed], "mark")
    assert not await office.read(rung.is_waiting, later(days=2), "mark")
    assert await office.read(rung.is_waiting, later(days=3), "mark")
    assert await office.read(rung.is_waiting, later(days=2), "another plan")


async def test_a_party_in_the_lead_is_one_by_the_database_too(office: Store) -> None:
    (number,) = await opened(office, work("2026-10-23", BINH, UNIT, HELPS))

    def promote(tx: Tx) -> None:
        tx.run(update(task_party).where(task_party.c.position == 1).values(role="lead"))

    with pytest.raises(Exception, match="(?i)unique"):
        await office.write(promote)
    assert await office.read(lambda tx: tx.value(select(tasks.c.id))) == number
