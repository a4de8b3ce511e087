"""How likely a time that a document tells is a limit for whom it addresses: a second opinion, by the words around it.

The rules of this package say what a time means; they are many, and whoever writes otherwise than those
whom they were made for is misread. Beside them stands one logistic regression over words, which nobody
wrote: `python -m tests.work.official.train` counts it out of the letters that are for tuning. It sets no
day. It only tells which of the rules' findings to doubt, and what they passed over (docs/design/0083).
"""

import functools
import math
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import groupby, pairwise
from operator import itemgetter

from work.logistic import logistic, weights_in
from work.official.body import Paragraph
from work.official.classes import WHO, Code, Known, coded
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
FAR_BEFORE = 100  # characters that are looked at in front of a time
FAR_BEHIND = 90  # and behind it
LONGEST = 400  # characters of a sentence
_PARTS = frozenset({"^", ";", ":", "(", "T"})
_ASKED = frozenset({"ask", "beg", "must", "nhe"})
_HOW = ("ask", "beg", "must", "will", "more", "past", "cite", "law", "if")
_DEEDS = frozenset({"hand", "tell", "end", "act", "rule", "meet", "pay", "valid"})
_FAR_ABOVE = 12  # paragraphs between a point and what leads to it
Span = tuple[int, int]
"""Where something begins and ends, in characters."""
_SPANS = ((0, "past"), (1, "same"), (4, "days"), (15, "weeks"), (60, "months"), (200, "half"))


@dataclass(frozen=True)
class Body:
    """What a document says below its head: paragraphs on lines of their own.

    *kind* is the document's, "" of a mere mail; *issued* its day, or that of the mail; *issuer* and *names*
    are whose it is and whom it addresses, *marks* what each paragraph is numbered with.
    """

    text: str
    kind: str
    issued: date | None
    issuer: str = ""
    names: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()

    @classmethod
    def of(
        cls,
        paragraphs: Iterable[Paragraph],
        kind: str,
        issued: date | None,
        issuer: str = "",
        names: tuple[str, ...] = (),
    ) -> "Body":
        """That of *paragraphs*, tables left out."""
        told = [one for one in paragraphs if not one.rows]
        return cls(
            "\n".join(one.text for one in told),
            kind,
            issued,
            issuer,
            names,
            tuple(one.mark for one in told),
        )

    @cached_property
    def plain(self) -> str:
        """The text folded: each place in it is the place in the text."""
        return folded(self.text)

    @cached_property
    def times(self) -> tuple[Span, ...]:
        """Where each time stands that is told."""
        return tuple(found.span() for found in TIME.finditer(self.plain))

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
        before = _tokens(plain[max(0, start - FAR_BEFORE) : start])[-12:]
        behind = _tokens(plain[end : end + FAR_BEHIND])[:10]
        first, last = self.sentence(start, end)
        opening, closing = _tokens(plain[first:start]), _tokens(plain[end:last])
        yield BIAS
        yield f"kind={self.kind}"
        yield f"time={' '.join(_tokens(plain[start:end]))}"
        yield from (f"-{n}={' '.join(before[-n:])}" for n in range(1, 5))
        yield from (f"+{n}={' '.join(behind[:n])}" for n in range(1, 4))
        yield from {f"near={one}" for one in before}
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
        yield from self._classed(start, end, first, last)

    @cached_property
    def _codes(self) -> list[Code]:
        known = Known.of(self.issuer, self.names)
        return list(coded(self.text, self.plain, self.times, known))

    @cached_property
    def _asks(self) -> int:
        """How often it asks."""
        return sum(code.name in ("ask", "beg") for code in self._codes)

    @cached_property
    def _lines(self) -> list[int]:
        """Where each paragraph begins."""
        return [0, *(found.end() for found in re.finditer("\n", self.plain))]

    def _told(self, start: int, end: int) -> list[str]:
        """The classes from *start* to *end*, each run of one once."""
        at = bisect_left(self._codes, start, key=itemgetter(0))
        stop = bisect_left(self._codes, end, key=itemgetter(0))
        return [name for name, _ in groupby(code.name for code in self._codes[at:stop])]

    def _classed(self, start: int, end: int, first: int, last: int) -> Iterator[str]:
        """The same by classes of words, for the time from *start* to *end* of the sentence from *first* to *last*."""
        before = ["^", *self._told(first, start)]
        behind = [*self._told(end, last), "$"]
        clause = before[max(at for at, one in enumerate(before) if one in _PARTS) :]
        who = [one for one in before if one in WHO]
        asked = [one for one in before if one in _ASKED]
        yield from (f"c-{n}={' '.join(before[-n:])}" for n in range(1, 6))
        yield from (f"c+{n}={' '.join(behind[:n])}" for n in range(1, 4))
        yield from (f"c{n}={' '.join(before[-n:])}|{behind[0]}" for n in range(1, 3))
        yield from {f"cs={one}" for one in before}
        yield from {f"cs={one} {other}" for one, other in pairwise(before)}
        yield from {f"ca={one}" for one in behind}
        yield from {f"ca={one} {other}" for one, other in pairwise(behind)}
        yield from {f"cc={one}" for one in clause}
        yield from (f"copens={' '.join(before[1:n])}" for n in range(2, 5))
        yield f"who={' '.join(who[:1])}"
        yield f"all={' '.join(who[:4])}"
        yield f"how={''.join(one for one in _HOW if one in before)}"
        yield f"ask={' '.join(asked[:2])}"
        yield from self._deeds(before)
        yield f"times={min(2, before.count('T'))} {min(2, behind.count('T'))}"
        yield from self._around(start, first)
        yield f"asks={min(4, self._asks)} {self.kind}"
        yield from (
            f"{self.kind}: {one}" for one in (before[-1], f"who {who[:1]}", f"ask {asked[:1]}")
        )

    def _deeds(self, before: list[str]) -> Iterator[str]:
        """Who does what to whom, in what stands *before* a time."""
        deed = next((at for at in reversed(range(len(before))) if before[at] in _DEEDS), None)
        if deed is None:
            return
        does = next((one for one in reversed(before[:deed]) if one in WHO or one in ";:"), "-")
        gets = next((one for one in before[deed:] if one in WHO), "-")
        how = " ".join(one for one in _HOW if one in before[:deed])
        yield f"does={does} {before[deed]}"
        yield f"gets={before[deed]} {gets}"
        yield f"deed={does} {before[deed]} {gets}"
        yield f"does={does} {before[deed]} {how}"

    def _around(self, start: int, first: int) -> Iterator[str]:
        """What stands around the sentence that begins at *first*."""
        line = bisect_right(self._lines, start) - 1
        if first > 1:
            begin, _ = self.sentence(first - 2, first - 1)
            last = self._told(max(begin, first - LONGEST), first - 1)
            yield from {f"last={one}" for one in last}
            yield f"ends={self.plain[first - 2 : first]!r}"
            yield f"lastwho={' '.join(one for one in last if one in WHO)[:3]}"
        heads = range(line - 1, max(-1, line - _FAR_ABOVE), -1)
        head = next((at for at in heads if self.plain[self._lines[at + 1] - 2] == ":"), None)
        if head is not None:
            led = self._told(self._lines[head], self._lines[head + 1])
            yield from {f"led={one}" for one in led}
        mark = self.marks[line] if line < len(self.marks) else ""
        yield f"mark={re.sub('[0-9]+', '#', re.sub('[a-z]+', 'a', mark))}"
        yield f"below={min(4, len(self._lines) - 1 - line)}"
        yield f"above={min(3, line)}"

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
    return {sign: weight for sign, (weight,) in weights_in(WEIGHTS).items()}
