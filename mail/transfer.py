"""The content of a part as it was before it was made fit to travel: base64 and quoted-printable undone (RFC 2045 §6).

A piece at a time, and without complaint: what is broken is read as far as programs read it.
"""

import binascii

from mail.mime import AS_IT_IS

_NOT_BASE64 = bytes(
    set(range(256))
    - frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=")
)


def from_base64(text: bytes) -> bytes:
    """The octets that *text* stands for; what is no base64 in it is passed over, and padding ends nothing."""
    clean = text.translate(None, _NOT_BASE64)
    if b"=" not in clean:
        return binascii.a2b_base64(_padded(clean))
    return b"".join(binascii.a2b_base64(_padded(one)) for one in clean.split(b"=") if one)


def _padded(text: bytes) -> bytes:
    """*text* made a multiple of four; of a single letter nothing can be told."""
    over = len(text) % 4
    if over == 1:
        return text[:-1]
    return text + b"=" * (-len(text) % 4)


class Base64:
    """Undoes base64 piece by piece."""

    __slots__ = ("_rest",)

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, octets: bytes) -> bytes:
        """What the next octets stand for."""
        clean = self._rest + octets.translate(None, _NOT_BASE64)
        if b"=" in clean:
            whole, _, after = clean.rpartition(b"=")
            self._rest = b""
            return from_base64(whole + b"=") + self.feed(after)
        cut = len(clean) - len(clean) % 4
        self._rest = clean[cut:]
        return binascii.a2b_base64(clean[:cut])

    def end(self) -> bytes:
        """What is left."""
        return from_base64(self._rest)


class QuotedPrintable:
    """Undoes quoted-printable line by line."""

    __slots__ = ("_rest",)
    _LINE_MOST = 1 << 16  # octets; longer ones are no quoted-printable, and are cut

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, octets: bytes) -> bytes:
        """What the next lines stand for."""
        octets = self._rest + octets
        end = octets.rfind(b"\n") + 1
        if not end and len(octets) > self._LINE_MOST:
            end = len(octets)
        self._rest = octets[end:]
        return binascii.a2b_qp(octets[:end])

    def end(self) -> bytes:
        """What is left."""
        return binascii.a2b_qp(self._rest)


class AsItIs:
    """Nothing to undo."""

    __slots__ = ()

    def feed(self, octets: bytes) -> bytes:
        """The same octets."""
        return octets

    def end(self) -> bytes:
        """Nothing is left."""
        return b""


Undoing = Base64 | QuotedPrintable | AsItIs


def undoing(encoding: str) -> Undoing | None:
    """What undoes *encoding*; None for one that nobody knows."""
    match encoding:
        case "base64":
            return Base64()
        case "quoted-printable":
            return QuotedPrintable()
        case _ if encoding in AS_IT_IS:
            return AsItIs()
        case _:
            return None


def undone(encoding: str, octets: bytes) -> bytes | None:
    """*octets* as they were before *encoding*; None for one that nobody knows."""
    undo = undoing(encoding)
    return None if undo is None else undo.feed(octets) + undo.end()
