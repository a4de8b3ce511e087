"""What is worth telling: each thing that asks for a person is told, and nothing else is."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from congvu.vigil import WATCHES
from store.board import Board, Notices
from store.overview import Count, Overview, Standing
from store.restoration import Doubt
from store.worker import Workers
from store.workload import Done, Due, Workload
from templates import LANGUAGES, render, word
from tests.web.conftest import Loop, Told
from web.concern import SILENT_AFTER, SLOW_AFTER, Concern, Level, concerns, gravest
from work.deadline import Until
from work.letter import State
from work.signing import Signing
from work.suspension import Suspension

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
NONE = Count(0)
MAIL = Overview((), (), Workers(1, 0))
WORK = Workload(NONE, NONE, NONE, NONE, NONE, NONE, Done(0, 0, 0), (), (), (), NONE, 0)
QUIET = Board(MAIL, WORK, Notices((), NONE, None), Signing())

ASLEEP = Suspension("moh.gov.vn", NOW, None, "bảo trì", "cli:0")

CODES = {
    "store", "stopping", "loop", "unmoved", "suspended", "space", "lease", "held", "uncertain", "slow", "dead",
    "gateway", "approval", "restored", "stuck", "silent", "late", "unreminded", "contradicted", "unpublished", "unsigned", "unknown",
}  # fmt: skip


def mail(state: State, age: timedelta = timedelta(0), recipients: int = 3) -> Board:
    standing = Standing(state, recipients, False, NOW - age)
    return replace(QUIET, mail=replace(MAIL, open=(standing,)))


def notices(**changes: Any) -> Board:
    return replace(QUIET, notices=replace(QUIET.notices, **changes))


def signed(**domains: tuple[str, ...]) -> Board:
    return replace(QUIET, signing=Signing(**domains))


def told(board: Board | None, vitals: Told | None = None) -> list[tuple[str, Level]]:
    found = concerns(board, vitals or Told(), NOW, NOW)
    return [(one.code, one.level) for one in found]


@pytest.mark.parametrize(
    "board",
    [
        QUIET,
        mail(State.WAITING, SLOW_AFTER - timedelta(seconds=1)),
        mail(State.CLAIMED, SLOW_AFTER),
        mail(State.SENDING),
        notices(next_at=NOW + timedelta(hours=1)),
        notices(next_at=NOW - SILENT_AFTER + timedelta(seconds=1)),
    ],
)
def test_nothing_is_told_while_all_is_well(board: Board) -> None:
    assert told(board) == []


@pytest.mark.parametrize(
    ("board", "expected"),
    [
        (None, ("store", Level.ACT)),
        (mail(State.HELD), ("held", Level.ACT)),
        (replace(QUIET, suspended=(ASLEEP,)), ("suspended", Level.WATCH)),
        (mail(State.UNCERTAIN), ("uncertain", Level.WATCH)),
        (mail(State.WAITING, SLOW_AFTER), ("slow", Level.WATCH)),
        (replace(QUIET, mail=replace(MAIL, workers=Workers(1, 2))), ("dead", Level.WATCH)),
        (notices(stuck=Count(4)), ("stuck", Level.ACT)),
        (notices(next_at=NOW - SILENT_AFTER), ("silent", Level.ACT)),
        (replace(QUIET, work=replace(WORK, late=Count(1))), ("late", Level.WATCH)),
        (replace(QUIET, work=replace(WORK, unreminded=Count(1))), ("unreminded", Level.WATCH)),
        (signed(contradicted=("a.vn",)), ("contradicted", Level.ACT)),
        (signed(unpublished=("a.vn",)), ("unpublished", Level.WATCH)),
        (signed(unsigned=("a.vn",)), ("unsigned", Level.WATCH)),
        (signed(unknown=("a.vn",)), ("unknown", Level.WATCH)),
    ],
)
def test_what_the_store_shows_is_told(board: Board | None, expected: tuple[str, Level]) -> None:
    assert told(board) == [expected]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"all_loops": [Loop("queue", False), Loop("web")]}, ("loop", Level.ACT)),
        ({"has_room": False}, ("space", Level.ACT)),
        ({"sticks": {"due": 1000.0, "tick": 1000.0}}, ("unmoved", Level.ACT)),
        ({"sticks": {"gateway": 5.0}}, ("gateway", Level.ACT)),
        ({"holds": False}, ("lease", Level.ACT)),
        ({"is_stopping": True, "all_loops": [Loop("queue", False)]}, ("stopping", Level.WATCH)),
    ],
)
def test_what_the_process_lacks_is_told(
    change: dict[str, Any], expected: tuple[str, Level]
) -> None:
    assert told(QUIET, Told(**change)) == [expected]


def awaiting(approvals: int) -> Board:
    held = mail(State.HELD, recipients=3)
    return replace(held, mail=replace(held.mail, approvals=Count(approvals)))


def test_who_waits_for_an_approval_is_told_apart_from_who_is_held_for_an_operator() -> None:
    board = awaiting(2)

    found = concerns(board, Told(), NOW, NOW)

    assert [(one.code, one.level, one.count.number) for one in found] == [
        ("held", Level.ACT, 1),
        ("approval", Level.WATCH, 2),
    ]
    assert told(awaiting(3)) == [("approval", Level.WATCH)]


def test_what_a_backup_left_in_doubt_is_not_said_to_go_once_more() -> None:
    restored = replace(mail(State.UNCERTAIN, recipients=3), doubt=Doubt(2, 3, 0, 0))

    assert told(restored) == [("restored", Level.ACT)]
    assert told(replace(restored, doubt=Doubt(1, 1, 0, 0))) == [
        ("restored", Level.ACT),
        ("uncertain", Level.WATCH),
    ]


def test_a_loop_that_failed_is_named_and_one_that_runs_again_is_not() -> None:
    vitals = Told(all_loops=[Loop("queue", False, 3), Loop("tick", True, 1), Loop("smtp", False)])

    (found,) = concerns(QUIET, vitals, NOW, NOW)

    assert found.names == ("queue", "smtp")


def test_a_simulated_office_whose_clock_waits_for_a_reminder_is_not_silent() -> None:
    due = notices(next_at=NOW - timedelta(days=3))

    assert concerns(due, Told(), NOW, None) == ()


def test_the_gravest_stands_first_and_is_the_level_of_all() -> None:
    board = replace(mail(State.HELD), work=replace(WORK, late=Count(1)))
    found = concerns(board, Told(all_loops=[], is_stopping=True), NOW, NOW)

    assert [one.code for one in found] == ["held", "stopping", "late"]
    assert gravest(found) is Level.ACT
    assert gravest(found[1:]) is Level.WATCH
    assert gravest(()) is Level.GOOD


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("number", [1, 21_000])
@pytest.mark.parametrize("code", sorted(CODES))
def test_each_has_a_sentence_of_its_own(code: str, number: int, language: str) -> None:
    names = ("due", "claims") if code == "unmoved" else ("queue", "smtp")
    one = Concern(code, Level.ACT, Count(number), names)
    work = {"longest_late": [Due(318, Until(date(2026, 11, 2)))], "counts": WORK}
    facts = {"level": Level.ACT, "concerns": [(one, 130)], "incident": "K7R-3XH", "store": {"work": work}}  # fmt: skip

    page = render("web/verdict", facts, language)
    (item,) = re.findall(r"<li class=\"act\">(.*?)</li>", page, re.DOTALL)

    assert len(item.split()) > 5
    assert item.strip().endswith((".", "</code>"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_of_many_domains_three_are_named_and_the_others_counted(language: str) -> None:
    names = ("a.vn", "b.vn", "c.vn", "d.vn", "e.vn")
    (one,) = concerns(signed(unsigned=names), Told(), NOW, NOW)

    page = render("web/verdict", {"level": one.level, "concerns": [(one, 0)]}, language)

    assert "<b>a.vn, b.vn, c.vn</b>" in page
    assert re.search(r"(và 2 tên miền khác|and 2 more)", page)
    assert "<code>congvu dkim new a.vn</code>" in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_overdue_is_never_said_to_be_nothing_urgent(language: str) -> None:
    late = replace(QUIET, work=replace(WORK, late=Count(1)))
    told = [(one, 0) for one in concerns(late, Told(), NOW, NOW)]
    work = {"longest_late": [Due(318, Until(date(2026, 11, 2)))], "counts": WORK}

    page = render("web/verdict", {"level": Level.WATCH, "concerns": told, "store": {"work": work}}, language)  # fmt: skip

    assert re.search("[Nn]othing urgent|gấp|normal|bình thường", page) is None


@pytest.mark.parametrize(
    ("alone", "vietnamese", "english"),
    [
        (0, "vẫn được nhắc cho đến khi có kết quả.", "are reminded until there is a result."),
        (2, "cho đến khi có kết quả, trừ 2 nhiệm vụ", "a result, but for 2 of which nobody is."),
        (5, "Không có ai để nhắc.", "Nobody is reminded of them."),
    ],
)
def test_nobody_is_said_to_be_reminded_of_what_is_overdue_who_is_not(
    alone: int, vietnamese: str, english: str
) -> None:
    work = replace(WORK, late=Count(5), unreminded=Count(alone), late_unreminded=alone)
    told = [(one, 0) for one in concerns(replace(QUIET, work=work), Told(), NOW, NOW)]
    facts = {"longest_late": [Due(318, Until(date(2026, 11, 2)))], "counts": work}
    shown = {"level": Level.WATCH, "concerns": told, "store": {"work": facts}}

    assert [one.code for one, _ in told] == (["unreminded"] if alone else []) + ["late"]
    assert vietnamese in render("web/verdict", shown, "vi")
    assert english in render("web/verdict", shown, "en")


def test_reminders_that_are_stuck_are_told_by_their_own_sentences() -> None:
    assert told(QUIET, Told(sticks={"notices": 1000.0, "tick": 1000.0, "store": 90.0})) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "kind", sorted(set(WATCHES) - {"notices", "notices-in-hand", "tick", "store", "gateway"})
)
def test_each_kind_of_mail_that_does_not_move_has_words(kind: str, language: str) -> None:
    (one,) = concerns(QUIET, Told(sticks={kind: 1000.0}), NOW, NOW)

    page = render("web/verdict", {"level": one.level, "concerns": [(one, 0)]}, language)

    assert word(f"overview.unmoved.{kind}", language) in page
