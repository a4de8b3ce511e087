"""Petitions in the store: their clocks drive the reminders, their letters leave once, and nobody sees who sent them."""

import asyncio
from datetime import date
from typing import Any

import pytest

from schedules.tick import release
from store import (
    Store,
    deadlines,
    document,
    extension,
    pause,
    petition,
    petition_act,
    petition_post,
    task,
    worklist,
)
from store.move import Refusal as TaskRefusal
from store.petition import Wanted
from store.petition_move import Done, OfTask, Refusal
from tests.store.office import CLI, at, due_on, staffed
from tests.store.petitions import (
    TO_BINH,
    TODAY,
    done,
    filed,
    handled,
    hands,
    kept,
    new,
    whom,
)
from tests.store.test_tick import PLAN, live_until, told
from work.document import Direction
from work.extension import Ask
from work.petition import Depth, Event, Kind, State
from work.petition_course import course_of, is_late, running
from work.petition_letter import Letter
from work.petitioner import Petitioner
from work.task import Impossible as TaskImpossible
from work.task import TaskState

POSTGRESQL_IN_PROOF = True

act = petition_act


@pytest.fixture
async def office(store: Store) -> Store:
    await staffed(store)
    return store


async def test_its_clocks_remind_and_escalate_and_stand_while_a_supplement_is_waited_for(
    office: Store,
) -> None:
    number = await handled(office)
    found = await office.read(petition.one, number)
    assert found is not None
    versions = await office.read(deadlines.versions, found.task)
    assert [one.deadline.due.isoformat() for one in versions] == [
        "2026-10-02",  # to be entered
        "2026-10-08",  # to be passed on
        "2026-10-22",  # to be answered
    ]

    await live_until(office, at("2026-10-15"))
    await done(office, act.ask, number, "bản chụp phiếu khám", day="2026-10-15")
    await live_until(office, at("2026-10-20"))
    await done(office, act.supply, number, "đây ạ", day="2026-10-20")
    await office.write(release, PLAN, at("2026-10-20", "09:01"))
    await live_until(office, at("2026-10-28", "09:00"))
    await done(office, act.answer, number, "Không phải nộp nữa.", "7/BYT", day="2026-10-28")
    await live_until(office, at("2026-12-01"))

    assert await office.read(told) == [
        ("2026-10-13", "binh", "lead"),
        ("2026-10-15", "binh", "lead"),  # it waits
        ("2026-10-20", "binh", "lead"),  # it goes on
        ("2026-10-20", "binh", "lead"),  # the newest rung of 27/10
        ("2026-10-22", "binh", "lead"),
        ("2026-10-26", "binh", "lead"),
        ("2026-10-27", "binh", "lead"),
        ("2026-10-28", "binh", "lead"),
        ("2026-10-28", "cuong", "unit-head"),
    ]
    one = await office.read(worklist.one, found.task)
    assert one is not None
    assert (one.state, one.due, one.done_on) == (
        TaskState.DONE, date(2026, 10, 27), date(2026, 10, 28),
    )  # fmt: skip
    clocks = await _clocks(office, number)
    assert [clock.due.isoformat() for clock in clocks] == ["2026-10-02", "2026-10-08", "2026-10-27"]
    assert running(clocks) is None
    assert is_late(clocks, date(2026, 10, 28))


async def test_who_receives_is_reminded_until_it_is_passed_on(office: Store) -> None:
    number = (await kept(office)).id
    await office.write(release, PLAN, at("2026-10-01", "09:30"))
    await done(office, act.register, number)
    await live_until(office, at("2026-10-08"))

    assert ("2026-10-01", "ha", "lead-agency") in await office.read(told)
    assert ("2026-10-05", "ha", "lead-agency") in await office.read(told)
    assert {who for _, who, _ in await office.read(told)} == {"ha"}


