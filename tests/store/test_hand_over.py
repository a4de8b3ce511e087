"""Work that goes to another at once: everybody told once, nothing told again, what is finished left where it is."""

import asyncio
import json
from datetime import date, time

import pytest
from sqlalchemy import select

from schedules.customs import Hours
from schedules.tick import release
from store import Store, Tx, absence, hand_over, hand_over_news, stand_in, task, worklist
from store.directory.agencies import add_agency, all_agencies
from store.directory.people import add_person, all_people
from store.schema.notice import notice as notices
from store.succession import begin, name_successor
from store.task import Submission
from tests.store import telling
from tests.store.office import (
    BINH,
    CLI,
    CUONG,
    DUNG,
    GIANG,
    HA,
    NOW,
    OTHER_UNIT,
    UNIT,
    at,
    opened,
    staffed,
    work,
)
from tests.store.telling import live, sent, with_customs
from tests.store.test_stand_in import term
from tests.store.test_tick import PLAN, live_until, send_all, told
from work.act import Act
from work.agency import Agency
from work.deadline import Reached
from work.directory import NewPerson
from work.hand_over import HandOver, Outcome, Unfit
from work.person import Position
from work.task import Party, Role, TaskState

POSTGRESQL_IN_PROOF = True

HELPED = Party(Role.COORDINATOR, "G18", UNIT, BINH)
FOLLOWED = Party(Role.FOLLOWER, "G18", UNIT, BINH)
DAY = date(2026, 10, 15)
REACHED = Reached(DAY)
THEN = at("2026-10-15", "09:00")
ACT = Act("cli:1000", THEN)


@pytest.fixture
async def office(store: Store) -> Store:
    """Bình leads 1 and 2, helps Dung with 3, follows 4 of Cường, and has finished 5."""
    await staffed(store)
    await opened(
        store,
        work("2026-10-23"),
        work("2026-10-09", content="Rà soát"),
        work("2026-12-01", DUNG, OTHER_UNIT, HELPED, content="Góp ý"),
        work(None, CUONG, UNIT, FOLLOWED, content="Sơ kết"),
        work("2026-10-30", content="Đã xong"),
    )
    await store.write(task.finish, 5, date(2026, 10, 2), "1/BC-BYT", CLI)
    return store


async def handed(store: Store, source: int = BINH, target: int = CUONG) -> HandOver:
    batch = await store.write(hand_over.begin, source, target, "chuyển công tác", ACT)
    assert isinstance(batch, HandOver)
    while await store.write(hand_over.step, batch.id, THEN, 1):
        pass
    await store.write(hand_over_news.conclude, batch.id, REACHED, THEN)
    return batch


async def parties(store: Store, number: int) -> list[tuple[str, int | None]]:
    return [(one.role.value, one.person) for one in await store.read(worklist.parties, number)]


def news(tx: Tx) -> dict[str, tuple[str, int, int]]:
    """By mailbox: why they are told of a hand-over, of how many tasks, and how many of these are late."""
    chosen = select(notices).where(notices.c.kind == "hand-over").order_by(notices.c.id)
    rows = [(row, json.loads(row.facts)) for row in tx.all(chosen)]
    found = {r.address.split("@")[0]: (r.reason, f["tasks"], f["late"]) for r, f in rows}
    assert len(found) == len(rows), "each once"
    return found


async def test_all_open_work_goes_over_and_what_is_finished_stays(office: Store) -> None:
    await handed(office)

    assert await parties(office, 1) == [("lead", CUONG)]
    assert await parties(office, 2) == [("lead", CUONG)]
    assert await parties(office, 3) == [("lead", DUNG), ("coordinator", CUONG)]
    assert await parties(office, 4) == [("lead", CUONG)], "who leads need not follow"
    assert await parties(office, 5) == [("lead", BINH)]
    assert await office.read(news) == {
        "binh": ("hand-over-from", 4, 1),
        "cuong": ("hand-over-to", 4, 1),
        "dung": ("hand-over-beside", 1, 0),
    }


