"""Each standard and each act that the code rests on is listed with its status, and the other way round."""

import re
from collections import Counter
from pathlib import Path

from tests.house.tree import ROOT, name, shipped

RFC = re.compile(r"RFC (\d{3,5})")
ACT = re.compile(r"\b\d{1,4}/\d{4}/(?:NĐ-CP|QĐ-TTg|TT-[A-ZĐ]+|QH\d+|NQ-[A-ZĐ]+)\b")
CODE = re.compile(r"\b(Bộ luật (?:Dân sự 2015|Lao động 2019))\b")
IN_FORCE = {"yes", "partial"}


def cited(pattern: re.Pattern[str]) -> dict[str, str]:
    """Every source that shipped code or data names, and one file that does."""
    return {
        match: name(path)
        for path in shipped(".py", ".toml")
        for match in pattern.findall(path.read_text("utf-8"))
    }


def listed(document: Path, pattern: re.Pattern[str]) -> dict[str, str]:
    """The status of every source in the tables of *document*: its second column."""
    rows = [line.split("|") for line in document.read_text("utf-8").splitlines() if "|" in line]
    return {
        match: cells[2].strip()
        for cells in rows
        if len(cells) > 3
        for match in pattern.findall(cells[1])
    }


def twice(document: Path, pattern: re.Pattern[str]) -> list[str]:
    """Sources with more than one row in *document*: nobody would find the second status."""
    rows = [line.split("|")[1] for line in document.read_text("utf-8").splitlines() if "|" in line]
    found = Counter(match for cell in rows for match in pattern.findall(cell))
    return [source for source, times in found.items() if times > 1]


def compare(document: Path, pattern: re.Pattern[str]) -> None:
    statuses, citations = listed(document, pattern), cited(pattern)
    kept = {source for source, status in statuses.items() if status in IN_FORCE}

    assert {s: citations[s] for s in citations.keys() - kept} == {}, "cited, but not listed as kept"
    assert kept - citations.keys() == set(), "listed as kept, but no code cites it"
    assert set(statuses.values()) <= IN_FORCE | {"planned", "no"}
    assert twice(document, pattern) == []


def test_every_rfc_that_the_code_cites_is_listed_and_the_other_way_round() -> None:
    compare(ROOT / "docs/standards.md", RFC)


def test_every_act_that_the_code_cites_is_listed_and_the_other_way_round() -> None:
    compare(ROOT / "docs/law.md", ACT)
    compare(ROOT / "docs/law.md", CODE)
