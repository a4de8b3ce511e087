"""What comes round falls on the days that another reading of RFC 5545 gives."""

from datetime import date, datetime, timedelta
from itertools import islice

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from work.recurrence import FURTHEST, LONGEST_RULE, MOST, WEEKDAYS, Rule, read_rule

DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))
ENDS = st.one_of(
    st.integers(1, 60).map(lambda count: f"COUNT={count}"),
    st.dates(date(2026, 1, 1), date(2028, 12, 31)).map(lambda day: f"UNTIL={day:%Y%m%d}"),
)
WEEKDAY = st.lists(st.sampled_from(WEEKDAYS), min_size=1, max_size=4, unique=True)
# Numbered or plain, never both in one rule: dateutil wants a day to be of both kinds then.
NUMBERED = st.builds(
    lambda number, day: f"{number}{day}",
    st.sampled_from((1, 2, 3, 4, 5, -1, -2)),
    st.sampled_from(WEEKDAYS),
)
CHOSEN = st.one_of(
    st.just("FREQ=DAILY"),
    st.just("FREQ=WEEKLY"),
    st.just("FREQ=MONTHLY"),
    WEEKDAY.map(lambda days: f"FREQ=DAILY;BYDAY={','.join(days)}"),
    WEEKDAY.map(lambda days: f"FREQ=WEEKLY;BYDAY={','.join(days)}"),
    WEEKDAY.map(lambda days: f"FREQ=MONTHLY;BYDAY={','.join(days)}"),
    st.lists(NUMBERED, min_size=1, max_size=3).map(lambda d: f"FREQ=MONTHLY;BYDAY={','.join(d)}"),
    st.lists(st.sampled_from((*range(1, 32), -1, -2, -5)), min_size=1, max_size=4).map(
        lambda days: f"FREQ=MONTHLY;BYMONTHDAY={','.join(map(str, days))}"
    ),
)


@settings(max_examples=50)
@given(CHOSEN, st.integers(1, 4), ENDS, DAYS)
def test_every_day_is_one_of_dateutil_and_the_other_way_round(
    chosen: str, interval: int, end: str, first: date
) -> None:
    rule = read_rule(f"{chosen};INTERVAL={interval};{end}")
    last = min(first + timedelta(days=FURTHEST), rule.until or date.max)
    text = f"{chosen};INTERVAL={interval};UNTIL={last:%Y%m%d}"
    other = rrulestr(text, dtstart=datetime(first.year, first.month, first.day))

    expected = [one.date() for one in islice(other, rule.count or MOST)]

    assert list(rule.days(first)) == expected
    assert read_rule(str(rule)) == rule


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("FREQ=WEEKLY", "ends by one of"),
        ("FREQ=WEEKLY;COUNT=3;UNTIL=20271231", "ends by one of"),
        ("FREQ=SECONDLY;COUNT=3", "FREQ is one of"),
        ("FREQ=WEEKLY;COUNT=401", "COUNT is 1 to 400"),
        ("FREQ=WEEKLY;COUNT=99999999999999999999", "COUNT is 1 to 400"),
        ("FREQ=WEEKLY;COUNT=²", "COUNT is 1 to 400"),
        ("FREQ=WEEKLY;BYMONTHDAY=3;COUNT=2", "FREQ=MONTHLY alone"),
        ("FREQ=WEEKLY;BYDAY=2MO;COUNT=2", "FREQ=MONTHLY alone"),
        ("FREQ=MONTHLY;BYMONTHDAY=32;COUNT=2", "days from 1 to 31"),
        ("FREQ=MONTHLY;BYDAY=XX;COUNT=2", "days such as MO"),
        ("FREQ=MONTHLY;BYSETPOS=1;COUNT=2", "and no other"),
        ("FREQ=DAILY;FREQ=DAILY;COUNT=2", "at most once"),
        ("FREQ=DAILY;UNTIL=2027", "UNTIL is a day"),
        ("FREQ=DAILY;COUNT=2;" + "X" * LONGEST_RULE, "and no other"),
    ],
)
def test_a_rule_that_cannot_be_kept_to_is_refused(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        read_rule(text)


def test_a_rule_without_end_is_none_however_it_is_made() -> None:
    with pytest.raises(ValueError, match="ends by one of"):
        Rule("DAILY")


def test_every_thursday_and_the_last_friday_are_days_of_one_rule() -> None:
    rule = read_rule("FREQ=MONTHLY;BYDAY=TH,-1FR;COUNT=6")

    said = [f"{day:%a %d/%m}" for day in rule.days(date(2026, 10, 1))]

    assert said == ["Thu 01/10", "Thu 08/10", "Thu 15/10", "Thu 22/10", "Thu 29/10", "Fri 30/10"]
