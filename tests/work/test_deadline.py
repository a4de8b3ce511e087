"""Until when something complies: to the end of a day, to an hour, or before it."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from work.deadline import Deadline, Reached, Until, by_hour, due_facts, in_zone

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
DAY = date(2026, 10, 28)
FOUR = datetime(2026, 10, 28, 16, tzinfo=ZONE)
MOMENT = timedelta(microseconds=1)


def hour(exclusive: bool = False, at: datetime = FOUR) -> Until:
    return by_hour(at, exclusive, "by-hour", "x").until


@pytest.mark.parametrize(
    ("due", "at", "late"),
    [
        (Until(DAY), FOUR + timedelta(hours=7), False),
        (Until(DAY), FOUR + timedelta(hours=8), True),
        (hour(), FOUR - MOMENT, False),
        (hour(), FOUR, False),
        (hour(), FOUR + MOMENT, True),
        (hour(exclusive=True), FOUR - MOMENT, False),
        (hour(exclusive=True), FOUR, True),
        (hour(), FOUR - timedelta(days=1), False),
        (hour(), FOUR + timedelta(hours=10), True),
    ],
)
def test_late_is_judged_by_the_instant_where_there_is_one(
    due: Until, at: datetime, late: bool
) -> None:
    assert due.is_over(Reached(at.date(), at.astimezone(UTC))) is late


@pytest.mark.parametrize(
    ("day", "late"),
    [(DAY - timedelta(days=1), False), (DAY, False), (DAY + timedelta(days=1), True)],
)
@pytest.mark.parametrize("due", [Until(DAY), hour(), hour(exclusive=True)])
def test_what_is_known_by_its_day_alone_is_not_late_on_the_last(
    due: Until, day: date, late: bool
) -> None:
    assert due.is_over(Reached(day)) is late


def test_an_hour_is_given_back_as_it_was_written() -> None:
    assert (hour().at, hour().exclusive) == (FOUR, False)
    assert (hour(exclusive=True).at, hour(exclusive=True).exclusive) == (FOUR, True)
    assert (Until(DAY).at, Until(DAY).exclusive) == (None, False)


def test_the_end_of_a_term_that_began_within_a_second_is_a_whole_one() -> None:
    found = hour(at=FOUR.replace(microsecond=123456))

    assert (found.at, found.exclusive) == (FOUR, False)


@pytest.mark.parametrize("exclusive", [False, True])
def test_midnight_is_the_end_of_the_day_before(exclusive: bool) -> None:
    midnight = datetime(2026, 10, 29, tzinfo=ZONE)

    assert by_hour(midnight, exclusive, "by-hour", "x") == Deadline(DAY, "by-hour", "x", DAY)


@pytest.mark.parametrize(
    ("due", "text"),
    [
        (Until(DAY), "2026-10-28"),
        (hour(), "2026-10-28T16:00+07:00"),
        (hour(exclusive=True), "<2026-10-28T16:00+07:00"),
    ],
)
def test_a_notice_carries_it_as_text_and_its_reader_sees_the_hour_of_the_office(
    due: Until, text: str
) -> None:
    stored = Until(due.day, due.last and due.last.astimezone(UTC))
    assert stored == due

    assert in_zone(due_facts(stored), ZONE) == {"due": "2026-10-28", "until": text}
    assert str(stored.local(ZONE)) == text


def test_what_has_no_deadline_has_no_words_for_it() -> None:
    assert in_zone(due_facts(None), ZONE) == {"due": None, "until": None}
