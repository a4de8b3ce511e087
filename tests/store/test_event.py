"""Events: who is told of what, once, whatever happens to them; and whose answers count."""

import pytest
from sqlalchemy import select

from store import Store, event_answer, event_change
from store import event as events
from store.account import entries_about
from store.event import Wanted
from store.event_answer import Answered, Ignored
from store.event_change import Done
from store.event_move import Impossible, Refusal
from store.schema.notice import notice as notices
from tests.store.events import (
    HOUR,
    NEXT_DAY,
    START,
    TO_BINH,
    WEEK,
    facts_of,
    found,
    invited,
    planned,
    word,
)
from tests.store.office import BINH, CLI, CUONG, GIANG, staffed
from work.act import Act
from work.event import Answer, EventState, Part, Span
from work.icalendar.reply import Reply

POSTGRESQL_IN_PROOF = True


@pytest.fixture
async def office(store: Store) -> Store:
    await staffed(store)
    return store


async def test_what_is_planned_is_told_nobody_before_they_are_invited(office: Store) -> None:
    number = await planned(office)
    assert await office.read(word) == []

    done = await office.write(event_change.invite, number, (), CLI)

    assert isinstance(done, Done)
    assert done.told == 3
    assert sorted(await office.read(word)) == [
        ("binh", "invited", 0, "2026-10-12T08:00"),
        ("cuong", "invited", 0, "2026-10-12T08:00"),
        ("dung", "invited", 0, "2026-10-12T08:00"),
    ]
    assert await office.write(event_change.invite, number, (), CLI)
    assert len(await office.read(word)) == 3, "each invitation is sent once"


async def test_what_moves_is_asked_anew(office: Store) -> None:
    number = await invited(office)
    await office.write(event_answer.answer, number, BINH, Answer.ACCEPTED, None, CLI)

    done = await office.write(event_change.reschedule, number, None, NEXT_DAY, CLI)

    assert isinstance(done, Done)
    assert (done.event.state, done.event.sequence) == (EventState.MOVED, 1)
    assert {one.answer for one in done.event.participants} == {Answer.NONE}
    told = (await office.read(facts_of))[3:]
    assert {one["starts"] for one in told} == {"2026-10-13T08:00:00+07:00"}
    assert {one["changes"]["time"]["was"]["starts"] for one in told} == {
        "2026-10-12T08:00:00+07:00"
    }
    assert all(asked[3] == "needs-action" for one in told for asked in one["asked"])
    same = await office.write(event_change.reschedule, number, None, NEXT_DAY, CLI)
    assert same is Refusal.UNCHANGED


async def test_changes_that_wait_are_told_together(office: Store) -> None:
    number = await invited(office)

    await office.write(event_change.change, number, {"place": "Phòng 5"}, CLI)
    await office.write(event_change.reschedule, number, None, NEXT_DAY, CLI)
    await office.write(event_change.change, number, {"place": "Phòng 7"}, CLI)

    told = (await office.read(facts_of))[3:]
    assert len(told) == 3
    assert told[0]["changes"]["place"] == {"was": "Phòng 2", "now": "Phòng 7"}
    assert told[0]["changes"]["time"]["was"]["starts"] == "2026-10-12T08:00:00+07:00"
    assert {one["sequence"] for one in told} == {3}


async def test_one_time_of_a_series_is_moved_and_cancelled_by_itself(office: Store) -> None:
    number = await invited(office, times=4)
    week = Span(START + WEEK + HOUR, START + WEEK + 2 * HOUR)

    assert await office.write(event_change.reschedule, number, None, week, CLI) is Refusal.WHICH
    await office.write(event_change.reschedule, number, 2, week, CLI)
    await office.write(event_change.cancel, number, 3, CLI)

    told = (await office.read(facts_of))[3:]
    assert [(one["news"], one["original"][:10], one["sequence"]) for one in told] == [
        *[("changed", "2026-10-19", 1)] * 3,
        *[("cancelled", "2026-10-26", 2)] * 3,
    ]
    assert {one["rule"] for one in told} == {None}
    one = await found(office, number)
    assert [when.state for when in one.occurrences] == ["planned", "moved", "cancelled", "planned"]
    assert one.state is EventState.PLANNED
    gone = await office.write(event_change.reschedule, number, 3, week, CLI)
    assert gone == Impossible(EventState.CANCELLED)
    assert await office.write(event_change.cancel, number, 9, CLI) is Refusal.NO_TIME


async def test_what_was_held_stays_when_the_series_is_cancelled(office: Store) -> None:
    number = await invited(office, times=3)
    over = Act("cli", START + 2 * HOUR)
    assert await office.write(event_change.hold, number, 2, over) is Refusal.NOT_YET
    assert isinstance(await office.write(event_change.hold, number, 1, over), Done)

    await office.write(event_change.cancel, number, None, Act("cli", START + WEEK + 2 * HOUR))

    one = await found(office, number)
    assert [when.state for when in one.occurrences] == ["held", "planned", "cancelled"]
    assert one.state is EventState.CANCELLED


