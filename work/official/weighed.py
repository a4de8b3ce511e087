"""How likely a time that a document tells is a limit for whom it addresses: a second opinion, by the words around it.

The rules of this package say what a time means; they are many, and whoever writes otherwise than those
whom they were made for is misread. Beside them stands one logistic regression over words, which nobody
wrote: `python -m tests.work.official.train` counts it out of the letters that are for tuning. It sets no
day. It only tells which of the rules' findings to doubt, and what they passed over (docs/design/0083).
"""

import functools
import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from importlib.resources import files
from itertools import pairwise

from work.logistic import logistic
from work.official.body import Paragraph
from work.official.folded import folded
from work.official.months import day_in

WEIGHTS = "limits.tsv"  # beside the other data of `work`: a sign and its weight
BIAS = ""  # the sign that every time has
_DATE = r"\d{1,2} ?[/.-] ?\d{1,2} ?[/.-] ?20\d\d|\d{1,2} thang \d{1,2}(?: nam 20\d\d|/20\d\d)?"
TIME = re.compile(
    rf"\b(?:{_DATE})|(?<![\d/.])\d{{1,2}}/\d{{1,2}}(?![/\d])"
    r"|\b\d{1,3} ?(?:\([^)]{2,15}\) ?)?(?:ngay|gio|thang|tuan)\b"
    r"|\b(?:cuoi|het|trong|dau) (?:tuan|thang|quy|ngay|nam)\b[^,.;\n]{0,12}|\bhom nay\b|\bngay mai\b"
    r"|\b(?:thang|quy) (?:\d|[ivx]+\b)(?:\d|/)*|\b(?:hang|moi) (?:tuan|thang|quy|nam|ngay)\b"
)
_TOKEN = re.compile(r"[a-z]+|\d+|[^\w\s]")
_ENDS = re.compile(r"(?<=[^\d][.;:])\s|(?<=\d{4}[.;:])\s|\n")
FAR_BEFORE = 160  # characters that are looked at in front of a time
FAR_BEHIND = 90  # and behind it
LONGEST = 400  # characters of a sentence
Span = tuple[int, int]
"""Where something begins and ends, in characters."""
_SPANS = ((0, "past"), (1, "same"), (4, "days"), (15, "weeks"), (60, "months"), (200, "half"))


@dataclass(frozen=True)
class Body:
    """What a document says below its head: paragraphs on lines of their own.

    *kind* is the document's, "" of a mere mail; *issued* its day, or that of the mail.
    """

    text: str
    kind: str
    issued: date | None

    @classmethod
    def of(cls, paragraphs: Iterable[Paragraph], kind: str, issued: date | None) -> "Body":
        """That of *paragraphs*, tables left out."""
        return cls("\n".join(one.text for one in paragraphs if not one.rows), kind, issued)

    @cached_property
    def plain(self) -> str:
        """The text folded: each place in it is the place in the text."""
        return folded(self.text)

    def times(self) -> Iterator[Span]:
        """Where each time stands that is told."""
        return (found.span() for found in TIME.finditer(self.plain))

    def sentence(self, start: int, end: int) -> Span:
        """Where the sentence with what stands from *start* to *end* begins and ends."""
        begin = max(0, start - LONGEST)
        ends = [found.end() for found in _ENDS.finditer(self.plain, begin, start)]
        last = _ENDS.search(self.plain, end, end + LONGEST)
        stop = last.start() if last else min(len(self.plain), end + LONGEST)
        return (ends[-1] if ends else begin), stop

    def signs(self, start: int, end: int) -> Iterator[str]:
        """By what the time from *start* to *end* is judged."""
        plain = self.plain
        before = _tokens(plain[max(0, start - FAR_BEFORE) : start])[-20:]
        behind = _tokens(plain[end : end + FAR_BEHIND])[:10]
        first, last = self.sentence(start, end)
        opening, closing = _tokens(plain[first:start]), _tokens(plain[end:last])
        yield BIAS
        yield f"kind={self.kind}"
        yield f"time={' '.join(_tokens(plain[start:end]))}"
        yield from (f"-{n}={' '.join(before[-n:])}" for n in range(1, 5))
        yield from (f"+{n}={' '.join(behind[:n])}" for n in range(1, 4))
        yield from {f"near={one}" for one in before[-12:]}
        yield from {f"far={one}" for one in before[:-6]}
        yield from {f"then={one}" for one in behind}
        yield from {f"then={one} {other}" for one, other in pairwise(behind)}
        yield from {f"said={one}" for one in opening}
        yield from {f"said={one} {other}" for one, other in pairwise(opening)}
        yield from {f"after={one}" for one in closing}
        yield from (f"opens={' '.join(opening[:n])}" for n in range(1, 4))
        yield f"words={min(5, len(opening) // 8)}"
        yield f"place={5 * start // max(1, len(plain))}"
        if (ahead := self._ahead(plain[start:end])) is not None:
            yield f"ahead={ahead}"

    def is_past(self, start: int, end: int) -> bool:
        """Whether that is the document's own day or one before it."""
        return self._ahead(self.plain[start:end]) in ("past", "same")

    def _ahead(self, words: str) -> str | None:
        """How far ahead of the document's own day the day *words* is."""
        day = day_of(words)
        if day is None or self.issued is None:
            return None
        days = (day - self.issued).days
        return next((name for most, name in _SPANS if days < most), "years")


def day_of(words: str) -> date | None:
    """The day that the time *words* is, written with blanks or without; None of a term or a period."""
    return day_in(words.replace(" ", "")) or day_in(words)


def chance(body: Body, start: int, end: int) -> float:
    """From 0 to 1, how likely the time from *start* to *end* of *body* is a limit."""
    weights = _weights()
    return logistic(math.fsum(weights.get(sign, 0.0) for sign in body.signs(start, end)))


def _tokens(plain: str) -> list[str]:
    return ["#" if token.isdigit() else token for token in _TOKEN.findall(plain)]


@functools.cache
def _weights() -> dict[str, float]:
    lines = files("work").joinpath("data", WEIGHTS).read_text("utf-8").splitlines()
    pairs = (line.split("\t") for line in lines)
    return {sign: float(weight) for sign, weight in pairs}
