"""Heads of documents as strange hands lay them out: issuer, number, day, urgency, type and excerpt."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from schedules.official import official_calendar
from schedules.official_letter import read
from tests.work.official.test_heads import BODY, same
from work.official.found import Finding, Paper
from work.official.letter import Letter, Sheet

# Each head opens with a line of what is strange in it, and ends with what a person reads in it, in that order.
HEADS = (Path(__file__).parent / "heads.txt").read_text("utf-8").removeprefix("# ").split("\n# ")
FIELDS = ("issuer", "number", "issued", "urgency", "kind", "excerpt")
SENT = datetime(2026, 10, 12, 1, tzinfo=UTC)


def paper_of(head: str) -> Paper:
    """What is read of a letter with that *head*."""
    sheet = Sheet((), "text", f"{head}\n{BODY}")
    letter = Letter("a@b.vn", "", (), "Gửi văn bản", SENT, None, (), (sheet,))
    return read(letter, official_calendar()).papers[0]


@pytest.mark.parametrize("told", HEADS)
def test_a_strange_head_says_what_a_person_reads_in_it(told: str) -> None:
    head, said = told.split("\n", 1)[1].split("\n=> ")
    paper = paper_of(head)
    found: dict[str, Finding | None] = {name: getattr(paper, name) for name in FIELDS}
    got = {name: "" if one is None else same(one.value) for name, one in found.items()}
    wanted = dict(zip(FIELDS, map(same, said.rstrip("\n").split(" | ")), strict=True))
    assert got == wanted
