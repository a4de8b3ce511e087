"""The official phrases, the set that was labelled before the code was written, and the one written beside it."""

import unicodedata
from collections.abc import Callable
from functools import cache

import pytest

from tests.work.reading.judging import FURTHER, LABELLED, PHRASES, Row, differs, judged, rows
from work.spelling import without_accents

# Rows whose label the reference contradicts: sentence, and why. There is none so far.
DISPUTED: dict[str, str] = {}

ALL = {path.stem: rows(path) for path in (PHRASES, LABELLED, FURTHER)}
WRITTEN_OTHERWISE: dict[str, Callable[[str], str]] = {
    "in capitals": str.upper,
    "decomposed": lambda text: unicodedata.normalize("NFD", text),
    "without accents": lambda text: without_accents(text).lower(),
    "with blanks that do not break": lambda text: text.replace(" ", "\u00a0"),
    "with what is not seen": lambda text: text.replace("n", "n\u200b"),
}


@pytest.mark.parametrize("name", ALL)
def test_every_row_that_is_not_open_is_read_as_it_is_labelled(name: str) -> None:
    certain = [row for row in ALL[name] if not row.is_open and row.sentence not in DISPUTED]
    wrong = [
        f"{row.sentence}: {row.expected}, {found}" for row in certain if (found := differs(row))
    ]

    assert wrong == [], "\n".join(wrong)


def test_the_sets_are_whole() -> None:
    assert [len(found) for found in ALL.values()] == [55, 368, 331]
    assert len(DISPUTED) <= 5


def test_open_rows_come_out_as_their_first_reading() -> None:
    unsettled = [row for row in ALL[LABELLED.stem] if row.is_open]

    assert [row.sentence for row in unsettled if differs(row)] == []


@pytest.mark.parametrize("way", WRITTEN_OTHERWISE)
def test_what_is_the_same_to_a_reader_is_read_the_same(way: str) -> None:
    change = WRITTEN_OTHERWISE[way]
    every = [row for found in ALL.values() for row in found]
    changed = [row.sentence for row in every if dues(row, change) != as_written(row)]

    assert changed == []


@cache
def as_written(row: Row) -> list[object]:
    return dues(row, str)


def dues(row: Row, change: Callable[[str], str]) -> list[object]:
    found = judged(row._replace(sentence=change(row.sentence)))
    return [(due.due, due.recurs, due.rule) for due in found.deadlines]
