"""Petitions without a store: what is shown of a sender, who is what to a petition, and how they are counted."""

import unicodedata
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schedules.official import official_calendar
from schedules.petition import clocks_by, rules
from tests.store.petitions import HUONG
from work.access import Doing, OfPetition, may
from work.person import Person, Position
from work.petition import MOVES, RIGHTS, Event, Kind, State, moved
from work.petition_tally import Judged, tallies
from work.petitioner import Petitioner, bears, hidden, masked, masked_name
from work.spelling import search_key
from work.task import Party, Role

LETTERS = "AĂÂBCDĐEÊGHIKLMNOÔƠPQRSTUƯVXYaăâbcdđeêghiklmnoôơpqrstuưvxyắằầấờớợửữ"
NAMES = st.lists(st.text(LETTERS, min_size=2, max_size=12), min_size=2, max_size=8).map(" ".join)
FEW = settings(max_examples=40, deadline=None)
DIGITS = st.text("0123456789", min_size=9, max_size=12)


@FEW
@given(NAMES, NAMES, DIGITS, DIGITS, st.text(LETTERS, min_size=6, max_size=40).map("§{}".format))
def test_nothing_that_tells_who_it_is_stands_in_what_is_shown(
    name: str, address: str, phone: str, number: str, words: str
) -> None:
    who = Petitioner(name, address, phone, number, "tenthat@example.vn", words)
    shown = masked(who)
    told = " ".join(
        (shown.name, shown.address, shown.phone, shown.id_number, shown.email, shown.words)
    )

    assert not any(value in told for value in (name, address, phone, number, who.email, words))
    assert "tenthat" not in told
    assert not shown.words
    family, *given_names = name.split()
    assert not any(word in told.split() for word in given_names if word != family)
    assert sum(one.isdigit() for one in shown.phone + shown.id_number) <= 8
    assert not any(value in str(hidden(who)) for value in (name, address, phone, number, who.email))


@FEW
@given(NAMES, st.booleans(), st.booleans(), st.sampled_from(["NFC", "NFD"]))
def test_a_name_is_found_in_words_however_it_is_spelled(
    name: str, loud: bool, bare: bool, form: str
) -> None:
    spelled = search_key(name) if bare else name
    spelled = spelled.upper() if loud else spelled
    text = f"gửi ông/bà  {unicodedata.normalize(form, spelled)}, đã rõ"  # type: ignore[arg-type]

    assert bears(text, Petitioner(name))
    assert not bears("gửi người có đơn", Petitioner(name))


def test_numbers_are_found_however_they_are_grouped() -> None:
    for text in (
        "gọi 0912.345.678",
        "+84 912345678",
        "CCCD 001-088 012 345",
        "THUHUONG88@EXAMPLE.VN",
    ):
        assert bears(text, HUONG), text
    assert not bears("mục 12, ngày 01/08/2026", HUONG)


@pytest.mark.parametrize(
    "hostile",
    [
        {"name": "A" * 4096},
        {"name": "An\u202eGiang"},
        {"name": "An\u200bGiang"},
        {"phone": "09\x1b[31m"},
        {"address": "a\nb"},
        {"email": "x" * 255},
    ],
)
def test_what_is_too_long_or_steers_a_screen_is_refused_without_being_quoted(
    hostile: dict[str, str],
) -> None:
    with pytest.raises(ValueError, match=r"longer than|cannot be seen") as refused:
        Petitioner(**hostile)  # type: ignore[arg-type]

    (value,) = hostile.values()
    assert value not in str(refused.value)


def test_even_a_long_name_is_shown_short() -> None:
    assert len(masked_name("Ưu" * 50 + " " + "Ưu" * 49)) < 20
    assert len(masked_name("Nguyễn " * 28)) < 30


HEAD = Party(Role.LEAD, "G18", 1, 7)


def person(number: int, position: Position, agency: str = "G18", **more: object) -> Person:
    facts = {"name": "x", "email": "x@moh.gov.vn", "unit": None, **more}
    return Person(id=number, agency=agency, position=position, **facts)  # type: ignore[arg-type]


def able(who: Person, handler: Party = HEAD) -> set[Doing]:
    """What *who* may do with a petition that G18 received."""
    about = OfPetition("G18", handler)
    return {one for one in set(RIGHTS.values()) if may(who, one, about) is not None}


KEEP, MORE, ANSWER, WHOLE = Doing.PETITION, Doing.SUPPLEMENT, Doing.ANSWER, Doing.WHOLE


def test_what_somebody_may_do_with_a_petition() -> None:
    unit = Party(Role.LEAD, "G18", 1, unit_name="Vụ A")

    assert able(person(7, Position.CLERK)) == {KEEP, MORE, ANSWER, WHOLE}
    assert able(person(8, Position.CLERK)) == {KEEP, MORE, WHOLE}
    assert able(person(8, Position.AGENCY_HEAD)) == {KEEP, MORE, ANSWER}
    assert able(person(8, Position.CLERK, "G22")) == set()
    assert able(person(8, Position.STAFF)) == set()
    assert able(person(7, Position.STAFF, disabled=True)) == set()
    assert able(person(9, Position.STAFF, unit="Vụ A"), unit) == {MORE, ANSWER, WHOLE}
    assert able(person(9, Position.STAFF, "G22", unit="Vụ A"), unit) == set()
    assert able(person(9, Position.STAFF), Party(Role.LEAD, "G18")) == set()


def test_every_state_can_be_seen_and_every_act_needs_a_right() -> None:
    assert set(RIGHTS) == set(Event)
    assert all(moved(state, Event.SEE) is state for state in State)
    assert {state for state, event in MOVES if event is Event.ERASE} == {
        State.CLOSED,
        State.REFUSED,
        State.WITHDRAWN,
        State.JOINED,
    }
    assert moved(State.SUPPLEMENT, Event.SUPPLY, State.HANDLING) is State.HANDLING


def test_petitions_are_counted_in_time_and_late_with_the_rounding_of_the_reports() -> None:
    from tests.work.petitions import judged

    clocks = clocks_by(rules(), official_calendar())
    rows: list[Judged] = judged(clocks)
    found = tallies(rows, date(2026, 10, 30))

    everything = found[None]
    assert (everything.total, everything.done_in_time, everything.done_late) == (6, 2, 1)
    assert (everything.open_in_time, everything.open_late, everything.cancelled) == (1, 2, 2)
    assert (everything.done_rate(), everything.late_rate()) == ("60,00%", "40,00%")
    assert list(found) == [Kind.UNSORTED, Kind.REFLECTION, Kind.COMPLAINT, None]
