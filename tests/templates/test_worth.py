"""A code says nothing to who reads a page: each has words."""

import re
from pathlib import Path

import pytest

from congvu.cli.intake_words import WATCHED
from papers.opened import Why
from papers.signed import Fault
from templates import LANGUAGES
from templates.proposal import aside
from templates.worth import trouble, unopened, worth
from work.signature import GOOD, OTHER_ADDRESS, UNCHECKED

MAIL = Path(__file__).parent.parent.parent / "mail"


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_verdict_of_a_signature_has_words(language: str) -> None:
    verdicts = (*map(str, Fault), *map(str, Why), GOOD, OTHER_ADDRESS, UNCHECKED)

    assert [one for one in verdicts if worth(one, language) == one and one != GOOD] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_reason_that_a_file_is_not_looked_at_has_words(language: str) -> None:
    parts = (MAIL / "secrecy_parts.py").read_text("utf-8")
    doubts = re.findall(r'doubts\["([a-z-]+)"\]', parts)

    assert doubts
    assert [one for one in (*map(str, Why), *doubts) if unopened(one, language) == one] == []


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("secrecy:stamp:subject", "có thể có dấu hiệu bí mật, ở tiêu đề (quy tắc stamp); "),
        ("secrecy:unopened:name", "có phần không mở được để tìm dấu hiệu bí mật; "),
    ],
)
def test_a_letter_that_waits_for_the_security_officer_says_why_and_what_to_do(
    code: str, told: str
) -> None:
    found = aside(code, "vi")

    assert found.startswith(told)
    assert found.endswith("rồi congvu intake retry")


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_trouble_of_a_watched_mailbox_has_words_on_the_page_and_in_the_command(
    language: str,
) -> None:
    sources = "".join(path.read_text("utf-8") for path in (MAIL / "imap").glob("*.py"))
    codes = set(re.findall(r'(?:Lost|drop|_troubled)\("([a-z-]+)"', sources)) - {"idle"}

    assert {"silent", "another-has-it", "too-much"} <= codes
    assert codes <= set(WATCHED)
    assert [one for one in WATCHED if one and trouble(one, language).endswith(f": {one}")] == []
    assert "select-noperm" in trouble("select-noperm", language)
