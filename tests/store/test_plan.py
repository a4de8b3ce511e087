"""Plans: kept at once with their tasks, counted by group, on either engine."""

import asyncio
from dataclasses import replace
from datetime import date

import pytest

from store import Store, document, plan, plan_tally, task, worklist
from store.account import entries_about
from store.document import Kept
from store.plan import Unfit
from tests.store.office import CLI, opened, paper, staffed, work
from work.deadline import Reached
from work.plan import Head, NewGroup, NewPlan, Owner, Plan, progress
from work.task import NewTask

POSTGRESQL_IN_PROOF = True

TODAY = date(2026, 10, 30)
HEAD = Head("Kế hoạch CCHC 2026", date(2026, 1, 1), date(2026, 12, 31), Owner("G18", 1))


def due(day: str | None, content: str = "Rà soát thủ tục") -> NewTask:
    return work(day, content=content)


GROUPS = (
    NewGroup(
        "Cải cách thể chế",
        (due("2026-10-23"), due("2026-11-20")),
        (NewGroup("Rà soát văn bản", (due("2026-10-15", "Báo cáo rà soát"),)),),
    ),
    NewGroup("Cải cách tài chính công", (due(None),)),
    NewGroup("Chỉ đạo, điều hành"),
)


@pytest.fixture
async def paper_id(store: Store) -> int:
    await staffed(store)
    kept = await store.write(document.add, paper("12/KH-BYT", arrival_number=None), CLI)
    assert isinstance(kept, Kept)
    return kept.id


async def made(
    store: Store, paper_id: int, groups: tuple[NewGroup, ...] = GROUPS, head: Head = HEAD
) -> Plan:
    number = await store.write(plan.add, NewPlan(head, paper_id, groups), CLI)
    assert isinstance(number, int)
    found = await store.read(plan.one, number)
    assert found is not None
    return found


async def test_a_plan_goes_once_none_of_its_tasks_counts(store: Store, paper_id: int) -> None:
    found = await made(store, paper_id)
    tasks = await store.read(plan.tasks_of, found.id)
    numbers = tuple(sorted(one.id for some in tasks.values() for one in some))
    assert await store.write(plan.remove, found.id, CLI) == numbers

    for number in numbers[1:]:
        await store.write(task.cancel, number, CLI)
    assert await store.write(plan.remove, found.id, CLI) == numbers[:1]
    await store.write(plan.take_out, numbers[:1], CLI)
    assert await store.write(plan.remove, found.id, CLI) == ()

    assert await store.read(plan.listed) == ()
    assert await store.write(plan.remove, found.id, CLI) is Unfit.PLAN
    place = found.groups[0].id
    assert await store.write(plan.put, found.id, place, numbers[:1], CLI) is Unfit.GROUP
    assert len(await store.read(worklist.several, numbers)) == len(numbers), "they stay tasks"


async def test_a_plan_comes_back_with_its_groups_in_order_and_its_tasks_in_them(
    store: Store, paper_id: int
) -> None:
    found = await made(store, paper_id)

    assert (found.head.title, found.head.owner.name, found.document.number) == (
        "Kế hoạch CCHC 2026", "Vụ Kế hoạch - Tài chính (BYT)", "12/KH-BYT",
    )  # fmt: skip
    assert [(found.label(one), one.title) for one in found.groups] == [
        ("I", "Cải cách thể chế"),
        ("I.1", "Rà soát văn bản"),
        ("II", "Cải cách tài chính công"),
        ("III", "Chỉ đạo, điều hành"),
    ]
    grouped = await store.read(plan.tasks_of, found.id)
    contents = {
        found.label(one): [t.content for t in grouped.get(one.id, ())] for one in found.groups
    }
    assert contents == {
        "I": ["Rà soát thủ tục", "Rà soát thủ tục"],
        "I.1": ["Báo cáo rà soát"],
        "II": ["Rà soát thủ tục"],
        "III": [],
    }
    (line,) = await store.read(entries_about, f"plan:{found.id}")
    assert (line.event, line.codes["tasks"], line.codes["groups"]) == ("plan.made", 4, 4)


