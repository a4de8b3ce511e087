"""What people hear of an event whatever happens to it, and which answers count."""

from pathlib import Path

import pytest

from store import Store, event_answer, event_change
from store.directory.people import disable_person
from store.event_answer import Answered, Ignored
from store.event_change import Done
from store.event_move import Impossible, Refusal
from store.schema.notice import notice as notices
from store.waiting import WAITS
from tests.store.events import (
    HOUR,
    NEXT_DAY,
    START,
    TO_BINH,
    WEEK,
    all_sent,
    facts_of,
    found,
    invited,
    news,
    planned,
    word,
)
from tests.store.office import BINH, CLI, DUNG, GIANG, later, staffed
from tests.stores import empty_store
from work.act import Act
from work.event import Answer, EventState, Part, Span
from work.icalendar.reply import Reply


@pytest.fixture
def database(tmp_path: Path) -> str:
    """SQLite alone: where the engines may differ stands in the tests beside."""
    return empty_store(tmp_path)


@pytest.fixture
async def office(store: Store) -> Store:
    await staffed(store)
    return store


async def test_who_is_asked_later_is_told_alone(office: Store) -> None:
    number = await invited(office)

    done = await office.write(event_change.invite, number, ((GIANG, Part.OPTIONAL),), CLI)

    assert isinstance(done, Done)
    assert done.told == 1
    assert await news(office) == [("giang", "invited", 0, "2026-10-12T08:00")]
    again = await office.write(event_change.invite, number, ((GIANG, Part.OPTIONAL),), CLI)
    assert again is Refusal.ASKED


async def test_who_is_asked_no_longer_is_told_alone_and_may_be_asked_again(office: Store) -> None:
    number = await invited(office)

    done = await office.write(event_change.remove, number, DUNG, CLI, "đủ thành phần")
    assert isinstance(done, Done)
    (told,) = (await office.read(facts_of))[3:]
    assert (told["news"], told["method"], told["sequence"]) == ("removed", "CANCEL", 1)
    assert [one[1] for one in told["asked"]] == ["dung@moh.gov.vn"]
    assert told["why"] == "đủ thành phần"
    rows = await office.read(lambda tx: tx.all(notices.select().order_by(notices.c.id)))
    assert [row.reason for row in rows][3:] == ["event-removed"]
    assert await office.write(event_change.remove, number, DUNG, CLI) is Refusal.STRANGER

    await office.write(all_sent)
    await office.write(event_change.invite, number, ((DUNG, Part.REQUIRED),), CLI)
    assert [one[:3] for one in await news(office)] == [("dung", "removed", 1), ("dung", "invited", 1)]  # fmt: skip


async def test_a_change_is_told_in_words_of_what_was_and_is(office: Store) -> None:
    number = await invited(office)
    values = {"place": "Phòng 5", "title": "Giao ban tuần"}

    done = await office.write(event_change.change, number, values, CLI, "sửa phòng")

    assert isinstance(done, Done)
    told = (await office.read(facts_of))[3:]
    assert [one["changes"] for one in told] == [{"place": {"was": "Phòng 2", "now": "Phòng 5"}}] * 3
    assert {(one["sequence"], one["method"], one["place"]) for one in told} == {
        (1, "REQUEST", "Phòng 5")
    }
    same = await office.write(event_change.change, number, values, CLI)
    assert same is Refusal.UNCHANGED


async def test_what_has_not_left_is_told_as_it_is_now_and_once(office: Store) -> None:
    number = await planned(office)
    await office.write(event_change.invite, number, (), CLI)

    await office.write(event_change.change, number, {"place": "Phòng 5"}, CLI)
    assert {one[1:] for one in await office.read(word)} == {("invited", 1, "2026-10-12T08:00")}
    assert len(await office.read(word)) == 3

    await office.write(event_change.cancel, number, None, CLI)
    assert await office.read(word) == [], "nobody hears of the end of what they never heard of"


async def test_one_who_was_invited_in_vain_and_taken_out_hears_nothing(office: Store) -> None:
    number = await planned(office)
    await office.write(event_change.invite, number, (), CLI)

    done = await office.write(event_change.remove, number, DUNG, CLI)

    assert isinstance(done, Done)
    assert done.told == 0
    assert sorted(one[0] for one in await office.read(word)) == ["binh", "cuong"]


