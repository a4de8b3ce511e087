"""Who is told of a task, and as what."""

from itertools import combinations

import pytest

from work.audience import Told, audience, is_reached
from work.person import Person, Position
from work.task import Party, Role

UNIT = "Vụ Kế hoạch - Tài chính"

BINH = Person(1, "Trần Thị Bình", "binh@moh.gov.vn", "G18", UNIT, Position.STAFF)
HEAD = Person(2, "Lê Văn Cường", "cuong@moh.gov.vn", "G18", UNIT, Position.UNIT_HEAD)
OTHER = Person(3, "Phạm Dung", "dung@moh.gov.vn", "G18", "Vụ Pháp chế", Position.UNIT_HEAD)
CHIEF = Person(4, "Ngô Giang", "giang@moh.gov.vn", "G18", None, Position.AGENCY_HEAD)
CLERK = Person(5, "Vũ Hà", "ha@moh.gov.vn", "G18", "Văn phòng", Position.CLERK)
FAR = Person(6, "Đỗ Khánh", "khanh@bacninh.gov.vn", "H05", UNIT, Position.UNIT_HEAD)
GONE = Person(7, "Bùi Lan", "lan@moh.gov.vn", "G18", UNIT, Position.STAFF, disabled=True)
EVERYBODY = (BINH, HEAD, OTHER, CHIEF, CLERK, FAR, GONE)


def lead(person: int | None = None, unit: str | None = None) -> Party:
    return Party(Role.LEAD, "G18", person=person, unit_name=unit)


def told(
    parties: tuple[Party, ...], *to: Told, people: tuple[Person, ...] = EVERYBODY
) -> list[tuple[str, str]]:
    return [(one.person.name, one.reason) for one in audience(parties, people, to)]


def test_a_named_person_is_told_as_the_lead() -> None:
    assert told((lead(1),), Told.LEAD) == [("Trần Thị Bình", "lead")]


@pytest.mark.parametrize("unit", [UNIT, None])
def test_the_head_is_that_of_the_unit_or_of_the_persons_unit(unit: str | None) -> None:
    found = told((lead(1, unit),), Told.LEAD, Told.UNIT_HEAD, Told.AGENCY_HEAD)

    assert found == [
        ("Trần Thị Bình", "lead"),
        ("Lê Văn Cường", "unit-head"),
        ("Ngô Giang", "agency-head"),
    ]


def test_a_unit_is_reached_through_its_head() -> None:
    assert told((lead(unit=UNIT),), Told.LEAD) == [("Lê Văn Cường", "lead-unit")]


def test_a_person_who_left_is_replaced_by_the_head_of_the_unit() -> None:
    assert told((lead(7),), Told.LEAD) == [("Lê Văn Cường", "lead-unit")]


def test_an_agency_is_reached_through_its_clerk_and_else_its_head() -> None:
    assert told((lead(),), Told.LEAD) == [("Vũ Hà", "lead-agency")]
    without = tuple(person for person in EVERYBODY if person is not CLERK)
    assert told((lead(),), Told.LEAD, people=without) == [("Ngô Giang", "lead-agency")]


def test_who_is_meant_twice_is_told_once_with_the_first_reason() -> None:
    assert told((lead(2, UNIT),), Told.LEAD, Told.UNIT_HEAD) == [("Lê Văn Cường", "lead")]


def test_coordinators_and_followers_are_told_where_the_rung_names_them() -> None:
    parties = (
        lead(1),
        Party(Role.COORDINATOR, "H05", unit_name=UNIT),
        Party(Role.FOLLOWER, "G18", person=3),
    )

    assert told(parties, Told.LEAD) == [("Trần Thị Bình", "lead")]
    assert told(parties, Told.COORDINATOR, Told.FOLLOWER) == [
        ("Đỗ Khánh", "coordinator-unit"),
        ("Phạm Dung", "follower"),
    ]


def test_where_nobody_is_active_nobody_is_told() -> None:
    assert told((lead(7),), *Told, people=(GONE,)) == []


@pytest.mark.parametrize("party", [lead(), lead(1), lead(7), lead(7, UNIT), lead(unit="Văn phòng")])
def test_where_the_lead_is_not_reached_no_head_is_told_either(party: Party) -> None:
    """Whoever is there: every choice of these people."""
    ladder = (Told.LEAD, Told.UNIT_HEAD, Told.AGENCY_HEAD)
    choices = [some for size in range(8) for some in combinations(EVERYBODY, size)]

    assert [bool(told((party,), *ladder, people=some)) for some in choices] == [
        is_reached(party, some) for some in choices
    ]
