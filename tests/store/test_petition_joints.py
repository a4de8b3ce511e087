"""Petitions where other things meet them: people who leave or are away, agencies that end, calendars that change."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from schedules.petition import clocks_by
from store import (
    Store,
    Tx,
    hand_over,
    hand_over_news,
    history,
    petition,
    petition_act,
    stand_in,
    task,
    worklist,
)
from store.directory.agencies import add_agency
from store.directory.people import all_people, disable_person
from store.petition_move import Done, Refusal, Refused, Whom
from store.succession import begin, name_successor
from store.task import Submission
from tests.store.office import BINH, CLI, CUONG, HA, NOW, at, staffed
from tests.store.petitions import RULES, TODAY, done, filed, handled, hands, kept, whom
from tests.store.test_hand_over import ACT, DAY, REACHED, THEN, handed, parties
from tests.store.test_recount import a_plan, due, ticked
from tests.store.test_stand_in import term
from work.act import Act
from work.agency import Agency
from work.hand_over import HandOver, Outcome, Unfit
from work.person import Person
from work.petition import State
from work.task import TaskState

POSTGRESQL_IN_PROOF = True


@pytest.fixture
async def office(store: Store) -> Store:
    await staffed(store)
    return store


async def person(store: Store, number: int, agency: str = "G18") -> Person:
    return next(one for one in await store.read(all_people, agency) if one.id == number)


def by(who: Person, day: str) -> Whom:
    """*who* at nine in the morning of *day*, as commands name them."""
    return Whom(Act(f"person:{who.id},cli:0", at(day, "09:00"), who.id), hands(TODAY))


async def test_the_petitions_of_who_leaves_go_over_and_back_like_all_their_work(
    office: Store,
) -> None:
    number = await handled(office)
    batch = await handed(office)

    assert await parties(office, 1) == [("lead", CUONG)]

    def answer(tx: Tx, who: Person) -> Done | Refused:
        return petition_act.answer(tx, number, "trả lời", None, by(who, "2026-10-15"))

    left, heir = await person(office, BINH), await person(office, CUONG)
    assert await office.write(answer, left) is Refusal.FORBIDDEN

    assert isinstance(await office.write(hand_over.begin_undo, batch.id, ACT), HandOver)
    while await office.write(hand_over.step_back, batch.id, ACT):
        pass
    became = await office.write(hand_over_news.conclude_undo, batch.id, REACHED, THEN)
    assert became == {Outcome.BACK: 1}
    assert await office.write(answer, heir) is Refusal.FORBIDDEN
    assert isinstance(await office.write(answer, left), Done)


async def test_one_that_waits_for_a_supplement_goes_over_as_it_is(office: Store) -> None:
    number = await handled(office)
    await done(office, petition_act.ask, number, "gì?", day="2026-10-05")

    await handed(office)

    found = await office.read(worklist.one, 1)
    assert found is not None
    assert (found.state, found.lead.person) == (TaskState.PAUSED, CUONG)
    await done(office, petition_act.supply, number, "đây", day="2026-10-16")


async def test_a_hand_over_that_was_broken_off_is_not_given_back(office: Store) -> None:
    await handled(office)
    batch = await office.write(hand_over.begin, BINH, CUONG, None, ACT)
    assert isinstance(batch, HandOver)

    assert await office.write(hand_over.begin_undo, batch.id, ACT) is Unfit.BROKEN_OFF

    await handed(office)
    assert isinstance(await office.write(hand_over.begin_undo, batch.id, ACT), HandOver)


async def test_where_an_agency_succeeds_another_its_clerk_goes_on_with_the_petitions(
    office: Store,
) -> None:
    entered = (await kept(office)).id
    number = await filed(office)

    def succeeded(tx: Tx) -> HandOver:
        assert add_agency(tx, Agency("G12", "Bộ Tài chính", "BTC"), NOW) is None
        assert name_successor(tx, "G18", "G12", DAY, ACT) is None
        return begin(tx, "G18", "G12", None, ACT)

    batch = await office.write(succeeded)
    while await office.write(hand_over.step, batch.id, THEN):
        pass
    clerk = await person(office, HA, "G12")

    one = await office.read(petition.one, number)
    assert one is not None
    assert one.agency == "G12"
    registered = await office.write(petition_act.register, entered, by(clerk, "2026-10-15"))
    assert isinstance(registered, Done)
    refused = await office.write(
        petition_act.refuse, number, "unclear", None, by(clerk, "2026-10-15")
    )
    assert isinstance(refused, Done)


async def test_who_stands_in_for_the_handler_deals_with_it_and_that_is_recorded(
    office: Store,
) -> None:
    number = await handled(office)
    deputy = await person(office, CUONG)
    assert isinstance(
        await office.write(stand_in.name, term(BINH, CUONG, "2026-10-05", "2026-10-09"), CLI), int
    )

    def ask(tx: Tx, day: str) -> Done | Refused:
        return petition_act.ask(tx, number, "gì?", by(deputy, day))

    assert await office.write(ask, "2026-10-02") is Refusal.FORBIDDEN
    assert await office.write(ask, "2026-10-10") is Refusal.FORBIDDEN, "that is over"
    assert isinstance(await office.write(ask, "2026-10-05"), Done)

    newest = (await office.read(petition.history, (number,)))[number][-1]
    assert newest.by == f"person:{CUONG},for:{BINH},cli:0"
    assert (await office.read(history.of_task, 1))[-1].by == newest.by


async def test_who_is_disabled_meanwhile_does_nothing(office: Store) -> None:
    number = await handled(office)
    handler = await person(office, BINH)
    await office.write(disable_person, "binh@moh.gov.vn", NOW)

    found = await office.write(
        petition_act.answer, number, "trả lời", None, by(handler, "2026-10-05")
    )

    assert found is Refusal.FORBIDDEN


async def test_the_answers_day_moves_with_the_calendar_as_the_laws_clock_does(
    office: Store, tmp_path: Path
) -> None:
    number = await handled(office)
    assert await due(office, 1) == date(2026, 10, 22)
    plan = a_plan(tmp_path, "2026-10-20")

    await ticked(office, plan, at("2026-10-05"))

    assert await due(office, 1) == date(2026, 10, 23)
    one = await office.read(petition.one, number)
    assert one is not None
    assert one.state is State.HANDLING


async def test_a_supplement_that_comes_in_after_the_calendar_changed_is_taken_by_the_new_one(
    office: Store, tmp_path: Path
) -> None:
    number = await handled(office)
    await done(office, petition_act.ask, number, "gì?", day="2026-10-05")
    plan = a_plan(tmp_path, "2026-10-20")
    await ticked(office, plan, at("2026-10-06"))
    clocks = clocks_by(RULES, plan.calendar)
    later = replace(whom("2026-10-08"), hands=replace(hands(date(2026, 10, 8)), clocks=clocks))

    given = await office.write(petition_act.supply, number, "đây", later)

    assert isinstance(given, Done), given
    assert await due(office, 1) == date(2026, 10, 28), "15 + 3 working days, one of them a day off"


async def test_what_was_submitted_can_be_answered_or_sorted_anew(office: Store) -> None:
    number = await handled(office)
    assert await office.write(task.submit, 1, Submission(TODAY, TODAY), CLI) is TaskState.SUBMITTED

    given = await office.write(petition_act.answer, number, "trả lời", None, whom("2026-10-05"))

    assert isinstance(given, Done)
    found = await office.read(worklist.one, 1)
    assert found is not None
    assert found.state is TaskState.DONE
