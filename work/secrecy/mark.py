"""Finds in a text what may be a mark, and tells of each how it is written and how it stands there.

It judges nothing: the rules do. What is looked at around a mark is bounded, so that the time
is linear in the length of the text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

from work.secrecy.finding import Place
from work.secrecy.lexicon import Lexicon, Spelling, exactness
from work.secrecy.standing import Around, stand

AROUND = 160  # characters before and behind a mark
MOST = 300  # marks in one text; more are not looked at
MOST_WORDS = 3000  # that may be one

Letters = Literal["capitals", "headline", "title", "small"]

_SIGNS = (
    re.compile(r"(?<!\w)\d{1,6}[ -]{0,2}\((?:M|TM|TuM|TUM)\)[-/]"),
    re.compile(
        r"(?<!\w)\d{1,6}(?:/\d{4})?[-/][A-ZĐ][\w&.]{0,20}(?:[-/][\w&.]{1,20}){0,3} {0,2}\((?:M|TM|TuM|TUM)\)"
    ),
    re.compile(r"(?<!\w)\d{1,6}(?:/\d{4})?/[A-ZĐ][\w&.]{0,20}(?:-[\w&.]{1,20}){0,3}-M(?![\w&-])"),
    re.compile(r"(?<!\w)\d{1,6}-M/[A-ZĐ]"),
)
_SIGN_MARKERS = ("(M)", "(TM)", "(TuM)", "(TUM)", "-M")  # one of which each of them has
_CODE = re.compile(r"do(?<![a-z]do)[\W_]{0,3}mat[ \t|]{0,9}[:=][ \t|]{0,9}([abc])(?![a-z0-9])")
_SIGN_IN_NAME = re.compile(r"(?<!\w)\d{1,6}[ -]{0,2}\((?:M|TM|TuM|TUM)\)")
_AMONG_WORDS = ("inside", "paper", "paper-talk", "paper-alone", "stated")
_JOINED = re.compile(r"\d|_[a-z0-9]")  # the name of a variable: mat2, MAT_RULE
_WORD = re.compile(r"[^\W\d_]+")
_NEAR = 12  # characters; no syllable has more than eight
_BEFORE = re.compile(r"(?<![\w])([^\W\d_]{1,8}) \Z")
_BEHIND = re.compile(r" ([^\W\d_]{1,8})(?!\w)")


@dataclass(frozen=True, slots=True)
class Mark:
    """What may be a mark.

    *mark* is what the words mean: "level", "circulation", "sign", "code", or what an office added.
    *exact* is how well they are spelled, *letters* how they are written, *stands* how they stand.
    """

    mark: str
    place: Place
    stands: str
    level: str | None = None
    words: int = 1
    exact: str = "full"
    letters: Letters = "capitals"
    talk: bool = False
    released: bool = False


class Text(NamedTuple):
    """One text: as it is seen, and without accents; letter by letter they stand at the same place."""

    seen: str
    plain: str
    place: Place


def marks(text: Text, words: Lexicon) -> Iterator[Mark]:
    """Everything in *text* that may be a mark."""
    pattern = words.found_in_names if text.place is Place.NAME else words.found
    told = 0
    for count, found in enumerate(pattern.finditer(text.plain)):
        if told == MOST or count == MOST_WORDS:
            yield Mark("crowd", text.place, "inside")
            return
        if mark := _mark(text, found.start(), found.end(), words):
            told += 1
            yield mark
    yield from _coded(text)
    signs = (*_SIGNS, _SIGN_IN_NAME) if text.place is Place.NAME else _SIGNS
    if not any(marker in text.seen for marker in _SIGN_MARKERS):
        return
    if any(sign.search(text.seen) for sign in signs):
        yield Mark("sign", text.place, "inside")


def _mark(text: Text, begin: int, end: int, words: Lexicon) -> Mark | None:
    written = text.seen[begin:end]
    spelling = words.spellings["".join(_WORD.findall(text.plain[begin:end]))]
    exact = exactness(written, spelling.word)
    if exact is None:  # "tới mật": its last word may be one
        begin = end - 3
        spelling = words.spellings.get(text.plain[begin:end], spelling)
        if (exact := exactness(text.seen[begin:end], spelling.word)) is None:
            return None
    if exact != "full" and text.place is not Place.NAME and _JOINED.match(text.plain, end):
        return None
    if spelling.word.isalpha() and _is_everyday(text.seen, begin, end, words):
        return None
    around = Around.of(text.seen, text.plain, begin, end, AROUND)
    return _stood(text, around, spelling, exact, words)


def _is_everyday(seen: str, begin: int, end: int, words: Lexicon) -> bool:
    """Whether the word beside it, a single blank away, makes another word of it: most are "bảo mật", "mật khẩu"."""
    near = _BEFORE.search(seen, max(begin - _NEAR, 0), begin)
    if near and near[1].lower() in words.close_before:
        return True
    near = _BEHIND.match(seen, end, end + _NEAR)
    return near is not None and near[1].lower() in words.close_behind


def _stood(
    text: Text, around: Around, spelling: Spelling, exact: str, words: Lexicon
) -> Mark | None:
    count = spelling.word.count(" ") + 1
    written = _written(around.written)
    stands = stand(around, text.place, written, exact, count, words)
    if stands is None:
        return None
    if written == "capitals" and around.among_capitals and stands in _AMONG_WORDS:
        written = "headline"
    return Mark(
        mark=spelling.mark,
        place=text.place,
        stands=stands,
        level=spelling.level,
        words=count,
        exact=exact,
        letters=written,
        talk=around.talks(words),
    )


def _written(word: str) -> Letters:
    """Capitals also where only what bears an accent is small: fonts of TCVN3 have no such capitals."""
    if all(
        part[0].isupper() and (part[-1].isupper() or len(part) == 1) for part in _WORD.findall(word)
    ):
        return "capitals"
    return "title" if word[:1].isupper() else "small"


def _coded(text: Text) -> Iterator[Mark]:
    """Letters of envelopes behind a label: A, B and C stand for the three levels."""
    if _CODE.search(text.plain):
        yield Mark("code", text.place, "labelled")
