"""What the peer has sent and nobody has read yet: taken out line by line, or whole."""

from enum import Enum

from mail.smtp.command import AUTH_LIMIT

HIGH_WATER = 64 * 1024  # octets, after which nothing more is read; asyncio reads 256 KiB at once


class LineFlaw(Enum):
    """Why a line is not taken."""

    LONG = "longer than any line of SMTP"
    BARE = "a CR, LF or NUL that is not part of a CRLF"


class Inbox:
    """One session's unread octets; a line that never ends takes no room."""

    __slots__ = ("_octets", "_skipping")

    def __init__(self) -> None:
        self._octets = bytearray()
        self._skipping = False

    def __len__(self) -> int:
        return len(self._octets)

    def feed(self, octets: bytes) -> None:
        """Adds what came."""
        self._octets += octets

    def line(self) -> bytes | LineFlaw | None:
        """The next line without its CRLF, what is wrong with it, or None while it is incomplete.

        One that is too long is told of before its end has come; what still comes of it is
        no line.
        """
        end = self._octets.find(b"\n") + 1
        if end == 0:
            return self._endless()
        line = bytes(self._octets[:end])
        del self._octets[:end]
        told, self._skipping = self._skipping, False
        if line[-2:] != b"\r\n" or line.count(b"\r") != 1 or b"\0" in line:
            return LineFlaw.BARE
        if told:
            return self.line()
        return LineFlaw.LONG if end > AUTH_LIMIT else line[:-2]

    def _endless(self) -> LineFlaw | None:
        if len(self._octets) <= AUTH_LIMIT:
            return None
        del self._octets[:-1]  # its last octet may be the CR
        told, self._skipping = self._skipping, True
        return None if told else LineFlaw.LONG

    def take(self, at_most: int | None = None) -> bytes:
        """Everything there is, or its first octets."""
        if at_most is None or at_most >= len(self._octets):
            octets = bytes(self._octets)
            self._octets.clear()
        else:
            octets = bytes(self._octets[:at_most])
            del self._octets[:at_most]
        return octets

    def put_back(self, octets: bytes) -> None:
        """Puts what was taken too much before everything that came since."""
        self._octets[:0] = octets
