"""Reads how a document is cited: kind, number and sign, day, issuer and excerpt out of one cell.

"Công văn số 15/VPCP-KSTT ngày 03/8/2026 của Văn phòng Chính phủ về việc …", in the
orders and with the separators that clerks use. What it cannot read it says; it
never guesses a number or a day.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from work.document import Urgency
from work.issuer import issuer_at, looks_like_issuer
from work.kind import NUMBER, SHORT_NUMBER, named_kind
from work.sign import kind_of_sign
from work.spelling import composed
from work.urgency import cut_urgency
from work.written_day import WrittenDay, day_at, find_day

SEPARATORS = " \n,;.:|()[]-–—"
_INTRODUCED = re.compile(r"(?:của|do)\s+", re.IGNORECASE)
_DATED = re.compile(r"(?:ban hành|ký)(?=\s+ngày\s)", re.IGNORECASE)
_ABOUT = re.compile(r"(?:về\s+việc|v/v|vv(?=[:.\s]))[:.]?\s*", re.IGNORECASE)
_BEFORE_NUMBER = re.compile(r"\bsố\s*[:.]?\s*$", re.IGNORECASE)
_LISTED = re.compile(r"^(?:\d{1,3}[.)]|[-–•+*])\s+")


class Gap(StrEnum):
    """What is missing in a citation that cannot be read."""

    NUMBER = "no-number"
    DAY = "no-date"
    WRONG_DAY = "bad-date"
    ISSUER = "no-issuer"


@dataclass(frozen=True, slots=True)
class Citation:
    """One document as cited. *kind* is None for a công văn, *excerpt* "" where the cell has none.

    *warnings* are codes: "short-year", "short-sign", "kind-disagrees",
    "issuer-from-sign".
    """

    number: str
    issued: date
    issuer: str
    kind: str | None = None
    excerpt: str = ""
    urgency: Urgency = Urgency.NORMAL
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unread:
    """Why a citation cannot be read; *words* are those at fault, where there are any."""

    gap: Gap
    words: str = ""


def read_citation(
    text: str, issuer_of: Callable[[str], str | None] = lambda number: None
) -> Citation | Unread:
    """The document that *text* cites.

    *issuer_of* may know the issuer by a number and sign, for texts that name none.
    """
    urgency, plain = cut_urgency(composed(text))
    found = _number(plain)
    if found is None:
        return Unread(Gap.NUMBER)
    number, start, end, short_sign = found
    tail = _read_tail(plain, end)
    head = _read_head(plain[:start])
    day = tail.day or head.day
    if day is None or day.day is None:
        return Unread(Gap.DAY if day is None else Gap.WRONG_DAY, "" if day is None else day.words)
    named = tail.issuer or head.issuer
    issuer = named or issuer_of(number)
    if issuer is None:
        return Unread(Gap.ISSUER)
    kind, disagrees = _kind(head.kind, kind_of_sign(number))
    warnings = {
        "short-sign": short_sign,
        "short-year": day.short_year,
        "kind-disagrees": disagrees,
        "issuer-from-sign": named is None,
    }
    told = tuple(code for code, holds in warnings.items() if holds)
    excerpt = tail.excerpt or head.excerpt
    return Citation(number, day.day, issuer, kind, excerpt, urgency, told)


@dataclass(frozen=True, slots=True)
class _Part:
    """What stands on one side of the number."""

    day: WrittenDay | None = None
    issuer: str | None = None
    excerpt: str = ""
    kind: str | None = None


def _number(text: str) -> tuple[str, int, int, bool] | None:
    found = NUMBER.search(text)
    if found is not None:
        return found[0], found.start(), found.end(), False
    short = SHORT_NUMBER.search(text)
    return None if short is None else (short[1], short.start(1), short.end(1), True)


def _read_head(text: str) -> _Part:
    """What stands before the number: the kind, and maybe the issuer or the day."""
    words = _BEFORE_NUMBER.sub("", _LISTED.sub("", text)).strip(SEPARATORS)
    day = find_day(words)
    if day is not None:
        words = (words[: day.start] + words[day.end :]).strip(SEPARATORS)
    kind, rest = named_kind(" ".join(words.split())) or (None, words)
    rest = rest.strip(SEPARATORS)
    introduced = _INTRODUCED.match(rest)
    if introduced is not None or looks_like_issuer(rest):
        return _Part(day, rest[introduced.end() :] if introduced else rest, "", kind)
    return _Part(day, None, _excerpt(rest), kind)


def _read_tail(text: str, start: int) -> _Part:
    """What follows the number: day and issuer in either order, then the excerpt."""
    day: WrittenDay | None = None
    issuer: str | None = None
    place = _past(text, start)
    while place < len(text) and not (day and issuer) and not _ABOUT.match(text, place):
        found = None if day else _day_at(text, place)
        if found is not None:
            day, place = found, _past(text, found.end)
            continue
        introduced = _INTRODUCED.match(text, place)
        end = issuer_at(text, introduced.end() if introduced else place, introduced is not None)
        if issuer is not None or end is None:
            break
        issuer = text[introduced.end() if introduced else place : end].strip(" \n,;.:|-–—")
        place = _past(text, end)
    return _Part(day, issuer, _excerpt(text[place:]))


def _day_at(text: str, place: int) -> WrittenDay | None:
    dated = _DATED.match(text, place)
    return day_at(text, _past(text, dated.end()) if dated else place)


def _past(text: str, place: int) -> int:
    """The first place from *place* on that holds no separator."""
    return len(text) - len(text[place:].lstrip(SEPARATORS))


def _excerpt(text: str) -> str:
    words = _ABOUT.sub("", text.strip(SEPARATORS), count=1) if _ABOUT.match(text) else text
    return " ".join(words.split()).strip(" .;,:/-–—|")


def _kind(named: str | None, signed: str | None) -> tuple[str | None, bool]:
    """The sign decides; where it bears no kind, the word: some offices number a giấy mời so."""
    if signed is not None:
        return signed, named not in (None, signed) and not (signed == "CV" and named == "")
    return named or None, False