async def test_an_answer_to_one_time_leaves_the_others(office: Store) -> None:
    number = await invited(office, times=3)
    week = Span(START + WEEK + HOUR, START + WEEK + 2 * HOUR)
    await office.write(event_change.reschedule, number, 2, week, CLI)

    def reply(sequence: int, time: int, said: Answer) -> Reply:
        return Reply("u1@moh.gov.vn", sequence, TO_BINH, said, START + time * WEEK)

    old = await office.write(event_answer.take, reply(0, 1, Answer.DECLINED), TO_BINH, CLI)
    assert old is Ignored.OLD, "the time was moved since"
    for sequence, time, said in ((1, 1, Answer.DECLINED), (0, 2, Answer.TENTATIVE)):
        found_ = await office.write(event_answer.take, reply(sequence, time, said), TO_BINH, CLI)
        assert isinstance(found_, Answered)

    one = await found(office, number)
    (binh,) = [who for who in one.participants if who.person == BINH]
    assert [one.answer(binh, when) for when in one.occurrences] == [
        Answer.NONE,
        Answer.DECLINED,
        Answer.TENTATIVE,
    ]
    await office.write(event_answer.answer, number, BINH, Answer.ACCEPTED, None, CLI)
    one = await found(office, number)
    assert {one.answer(binh, when) for when in one.occurrences} == {Answer.NONE}
    assert next(who for who in one.participants if who.person == BINH).answer is Answer.ACCEPTED


async def test_what_falls_together_for_a_person_is_found(office: Store) -> None:
    number = await invited(office)
    other = await planned(office, uid="u2@moh", title="Họp khác", people=((BINH, Part.REQUIRED),))
    half = Span(START + HOUR / 2, START + 2 * HOUR)
    after = Span(START + HOUR, START + 2 * HOUR)
    both = (BINH, GIANG)

    seen = await office.read(events.clashes, both, (half,), None)
    assert [(one.person, one.event) for one in seen] == [(BINH, number), (BINH, other)]
    assert await office.read(events.clashes, both, (after,), None) == ()
    assert [one.event for one in await office.read(events.clashes, both, (half,), other)] == [number]  # fmt: skip

    await office.write(event_answer.answer, number, BINH, Answer.DECLINED, None, CLI)
    await office.write(event_change.cancel, other, None, CLI)
    assert await office.read(events.clashes, both, (half,), None) == ()


async def test_a_persons_events_are_those_they_are_asked_to(office: Store) -> None:
    number = await invited(office, times=3)
    await planned(office, uid="u2@moh", people=((CUONG, Part.REQUIRED),))
    await office.write(event_change.cancel, number, 2, CLI)

    def listed(**wish: object) -> Wanted:
        return Wanted(START - WEEK, START + 2 * WEEK, **wish)  # type: ignore[arg-type]

    binh = await office.read(events.times, listed(person=BINH), 10)
    assert [(one.id, when.number) for one, when in binh] == [(number, 1)]
    everything = await office.read(events.times, listed(person=BINH, open_only=False), 10)
    assert [when.number for _, when in everything] == [1, 2]
    assert len(await office.read(events.times, listed(person=CUONG), 10)) == 2
    assert await office.read(events.times, listed(person=GIANG), 10) == ()
    assert len(await office.read(events.times, listed(agency="G18"), 10)) == 2


async def test_all_that_happened_stands_in_the_history_and_the_account(office: Store) -> None:
    number = await invited(office)
    await office.write(event_change.change, number, {"place": "Phòng 5"}, CLI, "sửa phòng")
    await office.write(event_answer.answer, number, BINH, Answer.ACCEPTED, None, CLI)

    past = await office.read(events.history, number)
    assert [(one.happening, one.reason) for one in past] == [
        ("add", None),
        ("invite", None),
        ("change", "sửa phòng"),
        ("answer", None),
    ]
    lines = await office.read(entries_about, f"event:{number}")
    assert [one.event for one in lines] == ["event.add", "event.invite", "event.change", "event.answer"]  # fmt: skip
    assert lines[3].codes == {"by": "cli", "answer": "accepted", "person": BINH, "time": 0}


async def test_two_who_change_an_event_at_once_do_not_lose_a_change(
    office: Store, pair: tuple[Store, Store]
) -> None:
    number = await invited(office)
    one, two = pair

    for n in range(5):
        first = one.write(event_change.change, number, {"place": f"A{n}"}, CLI)
        second = two.write(event_change.change, number, {"note": f"B{n}"}, CLI)
        assert isinstance(await first, Done)
        assert isinstance(await second, Done)

    assert (await found(office, number)).sequence == 10
    keys = await office.read(lambda tx: [row.dedup_key for row in tx.all(select(notices))])
    assert len(keys) == len(set(keys)) == 33
