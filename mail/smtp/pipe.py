"""One connection's octets in and out, and its time: the wire its session talks on."""

import asyncio
import contextlib
from collections.abc import Callable

from mail.smtp.alarm import Alarm
from mail.smtp.inbox import HIGH_WATER, Inbox, LineFlaw
from mail.smtp.limits import Limits
from mail.smtp.reply import Reply

BURST = 100  # commands answered before the other sessions have a turn
LINGER_SECONDS = 2.0  # for the last reply to arrive

SILENT = Reply(421, "4.4.2", "you were silent for too long")
SLOW = Reply(421, "4.4.2", "the content comes too slowly")
OVER_TIME = Reply(421, "4.4.2", "the session took too long, connect again")
GOING_DOWN = Reply(421, "4.3.2", "going down, connect again later")


class Pipe(asyncio.Protocol):
    """Commands from one buffer, replies to a burst written at once, one timer for every wait."""

    pipe: asyncio.Transport
    secured = False  # TLS is spoken

    def begin(self, limits: Limits, loop: asyncio.AbstractEventLoop) -> None:
        """Starts the clock of the session."""
        self._limits = limits
        self._now: Callable[[], float] = loop.time
        self._session_end = self._now() + limits.session.total_seconds()
        self._inbox = Inbox()
        self._outbox: list[bytes] = []
        self._alarm = Alarm(loop)
        self._burst = 0  # commands since the last wait
        self._content_began = 0.0
        self._fresh = False  # input came since the last wait
        self._blocked = False  # the peer does not read what we write
        self._idle = False  # waits for a command
        self._dismissed = False
        self._over = False
        self._eof = False
        self._gone = False

    # What asyncio calls.

    def data_received(self, data: bytes) -> None:
        """Puts *data* into the inbox; a full one stops the reading until it is looked at."""
        if self._over:
            return
        self._inbox.feed(data)
        if len(self._inbox) > HIGH_WATER:
            self.pipe.pause_reading()
        self._fresh = True
        self._alarm.wake()

    def eof_received(self) -> bool:
        """Keeps a plain connection open: the replies to what came before may still be read."""
        self._eof = True
        self._alarm.wake()
        return not self.secured

    def connection_lost(self, error: Exception | None) -> None:
        """Lets the session come to its end by itself: nothing is cancelled half-way."""
        self._gone = self._over = True
        self._alarm.wake()

    def pause_writing(self) -> None:
        """Nothing more is read while the peer does not read."""
        self._blocked = True

    def resume_writing(self) -> None:
        """The peer reads again."""
        self._blocked = False
        self._alarm.wake()

    # What the session calls.

    async def line(self) -> bytes | LineFlaw | None:
        """The next line without CRLF; None when the session is over."""
        deadline: float | None = None
        while not self._over:
            if self._dismissed:
                self.end(GOING_DOWN)
                break
            line = self._inbox.line()
            if line is not None:
                await self._give_others_a_turn()
                return line
            deadline = deadline or self._now() + self._limits.command.total_seconds()
            self._idle = True
            alive = await self._more(min(deadline, self._session_end))
            self._idle = False
            if not alive:
                break
        return None

    async def block(self, received: int, at_most: int | None = None) -> bytes | None:
        """More content, *at_most* so much, of which *received* octets came before; None when the session is over."""
        now = self._now()
        if not received:
            self._content_began = now
        deadline = min(now + self._limits.block.total_seconds(), self._session_end)
        if not self._inbox and not await self._more(deadline):
            return None
        allowed = self._limits.command.total_seconds() + received / self._limits.octets_per_second
        if self._now() - self._content_began > allowed:
            self.end(SLOW)
        elif self._now() >= self._session_end:
            self.end(OVER_TIME)
        return None if self._over else self._inbox.take(at_most)

    def put_back(self, octets: bytes) -> None:
        """Takes back what does not belong to the content."""
        self._inbox.put_back(octets)

    def unread(self) -> bool:
        """Whether the peer has sent more than was read."""
        return bool(self._inbox)

    def present(self) -> bool:
        """Whether the peer can still make use of an answer; any thread may ask."""
        return not self._over and (not self._eof or self.unread())

    def say(self, reply: Reply) -> None:
        """Sends *reply* with the next wait for the peer."""
        if not self._over:
            self._outbox.append(reply.wire())

    def end(self, reply: Reply | None = None) -> None:
        """Ends the session, with *reply* as the last word."""
        if reply is not None:
            self.say(reply)
        self._over = True

    # What the server calls.

    def dismiss(self) -> None:
        """Sends the client away: now, if it is idle, else when what it is at has been answered."""
        self._dismissed = True
        if self._idle:
            self.end(GOING_DOWN)
            self._alarm.wake()

    async def part(self) -> None:
        """Waits for the peer to go: closing over what it still sends would reset the last reply away."""
        self._flush()
        if self.secured or self._gone:
            return
        with contextlib.suppress(OSError):  # it is gone and we have not been told yet
            self.pipe.write_eof()
        self.pipe.resume_reading()
        deadline = self._now() + LINGER_SECONDS
        while not self._has_left() and self._now() < deadline:
            await self._alarm.wait(deadline)

    def close(self) -> None:
        """Closes once the peer has read what was said, or after a while."""
        self._over = True
        self._flush()
        if not self.pipe.is_closing():
            unsent = self.pipe.get_write_buffer_size()
            self.pipe.close()
            if unsent:
                asyncio.get_running_loop().call_later(LINGER_SECONDS, self.pipe.abort)

    # What nobody else knows.

    async def _more(self, deadline: float) -> bool:
        """Whether there is new input: sends what was said, then waits for the peer."""
        self._flush()
        self._burst = 0
        self._fresh = False
        self.pipe.resume_reading()
        while not self._over and (self._blocked or not (self._fresh or self._eof)):
            now = self._now()
            if now >= deadline:
                self.end(OVER_TIME if now >= self._session_end else SILENT)
            else:
                await self._alarm.wait(deadline)
        return self._fresh and not self._over

    async def _give_others_a_turn(self) -> None:
        self._burst += 1
        if self._burst >= BURST:
            self._burst = 0
            self._flush()
            await asyncio.sleep(0)

    def _flush(self) -> None:
        if self._outbox and not self._gone:
            self.pipe.write(b"".join(self._outbox))
        self._outbox.clear()

    def _has_left(self) -> bool:
        return self._gone or self._eof
