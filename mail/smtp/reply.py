"""One SMTP reply: code, enhanced status code, text."""

import re
import textwrap
from dataclasses import dataclass

LINE_LIMIT = 512  # octets with CRLF, RFC 5321 §4.5.3.1.5
_ROOM = LINE_LIMIT - 16  # beside code, status and CRLF
_UNFIT = re.compile(r"[^ -~]")


@dataclass(frozen=True, slots=True)
class Reply:
    """What is answered to one command (RFC 5321 §4.2; RFC 2034 §4).

    *status* is "" where none belongs: greeting, EHLO, 334, 354. Each line of *text*
    becomes a line of the reply.
    """

    code: int
    status: str
    text: str

    def wire(self) -> bytes:
        """The octets to send; what may not stand in a reply line becomes "?".

        >>> Reply(250, "2.1.0", "sender taken").wire()
        b'250 2.1.0 sender taken\\r\\n'
        """
        status = f"{self.status} " if self.status else ""
        text = self.text
        if text.isascii() and text.isprintable() and len(text) <= _ROOM:
            return f"{self.code} {status}{text}\r\n".encode("ascii")
        *lines, last = _lines(text)
        parts = [f"{self.code}-{status}{line}\r\n" for line in lines]
        return "".join([*parts, f"{self.code} {status}{last}\r\n"]).encode("ascii")


def _lines(text: str) -> list[str]:
    lines: list[str] = []
    for line in text.split("\n"):
        fits = len(line) <= _ROOM
        lines += [line] if fits else textwrap.wrap(line, _ROOM, drop_whitespace=False)
    return [_UNFIT.sub("?", line) for line in lines]
