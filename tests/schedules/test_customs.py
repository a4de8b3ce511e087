"""Whose hours, which ladder, and what a file of the office may say of them."""

from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path

import pytest

from schedules.customs import Customs, Hours
from schedules.ladder import Case, Ladder, Plan, Step
from schedules.ladder_data import reminding
from schedules.official import official_calendar
from work.audience import Told
from work.dated import DataRefused
from work.document import Urgency
from work.person import Person, Position

CALENDAR = official_calendar()
DAY = date(2026, 1, 1)
AN = Person(1, "An", "an@moh.gov.vn", "G18", "Vụ Pháp chế", Position.STAFF)
BA = replace(AN, id=2, unit=None, agency="H26")
LUNCH = ((time(11, 30), time(13, 30)),)


def hours(opens: int, closes: int, agency: str = "", unit: str = "") -> Hours:
    return Hours(DAY, "nội quy", time(opens), time(closes), LUNCH, agency, unit)


def told_at(customs: Customs, person: Person, now: str) -> str:
    at = datetime.fromisoformat(f"2026-{now}+07:00")
    return f"{CALENDAR.local(customs.may_tell(person, at, CALENDAR)):%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("now", "an", "ba"),
    [
        ("10-01 09:00", "10-01 09:00", "10-01 09:00"),
        ("10-01 07:15", "10-01 08:00", "10-01 07:15"),
        ("10-01 11:30", "10-01 13:30", "10-01 13:30"),
        ("10-01 16:00", "10-02 08:00", "10-01 16:00"),
        ("10-02 18:00", "10-05 08:00", "10-05 07:00"),  # Friday evening
        ("02-14 09:00", "02-23 08:00", "02-23 07:00"),  # Tết
        ("08-22 09:00", "08-22 09:00", "08-22 09:00"),  # a Saturday that is worked
    ],
)
def test_who_is_told_when_depends_on_their_own_hours(now: str, an: str, ba: str) -> None:
    customs = Customs((), (hours(8, 16, "G18", "Vụ Pháp chế"), hours(9, 10, "G18"), hours(7, 17)))

    assert (told_at(customs, AN, now), told_at(customs, BA, now)) == (an, ba)


def test_without_hours_people_are_told_at_any_time() -> None:
    assert told_at(Customs(), AN, "10-03 23:00") == "10-03 23:00"


@pytest.mark.parametrize(
    ("case", "source"),
    [
        (Case(), "all"),
        (Case(Urgency.URGENT), "urgent"),
        (Case(Urgency.EXPRESS), "all"),
        (Case(kind="CĐ"), "kind"),
        (Case(Urgency.URGENT, "CĐ"), "kind"),
    ],
)
def test_a_ladder_for_the_kind_comes_before_one_for_the_urgency(case: Case, source: str) -> None:
    steps = (Step(0, (Told.LEAD,)),)
    plain = Ladder(DAY, "all", time(8), time(17), steps)
    ladders = (
        replace(plain, source="kind", kinds=("CĐ",)),
        replace(plain, source="old"),
        replace(plain, source="urgent", urgency=(Urgency.URGENT,)),
        plain,
    )

    found = Plan(CALENDAR, ladders).ladder(date(2026, 10, 1), case)

    assert found is not None
    assert found.source == source


LADDER = """\
[[ladder]]
valid_from = 2026-01-01
source = "nội quy"
opens = 08:00:00
closes = 17:00:00
{more}
[[ladder.rung]]
working_days = 0
to = ["lead"]
"""
CUSTOM = '[[custom]]\nvalid_from = 2026-01-01\nsource = "nội quy"\n{more}\n'
HOURS = '[[unit_hours]]\nvalid_from = 2026-01-01\nsource = "nội quy"\nopens = 08:00:00\n{more}\n'


@pytest.mark.parametrize(
    ("text", "more", "remedy"),
    [
        (LADDER, 'urgency = ["flash"]', "urgency is a list in brackets, each one of normal"),
        (LADDER, "any_time = 1", "any_time is true or false, without quotes"),
        (LADDER, "every_days = 0", "every_days is a number from 1 to 31"),
        (LADDER, '[[ladder.start]]\nto = ["lead"]', "write hours or working_days, and not both"),
        (LADDER, "[[ladder.start]]\nworking_days = 0", "working_days is a number from 1 on"),
        (CUSTOM, "digest_at = 8", "digest_at is a time of day without quotes"),
        (CUSTOM, "snoozed_working_days = 99", "snoozed_working_days is a number from 1 to 31"),
        (HOURS, "closes = 07:00:00", "opens lies before closes; exchange them"),
        (HOURS, 'closes = 17:00:00\nunit = "Phòng"', "name the agency of the unit by its code"),
        (HOURS, 'closes = 17:00:00\nquiet = ["trưa"]', 'a list of spans such as "11:30-13:30"'),
        (HOURS, 'closes = 17:00:00\nquiet = ["13:30-11:30"]', "ends before it begins"),
        (HOURS, 'closes = 17:00:00\nquiet = ["08:00-17:00"]', "quiet leaves no hour"),
    ],
)
def test_what_a_file_gets_wrong_is_told_with_its_line(
    tmp_path: Path, text: str, more: str, remedy: str
) -> None:
    file = tmp_path / "own.toml"
    file.write_text(text.format(more=more), "utf-8")

    with pytest.raises(DataRefused, match=r"own\.toml, line 1") as refused:
        reminding(file)

    assert remedy in str(refused.value)


def test_a_ladder_without_a_rung_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text(LADDER.split("[[ladder.rung]]")[0].format(more=""), "utf-8")

    with pytest.raises(DataRefused, match="at least one"):
        reminding(file)


def test_what_the_shipped_ladders_tell_reaches_who_leads_first() -> None:
    """work.audience.is_reached rests on it: who cannot reach the lead reaches nobody."""
    starts = [one.to for ladder in reminding().ladders for one in ladder.start]

    assert {to[0] for to in starts} == {Told.LEAD}