async def test_nothing_is_told_again_and_the_next_rung_goes_to_who_has_it(office: Store) -> None:
    await live_until(office, at("2026-10-15"))
    await send_all(office, at("2026-10-15"))
    before = await office.read(told)

    await handed(office)
    await office.write(release, PLAN, at("2026-10-15", "09:01"))
    after = await office.read(told)
    await office.write(release, PLAN, at("2026-10-20"))

    assert [one for one in after if one not in before and not one[2].startswith("hand-over")] == []
    fresh = [one for one in await office.read(told) if one not in after]
    assert ("2026-10-20", "cuong", "lead") in fresh
    assert not any(box == "binh" for _, box, _ in fresh)


async def test_what_was_not_sent_yet_to_who_leaves_is_taken_back(office: Store) -> None:
    await live_until(office, at("2026-10-15"))
    await handed(office)

    def waiting(tx: Tx) -> set[tuple[int, str]]:
        rows = tx.all(select(notices).where(notices.c.kind == "reminder"))
        return {(row.person_id, row.state) for row in rows}

    found = await office.read(waiting)
    assert (BINH, "cancelled") in found
    assert (BINH, "pending") not in found
    assert (GIANG, "pending") in found, "heads are still to be told that it is overdue"


async def test_what_waits_for_approval_waits_for_the_other(office: Store) -> None:
    await office.write(task.submit, 4, Submission(DAY, DAY), ACT)
    await handed(office, target=HA)

    assert await parties(office, 4) == [("lead", CUONG), ("follower", HA)]
    await office.write(release, PLAN, at("2026-10-15", "09:01"))
    assert ("2026-10-15", "ha", "follower") in await office.read(told)
    found = await office.read(worklist.one, 4)
    assert found is not None
    assert found.state is TaskState.SUBMITTED


