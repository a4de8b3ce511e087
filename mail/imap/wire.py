"""aioimaplib, bounded: what a server says costs time and memory as it is long, and no more than it may say.

The library leaves whoever waits waiting when the connection is lost, recurses with the lines of
what came at once, joins all lines of an answer anew for each, copies what it holds of a line with
every piece, answers no refusal of a SASL exchange, and has no bound of what it takes in (reference
of 2.0.3). So it is handed one line or literal at a time here.
"""

import asyncio
import re
from collections.abc import Iterator
from contextlib import suppress

from aioimaplib.aioimaplib import (
    CONNECTED,
    AioImapException,
    Command,
    FetchCommand,
    IdleCommand,
    IMAP4ClientProtocol,
    Response,
)

MOST = 8 << 20  # octets beside what was asked for: a million UIDs
MOST_SECONDS = 60.0  # in which as many may come again
LINE_OCTETS = 64  # that a line counts more than it has: each is an object, and looked at by itself

BROKEN = (AioImapException, RecursionError, LookupError, ValueError, AttributeError, TypeError)
_CODE = re.compile(rb"\[([A-Z][A-Z-]{1,40})")


class Lost(Exception):
    """The connection is gone, or of no use: *reason* is a code."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class Denied(Exception):
    """The server said NO or BAD: *reason* is its response code in small letters, or "no", "bad"."""

    def __init__(self, command: str, reason: str) -> None:
        self.command = command
        self.reason = reason
        super().__init__(f"{command}: {reason}")


class Fetch(FetchCommand):  # type: ignore[misc]  # the library has no types
    """The library's, which counts brackets as lines come."""

    def __init__(self, tag: str, *said: str) -> None:
        super().__init__(tag, *said, prefix="UID")
        self._open = 0

    def append_to_resp(self, line: bytes, result: str = "Pending") -> None:
        """Keeps a line or literal of the answer."""
        if isinstance(line, bytes):  # a literal is a bytearray
            began = 0 if self.FETCH_MESSAGE_DATA_RE.match(line) else self._open
            self._open = began + line.count(b"(") - line.count(b")")
        super().append_to_resp(line, result)

    def wait_data(self) -> bool:
        """Whether what began is not yet at its end."""
        return self._open != 0


class Wire(IMAP4ClientProtocol):  # type: ignore[misc]
    """The library's, whose waiting ends with the connection."""

    def __init__(self) -> None:
        super().__init__(asyncio.get_running_loop(), self._ended)
        self.trouble = ""
        self.scope: asyncio.Timeout | None = None
        self.news = False  # of letters, since it was last asked
        self.answers: list[str] = []  # to the server's challenges
        self._asked = 0  # octets that may yet come because they were asked for
        self._unasked = float(MOST)
        self._reckoned_at = self.loop.time()
        self._line = bytearray()  # what has come of it
        self._greeted = False

    def ask_for(self, octets: int) -> None:
        """So many may come now, beside what a server may always say."""
        self._asked = octets

    def data_received(self, d: bytes) -> None:
        """Takes in what came, as far as it may be said."""
        try:
            for piece in self._pieces(d):
                super().data_received(piece)
                if self.trouble:
                    return
        except BROKEN:
            self.drop("answer")

    def _pieces(self, d: bytes) -> Iterator[bytes]:
        """*d* as whole lines, and as parts of literals."""
        at = 0
        while at < len(d) and not self.trouble:
            if lacks := self._lacks():
                piece = d[at : at + lacks]
                self._spend(len(piece))
                yield piece
            else:
                piece = d[at : d.find(b"\n", at) + 1 or len(d)]
                self._spend(len(piece) + LINE_OCTETS)
                self._line += piece
                if self._line.endswith(b"\r\n"):
                    line = bytes(self._line)
                    self._line.clear()
                    yield line
            at += len(piece)

    def _lacks(self) -> int:
        """Octets that are still to come of a literal."""
        command = self.current_command
        if command is None or not command.wait_literal_data():
            return 0
        return int(command._expected_size - len(command._resp_literal_data))

    def _spend(self, octets: int) -> None:
        asked = min(octets, self._asked)
        self._asked -= asked
        if asked == octets:
            return
        now = self.loop.time()
        again = (now - self._reckoned_at) * MOST / MOST_SECONDS
        self._unasked = min(self._unasked + again, MOST) - (octets - asked)
        self._reckoned_at = now
        if self._unasked < 0:
            self.drop("too-much")

    def _handle_line(self, line: bytes, current_cmd: Command | None) -> Command | None:
        if self.state == CONNECTED:  # the library would begin a task for each
            if self._greeted:
                raise AioImapException("greeted twice")
            self._greeted = bool(line)
        return super()._handle_line(line, current_cmd)

    def drop(self, trouble: str) -> None:
        """Ends the connection, for a reason in a code; the first stands."""
        self.trouble = self.trouble or trouble
        if self.transport is not None:
            self.transport.abort()
        self._ended(None)

    def _ended(self, _error: Exception | None) -> None:
        self.trouble = self.trouble or "lost"
        for task in self.tasks:
            task.cancel()
        if self.scope is not None and not self.scope.expired():
            self.scope.reschedule(self.loop.time())

    async def welcome(self, command: bytes) -> None:
        """Takes the greeting."""
        try:
            await super().welcome(command)
        except BROKEN:
            self.drop("greeting")

    def _untagged_response(self, line: bytes) -> Command:
        self.news = self.news or line.endswith((b" EXISTS", b" RECENT"))
        return super()._untagged_response(line)

    def _continuation(self, line: bytes) -> None:
        pending = self.pending_sync_command
        if pending is not None and pending.name == "AUTHENTICATE":
            answer = self.answers.pop(0) if self.answers else ""
            self.send(answer, scrub=answer)
        else:
            super()._continuation(line)

    async def pushed(self, seconds: float) -> None:
        """Waits in IDLE until letters are announced, at most *seconds*; then ends it (RFC 2177)."""
        self.idle_queue: asyncio.Queue[list[bytes]] = (
            asyncio.Queue()
        )  # what was left in the one before is of no use
        command = IdleCommand(self.new_tag(), self.idle_queue, loop=self.loop)
        self.pending_sync_command = command
        self.send(str(command))
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while not self.news and self.pending_sync_command is command:
                    await self.idle_queue.get()
        if self.pending_sync_command is command:
            self.send("DONE")
        await command.wait()
        if command.response.result != "OK":
            raise Denied("IDLE", code_of(command.response))


def code_of(said: Response) -> str:
    """The response code (RFC 9051 §7.1), in small letters."""
    found = _CODE.match(bytes(said.lines[-1])) if said.lines else None
    return found[1].decode().lower() if found else str(said.result).lower()
