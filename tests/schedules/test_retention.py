"""How long things are kept: by which rule on which day, and what an office may not write."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from schedules.official import official_calendar
from schedules.retention import Term, retention
from work.dated import DataRefused
from work.retention import Kind

CALENDAR = official_calendar()
TODAY = date(2026, 11, 26)
HEAD = '[[keep]]\nsource = "QĐ của cơ quan"\n'


def overlay(folder: Path, text: str) -> Path:
    path = folder / "own.toml"
    path.write_text(text, "utf-8")
    return path


@pytest.mark.parametrize(
    ("months", "today", "kept_from"),
    [
        (1, "2026-11-26", "2026-10-26"),
        (12, "2026-11-26", "2025-11-26"),
        (12, "2028-02-29", "2027-03-01"),  # what ended on 28/02/2027 was kept to 28/02/2028
        (24, "2028-02-29", "2026-03-01"),
        (1, "2027-03-31", "2027-03-01"),
        (1, "2027-03-28", "2027-02-28"),
        (1, "2027-01-15", "2026-12-15"),
        (13, "2027-01-31", "2025-12-31"),
    ],
)
def test_months_are_counted_by_the_civil_code(months: int, today: str, kept_from: str) -> None:
    found = Term(months=months).kept_from(date.fromisoformat(today))

    assert found.isoformat() == kept_from


def test_every_kind_has_a_shipped_rule_that_is_not_below_a_minimum() -> None:
    rules = retention()

    for kind in Kind:
        for day in (date(2024, 1, 1), TODAY, date(2035, 1, 1)):
            rule, least = rules.rule(kind, day), rules.minimum(kind, day)
            assert rule is not None
            assert rule.source
            if least:
                assert rule.term.kept_from(day) <= least.term.kept_from(day)


def test_a_day_that_is_kept_begins_at_midnight_of_the_office() -> None:
    office = datetime(2026, 11, 25, 17, tzinfo=UTC)  # the 26th begins in Hà Nội

    before, cut = (
        next(one for one in retention().cuts(now, now, CALENDAR) if one.kind is Kind.LETTERS)
        for now in (office - timedelta(microseconds=1), office)
    )

    assert (before.day, before.kept_from) == (date(2026, 11, 25), date(2025, 11, 25))
    assert (cut.day, cut.kept_from) == (TODAY, date(2025, 11, 26))
    assert cut.office == cut.machine == datetime(2025, 11, 25, 17, tzinfo=UTC)


def test_in_a_simulation_nothing_goes_by_one_clock_alone() -> None:
    machine = datetime(2026, 11, 26, 3, tzinfo=UTC)
    ahead, behind = datetime(2031, 1, 1, 3, tzinfo=UTC), datetime(2024, 6, 1, 3, tzinfo=UTC)

    for office in (ahead, behind):
        for cut in retention().cuts(office, machine, CALENDAR):
            assert cut.machine <= cut.office
            assert machine - cut.machine >= office - cut.office


def test_the_offices_own_rule_counts_on_its_days_and_the_last_one_read_wins(
    tmp_path: Path,
) -> None:
    rows = (
        f'{HEAD}kind = "letters"\nmonths = 24\nvalid_from = 2026-11-01\nvalid_to = 2026-11-30\n'
        f'{HEAD}kind = "login-ways"\ndays = 5\nvalid_from = 2026-11-26\n'
        f'{HEAD}kind = "login-ways"\ndays = 7\nvalid_from = 2026-11-26\n'
    )
    rules = retention(overlay(tmp_path, rows))

    def term(kind: Kind, day: date) -> Term:
        rule = rules.rule(kind, day)
        assert rule is not None
        return rule.term

    assert term(Kind.LETTERS, date(2026, 10, 31)) == Term(months=12)
    assert term(Kind.LETTERS, date(2026, 11, 1)) == Term(months=24)
    assert term(Kind.LETTERS, date(2026, 11, 30)) == Term(months=24)
    assert term(Kind.LETTERS, date(2026, 12, 1)) == Term(months=12)
    assert term(Kind.LOGIN_WAYS, TODAY) == Term(days=7)


def test_a_minimum_of_the_office_holds_above_every_rule(tmp_path: Path) -> None:
    level = (
        '[[minimum]]\nkind = "letters"\nmonths = 18\nvalid_from = 2026-11-26\nsource = "cấp độ"\n'
    )
    now = datetime(2026, 11, 26, 3, tzinfo=UTC)

    cut = next(iter(retention(overlay(tmp_path, level)).cuts(now, now, CALENDAR)))

    assert (cut.kind, cut.kept_from) == (Kind.LETTERS, date(2025, 5, 26))


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (
            'kind = "letters"\ndays = 27\nvalid_from = 2026-11-26',
            '"letters" must be kept for 1 month',
        ),
        (
            'kind = "letters"\ndays = 30\nvalid_from = 2026-01-01',
            '"letters" must be kept for 1 month',
        ),
        ('kind = "chat-updates"\ndays = 6\nvalid_from = 2026-11-26', "7 days at least (Bot API"),
        ('kind = "audit"\ndays = 90\nvalid_from = 2026-11-26', "kind is one of letters, notices"),
        ('kind = "letters"\nvalid_from = 2026-11-26', "write months or days, and not both"),
        ('kind = "letters"\ndays = 90\nmonths = 3\nvalid_from = 2026-11-26', "and not both"),
        ('kind = "letters"\nmonths = 0\nvalid_from = 2026-11-26', "months is a number from 1"),
        ('kind = "letters"\nmonths = 9999\nvalid_from = 2026-11-26', "from 1 to 1200"),
        ('kind = "letters"\nmonths = "3"\nvalid_from = 2026-11-26', "whole number without quotes"),
        ('kind = "letters"\nmonths = 3', "valid_from is a date"),
        ('kind = "letters"\nyears = 3\nvalid_from = 2026-11-26', '"years" is not known here'),
        (
            'kind = "letters"\nmonths = 3\nvalid_from = 2026-11-26\nvalid_to = 2026-11-25',
            "valid_to lies before valid_from",
        ),
    ],
)
def test_a_rule_that_cannot_be_used_is_refused_with_file_and_line(
    tmp_path: Path, row: str, said: str
) -> None:
    path = overlay(tmp_path, f"# của cơ quan\n{HEAD}{row}\n")

    with pytest.raises(DataRefused) as refused:
        retention(path)

    assert str(refused.value).startswith(f"{path}, line 2: ")
    assert said in str(refused.value)
