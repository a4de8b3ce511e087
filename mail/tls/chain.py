"""The certificates that a peer showed, as octets, and the public key within one."""

import ssl
from collections.abc import Iterator
from typing import Any

_DER = 2  # _ssl.ENCODING_DER

_SEQUENCE, _VERSION, _INTEGER = 0x30, 0xA0, 0x02
_BEFORE_KEY = (_INTEGER, _SEQUENCE, _SEQUENCE, _SEQUENCE, _SEQUENCE)  # RFC 5280 §4.1


def shown(under: ssl.SSLObject | None) -> tuple[bytes, ...]:
    """The chain as the peer sent it, its own certificate first; nothing without TLS.

    Python 3.13 has this as a method; before, it stands on the object within.
    """
    inner: Any = getattr(under, "_sslobj", None)
    if inner is None:
        return ()
    return tuple(one.public_bytes(_DER) for one in inner.get_unverified_chain() or ())


def public_key(certificate: bytes) -> bytes:
    """The SubjectPublicKeyInfo of *certificate*, octet for octet as it stands there (RFC 5280 §4.1).

    It is taken out without a parser that judges: DANE-EE asks for nothing but the key.
    Raises ValueError for what is no certificate.
    """
    outer = next(_elements(certificate))
    fields = list(_elements(next(_elements(outer[1]))[1]))
    if fields and fields[0][0] == _VERSION:
        del fields[0]
    if tuple(kind for kind, _, _ in fields[:5]) != _BEFORE_KEY or len(fields) < 6:
        raise ValueError("no certificate")
    return fields[5][2]


def _elements(octets: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """Tag, content and whole of each element of DER side by side; one short tag octet each."""
    place = 0
    while place < len(octets):
        start, end = _content(octets, place)
        yield octets[place], octets[start:end], octets[place:end]
        place = end
    if not octets:
        raise ValueError("nothing there")


def _content(octets: bytes, place: int) -> tuple[int, int]:
    start, length = place + 2, octets[place + 1] if place + 1 < len(octets) else 0
    if length >= 0x80:
        start += length & 0x7F
        length = int.from_bytes(octets[place + 2 : start])
    if start + length > len(octets):
        raise ValueError("cut short")
    return start, start + length
