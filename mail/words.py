"""Text that a header field carries in encoded words (RFC 2047), as people read it."""

import functools
import re
import unicodedata
from binascii import Error, a2b_qp
from collections.abc import Iterator
from email.errors import HeaderParseError
from email.header import decode_header, make_header

from mail.transfer import from_base64
from work.legacy_text import readings

_ENCODED_WORD = re.compile(rb"=\?([^?\s]{1,75})\?([bBqQ])\?([^?]*)\?=")


def decoded(text: str) -> str | None:
    """*text* with its encoded words read, in composed characters and without those that nobody sees.

    None where one of the words is broken: programs show them differently then, and some read the others.

    >>> decoded("=?utf-8?B?xJHGsOG7o2M=?= 1")
    'được 1'
    """
    if "=?" in text:
        try:
            text = str(make_header(decode_header(text)))
        except (HeaderParseError, Error, LookupError, ValueError):
            return None
        if "=?" in text or "\ufffd" in text:
            return None
    seen = "".join(sign for sign in text if unicodedata.category(sign) not in ("Cc", "Cf"))
    return unicodedata.normalize("NFC", seen)


@functools.lru_cache(maxsize=256)  # who looks for marks reads before others do
def every_reading(octets: bytes) -> tuple[str, ...]:
    """All that the value of a field may say, whatever its encoded words claim; the likeliest first.

    Unlike decoded() it never gives up: it is for who looks for something in it.

    >>> every_reading(b"=?iso-8859-1?Q?[M=CBT]?= 1")
    ('[MËT] 1', '[MậT] 1', '[MẺT] 1')
    """
    if b"=?" not in octets:
        return readings(octets)
    read = [readings(piece, charset) for piece, charset in pieces(octets)]
    most = max(map(len, read))
    return tuple(
        dict.fromkeys("".join(one[min(n, len(one) - 1)] for one in read) for n in range(most))
    )


def all_octets(octets: bytes) -> bytes:
    """The octets of a field's value with those of its encoded words decoded, whatever they mean."""
    if b"=?" not in octets:
        return octets
    return b"".join([piece for piece, _ in pieces(octets)])


def pieces(octets: bytes) -> Iterator[tuple[bytes, str]]:
    """What stands between encoded words, and those decoded; words of one character set in a row are one.

    Some programs cut a character in two between words, which RFC 2047 §5 forbids.
    """
    pending, charset, place = b"", "", 0
    for word in _ENCODED_WORD.finditer(octets):
        between = octets[place : word.start()]
        place = word.end()
        own = word[1].decode("ascii", "replace").lower().partition("*")[0]
        if between.strip() or (pending and own != charset):
            if pending:
                yield pending, charset
            pending = b""
        if between.strip():
            yield between, ""
        pending, charset = pending + _word(word[2], word[3]), own
    yield pending, charset
    yield octets[place:], ""


def _word(encoding: bytes, text: bytes) -> bytes:
    if encoding in b"Bb":
        return from_base64(text)
    return a2b_qp(text, header=True)
