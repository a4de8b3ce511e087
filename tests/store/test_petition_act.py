"""Petitions, act by act: what happens in which state, and who may let it happen."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from store import Store, Tx, petition, petition_act, petition_post
from store.directory.agencies import add_agency
from store.directory.people import add_person, all_people
from store.petition_move import Done, Refusal
from store.schema.work import task_party
from tests import stores
from tests.store.office import BINH, CLI, CUONG, DUNG, GIANG, HA, NOW, OTHER_UNIT, staffed
from tests.store.petitions import TO_BINH, hands, new, whom
from work.agency import Agency
from work.directory import NewPerson
from work.person import Person, Position
from work.petition import Depth, Event, Impossible, Kind, Petition, State
from work.petitioner import NOBODY
from work.task import Party, Role

act = petition_act


@pytest.fixture
def url(tmp_path: Path) -> str:
    """One engine serves: the tables are asked before the database is."""
    return stores.empty_store(tmp_path)


@pytest.fixture
async def office(store: Store) -> Store:
    await staffed(store)
    return store


# What each state may turn into, written by hand beside the table of work.petition: one line a state.
REACHED = {
    State.RECEIVED: "register supply refuse withdraw join see",
    State.REGISTERED: "classify ask supply refuse withdraw join see",
    State.CLASSIFIED: "classify ask forward assign supply refuse withdraw join see",
    State.SUPPLEMENT: "supply refuse withdraw join see",
    State.HANDLING: "classify ask forward assign answer supply refuse withdraw join see",
    State.FORWARDED: "classify close see",
    State.ANSWERED: "publish close see",
    State.PUBLISHED: "close see",
    State.CLOSED: "erase see",
    State.REFUSED: "erase see",
    State.WITHDRAWN: "erase see",
    State.JOINED: "erase see",
}


SORT = (act.classify, Kind.REFLECTION, Depth.VERIFY)
GIVE = (act.assign, TO_BINH)
REPLY = (act.answer, "trả lời", None)
WAYS: dict[State, tuple[tuple[Any, ...], ...]] = {
    State.REGISTERED: (),
    State.REFUSED: ((act.refuse, "unclear", None),),
    State.WITHDRAWN: ((act.withdraw, "thôi"),),
    State.SUPPLEMENT: ((act.ask, "gì?"),),
    State.CLASSIFIED: (SORT,),
    State.FORWARDED: (SORT, (act.forward, "Sở", None)),
    State.HANDLING: (SORT, GIVE),
    State.ANSWERED: (SORT, GIVE, REPLY),
    State.PUBLISHED: (SORT, GIVE, REPLY, (act.publish, "cổng")),
    State.CLOSED: (SORT, GIVE, REPLY, (act.close,)),
}
ACTS: dict[Event, tuple[Any, ...]] = {
    Event.REGISTER: (act.register,),
    Event.CLASSIFY: SORT,
    Event.ASK: (act.ask, "gì?"),
    Event.SUPPLY: (act.supply, "đây"),
    Event.FORWARD: (act.forward, "Sở", None),
    Event.ASSIGN: GIVE,
    Event.ANSWER: REPLY,
    Event.PUBLISH: (act.publish, "cổng"),
    Event.CLOSE: (act.close,),
    Event.REFUSE: (act.refuse, "unclear", None),
    Event.WITHDRAW: (act.withdraw, "thôi"),
    Event.ERASE: (act.erase, "xong"),
    Event.SEE: (act.see, "screen"),
}


def _kept(tx: Tx) -> int:
    found = petition.open_(tx, new(NOBODY), hands(), CLI)
    assert found is not None
    return found.id


def _do(tx: Tx, number: int, *steps: tuple[Any, ...]) -> None:
    for function, *args in steps:
        assert isinstance(function(tx, number, *args, whom()), Done), function


def _at(tx: Tx, state: State) -> int:
    """The id of a petition in that state; of one that was joined, with one that has ended since."""
    number = _kept(tx)
    if state is State.RECEIVED:
        return number
    _do(tx, number, (act.register,))
    if state is State.JOINED:
        target = _kept(tx)
        _do(tx, number, (act.join, target))
        _do(tx, target, (act.refuse, "unclear", None))
    else:
        _do(tx, number, *WAYS[state])
    return number


def _able(tx: Tx, state: State, clerk: Person) -> set[Event]:
    """What happened in that state. What did not has left the petition as it was, so it serves again."""
    able, number, other = set(), _at(tx, state), _kept(tx)
    for event in Event:
        who = clerk if event is Event.SEE else None
        if _tried(tx, number, state, event, other, who):
            able.add(event)
            number = number if event is Event.SEE else _at(tx, state)
    return able


def _tried(tx: Tx, number: int, state: State, event: Event, other: int, who: Person | None) -> bool:
    """Whether the event happened; where not, nothing was changed."""
    function, *args = ACTS.get(event, (act.join, other))
    before = _all(tx, number)
    outcome = function(tx, number, *args, whom(person=who))
    if isinstance(outcome, Done):
        assert len(_all(tx, number)[1]) == len(before[1]) + 1
        return True
    assert outcome == Impossible(state), (state, event, outcome)
    assert set(outcome.can) == {Event(one) for one in REACHED[state].split()}
    assert _all(tx, number) == before
    return False


def _all(tx: Tx, number: int) -> tuple[Petition | None, Any, Any]:
    past = petition.history(tx, (number,))[number]
    return petition.one(tx, number), past, petition_post.letters(tx, (number,))


async def test_each_act_happens_in_the_states_of_the_table_and_in_no_other(
    office: Store,
) -> None:
    def every(tx: Tx) -> dict[State, set[Event]]:
        (clerk,) = [one for one in all_people(tx) if one.id == HA]
        return {state: _able(tx, state, clerk) for state in State}

    able = await office.write(every)

    assert able == {state: {Event(one) for one in REACHED[state].split()} for state in State}


# Who may do what with one that Bình of the first unit handles, by hand.
MAY = {
    BINH: "ask supply answer see",  # handles it
    CUONG: "",  # heads the unit
    DUNG: "",  # of another unit
    GIANG: "register classify ask supply forward assign answer publish close refuse withdraw join erase",
    HA: "register classify ask supply forward assign publish close refuse withdraw join erase see",
    None: "register classify ask supply forward assign answer publish close refuse withdraw join erase",
}
_FROM = {
    Event.REGISTER: State.RECEIVED,
    Event.PUBLISH: State.ANSWERED,
    Event.CLOSE: State.ANSWERED,
    Event.ERASE: State.CLOSED,
}


async def test_each_act_is_for_those_of_the_table_and_for_nobody_else(office: Store) -> None:
    def ready(tx: Tx, event: Event) -> int:
        number = _at(tx, _FROM.get(event, State.HANDLING))
        if event is Event.SUPPLY:
            _do(tx, number, (act.ask, "gì?"))
        return number

    def allowed(tx: Tx, event: Event, people: dict[int, Person]) -> Iterator[int | None]:
        number, other = ready(tx, event), _kept(tx)
        function, *args = ACTS.get(event, (act.join, other))
        for who in MAY:
            outcome = function(tx, number, *args, whom(person=people.get(who or 0)))
            if isinstance(outcome, Done):
                yield who
                number = ready(tx, event)
            else:
                assert outcome is Refusal.FORBIDDEN, (event, who, outcome)

    def every(tx: Tx) -> dict[int | None, set[Event]]:
        people = {one.id: one for one in all_people(tx)}
        found = {event: set(allowed(tx, event, people)) for event in Event}
        return {who: {event for event in Event if who in found[event]} for who in MAY}

    able = await office.write(every)

    assert able == {who: {Event(one) for one in told.split()} for who, told in MAY.items()}


async def test_where_a_unit_was_given_it_whoever_is_of_that_unit_handles_it(office: Store) -> None:
    def given(tx: Tx) -> int:
        number = _at(tx, State.CLASSIFIED)
        _do(tx, number, (act.assign, Party(Role.LEAD, "G18", OTHER_UNIT)))
        return number

    number = await office.write(given)
    people = {one.id: one for one in await office.read(all_people)}

    assert isinstance(
        await office.write(act.see, number, "screen", whom(person=people[DUNG])), Done
    )
    assert await office.write(act.see, number, "screen", whom(person=people[BINH])) is (
        Refusal.FORBIDDEN
    )


async def test_nobody_of_another_agency_is_given_one_or_knows_who_sent_it(office: Store) -> None:
    """It is passed on to them; one that went there before, or with a hand-over, is a matter of its own agency alone."""
    province = Agency("H05", "UBND tỉnh Bắc Ninh", "UBND", frozenset({"bn.gov.vn"}))
    lan = NewPerson("Đỗ Lan", "lan@bn.gov.vn", "H05", None, Position.AGENCY_HEAD, "vi")
    await office.write(lambda tx: (add_agency(tx, province, NOW), add_person(tx, lan, NOW)))
    people = {one.email: one for one in await office.read(all_people)}
    theirs = people["lan@bn.gov.vn"]
    number = await office.write(lambda tx: _at(tx, State.CLASSIFIED))
    elsewhere = Party(Role.LEAD, "H05", None, theirs.id)

    assert await office.write(act.assign, number, elsewhere, whom()) is Refusal.ELSEWHERE

    def gone(tx: Tx) -> None:
        _do(tx, number, GIVE)
        lead = update(task_party).where(task_party.c.role == Role.LEAD)
        tx.run(lead.values(agency="H05", unit_id=None, person_id=theirs.id))

    await office.write(gone)
    deeds: tuple[tuple[Any, ...], ...] = (
        (act.see, "screen"),
        (act.answer, "Không.", None),
        (act.ask, "gì?"),
    )
    for function, *args in deeds:
        outcome = await office.write(function, number, *args, whom(person=theirs))
        assert outcome is Refusal.FORBIDDEN, function
