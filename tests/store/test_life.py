"""The life of a task from its assignment to its approval: state, history, who is reminded, and races."""

import asyncio
from datetime import date

import pytest
from sqlalchemy import update

from schedules.explain import Silence, explain
from store import Store, Tx, history, notice, outbox, rung, task, worklist
from store.account import entries_about
from store.schema.notice import notice as notices
from store.task import Refusal, Submission
from store.worklist import Wanted
from tests.store.office import (
    BINH,
    CLI,
    CUONG,
    DUNG,
    GIANG,
    NOW,
    OTHER_UNIT,
    UNIT,
    at,
    later,
    opened,
    staffed,
    work,
)
from tests.store.test_tick import PLAN, live_until, send_all, told
from work.access import Denied
from work.act import Act
from work.deadline import Reached
from work.notice import Channel
from work.outbox import NoticeState
from work.task import Impossible, Party, Role, TaskClass, TaskState

FOLLOWS = Party(Role.FOLLOWER, "G18", OTHER_UNIT, DUNG)
DAY = date(2026, 10, 20)


def handed(day: date = DAY, today: date = DAY) -> Submission:
    return Submission(day, today, "77/BYT-KHTC", "đã gửi báo cáo")


@pytest.fixture
async def office(store: Store) -> Store:
    await staffed(store)
    return store


async def stands(store: Store, number: int) -> str:
    found = await store.read(worklist.one, number)
    assert found is not None
    return found.state


async def test_a_task_is_received_submitted_and_approved_with_who_when_and_why(
    office: Store,
) -> None:
    (number,) = await opened(office, work())
    lead, head = Act("person:1", later(days=1)), Act("person:4", later(days=30))

    assert await office.write(task.receive, number, lead) is TaskState.RECEIVED
    assert await office.write(task.submit, number, handed(), lead) is TaskState.SUBMITTED
    assert await office.write(task.approve, number, head, "đạt") is TaskState.DONE

    found = await office.read(worklist.one, number)
    assert found is not None
    assert (found.done_on, found.result, found.stopped_on) == (DAY, "77/BYT-KHTC", None)
    assert (found.received_at, found.closed_at) == (lead.now, head.now)
    assert found.class_at(Reached(date(2027, 1, 1))) is TaskClass.DONE_IN_TIME, (
        "approval came after the due date"
    )
    happened = await office.read(history.of_task, number)
    assert [(h.number, h.event, h.state, h.at, h.by, h.reason) for h in happened] == [
        (1, "receive", "received", lead.now, "person:1", None),
        (2, "submit", "submitted", lead.now, "person:1", "đã gửi báo cáo"),
        (3, "approve", "done", head.now, "person:4", "đạt"),
    ]
    assert happened[1].facts == {"done_on": "2026-10-20", "result": "77/BYT-KHTC"}
    entries = await office.read(entries_about, f"task:{number}")
    assert [e.event for e in entries] == [
        "task.opened",
        "task.received",
        "task.submitted",
        "task.approved",
    ]
    assert "báo cáo" not in str(entries)


async def test_what_is_returned_goes_on_with_its_deadline_and_the_lead_is_told_why(
    office: Store,
) -> None:
    (number,) = await opened(office, work("2026-10-23"))
    await live_until(office, at("2026-10-15"))
    await send_all(office, at("2026-10-15"))
    day = Act("person:1", at("2026-10-15"))
    await office.write(task.submit, number, handed(date(2026, 10, 15), date(2026, 10, 15)), day)

    act = Act("person:4", at("2026-10-16"))
    assert await office.write(task.send_back, number, "thiếu số liệu", act) is TaskState.RECEIVED
    await live_until(office, at("2026-10-24"))

    found = await office.read(worklist.one, number)
    assert found is not None
    assert (found.stopped_on, found.result, found.version) == (None, None, 1)
    assert await office.read(told) == [
        ("2026-10-14", "binh", "lead"),
        ("2026-10-16", "binh", "lead"),
        ("2026-10-20", "binh", "lead"),
        ("2026-10-22", "binh", "lead"),
        ("2026-10-23", "binh", "lead"),
    ], "the news of the return, and no rung twice"
    _, news, *_ = await office.read(notice.accounts, number)
    assert (news.kind, news.facts["why"], news.facts["event"]) == (
        "task-news",
        "thiếu số liệu",
        "return",
    )


