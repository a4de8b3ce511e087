"""The text of a letter with each finding where it stands, and without the long parts in which none does."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from work.official.found import Finding
from work.official.letter import Letter

AROUND = 300  # characters that are shown on either side of a finding
HEAD = 1500  # and of the beginning


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text that the same findings cover; *starts* are the numbers of those that begin here.

    One that was left out has no text, and says how many characters it *lacks*.
    """

    text: str
    covered: bool = False
    starts: tuple[int, ...] = ()
    lacks: int = 0


@dataclass(frozen=True, slots=True)
class Marked:
    """One text of the letter: *sheet* is its place among the sheets, None for the subject."""

    sheet: int | None
    pieces: tuple[Piece, ...]

    @property
    def found(self) -> bool:
        """Whether any finding stands in it."""
        return any(one.starts for one in self.pieces)


@dataclass(frozen=True, slots=True)
class _Span:
    number: int
    start: int
    end: int


def marked(letter: Letter, findings: Sequence[Finding], most: int) -> tuple[Marked, ...]:
    """The subject and each sheet; findings are numbered from 1. Texts of more than *most* characters together are cut."""
    texts: list[tuple[int | None, str]] = [(None, letter.subject)]
    texts += [(place, one.text.replace("\f", "\n")) for place, one in enumerate(letter.sheets)]
    cut = sum(len(text) for _, text in texts) > most
    left = most
    made = list[Marked]()
    for place, text in texts:
        spans = _spans(text, place, findings)
        pieces = tuple(_pieces(text, spans, _kept(text, spans) if cut else [(0, len(text))], left))
        left -= sum(len(one.text) for one in pieces)
        made.append(Marked(place, pieces))
    return tuple(made)


def _spans(text: str, sheet: int | None, findings: Sequence[Finding]) -> list[_Span]:
    """Where each stands: the words of a task near what it asks for, where they stand more than once."""
    spans, near = list[_Span](), 0
    for number, one in enumerate(findings, 1):
        if one.sheet != sheet or not one.words.strip():
            continue
        at = text.find(one.words, near)
        at = text.find(one.words) if at < 0 else at
        if at >= 0:
            spans.append(_Span(number, at, at + len(one.words)))
            near = at if len(one.words) > len(_SHORT) else near
    return spans


_SHORT = "." * 40  # what is longer is a sentence, near which its parts stand


def _kept(text: str, spans: Iterable[_Span]) -> list[tuple[int, int]]:
    """The parts of a long text that are shown."""
    wanted = [(0, min(HEAD, len(text)))]
    wanted += [(max(0, one.start - AROUND), min(len(text), one.end + AROUND)) for one in spans]
    kept = list[tuple[int, int]]()
    for start, end in sorted(wanted):
        if kept and start <= kept[-1][1]:
            kept[-1] = kept[-1][0], max(end, kept[-1][1])
        else:
            kept.append((start, end))
    return kept


def _pieces(
    text: str, spans: Sequence[_Span], kept: Sequence[tuple[int, int]], left: int
) -> Iterator[Piece]:
    reached = 0
    for start, end in kept:
        end = min(end, start + max(left, 0))
        if start > reached:
            yield Piece("", lacks=start - reached)
        yield from _within(text, spans, start, end)
        left -= end - start
        reached = max(reached, end)
        if left <= 0:
            break
    if reached < len(text):
        yield Piece("", lacks=len(text) - reached)


def _within(text: str, spans: Sequence[_Span], start: int, end: int) -> Iterator[Piece]:
    edges = {start, end} | {edge for one in spans for edge in (one.start, one.end)}
    inside = sorted(edge for edge in edges if start <= edge <= end)
    for here, there in pairwise(inside):
        starts = tuple(one.number for one in spans if one.start == here)
        covered = any(one.start <= here < one.end for one in spans)
        yield Piece(text[here:there], covered, starts)
