"""A text as words: each with its place, its letters without accents, and its accents."""

import functools
import re
import unicodedata
from enum import Enum, auto
from typing import NamedTuple

from work.spelling import legible

_TOKEN = re.compile(r"\d+|[^\W\d_][^\W\d_\u0300-\u036f]*[\u0300-\u036f]*|\n|[^\w\s]|_")
_ACUTE, _DOT = "\u0301", "\u0323"
_TONES = frozenset({"\u0300", _ACUTE, "\u0303", "\u0309", _DOT})
# A syllable that a stop ends bears one of two tones; "nhât" without either is a slip for "nhất".
_STOPPED = re.compile(r"(?:c|ch|p|t)$")
_STOPPED_TONES = frozenset({_ACUTE, _DOT})


class Kind(Enum):
    """What a token is."""

    WORD = auto()
    NUMBER = auto()
    SIGN = auto()
    LINE_END = auto()


class Token(NamedTuple):
    """One word, number or sign from *start* to *end*.

    *bare* is a word without accents in small letters, *key* that or what else was written.
    """

    kind: Kind
    start: int
    end: int
    written: str
    bare: str
    accents: frozenset[str]
    key: str


class Words(NamedTuple):
    """A piece of text as tokens. *plain* says that nobody put accents in it, so that none are asked for."""

    text: str
    tokens: tuple[Token, ...]
    plain: bool

    def quoted(self, first: int, last: int) -> str:
        """The words from token *first* to before *last* as they were written."""
        if first >= last:
            return ""
        return " ".join(self.text[self.tokens[first].start : self.tokens[last - 1].end].split())

    def sign(self, place: int) -> str:
        """The sign at *place*, "" where none stands."""
        token = self.at(place)
        return token.written if token is not None and token.kind is Kind.SIGN else ""

    def at(self, place: int) -> Token | None:
        """The token at *place*, None behind the end."""
        return self.tokens[place] if 0 <= place < len(self.tokens) else None

    def figures(self, place: int, longest: int) -> int | None:
        """The number that is written at *place* in at most so many figures."""
        token = self.at(place)
        if token is None or token.kind is not Kind.NUMBER or len(token.written) > longest:
            return None
        return int(token.written)

    def touching(self, place: int) -> bool:
        """Whether nothing parts the token at *place* from the one before."""
        return (
            0 < place < len(self.tokens) and self.tokens[place - 1].end == self.tokens[place].start
        )


# The letter O between figures of a date was meant for a zero: 15/1O/2026.
_ROUND = re.compile(r"(?<=\d)[Oo](?=[/.-]\d)|(?<=[/.-])[Oo](?=\d)")


def words_of(text: str) -> Words:
    """*text* as words, composed and cleared of what cannot be seen."""
    clear = legible(text)
    figures = _ROUND.sub("0", clear)
    return part_of(clear, tuple(_token(found) for found in _TOKEN.finditer(figures)))


def has_round_letter(text: str) -> bool:
    """Whether a letter in *text* was taken for a zero."""
    return _ROUND.search(text) is not None


def part_of(text: str, tokens: tuple[Token, ...]) -> Words:
    """Some *tokens* of *text* as words of their own."""
    return Words(text, tokens, not any(token.accents for token in tokens))


def has_accents(token: Token, accents: frozenset[str]) -> bool:
    """Whether *token*, whose letters are those of a word, is that word by its *accents*.

    Where in the syllable a tone stands does not count ("hoà", "ngaỳ", "trứơc"); accents that
    are there do ("hạn" is not "hàn"), but for the tone that a stop asks for anyhow.
    """
    own = token.accents
    if own == accents:
        return True
    return (
        bool(own)
        and own < accents
        and accents - own <= _STOPPED_TONES
        and not own & _TONES
        and _STOPPED.search(token.bare) is not None
    )


@functools.lru_cache(maxsize=8192)
def spelled(word: str) -> tuple[str, frozenset[str]]:
    """The letters of *word* without accents, and its accents, đ among them."""
    apart = unicodedata.normalize("NFD", word.casefold())
    accents = {sign for sign in apart if unicodedata.combining(sign)}
    bare = "".join(sign for sign in apart if not unicodedata.combining(sign))
    if "đ" in bare:
        accents.add("đ")
    return bare.replace("đ", "d"), frozenset(accents)


_NO_ACCENTS: frozenset[str] = frozenset()


def _token(found: re.Match[str]) -> Token:
    written = found[0]
    start, end = found.span()
    first = written[0]
    if first.isalpha():
        bare, accents = spelled(written)
        return Token(Kind.WORD, start, end, written, bare, accents, bare)
    kind = Kind.LINE_END if first == "\n" else Kind.NUMBER if first.isdecimal() else Kind.SIGN
    return Token(kind, start, end, written, "", _NO_ACCENTS, written)