async def test_what_was_handed_in_anew_is_not_approved_by_who_looked_at_the_one_before(
    office: Store,
) -> None:
    (number,) = await opened(office, work())
    head = Act(f"person:{GIANG}", NOW, GIANG)
    await office.write(task.submit, number, handed(), CLI)
    await office.write(task.send_back, number, "thiếu phụ lục", CLI, 1)
    await office.write(task.submit, number, handed(), CLI)

    assert await office.write(task.approve, number, head, None, 1) is Refusal.RESUBMITTED
    assert await office.write(task.send_back, number, "x", head, 1) is Refusal.RESUBMITTED
    lead = Act(f"person:{BINH}", NOW, BINH)
    assert isinstance(await office.write(task.approve, number, lead, None, 1), Denied)
    assert await stands(office, number) == TaskState.SUBMITTED
    assert await office.write(task.approve, number, head, None, 2) == TaskState.DONE
    again = await office.write(task.approve, number, head, None, 2)
    assert again == Impossible(TaskState.DONE)


async def test_while_it_waits_for_approval_who_approves_is_reminded_and_the_lead_is_not(
    office: Store,
) -> None:
    followed, headed = await opened(office, work("2026-10-23", BINH, UNIT, FOLLOWS), work(None))
    thursday = Act("person:1", at("2026-10-08", "10:00"))
    for number in (followed, headed):
        await office.write(
            task.submit, number, handed(date(2026, 10, 8), date(2026, 10, 8)), thursday
        )

    await live_until(office, at("2026-10-27"))

    assert await office.read(told) == [
        ("2026-10-08", "dung", "follower"),
        ("2026-10-08", "giang", "approver-agency"),
        ("2026-10-12", "dung", "follower"),
        ("2026-10-12", "giang", "approver-agency"),
        ("2026-10-19", "dung", "follower"),
        ("2026-10-19", "giang", "approver-agency"),
        ("2026-10-26", "dung", "follower"),
        ("2026-10-26", "giang", "approver-agency"),
    ]
    first, *_ = await office.read(notice.accounts, followed)
    assert (first.kind, first.facts["since"], first.facts["result"]) == (
        "submitted", "2026-10-08", "77/BYT-KHTC",
    )  # fmt: skip
    explained = await office.read(explain, PLAN, followed, at("2026-10-27"))
    assert explained is not None
    assert explained.silence is Silence.SUBMITTED
    assert [one.slot for one in explained.passed] == ["A", "A+2", "W+1", "W+2"]
    assert [(one.slot, one.to[0][0].person.id) for one in explained.ahead] == [("W+3", DUNG)]
    await office.write(task.approve, followed, Act("person:3", at("2026-10-27")))
    assert await office.read(rung.of_task, followed) is None


async def test_what_was_submitted_takes_back_the_reminder_that_was_not_sent(office: Store) -> None:
    (number,) = await opened(office, work("2026-10-23"))
    await live_until(office, at("2026-10-15"))

    await office.write(task.submit, number, handed(), Act("person:1", at("2026-10-15")))

    (account,) = await office.read(notice.accounts, number)
    assert (account.state, account.error) == (NoticeState.CANCELLED, "task-submitted")


async def test_a_reminder_in_hand_is_not_sent_once_the_task_is_submitted(office: Store) -> None:
    """Put in behind the back of the move, as by a tick of another process."""
    (number,) = await opened(office, work("2026-10-23"))
    await live_until(office, at("2026-10-15"))
    await office.write(task.submit, number, handed(), Act("person:1", at("2026-10-15")))
    await office.write(put_back, number)

    claimed = await office.write(
        outbox.claim, "one", (Channel.MAIL,), at("2026-10-15"), later(minutes=1) - NOW, 9
    )

    assert claimed == ()


def put_back(tx: Tx, number: int) -> None:
    again = {"state": NoticeState.PENDING, "settled_at": None}
    tx.run(update(notices).where(notices.c.task_id == number).values(again))