async def test_one_that_broke_off_goes_on_and_people_are_told_once(
    pair: tuple[Store, Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    await staffed(pair[0])
    await opened(pair[0], *(work("2026-10-23", content=f"Việc {n}") for n in range(7)))
    first = await pair[0].write(hand_over.begin, BINH, CUONG, None, ACT)
    assert isinstance(first, HandOver)
    await pair[0].write(hand_over.step, first.id, THEN, 2)

    assert await pair[1].write(hand_over.begin, BINH, DUNG, None, ACT) is Unfit.RUNNING
    again = await pair[1].write(hand_over.begin, BINH, CUONG, None, ACT)
    assert again == first
    assert await pair[0].write(hand_over_news.conclude, first.id, REACHED, THEN) is None, (
        "some are left"
    )

    async def through(store: Store) -> None:
        while await store.write(hand_over.step, first.id, THEN, 1):
            pass
        await store.write(hand_over_news.conclude, first.id, REACHED, THEN)

    await asyncio.gather(*map(through, pair))

    assert await pair[0].read(news) == {
        "binh": ("hand-over-from", 7, 0),
        "cuong": ("hand-over-to", 7, 0),
    }
    assert await pair[0].read(hand_over.open_tasks, BINH) == ()


async def test_two_that_would_give_each_other_their_work_do_not_go_on_for_ever(
    pair: tuple[Store, Store],
) -> None:
    await staffed(pair[0])
    await opened(pair[0], work("2026-10-23"), work("2026-10-23", DUNG, 2))
    begun = await asyncio.gather(
        pair[0].write(hand_over.begin, BINH, DUNG, None, ACT),
        pair[1].write(hand_over.begin, DUNG, BINH, None, ACT),
    )

    assert sorted(isinstance(one, HandOver) for one in begun) == [False, True]
    assert Unfit.CROSSED in begun
    gives, gets = (BINH, DUNG) if isinstance(begun[0], HandOver) else (DUNG, BINH)
    assert await pair[0].write(hand_over.begin, gets, CUONG, None, ACT) is Unfit.CROSSED
    assert await pair[0].write(hand_over.step, 1, NOW) == 1
    assert await pair[0].write(hand_over.step, 1, NOW) == 0
    assert await pair[0].write(hand_over.finish, 1, NOW)
    assert isinstance(await pair[0].write(hand_over.begin, gets, gives, None, ACT), HandOver)


async def test_it_is_given_back_as_far_as_nothing_has_changed_since(office: Store) -> None:
    batch = await handed(office)
    await office.write(task.finish, 2, DAY, "2/BC-BYT", ACT)
    await office.write(task.give_lead, 4, Party(Role.LEAD, "G18", OTHER_UNIT, DUNG), ACT)

    assert await office.write(hand_over.begin_undo, batch.id, ACT) == await office.read(
        hand_over.of_number, batch.id
    )
    while await office.write(hand_over.step_back, batch.id, ACT, 1):
        pass
    became = await office.write(hand_over_news.conclude_undo, batch.id, REACHED, THEN)

    assert became == {Outcome.BACK: 2, Outcome.CLOSED: 1, Outcome.CHANGED: 1}
    assert await parties(office, 1) == [("lead", BINH)]
    assert await parties(office, 2) == [("lead", CUONG)]
    assert await parties(office, 3) == [("lead", DUNG), ("coordinator", BINH)]
    assert await parties(office, 4) == [("lead", DUNG)]
    assert await office.write(hand_over.begin_undo, batch.id, ACT) is Unfit.UNDONE


async def test_terms_of_who_leaves_end_and_those_for_others_go_on_with_the_other(
    office: Store,
) -> None:
    await office.write(absence.name, term(BINH, DUNG, "2026-10-01", "2026-10-30"), CLI)
    await office.write(absence.name, term(GIANG, BINH, "2026-11-01", "2026-11-30"), CLI)

    await office.write(stand_in.pass_on, BINH, CUONG, DAY, ACT)

    kept = await office.read(stand_in.terms, THEN)
    standing = [(one.absent.id, one.deputy.id, one.first) for one in kept if not one.ended_by]
    assert standing == [(GIANG, CUONG, date(2026, 11, 1))]


async def test_a_reminder_that_waits_for_hours_is_told_to_who_has_the_task_then(
    store: Store,
) -> None:
    """It was due, and the next rung may be days away."""
    await staffed(store)
    await opened(store, work("2026-10-15"), work("2026-10-15", person=CUONG))
    late = Hours(date(2026, 1, 1), "", time(9, 30), time(17), (), "G18", "Vụ Kế hoạch - Tài chính")
    plan = with_customs(telling.PLAN, late)
    await live(store, NOW, at("2026-10-15", "08:30"), plan)
    start = at("2026-10-15", "00:00")
    assert await sent(store, start) == []

    act = Act("cli", at("2026-10-15", "08:30"))
    batch = await store.write(hand_over.begin, BINH, DUNG, None, act)
    assert isinstance(batch, HandOver)
    while await store.write(hand_over.step, batch.id, act.now):
        pass
    await live(store, act.now, at("2026-10-15", "08:45"), plan)
    assert await sent(store, start) == [("10-15 08:30", "dung", "reminder", "T")], "her hours began"
    await store.write(hand_over.finish, batch.id, act.now)
    again = await store.write(hand_over.begin, CUONG, DUNG, None, act)
    assert isinstance(again, HandOver)
    while await store.write(hand_over.step, again.id, act.now):
        pass
    await store.write(hand_over.finish, again.id, act.now)
    assert isinstance(await store.write(hand_over.begin_undo, again.id, act), HandOver)
    while await store.write(hand_over.step_back, again.id, act):
        pass
    await live(store, act.now, at("2026-10-15", "17:00"), plan)

    told = await sent(store, start)
    assert told == [
        ("10-15 08:30", "dung", "reminder", "T"),
        ("10-15 09:30", "cuong", "reminder", "T"),
    ]


async def test_who_hands_work_over_to_themselves_does_not_take_the_place_of_the_head(
    office: Store,
) -> None:
    await office.write(absence.name, term(GIANG, BINH, "2026-11-01", "2026-11-30"), CLI)

    by_themselves = Act(f"person:{CUONG},cli:0", ACT.now, CUONG)
    await office.write(stand_in.pass_on, BINH, CUONG, DAY, by_themselves)

    kept = await office.read(stand_in.terms, THEN)
    assert [one for one in kept if not one.ended_by] == []


async def test_who_may_not_see_work_does_not_take_it_to_themselves(office: Store) -> None:
    operator = NewPerson("Đỗ Quang", "quang@moh.gov.vn", "G18", None, Position.OPERATOR, "vi")
    quang = await office.write(add_person, operator, NOW)
    assert isinstance(quang, int)

    def acts(person: int) -> Act:
        return Act(f"person:{person},cli:0", ACT.now, person)

    assert await office.write(hand_over.begin, BINH, quang, None, acts(quang)) is Unfit.SELF
    assert isinstance(await office.write(hand_over.begin, BINH, DUNG, None, acts(quang)), HandOver)
    assert isinstance(
        await office.write(hand_over.begin, CUONG, GIANG, None, acts(GIANG)), HandOver
    )


@pytest.mark.parametrize(
    ("source", "target", "why"),
    [(BINH, BINH, Unfit.SAME), (BINH, 99, Unfit.UNKNOWN), (HA, CUONG, Unfit.NOTHING)],
)
async def test_what_cannot_be_handed_over(
    office: Store, source: int, target: int, why: Unfit
) -> None:
    assert await office.write(hand_over.begin, source, target, None, ACT) is why


async def test_an_agency_takes_over_people_and_open_work_by_the_names_of_their_units(
    office: Store,
) -> None:
    new = Agency("G12", "Bộ Tài chính", "BTC", frozenset({"mof.gov.vn"}))
    below = Agency("G18.01", "Cục Quản lý Dược", "CQLD", parent="G18")

    def register(tx: Tx) -> None:
        for one in (new, below):
            assert add_agency(tx, one, NOW) is None

    await office.write(register)
    assert await office.write(name_successor, "G18", "G12", DAY, ACT) is None
    batch = await office.write(begin, "G18", "G12", "Nghị quyết 1/NQ-CP", ACT)
    while await office.write(hand_over.step, batch.id, THEN):
        pass
    await office.write(hand_over_news.conclude, batch.id, REACHED, THEN)

    moved = await office.read(worklist.one, 1)
    stays = await office.read(worklist.one, 5)
    assert moved is not None
    assert stays is not None
    assert (moved.lead.agency, moved.lead.unit_name, moved.lead.person) == (
        "G12", "Vụ Kế hoạch - Tài chính", BINH,
    )  # fmt: skip
    assert (stays.lead.agency, stays.lead.unit_name) == ("G18", "Vụ Kế hoạch - Tài chính")
    people = await office.read(all_people, "G12")
    assert {one.id for one in people} == {BINH, CUONG, DUNG, GIANG, HA}
    assert {one.unit for one in people if one.id == BINH} == {"Vụ Kế hoạch - Tài chính"}
    codes = {one.code: one for one in await office.read(all_agencies)}
    assert (codes["G18"].valid_to, codes["G18"].successor) == (date(2026, 10, 14), "G12")
    assert codes["G18.01"].parent == "G12"
    assert await office.read(news) == {
        "binh": ("hand-over-to", 4, 1),
        "cuong": ("hand-over-to", 1, 0),
        "dung": ("hand-over-to", 1, 0),
    }
    assert await office.write(hand_over.begin_undo, batch.id, ACT) is Unfit.LASTING


async def test_one_agency_is_not_succeeded_by_two_at_once(office: Store) -> None:
    def begun(tx: Tx) -> object:
        for code in ("G12", "G13"):
            assert add_agency(tx, Agency(code, code, code), NOW) is None
        assert name_successor(tx, "G18", "G12", DAY, ACT) is None
        begin(tx, "G18", "G12", None, ACT)
        return name_successor(tx, "G18", "G13", DAY, ACT)

    assert await office.write(begun) is Unfit.RUNNING
    assert await office.write(name_successor, "G18", "G12", DAY, ACT) is None, "it goes on"


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("G18", "G18", Unfit.SAME),
        ("G18", "G99", Unfit.UNKNOWN),
        ("G18", "G12", Unfit.CIRCLE),
        ("G18", "G13", Unfit.ENDED),
    ],
)
async def test_what_cannot_succeed(office: Store, old: str, new: str, why: Unfit) -> None:
    def register(tx: Tx) -> None:
        add_agency(tx, Agency("G12", "Bộ Tài chính", "BTC", successor="G18"), NOW)
        add_agency(tx, Agency("G13", "Bộ cũ", "BC", valid_to=date(2025, 2, 28)), NOW)

    await office.write(register)

    assert await office.write(name_successor, old, new, DAY, ACT) is why
