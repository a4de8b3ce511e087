"""What is attached to a letter, by the fields of its parts alone: no part is opened.

It reads letters as programs write them (RFC 2045, RFC 2183), within bounds, a piece at a time;
whatever it cannot read with certainty counts as anything. It is no defence against who
builds a letter to deceive, nor against what lies in an archive: a rule may name archives.
"""

from collections.abc import Iterable

from mail.header import Header
from mail.mime import LETTERS, Parameters, ending, names
from mail.walk import Part, Walk
from mail.words import decoded

UNTOLD = "*"  # among the extensions: something is attached of which nobody can tell the name
_SIGNATURES = (
    "application/pkcs7-signature",
    "application/x-pkcs7-signature",
    "application/pgp-signature",
)
_REPORTED = ("message/delivery-status", "message/disposition-notification")  # RFC 3464, RFC 8098
_SIGNED = ("p7s", "asc", "sig", "")


class _Extensions:
    """Collects the extensions."""

    __slots__ = ("found",)

    def __init__(self) -> None:
        self.found: set[str] = set()

    def part(self, part: Part) -> None:
        if UNTOLD not in self.found and not part.kind.startswith("multipart/"):
            self.found.update(_attached(part.kind, part.said, part.disposition, part.more))

    def content(self, octets: bytes) -> None:
        """No part is opened."""

    def doubt(self, *, only_name: bool = False) -> None:
        self.found.add(UNTOLD)


def extensions(top: Header, pieces: Iterable[bytes]) -> frozenset[str]:
    """The extensions of what is attached, in small letters, "" for a name without; UNTOLD stands for any.

    *pieces* are the whole letter, its header included, of which *top* are the fields.
    """
    visitor = _Extensions()
    walk = Walk(top, visitor)
    if walk.is_a_letter:  # a letter that is nothing but another letter: no program writes one
        visitor.found.add(UNTOLD)
    elif not walk.is_flat:
        for piece in pieces:
            walk.feed(piece)
            if UNTOLD in visitor.found:
                break
        else:
            walk.end()
    return frozenset(visitor.found)


def _attached(
    main: str, parameters: Parameters, disposition: str, more: Parameters
) -> Iterable[str]:
    named = [_extension(decoded(name)) for name in names(parameters, more) if name]
    if not named and main in LETTERS:
        named = ["eml"]
    if main in _SIGNATURES and set(named) <= set(_SIGNED):
        return ()
    attached = disposition not in ("", "inline")  # RFC 2183 §2.8
    plain = main in ("", "text", *_REPORTED) or main.startswith("text/")
    if named or attached or not plain:
        return named or (UNTOLD,)
    return ()


def _extension(name: str | None) -> str:
    return UNTOLD if name is None else ending(name)
