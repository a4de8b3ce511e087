"""An import is taken back task by task where nobody has acted since, and can be made again."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import update

from store import Store, Tx, imports, notice, report, undoing, worklist
from store.account import entries_about
from store.schema.notice import notice as notices
from store.worklist import Wanted
from tests.store.office import BINH, CLI, CUONG, opened, staffed, work
from tests.store.test_register import entries
from tests.store.test_register_again import changed, seen
from work.notice import WITHDRAWN, Channel
from work.outbox import NewNotice, NoticeState
from work.report import NewReport
from work.task import Task, TaskState
from work.undoing import Stays, Undone

POSTGRESQL_IN_PROOF = True


async def imported(store: Store) -> int:
    number, done = await store.write(
        imports.keep, await seen(store, *entries()), "so.xlsx", "theo sổ", CLI
    )
    assert (done.tasks, len(done.numbers)) == (7, 7)
    return number


async def undone(store: Store, number: int, most: int = 2) -> Undone:
    """All portions, each in a transaction of its own, and what ends them."""
    done = Undone()
    after: int | None = 0
    while after is not None:
        some, after = await store.write(undoing.undo, number, "nhập nhầm", CLI, after, most)
        done = done.plus(some)
    return done.plus(Undone(told=await store.write(undoing.tell, number, CLI)))


async def tasks_of(store: Store) -> dict[int, Task]:
    page = await store.read(worklist.page, Wanted(None), 1, 100)
    return {one.id: one for one in page.tasks}


@pytest.fixture
async def office(store: Store) -> Store:
    await staffed(store)
    return store


async def test_what_was_opened_is_recalled_and_a_register_opens_it_anew(office: Store) -> None:
    number = await imported(office)
    before = await tasks_of(office)

    would = await office.read(undoing.judge, number)
    done = await undone(office, number)

    assert done == would == Undone(tuple(sorted(before)), (), ())
    assert {one.state for one in (await tasks_of(office)).values()} == {TaskState.RECALLED}
    again = await seen(office, *entries())
    assert (len(again.opened), again.changes) == (7, ())
    second, kept = await office.write(imports.keep, again, "so.xlsx", "theo sổ", CLI)
    assert (kept.tasks, second) == (7, number + 1)
    assert len((await seen(office, *entries())).opened) == 0, "it stands now"
    newest, first = await office.read(imports.listed)
    assert (newest.left, first.left, first.undone_at is not None) == (7, 0, True)
    *_, line = await office.read(entries_about, f"import:{number}")
    assert (line.event, line.codes["opened"]) == ("register.undone", 1)


async def test_what_was_changed_gets_back_what_it_had(office: Store) -> None:
    await imported(office)
    before = await tasks_of(office)
    preview = await seen(office, *changed())
    number, _ = await office.write(imports.keep, preview, "so.xlsx", "theo sổ", CLI)

    done = await undone(office, number)

    assert len(done.changed) == len(preview.changes) == 4
    assert done.stays == ()
    after = await tasks_of(office)

    def told(one: Task) -> tuple[object, ...]:
        return one.content, one.due, one.state, one.parties, one.document.excerpt, one.done_on

    assert {n: told(after[n]) for n in before} == {n: told(one) for n, one in before.items()}
    assert {after[n].state for n in after.keys() - before.keys()} == {TaskState.RECALLED}


async def test_a_task_on_which_somebody_acted_stays_and_costs_no_other(office: Store) -> None:
    number = await imported(office)
    mine, *others = sorted(await tasks_of(office))
    await office.write(report.report, mine, NewReport(10, "đang làm"), CLI)

    done = await undone(office, number)

    assert done.stays == ((mine, Stays.ACTED),)
    assert done.opened == tuple(others)
    after = await tasks_of(office)
    assert after[mine].state is TaskState.RECEIVED
    again = await undone(office, number)
    assert again == Undone(stays=((mine, Stays.ACTED),)), "nothing is taken back twice"


async def test_a_first_deadline_and_what_waited_for_approval_stay(office: Store) -> None:
    await imported(office)
    undated = next(
        one for one in (await tasks_of(office)).values() if one.due is None and one.state.open
    )
    rows = [one for one in entries() if one.document.number != undated.document.number]
    new = [one for one in entries() if one.document.number == undated.document.number]
    dated = [
        replace(one, task=replace(one.task, deadline=work("2026-12-01").deadline)) for one in new
    ]
    preview = await seen(office, *rows, *dated)
    number, _ = await office.write(imports.keep, preview, "so.xlsx", "theo sổ", CLI)

    done = await undone(office, number)

    assert done.stays == ((undated.id, Stays.UNDATED),)
    assert (await tasks_of(office))[undated.id].due == date(2026, 12, 1)


async def test_who_had_a_letter_is_told_once_of_all_that_is_withdrawn(office: Store) -> None:
    number = await imported(office)
    first, second, third, *_ = sorted(await tasks_of(office))

    def told(tx: Tx) -> None:
        for person, about, state in (
            (BINH, first, NoticeState.SENT),
            (BINH, second, NoticeState.UNCERTAIN),
            (CUONG, third, NoticeState.PENDING),
        ):
            new = NewNotice(f"reminder:{about}:{person}", "reminder", person, "vi", "lead", {}, CLI.now, about)  # fmt: skip
            notice.add(tx, new, {person: ((Channel.MAIL, "a@moh.gov.vn"),)}, CLI.now)
            mine = notices.c.person_id == person
            tx.run(update(notices).where(mine, notices.c.task_id == about).values(state=state))

    await office.write(told)
    done = await undone(office, number)

    assert done.told == 1
    assert await office.write(undoing.tell, number, CLI) == 0

    def letters(tx: Tx) -> list[tuple[int, str, str]]:
        rows = tx.all(notices.select().where(notices.c.kind == WITHDRAWN))
        return [(row.person_id, row.state, row.facts) for row in rows]

    ((person, state, facts),) = await office.read(letters)
    assert (person, state) == (BINH, NoticeState.PENDING)
    assert '"count": 2' in facts
    assert f'"task": {second}' in facts


async def test_an_import_that_is_not_there_is_none(office: Store) -> None:
    assert await office.read(imports.one, 9) is None
    assert await office.read(imports.listed) == ()
    await opened(office, work())
    assert await office.read(undoing.judge, 9) == Undone()
