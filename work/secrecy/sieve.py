"""Says of most octets in some microseconds that nothing in them can be a mark, in whatever encoding they are.

It may only err by saying that there might be one: the judge then looks.
"""

import re
import unicodedata
from collections.abc import Iterable

from work.secrecy.folding import without_accents

_PARTING = b" \t\r\n.-_*=~+,:;/|'\"<>[]{}!?#$%&@^\\`"  # what may part the letters of a mark
_DOUBTFUL = b"\1"  # stands for every octet that Vietnamese in UTF-8 hardly has
# In UTF-8 the letters of Vietnamese begin with C3, C4, C6 and E1, punctuation with E2; CC begins an accent by itself.
_ASCII_TEXT = {*b"\t\n\f\r", *range(0x20, 0x7F)}
_USUAL = {*_ASCII_TEXT, *range(0x80, 0xC0), 0xC3, 0xC4, 0xC5, 0xC6, 0xE1, 0xE2}
# Octets that tell small letters from capitals in what is looked for, and the signs without width.
_ALIKE = {
    0xAC: 0xAD,
    0xA2: 0x82,
    0xA1: 0xA0,
    0xA4: 0x84,
    0x8C: 0x8B,
    0x8D: 0x8B,
    0x8E: 0x8B,
    0x8F: 0x8B,
}
_FOLD = bytes(
    _ALIKE.get(code, code) if code in _USUAL else _DOUBTFUL[0] for code in bytes(range(256)).lower()
)
# Each begins with one letter, so that it is looked for at the speed of memchr.
_MARKS = re.compile(
    rb"m(?:at"
    rb"|\xe1\xba[\xad\xa0]t|\xc3\x82t"  # mật, mạt, mât
    rb"|\xc3\x8bt|a\xc3\x84t|\xc3\x82\xc3\xb2t"  # TCVN3, VNI, windows-1258 that were taken for Latin letters
    rb"|\xe2\x80.(?:a|\xe1\xba\xad|\xc3\x82))"  # letters parted by dashes or dots
)
_ASCII_MARKS = b"mat"
_MARKERS = re.compile(rb"\((?:m|tm|tum)\)")
# Signs without width, one that turns letters round, and what is beyond punctuation.
_WIDTHLESS = re.compile(rb"\xe2(?:\x80[\x8b\xae]|[^\x80])")
_PHONETIC = re.compile(rb"\xe1[\xb4\x8e\x8f]")  # phonetic and Cherokee letters that look Latin
_SIGN = re.compile(rb"\d/[^\s]{1,60}-M(?![\w-])|\d-M/")


class Sieve:
    """Made for the words of one day."""

    __slots__ = ("_bare", "_phrases")

    def __init__(self, words: Iterable[str]) -> None:
        others = [word for word in words if without_accents(word).split()[-1:] != ["mat"]]
        bare = ("".join(without_accents(word).split()).encode() for word in others)
        self._bare = (_ASCII_MARKS, *bare)
        self._phrases = tuple(re.compile(_pattern(word)) for word in others)

    def may_bear(self, octets: bytes) -> bool:
        """Whether the judge has to look at *octets*, which are decoded as far as base64 and the like go."""
        if b"-M" in octets and _SIGN.search(octets):
            return True
        folded = octets.translate(_FOLD, _PARTING)
        if _DOUBTFUL in folded or _MARKERS.search(folded):
            return True
        if octets.isascii():
            for word in self._bare:  # noqa: SIM110 - half the time of any() here
                if word in folded:
                    return True
            return False
        for phrase in self._phrases:
            if phrase.search(folded):
                return True
        return _may_bear(octets, folded)


def _may_bear(octets: bytes, folded: bytes) -> bool:
    if _MARKS.search(folded) or _PHONETIC.search(folded):
        return True
    if b"\xe2" in folded and _WIDTHLESS.search(folded):
        return True
    try:
        octets.decode()
    except UnicodeDecodeError:
        return True
    return False


def _pattern(word: str) -> bytes:
    """What finds *word* in folded octets: of a letter with an accent, whatever it is encoded as, or the bare one."""
    composed = unicodedata.normalize("NFC", "".join(word.lower().split()))
    return b"".join(
        letter.encode()
        if letter.isascii()
        else without_accents(letter).encode() + rb"?[\x80-\xff]{0,6}"
        for letter in composed
    )
