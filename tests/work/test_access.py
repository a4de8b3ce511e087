"""Who may see a task: nobody but those who have to do with it, and their heads."""

from dataclasses import replace

import pytest

from work.access import DOING, Doing, OfTask, may
from work.person import Person, Position
from work.task import Party, Role, TaskEvent

FINANCE, LAW = "Vụ Kế hoạch - Tài chính", "Vụ Pháp chế"


def person(number: int, unit: str | None, position: Position, agency: str = "G18") -> Person:
    return Person(number, f"Người {number}", f"p{number}@x.gov.vn", agency, unit, position)


BINH = person(1, FINANCE, Position.STAFF)
CUONG = person(2, FINANCE, Position.UNIT_HEAD)
DUNG = person(3, LAW, Position.UNIT_HEAD)
GIANG = person(4, None, Position.AGENCY_HEAD)
HA = person(5, None, Position.CLERK)
KHANH = person(6, FINANCE, Position.STAFF)
LAN = person(7, FINANCE, Position.UNIT_HEAD, "H05")
MAI = person(8, None, Position.AGENCY_HEAD, "H05")
OPERATOR = person(9, None, Position.OPERATOR)
PEOPLE = (BINH, CUONG, DUNG, GIANG, HA, KHANH, LAN, MAI, OPERATOR)

LEAD = Party(Role.LEAD, "G18", 1, BINH.id, unit_name=FINANCE)


def may_see(reader: Person, parties: tuple[Party, ...]) -> bool:
    return may(reader, Doing.SEE, OfTask(parties, PEOPLE)) is not None


def readers(*parties: Party) -> set[int]:
    return {one.id for one in PEOPLE if may_see(one, parties)}


def test_the_one_who_leads_and_the_heads_above_see_it() -> None:
    assert readers(LEAD) == {BINH.id, CUONG.id, GIANG.id, HA.id}


def test_coordinators_and_followers_see_it_and_the_heads_above_them() -> None:
    helps = Party(Role.COORDINATOR, "G18", 2, None, unit_name=LAW)
    follows = Party(Role.FOLLOWER, "H05", None, MAI.id)

    assert readers(LEAD, helps) == {BINH.id, CUONG.id, GIANG.id, DUNG.id, HA.id}
    assert readers(LEAD, follows) == {BINH.id, CUONG.id, GIANG.id, MAI.id, HA.id}


def test_a_person_without_a_unit_in_the_party_is_seen_by_the_head_of_their_own() -> None:
    above = {BINH.id, CUONG.id, GIANG.id, HA.id}
    assert readers(replace(LEAD, unit=None, unit_name=None)) == above


def test_what_names_the_agency_alone_is_seen_by_its_clerks() -> None:
    assert readers(Party(Role.LEAD, "G18")) == {HA.id, GIANG.id}


def test_a_clerk_sees_what_the_agency_has_a_part_in_and_acts_for_what_names_it_alone() -> None:
    about = OfTask((Party(Role.LEAD, "H05"), replace(LEAD, role=Role.COORDINATOR)), PEOPLE)
    assert may(HA, Doing.SEE, about) is not None
    for doing in (Doing.RECEIVE, Doing.REPORT, Doing.SUBMIT, Doing.CANCEL):
        assert may(HA, doing, OfTask((LEAD,), PEOPLE)) is None
    assert may(HA, Doing.RECEIVE, OfTask((Party(Role.LEAD, "G18"),), PEOPLE)) is not None
    assert HA.id not in readers(Party(Role.LEAD, "H05"))


def test_units_of_the_same_name_elsewhere_see_nothing() -> None:
    assert LAN.id not in readers(LEAD)


@pytest.mark.parametrize("reader", [BINH, CUONG, GIANG])
def test_who_is_disabled_sees_nothing(reader: Person) -> None:
    assert not may_see(replace(reader, disabled=True), (LEAD,))


def test_each_event_of_a_task_has_a_right_that_it_needs() -> None:
    assert set(TaskEvent) == set(DOING)


def test_who_answers_for_the_unit_that_leads_does_not_approve_for_who_is_away() -> None:
    unit = Party(Role.LEAD, "G18", 1, None, unit_name=FINANCE)
    away = replace(GIANG, deputy=CUONG.id)
    about = OfTask((unit,), tuple(away if one is GIANG else one for one in PEOPLE))

    for doing in (Doing.APPROVE, Doing.DECIDE):
        assert may(CUONG, doing, about) is None
        assert may(away, doing, about) is not None
    assert may(CUONG, Doing.SUBMIT, about) is not None


def test_who_follows_a_task_of_their_own_unit_does_not_approve_it_where_others_can() -> None:
    unit = Party(Role.LEAD, "G18", 1, None, unit_name=FINANCE)
    own, other = Party(Role.FOLLOWER, "G18", 1, CUONG.id), Party(Role.FOLLOWER, "G18", 2, DUNG.id)

    assert may(CUONG, Doing.APPROVE, OfTask((unit, own), PEOPLE)) is not None, "nobody else can"
    assert may(CUONG, Doing.APPROVE, OfTask((unit, own, other), PEOPLE)) is None
    assert may(DUNG, Doing.APPROVE, OfTask((unit, own, other), PEOPLE)) is not None
