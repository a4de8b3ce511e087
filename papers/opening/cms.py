"""A letter inside its own signature: S/MIME whose content stands in the CMS (RFC 8551 §3.5.2, RFC 5652 §5).

Who signed is judged elsewhere (papers.opening.mail_signatures); here only what was signed is found,
in BER (ITU-T X.690 §8.1), whose lengths may be open.
"""

from collections.abc import Iterable, Iterator

from papers.opened import Why
from papers.opening.draft import Budget, Draft, Inner, Stopped

_SIGNED_DATA = bytes.fromhex("06092a864886f70d010702")  # RFC 5652 §5.1
_WITHIN = 32  # octets in which a value says what it is
_STRING, _IN_PARTS = 0x04, 0x24
_DEEPEST = 20
_PLACES = (1, 0, 2, 1, 0)  # content, SignedData, encapContentInfo, its content, the string


def read(octets: bytes, draft: Draft, budget: Budget) -> Iterable[Inner]:
    """Gives what was signed. Raises Stopped where this is nothing of the kind."""
    if not octets.startswith(b"\x30") or _SIGNED_DATA not in octets[:_WITHIN]:
        raise Stopped(Why.UNKNOWN)
    at = 0
    for place in _PLACES:
        children = list(_children(octets, at))
        if len(children) <= place:
            raise Stopped(Why.UNKNOWN)  # over something that stands elsewhere
        at = children[place]
    content = b"".join(_strings(octets, at, 0))
    budget.spend(len(content))
    yield Inner(draft.place[-1].removesuffix(".p7m") or "content", content, "message/rfc822")


def _strings(octets: bytes, at: int, depth: int) -> Iterator[bytes]:
    """The pieces of a string of octets."""
    tag, begin, end = _head(octets, at)
    if tag == _STRING and end is not None:
        yield octets[begin:end]
    elif tag == _IN_PARTS and depth < _DEEPEST:
        for child in _children(octets, at):
            yield from _strings(octets, child, depth + 1)
    else:
        raise Stopped(Why.UNKNOWN)


def _children(octets: bytes, at: int) -> Iterator[int]:
    """Where each value within the one at *at* begins."""
    _, place, end = _head(octets, at)
    while place < (len(octets) if end is None else end):
        if end is None and octets.startswith(b"\0\0", place):
            return
        yield place
        place = _behind(octets, place, 0)


def _behind(octets: bytes, at: int, depth: int) -> int:
    """Where the value at *at* ends."""
    _, place, end = _head(octets, at)
    if end is not None:
        return end
    if depth > _DEEPEST:
        raise Stopped(Why.TOO_DEEP)
    while not octets.startswith(b"\0\0", place):
        place = _behind(octets, place, depth + 1)
    return place + 2


def _head(octets: bytes, at: int) -> tuple[int, int, int | None]:
    """Tag, begin and end of the content; None for an end that is marked. Raises IndexError where it is cut off."""
    tag, length = octets[at], octets[at + 1]
    if length == 0x80:
        return tag, at + 2, None
    if length < 0x80:
        return tag, at + 2, at + 2 + length
    begin = at + 2 + (length & 0x7F)
    return tag, begin, begin + int.from_bytes(octets[at + 2 : begin], "big")
