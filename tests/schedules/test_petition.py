"""The clocks of petitions, against days that were counted by hand before there was any code."""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from schedules.official import official_calendar
from schedules.petition import Ground, Redirect, Term, clocks_by, rules
from work.dated import DataRefused
from work.petition import Depth, Kind
from work.petition_course import Clock, Course, Step, is_late, running

CALENDAR = official_calendar()
RULES = rules()
CLOCKS = clocks_by(RULES, CALENDAR)
TABLE = Path(__file__).parents[1] / "data/petition_clocks.tsv"
ROWS = [
    tuple(line.split("\t"))
    for line in TABLE.read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]
DAY = date.fromisoformat


def course(received: str, waits: str = "", **days: object) -> Course:
    pairs = [pair.split(":") for pair in waits.split()]
    found = tuple((DAY(a), DAY(b) if b else None) for a, b in pairs)
    return Course(DAY(received), waits=found, **days)  # type: ignore[arg-type]


def clock(step: str, kind: str, depth: str, of: Course) -> Clock:
    found = CLOCKS(Kind(kind), Depth(depth), of)
    return next(one for one in found if one.step == step)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row[0]} {row[1]} {row[3]} {row[4]}")
def test_a_petition_is_due_on_the_day_that_was_counted_by_hand(row: tuple[str, ...]) -> None:
    step, kind, depth, received, waits, due, _ = row

    found = clock(step, kind, depth, course(received, waits, here=step == "answer"))

    assert found.due == DAY(due)
    assert found.first.literal == found.first.due


def test_the_table_has_the_weeks_of_four_tets_and_every_kind() -> None:
    assert len(ROWS) >= 30
    assert {row[1] for row in ROWS} == set(Kind)
    assert {row[3][:4] for row in ROWS} == {"2024", "2025", "2026", "2027"}


def test_a_clock_agrees_with_a_count_day_by_day_whatever_day_it_begins_on() -> None:
    days = {Step.REGISTER: 1, Step.FORWARD: 5, Step.ANSWER: 15}
    for number in range(0, 1100, 3):
        received = DAY("2024-01-01") + timedelta(days=number)
        for found in CLOCKS(Kind.REFLECTION, Depth.VERIFY, Course(received, here=True)):
            day, left = received, days[found.step]
            while left:
                day += timedelta(days=1)
                left -= CALENDAR.is_working(day)
            assert found.due == day, (received, found.step)


def test_what_is_passed_on_has_no_clock_for_an_answer_and_what_is_here_has() -> None:
    assert [one.step for one in CLOCKS(Kind.COMPLAINT, Depth.VERIFY, course("2026-02-02"))] == [
        Step.REGISTER,
        Step.FORWARD,
    ]
    with_answer = CLOCKS(Kind.PROPOSAL, Depth.VERIFY, course("2026-02-02", here=True))
    assert [one.step for one in with_answer] == [*Step]


def test_while_a_supplement_is_waited_for_nothing_becomes_late() -> None:
    found = clock("forward", "reflection", "verify", course("2026-02-09", "2026-02-11:"))

    assert (found.due, found.waits_since) == (DAY("2026-02-23"), DAY("2026-02-11"))
    assert not found.late_on(DAY("2026-12-01"))
    assert clock("register", "unsorted", "verify", course("2026-02-09", "2026-02-11:")).late_on(
        DAY("2026-02-11")
    ), "entering it waits for nobody"


def test_a_wait_after_it_was_passed_on_moves_the_answer_alone() -> None:
    of = course(
        "2026-02-09",
        "2026-02-25:2026-03-02",
        here=True,
        registered=DAY("2026-02-09"),
        passed=DAY("2026-02-23"),
    )

    assert clock("forward", "reflection", "verify", of).due == DAY("2026-02-23")
    assert clock("answer", "reflection", "verify", of).first.due == DAY("2026-03-09")
    assert clock("answer", "reflection", "verify", of).due == DAY("2026-03-12")


def test_it_is_late_by_the_clock_that_runs_and_at_the_end_by_the_last() -> None:
    late_passed = course(
        "2026-03-02", here=True, registered=DAY("2026-03-02"), passed=DAY("2026-03-16")
    )
    found = CLOCKS(Kind.REFLECTION, Depth.VERIFY, late_passed)
    now = running(found)

    assert now is not None
    assert (now.step, now.due) == (Step.ANSWER, DAY("2026-03-23"))
    assert (is_late(found, DAY("2026-03-23")), is_late(found, DAY("2026-03-24"))) == (False, True)
    ended = CLOCKS(Kind.REFLECTION, Depth.VERIFY, course("2026-03-02", ended=DAY("2026-03-10")))
    assert running(ended) is None
    assert is_late(ended, DAY("2026-03-10"))


def test_every_number_bears_its_source_and_says_whether_it_was_compared() -> None:
    rows: list[Term | Redirect | Ground] = [*RULES.terms, *RULES.redirects, *RULES.grounds]

    grounded = re.compile(r"Nghị định số|Luật|Lựa chọn của Congvu")
    assert [row for row in rows if not grounded.search(row.dated.source)] == []
    assert {kind for kind in Kind if RULES.redirect(kind, DAY("2026-05-05"))} == {*Kind} - {
        Kind.UNSORTED
    }
    complaint = RULES.redirect(Kind.COMPLAINT, DAY("2026-05-05"))
    assert complaint is not None
    assert complaint.way == "hướng dẫn"


def test_the_office_lays_its_own_rows_over_it(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    row = (
        '[[clock]]\nstep = "answer"\nkinds = ["proposal"]\ndepths = ["complex"]\nworking_days = 45\n'
        'pauses = true\nvalid_from = 2026-01-01\nsource = "Quy chế"\nchecked = true\n'
    )
    own.write_text(row, "utf-8")

    term = rules(own).term(Step.ANSWER, Kind.PROPOSAL, Depth.COMPLEX, DAY("2026-05-05"))
    before = rules(own).term(Step.ANSWER, Kind.PROPOSAL, Depth.COMPLEX, DAY("2025-05-05"))

    assert (term and term.working_days, before and before.working_days) == (45, 20)
    for bad, told in (
        (row.replace("45", "0"), "working_days is a number"),
        (row.replace("true", '"yes"'), "pauses is true or false"),
        (row.replace("proposal", "complaint"), "is not answered here"),
        (row + "valid_to = 2025-01-01\n", "exchange them"),
        (row + "months = 1\n", '"months" is not known'),
    ):
        own.write_text(bad, "utf-8")
        with pytest.raises(DataRefused, match=told):
            rules(own)