async def test_the_deadline_of_the_task_is_that_of_the_clock_after_every_event(
    office: Store,
) -> None:
    number = await filed(office)
    steps: tuple[tuple[Any, tuple[Any, ...], str], ...] = (
        (act.ask, ("gì?",), "2026-10-02"),
        (act.supply, ("đây",), "2026-10-06"),
        (act.classify, (Kind.COMPLAINT, Depth.PLAIN), "2026-10-07"),
        (act.classify, (Kind.PROPOSAL, Depth.COMPLEX), "2026-10-08"),
        (act.assign, (TO_BINH,), "2026-10-09"),
        (act.ask, ("gì nữa?",), "2026-10-12"),
        (act.supply, ("đây",), "2026-10-19"),
        (act.classify, (Kind.REFLECTION, Depth.PLAIN), "2026-10-20"),
        (act.assign, (TO_BINH,), "2026-10-21"),
        (act.forward, ("Sở Y tế", None), "2026-10-22"),
        (act.classify, (Kind.REFLECTION, Depth.VERIFY), "2026-10-23"),
    )
    for function, args, day in steps:
        after = await done(office, function, number, *args, day=day)
        clock = running(await _clocks(office, number))
        work = await office.read(worklist.one, after.petition.task)
        assert work is not None
        assert work.due == (clock.due if clock else work.due), (function, day)
        assert work.state.open is (after.petition.state is not State.FORWARDED)
        paused = after.petition.state is State.SUPPLEMENT
        assert (work.state is TaskState.PAUSED) is paused


async def test_sorted_anew_it_goes_back_to_who_receives(office: Store) -> None:
    number = await handled(office)
    found = await done(office, act.classify, number, Kind.COMPLAINT, Depth.VERIFY)
    work = await office.read(worklist.one, found.petition.task)
    assert work is not None

    assert (found.petition.state, work.lead.person) == (State.CLASSIFIED, None)
    assert await office.write(act.assign, number, TO_BINH, whom()) is Refusal.PASSED_ON
    passed = await done(office, act.forward, number, "Thanh tra Bộ", None)
    work = await office.read(worklist.one, found.petition.task)
    assert work is not None
    assert (passed.petition.competent, work.state) == ("Thanh tra Bộ", TaskState.DONE)


async def test_those_whose_petitions_were_joined_get_the_outcome_too(office: Store) -> None:
    first = await handled(office)
    second = (await kept(office, new(Petitioner(email="b@example.vn")))).id
    third = (await kept(office, new(Petitioner(email="c@example.vn")))).id
    await done(office, act.join, third, second)
    await done(office, act.join, second, first)
    assert await office.write(act.withdraw, first, None, whom()) is Refusal.HOLDS
    assert await office.write(act.erase, third, "x", whom()) is Refusal.WAITS

    answered = await done(office, act.answer, first, "đã sửa", None)

    assert [(one.petition, one.kind) for one in answered.letters] == [
        (first, Letter.ANSWER),
        (second, Letter.ANSWER),
        (third, Letter.ANSWER),
    ]
    assert await office.write(act.erase, third, "x", whom()) is Refusal.WAITS
    await done(office, act.close, first)
    await done(office, act.erase, third, "x")


async def test_it_is_joined_only_with_another_that_is_still_to_be_dealt_with(
    office: Store,
) -> None:
    one, other = (await kept(office)).id, await handled(office)
    assert await office.write(act.join, one, one, whom()) is Refusal.TARGET
    assert await office.write(act.join, one, 999, whom()) is Refusal.TARGET
    assert await office.write(act.join, 999, one, whom()) is Refusal.UNKNOWN
    await done(office, act.answer, other, "x", None)
    assert await office.write(act.join, one, other, whom()) is Refusal.TARGET


async def test_what_nobody_may_do_to_its_task_by_hand_is_refused(office: Store) -> None:
    found = await kept(office)
    number = found.task
    day = date(2026, 12, 1)
    acts: tuple[tuple[Any, ...], ...] = (
        (task.finish, TODAY, None),
        (task.cancel,),
        (task.recall,),
        (task.change_due, due_on(day), None),
        (task.give_lead, TO_BINH),
        (pause.pause, TODAY, "x"),
        (extension.ask, Ask(date(2026, 10, 2), day, "x", TODAY)),
    )
    for function, *args in acts:
        assert await office.write(function, number, *args, CLI) is TaskRefusal.PETITION
    assert await office.write(task.receive, number, CLI) is TaskState.RECEIVED