async def test_finishing_what_was_submitted_keeps_the_day_of_the_submission(office: Store) -> None:
    one, two = await opened(office, work("2026-10-23"), work("2026-10-23"))
    await office.write(task.submit, one, handed(), CLI)

    for number in (one, two):
        await office.write(task.finish_now, number, date(2026, 11, 2), None, CLI)

    found = await office.read(worklist.several, (one, two))
    assert [(found[n].done_on, found[n].result) for n in (one, two)] == [
        (DAY, "77/BYT-KHTC"),
        (date(2026, 11, 2), None),
    ]


async def test_what_a_task_cannot_do_is_a_value_that_says_what_it_can(office: Store) -> None:
    (number,) = await opened(office, work())

    assert await office.write(task.approve, number, CLI) == Impossible(TaskState.ASSIGNED)
    assert await office.write(task.send_back, number, "x", CLI) == Impossible(TaskState.ASSIGNED)
    await office.write(task.receive, number, CLI)
    assert await office.write(task.receive, number, CLI) == Impossible(TaskState.RECEIVED)
    assert await office.write(task.recall, number, CLI, "giao nhầm") is TaskState.RECALLED
    assert await office.write(task.submit, number, handed(), CLI) == Impossible(TaskState.RECALLED)
    assert await office.write(task.receive, 999, CLI) is Refusal.UNKNOWN
    assert len(await office.read(history.of_task, number)) == 2, (
        "what did not happen is not written"
    )
    assert await office.write(task.reopen, number, "giao lại", CLI) is TaskState.RECEIVED


async def test_another_lead_has_still_to_receive_it(office: Store) -> None:
    (number,) = await opened(office, work())
    await office.write(task.receive, number, CLI)
    coordinator = Party(Role.COORDINATOR, "G18", OTHER_UNIT, DUNG)

    same = (*work().parties, coordinator)
    assert await office.write(task.assign, number, same, CLI) is TaskState.RECEIVED
    other = Party(Role.LEAD, "G18", UNIT, CUONG)
    assert await office.write(task.give_lead, number, other, CLI) is TaskState.ASSIGNED

    *_, last = await office.read(history.of_task, number)
    assert [one["person"] for one in last.facts["was"]] == [BINH, DUNG]
    assert [one["person"] for one in last.facts["now"]] == [CUONG, DUNG]


async def test_lists_and_tallies_judge_what_waits_by_the_day_of_its_submission(
    office: Store,
) -> None:
    one, two = await opened(office, work("2026-10-23"), work("2026-10-23"))
    await office.write(task.submit, one, handed(), CLI)
    after = Reached(date(2026, 11, 2))

    late = await office.read(worklist.page, Wanted(late_at=after))
    tally = await office.read(worklist.tally, Wanted(), after)
    waits = await office.read(worklist.page, Wanted(states=frozenset({TaskState.SUBMITTED})))
    runs = await office.read(worklist.page, Wanted(running=True))

    assert [found.id for found in late.tasks] == [two]
    assert (tally.open_in_time, tally.open_late) == (1, 1)
    assert ([found.id for found in waits.tasks], [found.id for found in runs.tasks]) == (
        [one],
        [two],
    )


async def test_of_many_who_approve_and_return_at_once_one_decides(
    pair: tuple[Store, Store],
) -> None:
    await staffed(pair[0])
    numbers = await opened(pair[0], *(work(content=f"việc {n}") for n in range(10)))
    for number in numbers:
        await pair[0].write(task.submit, number, handed(), CLI)

    done = await asyncio.gather(
        *(
            act
            for number in numbers
            for act in (
                pair[0].write(task.approve, number, CLI),
                pair[1].write(task.approve, number, CLI),
                pair[1].write(task.send_back, number, "thiếu", CLI),
            )
        )
    )

    moves = [one for one in done if isinstance(one, TaskState)]
    assert len(moves) == 10, done
    for number in numbers:
        happened = await pair[0].read(history.of_task, number)
        assert [h.number for h in happened] == [1, 2]
        assert happened[1].state == await stands(pair[0], number)
