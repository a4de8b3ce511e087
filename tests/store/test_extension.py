"""Extensions: one open a task, asked for in time, decided once, with the ladder of the new deadline."""

import asyncio
from datetime import date

import pytest

from store import Store, deadlines, extension, notice, rung, task, worklist
from store.task import Refusal, Submission
from tests.store.office import BINH, CLI, GIANG, at, later, opened, staffed, work
from tests.store.test_tick import live_until, send_all, told
from work.act import Act
from work.deadline import EXTENSION, Reached
from work.extension import Ask, Outcome
from work.task import Impossible, TaskState

WAS, ASKED, TODAY = date(2026, 10, 23), date(2026, 10, 30), date(2026, 10, 1)


def wish(**changes: object) -> Ask:
    facts: dict[str, object] = {
        "was": WAS, "due": ASKED, "reason": "chờ số liệu xã B", "today": TODAY,
        "document": "900/BYT-KHTC",
    }  # fmt: skip
    return Ask(**{**facts, **changes})  # type: ignore[arg-type]


@pytest.fixture
async def office(store: Store) -> Store:
    await staffed(store)
    return store


async def test_while_nobody_has_decided_the_old_deadline_is_in_force(office: Store) -> None:
    (number,) = await opened(office, work("2026-10-23"))

    assert await office.write(extension.ask, number, wish(), CLI) == 1
    await live_until(office, at("2026-10-21"))

    found = await office.read(worklist.one, number)
    assert found is not None
    assert (found.due, found.version, found.state) == (WAS, 1, TaskState.RECEIVED)
    assert await office.read(told) == [
        ("2026-10-01", "giang", "approver-agency"),
        ("2026-10-14", "binh", "lead"),
        ("2026-10-20", "binh", "lead"),
    ]
    (news, *_) = await office.read(notice.accounts, number)
    assert (news.person, news.facts["asked"], news.facts["why"]) == (
        GIANG, "2026-10-30", "chờ số liệu xã B",
    )  # fmt: skip


async def test_a_granted_one_is_a_new_version_and_plans_the_ladder_anew(office: Store) -> None:
    (number,) = await opened(office, work("2026-10-23"))
    await live_until(office, at("2026-10-15"))
    await send_all(office, at("2026-10-15"))
    await office.write(extension.ask, number, wish(), CLI)
    head = Act("person:4", at("2026-10-16"))

    assert await office.write(extension.grant, number, head) == ASKED
    await live_until(office, at("2026-10-31"))

    first, second = await office.read(deadlines.versions, number)
    assert first.deadline.due == WAS
    assert (second.deadline.due, second.deadline.rule, second.deadline.source) == (
        ASKED, EXTENSION, "900/BYT-KHTC",
    )  # fmt: skip
    assert (second.reason, second.set_by) == ("chờ số liệu xã B", "person:4")
    mine = [day for day, who, _ in await office.read(told) if who == "binh"]
    assert mine == [
        "2026-10-14", "2026-10-16", "2026-10-21", "2026-10-27", "2026-10-29", "2026-10-30",
    ], "T-7 of the old, the news, then the new ladder"  # fmt: skip
    (one,) = await office.read(extension.of_task, number)
    assert (one.outcome, one.granted, one.working_days) == (Outcome.GRANTED, ASKED, None)


async def test_another_date_may_be_granted_but_no_earlier_one(office: Store) -> None:
    (number,) = await opened(office, work("2026-10-23"))
    await office.write(extension.ask, number, wish(), CLI)

    assert await office.write(extension.grant, number, CLI, WAS) is Refusal.NOT_LATER
    assert await office.write(extension.grant, number, CLI, date(2026, 10, 26)) == date(
        2026, 10, 26
    )
    assert await office.write(extension.grant, number, CLI) is Refusal.UNASKED