async def test_what_was_submitted_is_returned_before_a_supplement_is_asked_for(
    office: Store,
) -> None:
    number = await handled(office)
    found = await office.read(petition.one, number)
    assert found is not None
    await office.write(task.submit, found.task, task.Submission(TODAY, TODAY), CLI)

    refused = await office.write(act.ask, number, "gì?", whom())

    assert refused == OfTask(found.task, TaskImpossible(TaskState.SUBMITTED))
    assert len((await office.read(petition.history, (number,)))[number]) == 3
    assert isinstance(await office.write(act.answer, number, "x", None, whom()), Done)


async def test_its_papers_stand_in_no_register_of_documents_and_its_tasks_tell_only_its_code(
    office: Store,
) -> None:
    found = await kept(office)
    whole = date.min, date.max
    for direction in (Direction.INCOMING, Direction.OUTGOING):
        assert await office.read(document.entered, direction, *whole) == ()
    work = await office.read(worklist.one, found.task)
    assert work is not None
    assert (work.content, work.document.number) == ("PAKN 1/2026: xử lý", "PAKN 1/2026")


async def test_two_clerks_at_once_get_two_numbers_and_one_outcome(
    pair: tuple[Store, Store],
) -> None:
    one, two = pair
    await staffed(one)
    both = [store.write(petition.open_, new(), hands(), CLI) for store in (one, two) * 5]
    found = await asyncio.gather(*both)
    assert sorted(p.number for p in found if p) == list(range(1, 11))

    number = await filed(one)
    acts = [
        one.write(act.refuse, number, "unclear", None, whom()),
        two.write(act.assign, number, TO_BINH, whom()),
        one.write(act.withdraw, number, None, whom()),
        two.write(act.forward, number, "Sở", None, whom()),
    ]
    outcomes = await asyncio.gather(*acts)
    past = (await one.read(petition.history, (number,)))[number]
    happened = [outcome for outcome in outcomes if isinstance(outcome, Done)]
    assert len(past) == 2 + len(happened)
    assert [h.number for h in past] == list(range(1, len(past) + 1))
    sent = await one.read(petition_post.letters, (number,))
    told_of = [h for h in past if h.event in (Event.REGISTER, Event.REFUSE, Event.FORWARD)]
    assert len(sent) == len(told_of)


async def test_joined_and_answered_at_once_its_sender_is_told_or_it_is_not_joined(
    pair: tuple[Store, Store],
) -> None:
    one, two = pair
    await staffed(one)
    for _ in range(5):
        head, other = await handled(one), (await kept(one)).id
        joined, answered = await asyncio.gather(
            one.write(act.join, other, head, whom()),
            two.write(act.answer, head, "xong", None, whom()),
        )
        assert isinstance(answered, Done)
        written = [sent.petition for sent in answered.letters]
        assert (other in written) is isinstance(joined, Done)
        assert isinstance(joined, Done) or joined is Refusal.TARGET


async def test_lists_choose_by_kind_state_and_day(office: Store) -> None:
    first = await filed(office, Kind.COMPLAINT)
    second = (await kept(office, new(received=date(2026, 9, 25)))).id

    async def ids(**chosen: Any) -> list[int]:
        return [one.id for one in await office.read(petition.listed, Wanted(**chosen), None)]

    assert await ids() == [first, second]
    assert await ids(kind=Kind.COMPLAINT) == [first]
    assert await ids(states=(State.RECEIVED, State.CLOSED)) == [second]
    assert await ids(since=date(2026, 9, 26)) == [first]
    assert await ids(until=date(2026, 9, 25)) == [second]
    assert await office.read(petition.by_code, 1, 2026) == await office.read(petition.one, first)


async def _clocks(store: Store, number: int) -> Any:
    one = await store.read(petition.one, number)
    assert one is not None
    past = (await store.read(petition.history, (number,)))[number]
    return hands().clocks(one.kind, one.depth, course_of(one.received, past))