async def test_progress_is_counted_by_group_with_what_is_within_it(
    store: Store, paper_id: int
) -> None:
    found = await made(store, paper_id)
    grouped = await store.read(plan.tasks_of, found.id)
    late, in_time = grouped[found.groups[0].id]
    await store.write(task.finish, in_time.id, date(2026, 10, 20), None, CLI)
    await store.write(task.cancel, grouped[found.groups[2].id][0].id, CLI)

    counts = await store.read(plan_tally.tallies, [found.id], Reached(TODAY))

    far = progress(found, counts[found.id])
    first, within, second, third = (far.of(one) for one in found.groups)
    assert (first.total, first.done_in_time, first.open_late, first.done_rate()) == (
        3, 1, 2, "33,33%",
    )  # fmt: skip
    assert (within.total, within.open_late) == (1, 1)
    assert (second.total, second.cancelled, third.total) == (0, 1, 0)
    assert (far.whole.total, far.whole.done_share()) == (3, "33,33%")
    assert late.due == date(2026, 10, 23)


async def test_a_task_is_in_one_group_and_may_leave_it(store: Store, paper_id: int) -> None:
    found = await made(store, paper_id)
    (other,) = await opened(store, work())
    first, _, second, _ = (one.id for one in found.groups)

    assert await store.write(plan.put, found.id, first, [other], CLI) == ()
    assert await store.write(plan.put, found.id, second, [other, other], CLI) == ()

    where = await store.read(plan.of_task, other)
    assert where is not None
    assert found.label(where[1]) == "II"
    assert await store.write(plan.take_out, [other, 999], CLI) == (999,)
    assert await store.read(plan.of_task, other) is None
    assert await store.read(worklist.one, other) is not None


async def test_nothing_moves_where_one_of_the_tasks_is_none(store: Store, paper_id: int) -> None:
    found = await made(store, paper_id)
    (other,) = await opened(store, work())

    assert await store.write(plan.put, found.id, found.groups[0].id, [other, 999], CLI) == (999,)
    assert await store.read(plan.of_task, other) is None
    assert await store.write(plan.put, found.id, 999, [other], CLI) is Unfit.GROUP


async def test_groups_are_added_behind_their_siblings_and_nested_once(
    store: Store, paper_id: int
) -> None:
    found = await made(store, paper_id)
    first, within, *_ = (one.id for one in found.groups)

    await store.write(plan.add_group, found.id, "Hiện đại hóa", None, CLI)
    await store.write(plan.add_group, found.id, "Kiểm tra văn bản", first, CLI)

    again = await store.read(plan.one, found.id)
    assert again is not None
    labels = {again.label(one): one.title for one in again.groups}
    assert (labels["IV"], labels["I.2"]) == ("Hiện đại hóa", "Kiểm tra văn bản")
    assert again.labelled("i.2") is not None
    assert await store.write(plan.add_group, found.id, "Sâu", within, CLI) is Unfit.NESTED
    assert await store.write(plan.add_group, found.id, "Lạc", 999, CLI) is Unfit.GROUP
    assert await store.write(plan.add_group, 999, "Lạc", None, CLI) is Unfit.PLAN


async def test_a_plan_without_its_document_is_not_kept(store: Store) -> None:
    await staffed(store)

    assert await store.write(plan.add, NewPlan(HEAD, 7, GROUPS), CLI) is Unfit.DOCUMENT
    assert await store.read(plan.listed) == ()


async def test_a_plan_that_two_make_at_once_is_made_once(store: Store, paper_id: int) -> None:
    new = NewPlan(HEAD, paper_id, GROUPS)
    twice = [store.write(plan.add, new, CLI) for _ in range(2)]
    done = await asyncio.gather(*twice)
    assert Unfit.STANDS in done
    (one,) = await store.read(plan.listed)
    tasks = await store.read(plan.tasks_of, one.id)
    assert sum(map(len, tasks.values())) == 4
    again = replace(new, head=replace(HEAD, title="Kế hoạch sửa đổi"))
    assert isinstance(await store.write(plan.add, again, CLI), int)


async def test_plans_are_listed_the_newest_first_and_each_with_its_own(
    store: Store, paper_id: int
) -> None:
    first = await made(store, paper_id)
    groups = (NewGroup("Một nhóm", (due(None),)),)
    second = await made(store, paper_id, groups, replace(HEAD, title="Kế hoạch khác"))

    newest, before = await store.read(plan.listed)

    assert (newest.id, before.id) == (second.id, first.id)
    assert [len(one.groups) for one in (newest, before)] == [1, 4]
    assert {n: len(ts) for n, ts in (await store.read(plan.tasks_of, second.id)).items()} == {
        newest.groups[0].id: 1
    }
