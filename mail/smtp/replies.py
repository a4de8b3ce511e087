"""Octets of the peer become replies, within limits; what is no reply is named so."""

import functools
import re
from typing import NamedTuple

from mail.smtp.reply import Reply

LINE_OCTETS = 2048  # RFC 5321 §4.5.3.1.5 says 512; peers put URLs there
REPLY_OCTETS = 32 * 1024  # one reply, all its lines
REPLY_LINES = 256

_SHAPE = re.compile(rb"([2-5][0-9][0-9])(?:([ -])(.*?))?\r?", re.DOTALL)  # RFC 5321 §4.2.1
_ENHANCED = re.compile(r"([245]\.[0-9]{1,3}\.[0-9]{1,3})(?: |$)")  # RFC 2034 §4
# Controls of terminals, of lines, and of the direction that text is shown in.
UNPRINTED = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]+")


class Line(NamedTuple):
    """One line of a reply of several."""

    reply: Reply
    last: bool


class Replies:
    """Gathers replies from octets in any cut; *garbage* says what could not be one.

    >>> Replies().feed(b"250-mx.example\\r\\n250 SIZE\\r\\n")
    [Reply(code=250, status='', text='mx.example\\nSIZE')]
    """

    __slots__ = ("_lines", "_octets", "_rest", "garbage")

    def __init__(self) -> None:
        self._rest = b""
        self._lines: list[Reply] = []  # of a reply whose last line is still to come
        self._octets = 0
        self.garbage = ""

    @property
    def unfinished(self) -> bool:
        """Whether octets are here that make no whole reply yet."""
        return bool(self._rest or self._lines)

    def feed(self, data: bytes) -> list[Reply]:
        """The replies that *data* completes; nothing more once *garbage* is set."""
        lines = (self._rest + data).split(b"\n")
        self._rest = lines.pop()
        found: list[Reply] = []
        for octets in lines:
            line = _line(octets)
            if isinstance(line, str):
                self.garbage = line
            elif line.last and not self._lines:
                found.append(line.reply)
            else:
                self._gather(line, len(octets), found)
            if self.garbage:
                return found
        if len(self._rest) > LINE_OCTETS:
            self.garbage = "a line without end"
        return found

    def _gather(self, line: Line, octets: int, found: list[Reply]) -> None:
        self._lines.append(line.reply)
        self._octets += octets
        first = self._lines[0]
        if line.reply.code != first.code:
            self.garbage = "a reply of several codes"
        elif self._octets > REPLY_OCTETS or len(self._lines) > REPLY_LINES:
            self.garbage = "a reply without end"
        elif line.last:
            text = "\n".join(reply.text for reply in self._lines)
            found.append(Reply(first.code, first.status, text))
            self._lines, self._octets = [], 0


@functools.lru_cache(maxsize=256)  # a peer says the same few lines to every letter
def _line(octets: bytes) -> Line | str:
    if len(octets) > LINE_OCTETS:
        return "a line without end"
    shape = _SHAPE.fullmatch(octets)
    if shape is None:
        return "something that is no SMTP reply"
    code, mark, rest = shape.groups(b"")
    text = rest.decode("utf-8", "replace")
    status = _ENHANCED.match(text)
    if status is None or text[0] != octets[:1].decode():
        return Line(Reply(int(code), "", printed(text)), mark != b"-")
    return Line(Reply(int(code), status[1], printed(text[status.end() :])), mark != b"-")


def printed(text: str, limit: int = LINE_OCTETS) -> str:
    """*text* on one line, without control characters, cut to *limit* characters.

    >>> printed("go\\x1b[2J away\\r\\n", 8)
    'go [2J a'
    >>> printed("bn.gov.vn\\u202esaved")
    'bn.gov.vn saved'
    """
    return (text if text.isprintable() else UNPRINTED.sub(" ", text)).strip()[:limit]
