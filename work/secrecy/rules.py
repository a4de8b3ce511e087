"""The rules on marks as dated data: those that are shipped, and the office's own before them."""

import functools
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from work.dated import DataFile, Row
from work.secrecy.finding import Place, Verdict
from work.secrecy.judge import Judge, Rule
from work.secrecy.lexicon import KINDS, Spelling, lexicon

TABLES = ("mark", "words", "rule")
_VERDICTS = {verdict.name.lower(): verdict for verdict in Verdict}
_LEVELS = ("mat", "toi_mat", "tuyet_mat")
_STANDS = (
    "alone", "bracketed", "edge", "between", "labelled", "stated", "ticked", "unticked", "choice",
    "listed", "wrapped", "signed", "paper", "paper-talk", "paper-alone", "excused", "inside", "head-cell",
)  # fmt: skip
_UNOPENED = (
    "password", "broken", "bomb", "too-many", "too-deep", "too-large", "too-slow", "too-hungry", "busy", "crashed",
    "picture", "partly", "signs", "archive", "unknown", "structure", "encoding", "sealed", "uuencoded",
)  # fmt: skip
_EXACT = ("full", "partial", "bare")
_LETTERS = ("capitals", "headline", "title", "small")


@dataclass(frozen=True, slots=True)
class _Dated:
    first: date
    last: date

    def holds(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True, eq=False)
class Rules:
    """Every row with the days on which it is in force."""

    marks: tuple[tuple[_Dated, Spelling], ...]
    words: tuple[tuple[_Dated, str, tuple[str, ...]], ...]
    rules: tuple[tuple[_Dated, Rule], ...]

    def on(self, day: date) -> Judge:
        """Who judges by what is in force on *day*."""
        return _judge(self, day)


def read(*overlays: Path) -> Rules:
    """The shipped rules with the rows of *overlays* before them, the last one's first.

    Raises DataRefused, whose text names file, line and remedy.
    """
    shipped = DataFile.shipped("work", "secrecy.toml", TABLES)
    sources = [*(DataFile.at(path, TABLES) for path in reversed(overlays)), shipped]
    rules: dict[str, list[tuple[_Dated, Rule]]] = {}
    for source in sources:
        own: dict[str, list[tuple[_Dated, Rule]]] = defaultdict(list)
        for row in source.rows("rule"):
            own[row.text("id")].append((_dated(row), _rule(row)))
        rules = {**rules, **{name: rows for name, rows in own.items() if name not in rules}}
    return Rules(
        marks=tuple(
            one for source in sources for row in source.rows("mark") for one in _marks(row)
        ),
        words=tuple(_words(row) for source in sources for row in source.rows("words")),
        rules=tuple(one for rows in rules.values() for one in rows),
    )


@functools.cache
def shipped() -> Rules:
    """The rules without any of an office's own."""
    return read()


@functools.lru_cache(maxsize=4)
def _judge(rules: Rules, day: date) -> Judge:
    words: dict[str, list[str]] = defaultdict(list)
    for dated, kind, some in rules.words:
        if dated.holds(day):
            words[kind].extend(some)
    spellings = [spelling for dated, spelling in rules.marks if dated.holds(day)]
    return Judge(
        lexicon(spellings, words), tuple(rule for dated, rule in rules.rules if dated.holds(day))
    )


def _dated(row: Row) -> _Dated:
    row.text("source")
    first, last = row.day("valid_from"), row.day("valid_to", date.max)
    if last < first:
        raise row.refused("valid_to lies before valid_from; exchange them")
    return _Dated(first, last)


def _marks(row: Row) -> list[tuple[_Dated, Spelling]]:
    row.only("words", "mark", "level", "valid_from", "valid_to", "source")
    level = row.text("level", _LEVELS) if "level" in row.values else None
    words = row.words("words")
    if not all(part.isalpha() for word in words for part in word.split()) or not words:
        raise row.refused("words of a mark consist of letters, with a blank between two words")
    return [(_dated(row), Spelling(word, row.text("mark"), level)) for word in words]


def _words(row: Row) -> tuple[_Dated, str, tuple[str, ...]]:
    row.only("kind", "words", "valid_from", "valid_to", "source")
    return _dated(row), row.text("kind", KINDS), row.words("words")


def _rule(row: Row) -> Rule:
    row.only(*Rule.__slots__, "valid_from", "valid_to")
    return Rule(
        id=row.text("id"),
        reason=row.text("reason"),
        reason_en=row.text("reason_en") if "reason_en" in row.values else "",
        source=row.text("source"),
        verdict=_VERDICTS[row.text("verdict", tuple(_VERDICTS))],
        marks=frozenset(row.words("marks")),
        places=frozenset(Place(one) for one in row.texts("places", [*Place])),
        stands=frozenset(row.texts("stands", (*_STANDS, *_UNOPENED))),
        exact=frozenset(row.texts("exact", _EXACT)),
        letters=frozenset(row.texts("letters", _LETTERS)),
        words=row.number("words") if "words" in row.values else None,
        talk=_flag(row, "talk"),
        released=_flag(row, "released"),
    )


def _flag(row: Row, key: str) -> bool | None:
    value = row.values.get(key)
    if value is not None and not isinstance(value, bool):
        raise row.refused(f"{key} is true or false, without quotes")
    return value
