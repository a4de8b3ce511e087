"""Pages that HTML carries in its attributes: the srcdoc of a frame, and data: addresses (RFC 2397)."""

import binascii
import html
import re
from collections.abc import Iterator
from urllib.parse import unquote_to_bytes

PAGE_BEGINS = rb"<(?:html|body|head|script|meta|table|svg|div|iframe|!doctype)[\s/>]"
"""What says of octets that programs show them as a page, in small letters; whatever the file begins as."""

_MOST = 50  # of one page
_BEGIN = re.compile(
    r"\bsrcdoc\s{0,9}=\s{0,9}([\"']?)|data:(?:text/|image/svg|application/xh?t?ml)[^,\"'<>\s]{0,200},",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"[^\"'<>\s)]*")


def pages_in(markup: str) -> Iterator[str]:
    """The markup of each page that stands in *markup*, in the order of their beginnings."""
    small = markup.lower()
    if "srcdoc" not in small and "data:" not in small:
        return
    place = 0
    for _ in range(_MOST):
        begin = _BEGIN.search(markup, place)
        if begin is None:
            return
        if begin[1] is None:
            content = _ADDRESS.match(markup, begin.end())
            text = content[0] if content else ""
            place = begin.end() + len(text)
            yield _data(begin[0], text)
        else:
            place = _end(markup, begin.end(), begin[1] or ">")
            yield html.unescape(markup[begin.end() : place])


def _end(markup: str, begin: int, sign: str) -> int:
    """Where what begins at *begin* ends; one that does not end is the rest."""
    end = markup.find(sign, begin)
    return len(markup) if end < 0 else end


def _data(head: str, text: str) -> str:
    octets = unquote_to_bytes(html.unescape(text))
    if ";base64" in head.lower():
        octets = _from_base64(octets)
    return octets.decode("utf-8", "replace")


def _from_base64(octets: bytes) -> bytes:
    """What *octets* stand for; nothing where they are cut off."""
    try:
        return binascii.a2b_base64(octets + b"==")
    except binascii.Error:
        return b""
