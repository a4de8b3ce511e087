"""Finds the end of DATA, takes the dots out and judges the octets: in blocks, never line by line.

Only CRLF.CRLF ends the content (RFC 5321 §4.1.1.4). Every other way to write a line's end
is a flaw: a next hop that takes it for one would see commands in what we took for content.
"""

from mail.smtp.reply import Reply

LINE_LIMIT = 998  # octets without CRLF, RFC 5322 §2.1.1
_END = b"\r\n.\r\n"

BARE = Reply(550, "5.6.11", "the content has a CR or LF that is not part of a CRLF; send CRLF")
NUL = Reply(550, "5.6.11", "the content has a NUL octet; encode it as base64")
LONG_LINE = Reply(
    550, "5.6.0", f"a line is longer than {LINE_LIMIT} octets; encode it as quoted-printable"
)


class Scanner:
    """Reads the content of one letter; *flaw* is the first thing wrong with it."""

    __slots__ = ("_column", "_held", "_skip", "eight_bit", "flaw", "rest")

    def __init__(self) -> None:
        self.flaw: Reply | None = None
        self.eight_bit = False
        self.rest: bytes | None = None  # what follows the content, once its end was found
        self._held = b"\r\n"  # may begin the end; at first the CRLF of the command before
        self._skip = 2
        self._column = 0

    def feed(self, block: bytes) -> bytes:
        """The content in *block*, as far as it is certain: CRLF line ends, dots unstuffed."""
        octets = self._held + block
        end = octets.find(_END)
        if end >= 0:
            self.rest = octets[end + len(_END) :]
            octets = octets[: end + 2]
        else:
            held = _beginning_of_end(octets)
            self._held = octets[len(octets) - held :]
            octets = octets[: len(octets) - held]
        content = octets.replace(b"\r\n.", b"\r\n")
        if self._skip and content:
            content = content[2:]
            self._skip = 0
        self._judge(content)
        return content

    def _judge(self, content: bytes) -> None:
        if self.flaw is not None:
            return
        rest = content.replace(b"\r\n", b"")
        if b"\n" in rest or b"\r" in rest:
            self.flaw = BARE
        elif b"\0" in content:
            self.flaw = NUL
        elif not self._lines_fit(content):
            self.flaw = LONG_LINE
        self.eight_bit = self.eight_bit or not content.isascii()

    def _lines_fit(self, content: bytes) -> bool:
        """Whether no line is too long: leaps from line end to line end, as far as a line may reach."""
        start = -self._column
        while len(content) - start > LINE_LIMIT:
            end = content.rfind(b"\r\n", max(start, 0), start + LINE_LIMIT + 2)
            if end < 0:
                return False
            start = end + 2
        last = content.rfind(b"\r\n", max(start, 0))
        self._column = len(content) - (start if last < 0 else last + 2)
        return True


def _beginning_of_end(octets: bytes) -> int:
    """How many octets at the end of *octets* may be the first of CRLF.CRLF."""
    return next((n for n in (4, 3, 2, 1) if octets.endswith(_END[:n])), 0)
