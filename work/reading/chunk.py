"""A clause as a row of chunks: points in time, terms, and the words that tell what they are."""

from typing import NamedTuple

from work.reading import clock, day, span, term
from work.reading.number import SPOKEN
from work.reading.phrases import Found, firsts
from work.reading.point import Point, Unit
from work.reading.pointing import point_at
from work.reading.term import Term, term_at
from work.reading.text import Kind, Words
from work.reading.vocabulary import CUES, EVERY, REPORTS, ROLES, STATED, Cue, Role


class Every(NamedTuple):
    """Something that comes round; *report* where only a kind of report says so."""

    unit: Unit
    report: bool = False


class Plain(NamedTuple):
    """A word or sign that says nothing about time."""

    sign: str


Value = Point | Term | Every | Cue | Role | Plain


class Chunk(NamedTuple):
    """What stands from token *first* to before *last*."""

    value: Value
    first: int
    last: int


_WORD = Plain("")
_TIMES = firsts(EVERY, REPORTS).union(
    SPOKEN, clock.BEGINNINGS, day.BEGINNINGS, span.BEGINNINGS, term.BEGINNINGS
)
_MEANINGS = firsts(CUES, ROLES, STATED)
LABEL = 5  # chunks of "hạn nộp báo cáo:"
_ANNOUNCING = frozenset(Cue) - {Cue.LEAST}


def chunks_of(clause: Words) -> tuple[Chunk, ...]:
    """All chunks of *clause* in their order."""
    chunks: list[Chunk] = []
    place = 0
    while place < len(clause.tokens):
        value, end = _chunk(clause, place, chunks)
        chunks.append(Chunk(value, place, end))
        place = end
    return tuple(chunks)


def _is_told(clause: Words, chunks: list[Chunk]) -> bool:
    """Whether a point in time is to be expected behind *chunks*."""
    return bool(chunks) and (
        _announces(chunks[-1].value) or _labels(clause, chunks) or _lists(clause, chunks)
    )


def _labels(clause: Words, chunks: list[Chunk]) -> bool:
    """Whether a day may follow on a label: "Hạn: 20/10", "Hạn nộp: 20/10"."""
    near = (chunk.value for chunk in chunks[-LABEL:-1])
    return clause.sign(chunks[-1].first) == ":" and any(value is Cue.LIMIT for value in near)


def _lists(clause: Words, chunks: list[Chunk]) -> bool:
    """Whether another day may follow in a row of days: "20/3, 20/6 và 20/12"."""
    if len(chunks) < 2 or not isinstance(chunks[-2].value, Point):
        return False
    return isinstance(chunks[-1].value, Plain) and joins(clause, chunks[-1])


def joins(clause: Words, chunk: Chunk) -> bool:
    """Whether *chunk* is a comma or an "and"."""
    token = clause.tokens[chunk.first]
    return token.written in (",", "và", "hoặc") or token.bare in ("va", "hoac")


def _announces(value: Value) -> bool:
    return isinstance(value, Cue) and value in _ANNOUNCING


def _chunk(clause: Words, place: int, before: list[Chunk]) -> Found[Value]:
    token = clause.tokens[place]
    if token.kind is Kind.SIGN:
        return Found(Plain(token.written), place + 1)
    found = None
    if token.kind is Kind.NUMBER or token.key in _TIMES:
        found = _time(clause, place, _is_told(clause, before))
    if found is None and token.key in _MEANINGS:
        found = _meaning(clause, place)
    return found or Found(_WORD, place + 1)


def _time(clause: Words, place: int, told: bool) -> Found[Value] | None:
    report = REPORTS.at(clause, place)
    if report is not None and not _named(clause, report.end):
        return Found(Every(report.value, True), report.end)
    every = EVERY.at(clause, place)
    if every is not None:
        return Found(Every(every.value), every.end)
    point = point_at(clause, place, told)
    length = term_at(clause, place)
    if point is not None and (length is None or point.end >= length.end):
        return Found(point.value, point.end)
    return None if length is None else Found(length.value, length.end)


def _named(clause: Words, place: int) -> bool:
    """Whether a number follows, so that one quarter or month is meant and not each."""
    token = clause.at(place)
    return token is not None and (
        token.kind is Kind.NUMBER or token.bare in ("i", "ii", "iii", "iv", "nay", "sau")
    )


def _meaning(clause: Words, place: int) -> Found[Value] | None:
    """What the longest phrase here means; a fixed phrase may mean nothing."""
    found: list[Found[Value]] = []
    if stated := STATED.at(clause, place):
        found.append(Found(_WORD, stated.end))
    if cue := CUES.at(clause, place):
        found.append(Found(cue.value, cue.end))
    if role := ROLES.at(clause, place):
        found.append(Found(role.value, role.end))
    return max(found, key=lambda one: one.end, default=None)
