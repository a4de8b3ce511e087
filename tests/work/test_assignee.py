"""Who is to do the work, by the directory: letter by letter first, and never by a guess."""

import time
from datetime import date

import pytest

from work.agency import Agency
from work.assignee import Assigned, AssigneeGap, Nobody, read_assignees, read_person
from work.person import Person, Position
from work.roster import Named, Roster, Unit

AGENCIES = (
    Agency("G18", "Bộ Y tế", "BYT"),
    Agency("G22", "Văn phòng Chính phủ", "VPCP"),
    Agency("H22", "UBND tỉnh Hà Giang", "Hà Giang", valid_to=date(2025, 6, 30), successor="H60"),
    Agency("H60", "UBND tỉnh Tuyên Quang", "Tuyên Quang"),
)
UNITS = (
    Unit(1, "G18", "Vụ Kế hoạch - Tài chính"),
    Unit(2, "G18", "Vụ Pháp chế"),
    Unit(3, "G22", "Vụ Tổng hợp"),
    Unit(4, "G22", "Văn phòng"),
    Unit(5, "G18", "Văn phòng"),
)


def person(number: int, name: str, unit: str | None = None, **changes: object) -> Person:
    facts = {"agency": "G18", "email": f"p{number}@moh.gov.vn", **changes}
    return Person(number, name, unit=unit, position=Position.STAFF, **facts)  # type: ignore[arg-type]


PEOPLE = (
    person(11, "Trần Thị Bình", "Vụ Kế hoạch - Tài chính"),
    person(12, "Lê Văn Hoà", "Vụ Pháp chế"),
    person(13, "Nguyễn Văn An", "Vụ Pháp chế"),
    person(14, "Nguyễn Văn An", "Vụ Kế hoạch - Tài chính"),
    person(15, "Đỗ Thị Nghỉ", disabled=True),
    person(16, "Trần Văn Bình", agency="G22"),
    person(17, "Nguyễn Văn An", "Vụ Tổng hợp", agency="G22"),
)
ROSTER = Roster(AGENCIES, UNITS, PEOPLE, date(2026, 10, 1))
MINISTRY = Roster(AGENCIES, UNITS, PEOPLE, date(2026, 10, 1), home="G18")

Who = tuple[str, str, int | None, int | None]


def parties(text: str, roster: Roster = ROSTER) -> list[Who]:
    found = read_assignees(text, roster)
    assert isinstance(found, Assigned), found
    return [(party.role.value, party.agency, party.unit, party.person) for party in found.parties]


def nobody(text: str, roster: Roster = ROSTER) -> Nobody:
    found = read_assignees(text, roster)
    assert isinstance(found, Nobody), found
    return found


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("Vụ Kế hoạch - Tài chính", ("lead", "G18", 1, None)),
        ("VỤ PHÁP CHẾ", ("lead", "G18", 2, None)),
        ("Trần Thị Bình", ("lead", "G18", 1, 11)),
        ("Lê Văn Hòa", ("lead", "G18", 2, 12)),
        ("p13@moh.gov.vn", ("lead", "G18", 2, 13)),
        ("Đ/c Trần Thị Bình", ("lead", "G18", 1, 11)),
        ("Ông Nguyễn Văn An (Vụ Pháp chế)", ("lead", "G18", 2, 13)),
        ("Nguyễn Văn An - Vụ Kế hoạch - Tài chính", ("lead", "G18", 1, 14)),
        ("Nguyễn Văn An, Vụ Tổng hợp", ("lead", "G22", 3, 17)),
        ("Văn phòng (BYT)", ("lead", "G18", 5, None)),
        ("Văn phòng (G22)", ("lead", "G22", 4, None)),
        ("Bộ Y tế", ("lead", "G18", None, None)),
        ("VPCP", ("lead", "G22", None, None)),
    ],
)
def test_one_name_leads(text: str, who: Who) -> None:
    assert parties(text) == [who]


def test_the_first_leads_and_the_others_help() -> None:
    expected = [
        ("lead", "G18", 2, None),
        ("coordinator", "G18", 1, 11),
        ("coordinator", "G22", 3, None),
    ]

    assert parties("Vụ Pháp chế; Trần Thị Bình; Vụ Tổng hợp") == expected
    assert parties("Vụ Pháp chế\nTrần Thị Bình\nVụ Tổng hợp") == expected
    assert parties("Vụ Pháp chế, Trần Thị Bình, Vụ Tổng hợp") == expected
    assert parties("phối hợp: Trần Thị Bình, Vụ Tổng hợp; chủ trì: Vụ Pháp chế") == expected
    assert parties("Vụ Pháp chế (chủ trì); Trần Thị Bình (phối hợp); Vụ Tổng hợp") == expected
    assert parties("Vụ Pháp chế; theo dõi: Trần Thị Bình")[1][0] == "follower"