async def test_what_is_cancelled_is_told_to_all_and_stays_so(office: Store) -> None:
    number = await invited(office)

    done = await office.write(event_change.cancel, number, None, CLI, "trùng lịch Bộ")

    assert isinstance(done, Done)
    assert [one[1:3] for one in await news(office)] == [("cancelled", 1)] * 3
    for again in (
        await office.write(event_change.cancel, number, None, CLI),
        await office.write(event_change.invite, number, ((GIANG, Part.REQUIRED),), CLI),
        await office.write(event_change.change, number, {"place": "x"}, CLI),
        await office.write(event_change.remove, number, DUNG, CLI),
        await office.write(event_answer.answer, number, BINH, Answer.ACCEPTED, None, CLI),
    ):
        assert again == Impossible(EventState.CANCELLED)
    assert len((await found(office, number)).participants) == 3


async def test_who_waits_for_a_series_gets_it_as_it_is_when_one_time_goes(office: Store) -> None:
    number = await planned(office, times=3)
    await office.write(event_change.invite, number, (), CLI)

    await office.write(event_change.cancel, number, 2, CLI)

    told = await office.read(facts_of)
    assert [(one["news"], one["method"]) for one in told] == [("invited", "REQUEST")] * 3
    assert told[0]["left_out"] == ["2026-10-19T08:00:00+07:00"]


async def test_a_series_is_over_with_the_last_that_was_held(office: Store) -> None:
    number = await invited(office, times=2)
    for time in (1, 2):
        await office.write(event_change.hold, number, time, Act("cli", START + 2 * WEEK))

    assert (await found(office, number)).state is EventState.HELD


async def test_what_is_over_is_not_moved(office: Store) -> None:
    number = await invited(office)
    over = Act("cli", START + 2 * HOUR)
    ahead = Span(START + WEEK, START + WEEK + HOUR)
    past = Span(START - WEEK, START - WEEK + HOUR)

    assert await office.write(event_change.reschedule, number, None, ahead, over) is Refusal.PAST
    assert await office.write(event_change.reschedule, number, None, past, over) is Refusal.PAST


async def test_who_is_disabled_is_told_nothing(office: Store) -> None:
    number = await planned(office)
    await office.write(disable_person, TO_BINH, later())

    await office.write(event_change.invite, number, (), CLI)

    assert sorted(one[0] for one in await office.read(word)) == ["cuong", "dung"]


@pytest.mark.parametrize(
    ("author", "changes", "why"),
    [
        (TO_BINH, {"uid": "other@moh.gov.vn"}, Ignored.UNKNOWN),
        ("dung@moh.gov.vn", {}, Ignored.AUTHOR),
        ("giang@moh.gov.vn", {"mailbox": "giang@moh.gov.vn"}, Ignored.STRANGER),
        (TO_BINH, {"sequence": 0}, Ignored.OLD),
        (TO_BINH, {"original": START}, Ignored.NO_TIME),
    ],
)
async def test_an_answer_that_does_not_count_says_why(
    office: Store, author: str, changes: dict[str, object], why: Ignored
) -> None:
    number = await invited(office)
    await office.write(event_change.reschedule, number, None, NEXT_DAY, CLI)
    facts: dict[str, object] = {
        "uid": "u1@moh.gov.vn",
        "sequence": 1,
        "mailbox": TO_BINH,
        "answer": Answer.ACCEPTED,
    }
    reply = Reply(**{**facts, **changes})  # type: ignore[arg-type]

    assert await office.write(event_answer.take, reply, author, CLI) is why
    assert {one.answer for one in (await found(office, number)).participants} == {Answer.NONE}


async def test_the_newest_answer_counts(office: Store) -> None:
    number = await invited(office)
    for said in (Answer.ACCEPTED, Answer.DECLINED):
        reply = Reply("u1@moh.gov.vn", 0, TO_BINH, said)
        assert isinstance(await office.write(event_answer.take, reply, TO_BINH, CLI), Answered)

    (binh,) = [one for one in (await found(office, number)).participants if one.person == BINH]
    assert (binh.answer, binh.answered_at) == (Answer.DECLINED, later())


async def test_what_may_have_left_before_a_restoration_counts_as_told(office: Store) -> None:
    number = await planned(office)
    await office.write(event_change.invite, number, (), CLI)
    await office.write(lambda tx: tx.run(notices.update().values(WAITS)))

    await office.write(event_change.change, number, {"place": "Phòng 5"}, CLI)

    said = await office.read(word)
    assert [one[1] for one in said] == ["invited"] * 3 + ["changed"] * 3
