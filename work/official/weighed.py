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
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import groupby, pairwise
from operator import itemgetter

from work.logistic import logistic, weights_in
from work.official.body import Paragraph
from work.official.classes import WHO, Code, Known, coded, phrases_of
from work.official.folded import folded
from work.official.months import day_in

WEIGHTS = "limits.tsv"  # beside the other data of `work`: a sign and its weight
BIAS = ""  # the sign that every time has
# Each alternative is without its first sign, by which places are found at the speed of a search for it.
_APART = r"(?<!\w.)"
_NUMBERS = (
    rf"{_APART}(?:\d? ?[/.-] ?\d{{1,2}} ?[/.-] ?20\d\d|\d? thang \d{{1,2}}(?: nam 20\d\d|/20\d\d)?)"
    r"|(?<![\d/.].)\d?/\d{1,2}(?![/\d])"
    rf"|{_APART}\d{{0,2}} ?(?:\([^)]{{2,15}}\) ?)?(?:ngay|gio|thang|tuan)\b"
)
_PERIODS = (
    r"(?:(?<=c)uoi|(?<=h)et|(?<=t)rong|(?<=d)au) (?:tuan|thang|quy|ngay|nam)\b[^,.;\n]{0,12}"
    r"|(?<=h)om nay\b|(?<=n)gay mai\b|(?:(?<=t)hang|(?<=q)uy) (?:\d|[ivx]+\b)(?:\d|/)*"
    r"|(?:(?<=h)ang|(?<=m)oi) (?:tuan|thang|quy|nam|ngay)\b"
)
TIME = re.compile(rf"[\dcdhmnqt](?:(?<=\d)(?:{_NUMBERS})|{_APART}(?:{_PERIODS}))")
_TOKEN = re.compile(r"[a-z]+|\d+|[^\w\s]")
_ENDS = re.compile(r"\s(?:(?<=\n)|(?<=[^\d][.;:]\s)|(?<=\d{4}[.;:]\s))")
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

    @cached_property
    def chances(self) -> dict[Span, float]:
        """How likely those times are limits of which `chance` was asked."""
        return {}

    def sentence(self, start: int, end: int) -> Span:
        """Where the sentence with what stands from *start* to *end* begins and ends."""
        begin = max(0, start - LONGEST)
        ends = [found.end() for found in _ENDS.finditer(self.plain, begin, start)]
        last = _ENDS.search(self.plain, end, end + LONGEST)
        stop = last.start() if last else min(len(self.plain), end + LONGEST)
        return (ends[-1] if ends else begin), stop

    def signs(self, start: int, end: int) -> list[str]:
        """By what the time from *start* to *end* is judged."""
        plain = self.plain
        before = _tokens(plain[max(0, start - FAR_BEFORE) : start])[-12:]
        behind = _tokens(plain[end : end + FAR_BEHIND])[:10]
        first, last = self.sentence(start, end)
        opening, closing = _tokens(plain[first:start]), _tokens(plain[end:last])
        signs = [BIAS, f"kind={self.kind}", f"time={' '.join(_tokens(plain[start:end]))}"]
        signs += [f"-{n}={' '.join(before[-n:])}" for n in range(1, 4)]
        signs += [f"+{n}={' '.join(behind[:n])}" for n in range(1, 4)]
        signs += [f"near={one}" for one in {*before}]
        signs += _alone_and_paired("then", behind)
        signs += _alone_and_paired("said", opening)
        signs += [f"after={one}" for one in {*closing}]
        signs += [f"opens={' '.join(opening[:n])}" for n in range(1, 4)]
        signs += [
            f"words={min(5, len(opening) // 8)}",
            f"place={5 * start // max(1, len(plain))}",
            f"ahead={self._ahead(plain[start:end])}",
        ]
        return [*signs, *self._classed(start, end, first, last)]

    @cached_property
    def _known(self) -> Known:
        return Known.of(self.issuer, self.names)

    @cached_property
    def _coded(self) -> dict[int, list[Code]]:
        """The codes of the lines that were asked for: few are near a time."""
        return {}

    def _codes(self, line: int) -> list[Code]:
        found = self._coded.get(line)
        if found is None:
            begin, end = self._bounds[line : line + 2]
            times = self.times[bisect_left(self.times, (begin, 0)) : bisect_left(self.times, (end, 0))]  # fmt: skip
            found = coded(self.text, self.plain, (begin, end), times, self._known)
            self._coded[line] = found
        return found

    @cached_property
    def _asks(self) -> int:
        """How often words that ask stand in it, as parts of others too."""
        return sum(map(self.plain.count, phrases_of("ask", "beg")))

    @cached_property
    def _lines(self) -> list[int]:
        """Where each paragraph begins."""
        return [0, *(found.end() for found in re.finditer("\n", self.plain))]

    @cached_property
    def _bounds(self) -> list[int]:
        """Where each paragraph begins, and the last one ends."""
        return [*self._lines, len(self.plain) + 1]

    def _told(self, start: int, end: int) -> list[str]:
        """The classes from *start* to *end*, each run of one once."""
        line = bisect_right(self._lines, start) - 1
        names: list[str] = []
        while line < len(self._lines) and self._lines[line] < end:
            codes = self._codes(line)
            at = bisect_left(codes, start, key=itemgetter(0))
            names += [code.name for code in codes[at : bisect_left(codes, end, key=itemgetter(0))]]
            line += 1
        return [name for name, _ in groupby(names)]

    def _classed(self, start: int, end: int, first: int, last: int) -> list[str]:
        """The same by classes of words, for the time from *start* to *end* of the sentence from *first* to *last*."""
        before = ["^", *self._told(first, start)]
        behind = [*self._told(end, last), "$"]
        clause = before[max(at for at, one in enumerate(before) if one in _PARTS) :]
        who = [one for one in before if one in WHO]
        asked = [one for one in before if one in _ASKED]
        signs = [f"c-{n}={' '.join(before[-n:])}" for n in range(1, 4)]
        signs += [f"c+{n}={' '.join(behind[:n])}" for n in range(1, 3)]
        signs += [f"c{n}={' '.join(before[-n:])}|{behind[0]}" for n in range(1, 3)]
        signs += [f"cs={one}" for one in {*before}]
        signs += [f"ca={one}" for one in {*behind}]
        signs += [f"cc={one}" for one in {*clause}]
        signs += [
            f"who={' '.join(who[:1])}",
            f"all={' '.join(who[:4])}",
            f"how={''.join(one for one in _HOW if one in before)}",
            f"ask={' '.join(asked[:2])}",
            f"times={min(2, before.count('T'))} {min(2, behind.count('T'))}",
            f"asks={min(4, self._asks)} {self.kind}",
            f"{self.kind}: {before[-1]}",
            f"{self.kind}: who {who[:1]}",
            f"{self.kind}: ask {asked[:1]}",
        ]
        return [*signs, *_deeds(before), *self._around(start, first)]

    def _around(self, start: int, first: int) -> list[str]:
        """What stands around the sentence that begins at *first*."""
        signs, plain, lines = [], self.plain, self._lines
        line = bisect_right(lines, start) - 1
        if first > 1:
            begin, _ = self.sentence(first - 2, first - 1)
            last = self._told(max(begin, first - LONGEST), first - 1)
            signs = [f"last={one}" for one in {*last}]
            signs.append(f"ends={plain[first - 2 : first]!r}")
            signs.append(f"lastwho={' '.join(one for one in last if one in WHO)[:3]}")
        heads = range(line - 1, max(-1, line - _FAR_ABOVE), -1)
        head = next((at for at in heads if plain[lines[at + 1] - 2] == ":"), None)
        if head is not None:
            signs += [f"led={one}" for one in {*self._told(lines[head], lines[head + 1])}]
        mark = self.marks[line] if line < len(self.marks) else ""
        signs.append(f"mark={re.sub('[0-9]+', '#', re.sub('[a-z]+', 'a', mark))}")
        return [*signs, f"below={min(4, len(lines) - 1 - line)}", f"above={min(3, line)}"]

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
    known = body.chances.get((start, end))
    if known is None:
        known = body.chances[start, end] = _chance(body, start, end)
    return known


