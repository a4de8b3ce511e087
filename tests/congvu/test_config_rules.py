"""[[relay.rule]] as an operator writes it: what is wrong is told with its line and a remedy."""

from datetime import time
from pathlib import Path
from typing import Any

import pytest
import structlog

from congvu.config import Config, load
from congvu.parts.relay_rules import matrix, reload
from mail.matrix import Matrix
from mail.rule import Concern, Limit
from tests.congvu.conftest import Write, complaint, complaints
from work.allowance import Measure

HEAD = '[[relay.rule]]\nname = "a"\n'  # the 10th line and the next


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ("[[relay.rule]]\n", '10: [[relay.rule]] `name` is missing; add it, such as name = "h05-office-hours"'),
        (HEAD + 'from = ["a.vn"]\n', "12: [[relay.rule]] unknown option `from`; did you mean `mail_from`?"),
        (HEAD + 'mail_form = ["a.vn"]\n', "12: [[relay.rule]] unknown option `mail_form`; did you mean `mail_from`?"),
        (HEAD + 'rcpt_to = ["a.vn",\n "@b.vn"]\n', '13: [[relay.rule]] `rcpt_to` "@b.vn" is no address'),
        (HEAD + 'rcpt_to = ["*.a_b.vn"]\n', '12: [[relay.rule]] `rcpt_to` "a_b.vn" is no mail domain'),
        (HEAD + "rcpt_to = []\n", "12: [[relay.rule]] `rcpt_to` must not be empty"),
        (HEAD + 'hours = ["7-11"]\n', '12: [[relay.rule]] `hours` "7-11" is no part of the day; write it such as "07:30-11:30"'),
        (HEAD + 'hours = ["22:00-06:00"]\n', "12: [[relay.rule]] `hours` \"22:00-06:00\" is no part of the day"),
        (HEAD + "letters_per_day = 0\n", "12: [[relay.rule]] `letters_per_day` must be 1 at least"),
        (HEAD + 'agencies = ["Hanoi"]\n', '12: [[relay.rule]] `agencies` "Hanoi" is no agency code'),
        (HEAD + 'kind = "trusted"\nlogins = ["x"]\n', '13: [[relay.rule]] `logins` has no effect with kind = "trusted"'),
        (HEAD + 'logins = ["x"]\nexcept_logins = ["x"]\n', "13: [[relay.rule]] `except_logins` names x, as logins does"),
        ('[[relay.rule]]\nname = "Giờ"\n', '11: [[relay.rule]] `name` "Giờ" is no name of a rule'),
        (HEAD + HEAD, '13: [[relay.rule]] `name` "a" has a rule above; rename one'),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_line(write: Write, more: str, expected: str) -> None:
    assert complaint(write(more)).startswith(expected)


def test_every_fault_is_told_at_once(write: Write) -> None:
    assert len(complaints(write(HEAD + "rcpt_to = []\n" + HEAD.replace('"a"', '"!"')))) == 2


def test_a_rule_reaches_the_relay_as_it_is_written(write: Write) -> None:
    text = """\
agencies = ["H05", "000.00.04.G14"]
logins = ["bn-relay"]
kind = "submission"
mail_from = ["An@BN.gov.vn", "bắc.vn"]
hours = ["07:30-11:30", "13:30 – 24:00"]
letters_per_hour = 5
new_recipients_per_day = 7
counted_by = "login"
"""
    (rule,) = matrix(load(write("\n" + HEAD + text))).rules

    assert (rule.name, rule.source, rule.counted_by) == ("a", "config.toml:11", "login")
    assert rule.concern == Concern(
        frozenset({"H05", "G14.04"}), frozenset({"bn-relay"}), frozenset(), "submission"
    )
    assert rule.mail_from is not None
    assert rule.mail_from.written == ("an@bn.gov.vn", "xn--bc-m6s.vn")
    assert rule.hours is not None
    assert rule.hours.calendar is None
    assert rule.hours.spans == ((time(7, 30), time(11, 30)), (time(13, 30), time.max))
    assert rule.limits == (
        Limit(Measure.LETTERS_HOUR, 5),
        Limit(Measure.NEW_RECIPIENTS_DAY, 7),
    )
    assert (rule.rcpt_to, rule.header_from) == (None, None)


def test_working_days_are_those_of_the_offices_calendar(write: Write, tmp_path: Path) -> None:
    (rule,) = matrix(load(write(HEAD + 'days = "working"\n'))).rules

    assert rule.hours is not None
    assert rule.hours.calendar is not None


def test_without_rules_there_is_nothing_to_look_at(write: Write) -> None:
    assert matrix(load(write())).rules == ()


def kept(running: Config) -> dict[str, Any]:
    """What the log says of a reload that changes nothing."""
    exchanged: list[Matrix] = []
    with structlog.testing.capture_logs() as lines:
        reload(running, exchanged.append)
    (line,) = lines
    assert exchanged == []
    assert (line["event"], line["log_level"]) == ("rules.kept", "error")
    return dict(line)


def test_a_file_that_is_gone_keeps_the_rules(write: Write) -> None:
    path = write(HEAD + 'rcpt_to = ["a.vn"]\n')
    running = load(path)
    path.unlink()

    assert "cannot be read: No such file" in kept(running)["problem"]


def test_a_calendar_that_cannot_be_read_keeps_the_rules(write: Write, tmp_path: Path) -> None:
    overlay = tmp_path / "days.toml"
    overlay.write_text("")
    running = load(write('[schedules]\ncalendars = ["days.toml"]\n' + HEAD + 'days = "working"\n'))
    overlay.write_text("[[day]]\nvalid_from = 3\n")

    assert "days.toml" in kept(running)["problem"]


def test_rules_that_are_well_are_handed_over(write: Write) -> None:
    running = load(write())
    write(HEAD + 'rcpt_to = ["a.vn"]\n')
    exchanged: list[Matrix] = []

    with structlog.testing.capture_logs() as lines:
        reload(running, exchanged.append)

    assert [rule.name for rule in exchanged[0].rules] == ["a"]
    assert [line["event"] for line in lines] == ["rules.reloaded"]
