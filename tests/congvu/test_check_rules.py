"""`congvu check` over [[relay.rule]]: rules that can never fire, and names that nobody has."""

from pathlib import Path

import pytest

from congvu.cli.checks.rules import rules
from congvu.config import load
from tests.congvu.conftest import Write
from tests.congvu.office import Office
from tests.congvu.test_check import findings
from work.agency import Agency
from work.directory import Directory, Login

LISTENER = '[[relay.listener]]\naddress = "127.0.0.1:2526"\nkind = "submission"\ntls = "none"\n'
DIRECTORY = Directory.of(
    [
        Agency("H05", "H05", "H05", frozenset({"bn.gov.vn"})),
        Agency("H40", "H40", "H40", frozenset({"pt.gov.vn"})),
    ],
    [Login("h05-relay", "H05", ""), Login("h40-relay", "H40", "")],
)


def said(path: Path) -> list[tuple[str, str]]:
    """What is said of the rule of a configuration; where it stands is cut off."""
    found = rules(load(path), DIRECTORY)
    return [(str(f.level), f.sentence.removeprefix("config.toml:14: ")) for f in found]


def ruled(rule: str) -> str:
    return f'{LISTENER}[[relay.rule]]\nname = "r"\n{rule}\n'


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ('agencies = ["H77"]\nrcpt_to = ["a.vn"]', "agency H77 is not registered; congvu agency add H77"),
        ('logins = ["no"]\nrcpt_to = ["a.vn"]', "login no is not registered; see congvu login list"),
        ('except_logins = ["no"]\nrcpt_to = ["a.vn"]', "login no is not registered"),
        ('agencies = ["H05"]\nlogins = ["h40-relay"]\nrcpt_to = ["a.vn"]', "login h40-relay is of H40, which agencies does not name"),
        ('agencies = ["H05"]\nmail_from = ["pt.gov.vn"]', "mail_from names pt.gov.vn, and no domain of H05 is that"),
        ('agencies = ["H05"]\nheader_from = ["bn.gov.vn", "a@x.vn"]', "header_from names a@x.vn"),
        ('logins = ["h05-relay"]\nheader_sender = ["*.gov.vn", "pt.gov.vn"]', "header_sender names pt.gov.vn"),
        ('agencies = ["H05"]', "narrows nothing; give it something to narrow, or remove it"),
        ('kind = "trusted"\nrcpt_to = ["a.vn"]', 'can never fire, as no listener is of kind = "trusted"'),
        ('hours = ["00:00-12:00", "11:00-24:00"]', "hours can never fire, as they make a whole day"),
        ("letters_per_hour = 9\nletters_per_day = 9", "letters_per_hour can never fire, as letters_per_day is not above it"),
        ("new_recipients_per_day = 9\nrecipients_per_day = 5", "new_recipients_per_day can never fire"),
        ('rcpt_to = ["a.vn", "x@b.vn"]\nrcpt_not_to = ["a.vn", "b.vn"]', "so nobody can be written to; mend one of them"),
    ],
)  # fmt: skip
def test_a_rule_that_cannot_mean_what_it_says_is_warned_of(
    write: Write, rule: str, words: str
) -> None:
    ((level, sentence),) = said(write(ruled(rule)))

    assert level == "warning"
    assert words in sentence


@pytest.mark.parametrize(
    "rule",
    [
        'agencies = ["H05"]\nmail_from = ["a@bn.gov.vn", "*.gov.vn", "*"]\nrcpt_to = ["*"]',
        'logins = ["h05-relay"]\nheader_from = ["bn.gov.vn"]\nhours = ["00:00-12:00", "12:01-24:00"]',
        'hours = ["00:00-24:00"]\ndays = "working"',
        "letters_per_hour = 3\nletters_per_day = 9\nrecipients_per_day = 10\nnew_recipients_per_day = 2",
        'rcpt_to = ["*.vn"]\nrcpt_not_to = ["x.vn"]',
    ],
)
def test_a_rule_that_may_fire_is_not(write: Write, rule: str) -> None:
    assert said(write(ruled(rule))) == [("ok", "1, which name what is known")]


def test_a_trusted_listener_of_another_agency_lets_the_rule_rest(write: Write) -> None:
    trusted = LISTENER.replace("submission", "trusted")
    more = 'networks = ["10.1.0.0/16"]\nagency = "H40"\n[[relay.rule]]\nname = "r"\n'
    rule = 'kind = "trusted"\nagencies = ["H05"]\nrcpt_to = ["a.vn"]\n'

    ((_, sentence),) = said(write(trusted + more + rule))
    assert "no trusted listener is of its agencies" in sentence


def test_it_is_part_of_the_check(office: Office) -> None:
    assert "rules" not in findings(office, "--offline")

    path = office.folder / "config.toml"
    path.write_text(path.read_text("utf-8") + '[[relay.rule]]\nname = "r"\n', "utf-8")
    ((level, sentence),) = findings(office, "--offline")["rule r"]
    assert level == "warning"
    assert sentence.startswith("config.toml:")
    assert "narrows nothing" in sentence
