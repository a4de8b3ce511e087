"""Judges the octets of content, in blocks, never line by line; finds the end of DATA and takes the dots out.

Only CRLF.CRLF ends DATA (RFC 5321 §4.1.1.4); a chunk has neither an end to be found nor dots
to be taken out (RFC 3030 §2). Every other way to write a line's end than CRLF is a flaw: a
next hop that takes it for one would see commands in what we took for content.
"""

from mail.smtp.reply import Reply
from mail.travel.lines import LINE_LIMIT

_END = b"\r\n.\r\n"

BARE = Reply(550, "5.6.11", "the content has a CR or LF that is not part of a CRLF; send CRLF")
NUL = Reply(550, "5.6.11", "the content has a NUL octet; encode it as base64")


class Judge:
    """Looks at content block by block; *flaw* is the first thing wrong with it.

    A line that is too long for SMTP is none: *long_line* tells of it, for somebody to mend.
    """

    __slots__ = ("_column", "eight_bit", "flaw", "long_line")

    def __init__(self) -> None:
        self.flaw: Reply | None = None
        self.eight_bit = False
        self.long_line = False
        self._column = 0

    def _judge(self, content: bytes) -> None:
        if self.flaw is not None:
            return
        rest = content.replace(b"\r\n", b"")
        if b"\n" in rest or b"\r" in rest:
            self.flaw = BARE
        elif b"\0" in content:
            self.flaw = NUL
        elif not self.long_line:
            self.long_line = not self._lines_fit(content)
        if self.long_line:
            last = content.rfind(b"\r\n")
            self._column = len(content) + (self._column if last < 0 else -last - 2)
        self.eight_bit = self.eight_bit or not content.isascii()

    def _lines_fit(self, content: bytes) -> bool:
        """Whether no line is too long: leaps from line end to line end, as far as a line may reach."""
        start, size = -self._column, len(content)
        while size - start > LINE_LIMIT:
            end = content.rfind(b"\r\n", start if start > 0 else 0, start + LINE_LIMIT + 2)
            if end < 0:
                return False
            start = end + 2
        last = content.rfind(b"\r\n", start if start > 0 else 0)
        self._column = size - (start if last < 0 else last + 2)
        return True


class Scanner(Judge):
    """Reads what follows DATA, to its end."""

    __slots__ = ("_held", "_skip", "rest")

    def __init__(self) -> None:
        super().__init__()
        self.rest: bytes | None = None  # what follows the content, once its end was found
        self._held = b"\r\n"  # may begin the end; at first the CRLF of the command before
        self._skip = 2

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


class ChunkScanner(Judge):
    """Reads a letter that comes in chunks, whose borders may lie anywhere, within a CRLF too."""

    __slots__ = ("_held",)

    def __init__(self) -> None:
        super().__init__()
        self._held = b""

    def feed(self, block: bytes) -> bytes:
        """The content in *block*, as far as it is certain: a CR at its end waits for its LF."""
        octets = self._held + block if self._held else block
        self._held = b"\r" if octets.endswith(b"\r") else b""
        content = octets[:-1] if self._held else octets
        self._judge(content)
        return content

    def finish(self) -> bytes:
        """What is still to be added once the last chunk is in: the CRLF that its last line lacks.

        Lines end in CRLF (RFC 5322 §2.1), and so does every letter that DATA brings; a
        signature made before holds, because it was made over the same (RFC 6376 §3.4.4).
        """
        if self._held:
            self.flaw = self.flaw or BARE
        return b"\r\n" if self._column else b""


def _beginning_of_end(octets: bytes) -> int:
    """How many octets at the end of *octets* may be the first of CRLF.CRLF."""
    return next((n for n in (4, 3, 2, 1) if octets.endswith(_END[:n])), 0)
