"""What the list of acts and the shipped data say of each other: every row has its source and its days."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from tests.house.tree import ROOT, name

# Acts by number and sign, national standards, and codes by their names.
CITED = re.compile(
    r"\b\d{1,5}/(?:\d{4}/)?(?:NĐ-CP|QĐ-TTg|QH\d+|T[BT]-[A-ZĐ]+|[A-Z]{2,6}-[A-Z]{2,6})\b"
    r"|\bTCVN \d+:\d{4}\b|\bBộ luật (?:Dân sự 2015|Lao động 2019)\b"
)
DATA = re.compile(r"`((?:schedules|work)/data/[a-z]+\.toml)`")
DAYS = re.compile(r"(\d{2})/(\d{2})/(\d{4})")
SINGLE = {"day"}  # without valid_to of one day alone
UNDATED = {"coverage"}  # says for which years there are rows


@dataclass(frozen=True)
class Act:
    """One row of docs/law.md: its days in force, None where they are not told, and the data that rests on it."""

    begins: date | None
    ends: date | None
    data: frozenset[str]

    def meets(self, begins: date, ends: date | None) -> bool:
        """Whether it is in force on any day between two, as far as that is told; for ever where *ends* is None."""
        over = self.ends is not None and self.ends < begins
        to_come = self.begins is not None and ends is not None and ends < self.begins
        return not over and not to_come


def acts(text: str) -> dict[str, Act]:
    """Each act of the table in *text*, by its number or name."""
    found: dict[str, Act] = {}
    for line in text.splitlines():
        cells = line.split("|")
        if len(cells) > 5 and (numbers := CITED.findall(cells[1])):
            days = [date(int(y), int(m), int(d)) for d, m, y in DAYS.findall(cells[3])]
            begins, ends = (*days, None, None)[:2]
            found |= dict.fromkeys(numbers, Act(begins, ends, frozenset(DATA.findall(cells[4]))))
    return found


def shipped_data() -> dict[str, Mapping[str, Any]]:
    """Every file of dated data that ships, read, by its name."""
    paths: list[Path] = [*ROOT.glob("*/data/*.toml")]
    return {
        name(path): tomllib.loads(path.read_text("utf-8"))
        for path in paths
        if path.parts[-3] != "tests"
    }


def faults(listed: Mapping[str, Act], data: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Everything in which the list and the data do not agree; nothing where all do."""
    found: list[str] = []
    used: dict[str, set[str]] = {act: set() for act in listed}
    for file, table in data.items():
        for place, row in _rows(table):
            where = f"{file}, {place}"
            found += _row_faults(where, place.split()[0], row, listed)
            for act in CITED.findall(str(row.get("source", ""))):
                used.setdefault(act, set()).add(file)
    for act, one in listed.items():
        found += [f"{act}: the list names {file}, which does not cite it" for file in one.data - used[act]]  # fmt: skip
        found += [f"{act}: {file} cites it, and the list does not say so" for file in used[act] - one.data]  # fmt: skip
    return found


def _rows(table: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for kind, rows in table.items():
        if kind not in UNDATED:
            for number, row in enumerate(rows if isinstance(rows, list) else [rows], 1):
                yield f"{kind} {number}", row


def _row_faults(
    where: str, kind: str, row: Mapping[str, Any], listed: Mapping[str, Act]
) -> Iterator[str]:
    source, begins = row.get("source"), row.get("valid_from")
    if not isinstance(source, str) or not source.strip():
        yield f"{where} has no source"
        return
    if type(begins) is not date:
        yield f"{where} has no valid_from"
        return
    ends = row.get("valid_to", begins if kind in SINGLE else None)
    if ends is not None and ends < begins:
        yield f"{where} ends before it begins"
    cited = CITED.findall(source)
    yield from (f"{where} cites {act}, which is not listed" for act in cited if act not in listed)
    known = [listed[act] for act in cited if act in listed]
    if known and not any(act.meets(begins, ends) for act in known):
        yield f"{where} is valid from {begins}, and no act that it cites is in force on any of its days"
