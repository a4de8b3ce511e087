"""Reads the deadline of a task in a plan: a day, or the part of a year by whose end it is to be done."""

import re
from calendar import monthrange
from datetime import date, tzinfo

from work.deadline import Deadline
from work.sheet import Value
from work.spelling import composed, search_key
from work.written_day import EARLIEST, LATEST
from work.written_deadline import DeadlineGap, Term, read_deadline

_BEFORE = r"(?:(?:hoan thanh|xong|den|het|trong|cuoi|vao)\s+)*"
_YEAR = r"(?:\s*(?:/|nam|-|,\s*nam)?\s*(\d{4}))?"
_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_QUARTER = re.compile(rf"{_BEFORE}quy\s+(i{{1,3}}|iv|[1-4]){_YEAR}")
_MONTH = re.compile(rf"{_BEFORE}thang\s+(\d{{1,2}}){_YEAR}")
_HALF = re.compile(rf"{_BEFORE}0?6 thang (dau|cuoi) nam{_YEAR}")
_WHOLE = re.compile(rf"{_BEFORE}(?:ca\s+)?nam(?:\s+(\d{{4}}))?")


def read_term(cell: Value, year: int, zone: tzinfo) -> Term | DeadlineGap:
    """The deadline in *cell*: as in a register, or "Quý III", "Tháng 6/2026", "6 tháng đầu năm", "Năm 2026".

    A part of a year ends with its last day (Bộ luật Dân sự 2015, Điều 146); without a year
    it is in *year*. Hours are those of *zone*.
    """
    found = read_deadline(cell, zone)
    if not isinstance(found, DeadlineGap) or not isinstance(cell, str):
        return found
    text = " ".join(composed(cell).split())
    end = _end(search_key(text).strip(" .;,"), year)
    if end is None:
        return found
    return Term(Deadline(end, "in-period", text, end))


def _end(words: str, year: int) -> date | None:
    if match := _QUARTER.fullmatch(words):
        return _last(match[2], 3 * _QUARTERS[match[1]], year)
    if match := _HALF.fullmatch(words):
        return _last(match[2], 6 if match[1] == "dau" else 12, year)
    if match := _MONTH.fullmatch(words):
        return _last(match[2], int(match[1]), year)
    if match := _WHOLE.fullmatch(words):
        return _last(match[1], 12, year)
    return None


def _last(written: str | None, month: int, year: int) -> date | None:
    in_year = int(written or year)
    if not 1 <= month <= 12 or not EARLIEST <= in_year <= LATEST:
        return None
    return date(in_year, month, monthrange(in_year, month)[1])