async def test_what_was_refused_or_withdrawn_may_be_asked_for_again(office: Store) -> None:
    (number,) = await opened(office, work("2026-10-23"))
    await office.write(extension.ask, number, wish(), CLI)
    assert await office.write(extension.ask, number, wish(), CLI) is Refusal.ASKED

    await office.write(extension.refuse, number, "không có căn cứ", Act("person:4", later(days=1)))
    await office.write(extension.ask, number, wish(), CLI)
    await office.write(extension.withdraw, number, CLI)
    await office.write(extension.ask, number, wish(), CLI)

    found = await office.read(extension.of_task, number)
    assert [one.outcome for one in found] == [Outcome.REFUSED, Outcome.WITHDRAWN, None]
    refused = [
        n for n in await office.read(notice.accounts, number) if n.facts["event"] == "refuse"
    ]
    assert [(n.person, n.facts["why"]) for n in refused] == [(BINH, "không có căn cứ")]
    assert (await office.read(deadlines.versions, number))[-1].number == 1


async def test_what_cannot_be_asked_for_is_said(office: Store) -> None:
    dated, undated = await opened(office, work("2026-10-23"), work(None))

    async def ask(number: int, **changes: object) -> object:
        return await office.write(extension.ask, number, wish(**changes), CLI)

    assert await ask(undated) is Refusal.UNDATED
    assert await ask(999) is Refusal.UNKNOWN
    assert await ask(dated, was=date(2026, 10, 22)) is Refusal.OVERTAKEN
    assert await ask(dated, today=WAS) is Refusal.TOO_LATE
    assert await ask(dated, due=WAS) is Refusal.NOT_LATER
    assert await office.write(extension.refuse, dated, "x", CLI) is Refusal.UNASKED
    await office.write(task.submit, dated, Submission(TODAY, TODAY), CLI)
    assert await ask(dated) == Impossible(TaskState.SUBMITTED)


async def test_who_submits_while_it_is_undecided_may_still_be_granted_it(office: Store) -> None:
    (number,) = await opened(office, work("2026-10-23"))
    await office.write(extension.ask, number, wish(), CLI)
    late = Submission(date(2026, 10, 28), date(2026, 10, 28))
    await office.write(task.submit, number, late, CLI)
    before = await office.read(rung.of_task, number)

    assert await office.write(extension.grant, number, CLI) == ASKED

    found = await office.read(worklist.one, number)
    assert found is not None
    assert found.class_at(Reached(date(2026, 12, 1))) == "open-in-time"
    assert await office.read(rung.of_task, number) == before, "who approves is reminded as before"


async def test_the_end_of_a_task_ends_what_was_asked_for(office: Store) -> None:
    (number,) = await opened(office, work("2026-10-23"))
    await office.write(extension.ask, number, wish(), CLI)

    await office.write(task.finish, number, TODAY, None, CLI)

    (one,) = await office.read(extension.of_task, number)
    assert one.outcome is Outcome.LAPSED
    await office.write(task.reopen, number, "x", CLI)
    assert await office.write(extension.ask, number, wish(), CLI) == 4


async def test_approved_while_the_extension_is_decided_each_finds_what_the_other_left(
    pair: tuple[Store, Store],
) -> None:
    await staffed(pair[0])
    numbers = await opened(pair[0], *(work("2026-10-23", content=f"việc {n}") for n in range(8)))
    for number in numbers:
        await pair[0].write(extension.ask, number, wish(), CLI)
        await pair[0].write(task.submit, number, Submission(TODAY, TODAY), CLI)

    done = await asyncio.gather(
        *(
            act
            for number in numbers
            for act in (
                pair[number % 2].write(task.approve, number, CLI),
                pair[1 - number % 2].write(extension.grant, number, CLI),
            )
        )
    )

    for number, approved, granted in zip(numbers, done[::2], done[1::2], strict=True):
        assert approved is TaskState.DONE
        (one,) = await pair[0].read(extension.of_task, number)
        versions = await pair[0].read(deadlines.versions, number)
        if granted == ASKED:
            assert (one.outcome, len(versions)) == (Outcome.GRANTED, 2)
        else:
            assert granted is Refusal.UNASKED
            assert (one.outcome, len(versions)) == (Outcome.LAPSED, 1)


async def test_of_two_who_ask_at_once_one_request_stands(pair: tuple[Store, Store]) -> None:
    await staffed(pair[0])
    (number,) = await opened(pair[0], work("2026-10-23"))

    done = await asyncio.gather(
        *(pair[n % 2].write(extension.ask, number, wish(), CLI) for n in range(6))
    )

    assert sorted(map(str, done)) == ["1", *["asked"] * 5]