def _chance(body: Body, start: int, end: int) -> float:
    weights = _weights()
    return logistic(math.fsum([weights.get(sign, 0.0) for sign in body.signs(start, end)]))


def _alone_and_paired(name: str, tokens: list[str]) -> list[str]:
    pairs = {f"{name}={one} {other}" for one, other in pairwise(tokens)}
    return [*(f"{name}={one}" for one in {*tokens}), *pairs]


def _deeds(before: list[str]) -> list[str]:
    """Who does what to whom, in what stands *before* a time."""
    deed = next((at for at in reversed(range(len(before))) if before[at] in _DEEDS), None)
    if deed is None:
        return []
    does = next((one for one in reversed(before[:deed]) if one in WHO or one in ";:"), "-")
    gets = next((one for one in before[deed:] if one in WHO), "-")
    how = " ".join(one for one in _HOW if one in before[:deed])
    what = before[deed]
    return [f"does={does} {what}", f"gets={what} {gets}", f"deed={does} {what} {gets}", f"does={does} {what} {how}"]  # fmt: skip


def _tokens(plain: str) -> list[str]:
    return ["#" if token.isdigit() else token for token in _TOKEN.findall(plain)]


@functools.cache
def _weights() -> dict[str, float]:
    return {sign: weight for sign, (weight,) in weights_in(WEIGHTS).items()}
