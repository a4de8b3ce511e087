"""The states of an event, and what it says to whom."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from work.event import (
    MOVES,
    Answer,
    Event,
    EventKind,
    EventState,
    Happening,
    Occurrence,
    Part,
    Participant,
    Particulars,
    Span,
    moved,
)
from work.event_facts import MOST_NAMED, entries, facts
from work.icalendar.calendar import Mailbox

START = datetime(2026, 12, 7, 1, tzinfo=UTC)  # Monday, 08:00 in Hà Nội
HOUR = timedelta(hours=1)
WEEK = timedelta(weeks=1)
OFFICE = Mailbox("Văn phòng Bộ", "congvu@moh.gov.vn")

# By hand: which may follow, and where it leads. What is cancelled or held stays so.
TABLE = """
planned change planned
planned invite planned
planned remove planned
planned answer planned
planned move moved
planned cancel cancelled
planned held held
moved change moved
moved invite moved
moved remove moved
moved answer moved
moved move moved
moved cancel cancelled
moved held held
"""


def event(people: int = 2, rule: str | None = None, times: int = 1) -> Event:
    occurrences = tuple(
        Occurrence(n + 1, START + n * WEEK, Span(START + n * WEEK, START + n * WEEK + HOUR))
        for n in range(times)
    )
    participants = tuple(
        Participant(n, f"Người {n}", f"n{n}@moh.gov.vn", "vi", Part.REQUIRED if n else Part.CHAIR)
        for n in range(people)
    )
    what = Particulars(EventKind.MEETING, "Giao ban", "G18", place="Phòng 2")
    state = EventState.PLANNED
    return Event(5, "u@moh", what, HOUR, rule, state, 3, occurrences, participants, "Bộ Y tế")


def test_only_what_the_table_names_can_happen() -> None:
    rows = [line.split() for line in TABLE.split("\n") if line]
    expected = {(EventState(a), Happening(b)): EventState(c) for a, b, c in rows}

    assert dict(MOVES) == expected
    for state, happening in product(EventState, Happening):
        assert moved(state, happening) == expected.get((state, happening))


def test_an_event_that_takes_no_time_is_none() -> None:
    with pytest.raises(ValueError, match="ends after it starts"):
        Span(START, START)


def test_of_very_many_people_each_hears_who_chairs_and_of_themselves() -> None:
    few, many = event(MOST_NAMED), event(MOST_NAMED + 1)

    assert len(facts(few, few.participants[7])["asked"]) == MOST_NAMED
    told = facts(many, many.participants[7])["asked"]
    assert [one[1] for one in told] == ["n0@moh.gov.vn", "n7@moh.gov.vn"]
    assert len(facts(many, many.participants[0])["asked"]) == 1
    assert facts(many, None)["asked"] == []


def test_facts_become_the_entries_that_they_were_made_of() -> None:
    one = event(rule="FREQ=WEEKLY;BYDAY=MO;COUNT=3", times=3)
    second = Occurrence(2, START + WEEK, Span(START + WEEK + HOUR, START + WEEK + 3 * HOUR))
    third = Occurrence(3, START + 2 * WEEK, one.occurrences[2].span, EventState.CANCELLED)
    changed = Event(
        one.id, one.uid, one.what, one.length, one.rule, one.state, one.sequence,
        (one.occurrences[0], second, third), one.participants, one.agency_name,
    )  # fmt: skip

    series, exception = entries(facts(changed, one.participants[1]), OFFICE, "", "CONFIRMED")

    assert (series.span, series.rule, series.sequence) == (one.occurrences[0].span, one.rule, 3)
    assert series.left_out == (START + 2 * WEEK,)
    assert (exception.original, exception.span, exception.rule) == (START + WEEK, second.span, None)
    assert exception.left_out == ()
    assert series.organizer == Mailbox("Bộ Y tế", "congvu@moh.gov.vn")
    assert [(asked.part, asked.answer) for asked in series.asked] == [
        (Part.CHAIR, Answer.NONE),
        (Part.REQUIRED, Answer.NONE),
    ]


def test_one_time_of_a_series_is_an_entry_of_its_own() -> None:
    one = event(rule="FREQ=WEEKLY;BYDAY=MO;COUNT=3", times=3)

    (only,) = entries(facts(one, None, one.occurrences[1]), OFFICE, "", "CONFIRMED")

    assert (only.original, only.rule, only.span) == (START + WEEK, None, one.occurrences[1].span)


def test_words_name_the_first_time_that_takes_place_and_the_calendar_that_of_the_rule() -> None:
    one = event(rule="FREQ=WEEKLY;BYDAY=MO;COUNT=2", times=2)
    later = Occurrence(1, START, Span(START + 2 * HOUR, START + 3 * HOUR))
    moved_ = Event(
        one.id, one.uid, one.what, one.length, one.rule, one.state, one.sequence,
        (later, one.occurrences[1]), one.participants,
    )  # fmt: skip
    told = facts(moved_, None)

    assert told["starts"] == "2026-12-07T10:00:00+07:00"
    assert entries(told, OFFICE, "", None)[0].span == Span(START, START + HOUR)