@pytest.mark.parametrize(
    "text",
    [
        "Vụ Pháp chế chủ trì, phối hợp với Trần Thị Bình, Vụ Tổng hợp",
        "Vụ Pháp chế chủ trì phối hợp cùng Trần Thị Bình, Vụ Tổng hợp",
        "Vụ Pháp chế chủ trì và phối hợp với Trần Thị Bình; Vụ Tổng hợp",
        "Vụ Pháp chế chủ trì; Trần Thị Bình phối hợp; Vụ Tổng hợp phối hợp",
        "Giao Vụ Pháp chế chủ trì, phối hợp với Trần Thị Bình, Vụ Tổng hợp",
    ],
)
def test_the_words_of_an_order_say_who_leads_and_who_helps(text: str) -> None:
    assert parties(text) == [
        ("lead", "G18", 2, None),
        ("coordinator", "G18", 1, 11),
        ("coordinator", "G22", 3, None),
    ]


def test_a_party_stands_once() -> None:
    assert parties("Vụ Pháp chế; Vụ Pháp chế") == [("lead", "G18", 2, None)]


def test_accents_come_first_and_without_them_it_is_told() -> None:
    assert read_assignees("Trần Thị Bình", ROSTER).loosely == ()  # type: ignore[union-attr]
    found = read_assignees("tran thi binh; vu phap che", ROSTER)
    assert isinstance(found, Assigned)
    assert found.loosely == ("tran thi binh", "vu phap che")


def test_one_name_of_several_is_never_chosen() -> None:
    found = nobody("Nguyễn Văn An")

    assert found.gap is AssigneeGap.AMBIGUOUS
    assert found.others == (
        "Nguyễn Văn An (Vụ Kế hoạch - Tài chính, G18)",
        "Nguyễn Văn An (Vụ Pháp chế, G18)",
        "Nguyễn Văn An (Vụ Tổng hợp, G22)",
    )
    assert nobody("Văn phòng").gap is AssigneeGap.AMBIGUOUS


def test_the_office_whose_register_it_is_comes_first() -> None:
    assert parties("Văn phòng", MINISTRY) == [("lead", "G18", 5, None)]
    assert parties("Vụ Tổng hợp", MINISTRY) == [("lead", "G22", 3, None)]
    assert len(nobody("Nguyễn Văn An", MINISTRY).others) == 2


def test_a_run_of_blanks_costs_no_more_than_its_length() -> None:
    begun = time.process_time()
    read_assignees("Vụ" + "\t" * 32_000 + "A\nVụ B", ROSTER)
    assert time.process_time() - begun < 2


def test_an_unknown_name_is_told_with_near_ones() -> None:
    found = nobody("Vụ Pháp chê; Vụ Kế hoạch Tài chánh", MINISTRY)

    assert (found.gap, found.name) == (AssigneeGap.UNKNOWN, "Vụ Kế hoạch Tài chánh")
    assert found.others == ("Vụ Kế hoạch - Tài chính",)
    assert nobody("Cục Hàng hải").others == ()


def test_those_who_are_gone_get_no_work() -> None:
    assert nobody("Đỗ Thị Nghỉ") == Nobody(AssigneeGap.DISABLED, "Đỗ Thị Nghỉ")
    ended = Nobody(AssigneeGap.ENDED, "UBND tỉnh Hà Giang", ("H60",))
    assert nobody("UBND tỉnh Hà Giang") == ended


def test_a_task_has_one_lead() -> None:
    assert nobody("Vụ Pháp chế (chủ trì); Vụ Tổng hợp (chủ trì)").gap is AssigneeGap.TWO_LEADS
    assert nobody("phối hợp: Vụ Pháp chế").gap is AssigneeGap.NO_LEAD


def test_near_names_are_of_ones_own_agency_first_and_others_say_where_they_are() -> None:
    assert nobody("Trần Thị Bính Minh", MINISTRY).others == (
        "Trần Thị Bình (Vụ Kế hoạch - Tài chính)",
        "Trần Văn Bình (Văn phòng Chính phủ)",
    )
    assert nobody("Trần Vă Bình", MINISTRY).others[-1] == "Trần Văn Bình (Văn phòng Chính phủ)"


def test_two_of_one_name_in_one_unit_are_told_apart_by_their_mailboxes() -> None:
    twin = person(18, "Nguyễn Văn An", "Vụ Pháp chế")
    twins = Roster(AGENCIES, UNITS, (*PEOPLE, twin), date(2026, 10, 1), home="G18")
    found = nobody("Nguyễn Văn An", twins)
    assert found.gap is AssigneeGap.AMBIGUOUS
    assert found.others == (
        "Nguyễn Văn An (Vụ Kế hoạch - Tài chính, G18)",
        "Nguyễn Văn An (p13@moh.gov.vn)",
        "Nguyễn Văn An (p18@moh.gov.vn)",
    )
    assert "Nguyễn Văn An (p18@moh.gov.vn)" in twins.offered()
    for name in (*found.others, *twins.offered()):
        assert isinstance(read_assignees(name, twins), Assigned), name


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("tran thi binh", 11),
        ("Nguyễn Văn An (Vụ Pháp chế)", 13),
        ("ông Trần Văn Bình", 16),
        ("P16@moh.gov.vn", 16),
        ("Đỗ Thị Nghỉ", 15),
        ("Vụ Pháp chế", None),
        ("an", None),
    ],
)
def test_a_person_is_named_by_name_or_mailbox_and_nothing_else_is_a_person(
    text: str, who: int | None
) -> None:
    found = read_person(text, MINISTRY)
    assert (found.party.person if isinstance(found, Named) else None) == who
