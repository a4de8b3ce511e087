"""One connection to a peer: replies go to the letter they belong to, each wait has its deadline.

At most two letters share it. The second one's MAIL, RCPT and DATA leave with the
first one's final dot (RFC 2920 §3.1 lets them); its content waits for the first
one's answer, so that never more than one letter's content is unanswered.
"""

import asyncio
import ssl
from collections import deque
from datetime import timedelta
from typing import Protocol, cast

from mail.smtp.exchange import Exchange, Stage
from mail.smtp.replies import Replies
from mail.smtp.reply import Reply
from mail.smtp.settings import Timeouts
from mail.smtp.transaction import Step
from mail.smtp.wire import END, Features
from work.tls import Level

LETTERS_AT_ONCE = 2


class Owner(Protocol):
    """Who shares connections out between letters."""

    def came(self, connection: "Connection") -> None:
        """Its socket is open."""
        ...

    def freed(self, connection: "Connection") -> None:
        """One letter less is on it."""
        ...

    def left(self, connection: "Connection") -> None:
        """It takes no more letters, and those on it have been told."""
        ...

    def gone(self, connection: "Connection") -> None:
        """Its socket is closed."""
        ...


class Connection(asyncio.Protocol):
    """The protocol of one connection; *place* is the peer's name for outcomes and logs."""

    def __init__(self, owner: Owner, timeouts: Timeouts, place: str) -> None:
        self.place = place
        self.features = Features()
        self.lmtp = False
        self.served = 0  # letters
        self.promised = 0  # letters, by who shares it out
        self.tls: str | None = None
        self.level: Level | None = None  # what the peer has shown
        self.broken = ""  # why it can take nothing more
        self._owner = owner
        self._timeouts = timeouts
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport | None = None
        self._replies = Replies()
        self._exchanges: deque[Exchange] = deque()
        self._asked: asyncio.Future[Reply | None] | None = None
        self._listened = False  # for the greeting
        self._greeting: Reply | None = None  # that came before we listened
        self._drained: asyncio.Future[None] | None = None
        self._hold = False
        self._leaving = False
        self._unclean = False
        self._deadline = 0.0
        self._timer: asyncio.TimerHandle | None = None

    # What the socket tells.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The socket is open."""
        self._transport = cast(asyncio.Transport, transport)
        self.tls = _tls_version(transport)
        self._owner.came(self)

    def data_received(self, data: bytes) -> None:
        """Replies, in whatever cut."""
        replies = self._replies.feed(data)
        for reply in replies:
            if self._exchanges:
                self._answer(self._exchanges[0], reply)
            else:
                self._unled(reply)
            if self.broken:
                return
        if self._replies.garbage:
            self.drop(f"the peer sent {self._replies.garbage}")
        elif replies and self._exchanges:  # a whole one: who drips octets gains no time
            self._watch(self._patience(self._exchanges[0].transaction.step))

    def eof_received(self) -> None:
        """The peer will say no more; the socket closes."""
        self.drop("the peer closed the connection")

    def connection_lost(self, error: Exception | None) -> None:
        """The socket is closed."""
        self.drop(f"the connection was lost ({error})" if error else "the connection was lost")
        if self._timer is not None:
            self._timer.cancel()
        self._owner.gone(self)

    def pause_writing(self) -> None:
        """The peer reads more slowly than we write."""
        self._drained = self._loop.create_future()

    def resume_writing(self) -> None:
        """It has caught up."""
        if self._drained is not None and not self._drained.done():
            self._drained.set_result(None)
        self._drained = None

    # The opening dialogue: one question, one answer.

    async def ask(
        self, command: bytes, limit: timedelta, *, last_in_clear: bool = False
    ) -> Reply | None:
        """The reply to *command*, or to connecting when it is empty; None once the connection is gone.

        After *last_in_clear* nothing more is read, so that TLS finds its own octets.
        """
        if self.broken or self._transport is None:
            return None
        self._listened = True
        if not command and self._greeting is not None:
            return self._greeting
        self._hold = last_in_clear
        asked: asyncio.Future[Reply | None] = self._loop.create_future()
        self._asked = asked
        self._watch(limit)
        if command:
            self._transport.write(command)
        return await asked

    async def secure(self, upgrade: "Upgrade") -> bool:
        """Whether *upgrade* put TLS on the socket; what was heard in clear is forgotten.

        Octets that came behind the 220 were meant to be taken for the peer's first
        words under TLS: they end the connection. Raises OSError when the handshake fails.
        """
        if self._replies.unfinished:
            self.drop("the peer spoke in clear after it had agreed to TLS")
        if self.broken or self._transport is None:
            return False
        self._disarm()
        try:
            self._transport = await upgrade(self._transport, self)
        except BaseException:
            self.connection_lost(None)  # asyncio does not tell, before a handshake is done
            raise
        self.tls = _tls_version(self._transport)
        self._replies = Replies()
        self.features = Features()
        return not self.broken

    # Letters.

    def enter(self, exchange: Exchange) -> None:
        """Puts a letter on the connection, behind the one that is there."""
        self.served += 1
        if self.broken:
            exchange.lost(self.broken)
            return
        self._exchanges.append(exchange)
        if len(self._exchanges) == 1:
            self._begin(exchange)
        elif self._exchanges[0].transaction.step == Step.FINAL:
            self._write(self._opening(exchange))

    def leave(self, exchange: Exchange) -> None:
        """Its sender does not wait any more; a letter before it is not disturbed."""
        if exchange not in self._exchanges:
            return
        if exchange is self._exchanges[0]:
            self.drop("the letter was withdrawn")
        elif exchange.written:
            exchange.abandoned = True
        else:
            self._exchanges.remove(exchange)
            self._owner.freed(self)

    async def write_block(self, block: bytes) -> bool:
        """Whether the connection still stands once the peer has taken most of *block*."""
        if self.broken:
            return False
        self._watch(self._timeouts.block)
        self._write(block)
        if self._drained is not None:
            await self._drained
        else:
            await asyncio.sleep(0)  # the peer may have said something, or be gone
        return not self.broken

    def write_end(self, exchange: Exchange, *content: bytes) -> None:
        """The content's last octets, the final dot, and behind it what the next letter opens with."""
        if self.broken:
            return
        exchange.transaction.sent()
        self._watch(self._timeouts.final)
        following = self._exchanges[1] if len(self._exchanges) > 1 else None
        opening = self._opening(following) if following is not None else b""
        self._write(b"".join((*content, END, opening)))

    def rest(self) -> None:
        """Nobody needs it now: it stays for a while."""
        self._watch(self._timeouts.idle)

    @property
    def under(self) -> ssl.SSLObject | None:
        """The TLS beneath, whose peer may be asked for its certificates."""
        found = self._transport and self._transport.get_extra_info("ssl_object")
        return found if isinstance(found, ssl.SSLObject) else None

    @property
    def leaving(self) -> bool:
        """Whether goodbye was said."""
        return self._leaving

    def quit(self) -> None:
        """Says goodbye and closes, once the peer has answered or its time is over."""
        if self._leaving or self.broken:
            return
        self._leaving = True
        self._owner.left(self)
        self._watch(self._timeouts.goodbye)
        self._write(b"QUIT\r\n")

    def drop(self, reason: str) -> None:
        """Closes at once; whoever waits learns *reason*."""
        if self.broken:
            return
        self.broken = reason
        if self._transport is not None:
            self._transport.abort()
        self.resume_writing()
        if self._asked is not None and not self._asked.done():
            self._asked.set_result(None)
            self._asked = None
        while self._exchanges:
            self._exchanges.popleft().lost(reason)
        if not self._leaving:
            self._owner.left(self)

    def _unled(self, reply: Reply) -> None:
        if self._asked is not None:
            self._disarm()
            self._asked.set_result(reply)
            self._asked = None
            if self._hold and self._transport is not None:
                self._transport.pause_reading()
        elif not self._listened and self._greeting is None:
            self._greeting = reply  # with the handshake's last octets, TLS 1.2 lets it
        else:
            self.drop("the peer spoke unasked")  # 421 before it closes, or the answer to QUIT

    def _answer(self, exchange: Exchange, reply: Reply) -> None:
        match exchange.take(reply):
            case Step.BROKEN:
                self.drop(f"the peer answered {reply.code} out of step")
            case Step.DONE:
                self._next(exchange, closing=reply.code == 421)
            case Step.CONTENT:
                if not exchange.transaction.wanted:
                    self.write_end(exchange)  # RFC 2920 §3.1: 354 although nobody was accepted
            case step:
                if not self.features.pipelining and step != Step.FINAL:
                    self._write(self._line(exchange))

    def _next(self, done: Exchange, *, closing: bool) -> None:
        self._exchanges.popleft()
        self._unclean = done.transaction.unclean
        if closing:
            self.drop("the peer is closing the connection")
            return
        self._disarm()
        if self._exchanges:
            self._begin(self._exchanges[0])
        self._owner.freed(self)

    def _begin(self, exchange: Exchange) -> None:
        if exchange.abandoned:
            self.drop("the letter was withdrawn")
            return
        if not exchange.written:
            if self._unclean:
                exchange.transaction.reset_first()
                exchange.lines.insert(0, b"RSET\r\n")
            self._write(self._opening(exchange))
        self._watch(self._timeouts.mail)
        exchange.reach(Stage.TURN)

    def _opening(self, exchange: Exchange) -> bytes:
        if not self.features.pipelining:
            return self._line(exchange)
        exchange.written = len(exchange.lines)
        return b"".join(exchange.lines)

    def _line(self, exchange: Exchange) -> bytes:
        exchange.written += 1
        return exchange.lines[exchange.written - 1]

    def _patience(self, step: Step) -> timedelta:
        match step:
            case Step.FINAL:
                return self._timeouts.final
            case Step.CONTENT:
                return self._timeouts.block
            case Step.DATA:
                return self._timeouts.data
            case Step.RCPT:
                return self._timeouts.recipient
            case _:
                return self._timeouts.mail

    def _write(self, octets: bytes) -> None:
        if self._transport is not None:
            self._transport.write(octets)

    # One timer, moved rather than made anew: most deadlines are never reached.

    def _watch(self, limit: timedelta) -> None:
        self._deadline = self._loop.time() + limit.total_seconds()
        if self._timer is None or self._timer.when() > self._deadline:
            self._set_timer()

    def _set_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = self._loop.call_at(self._deadline, self._rung)

    def _disarm(self) -> None:
        self._deadline = float("inf")

    def _rung(self) -> None:
        self._timer = None
        if self._deadline > self._loop.time():
            if self._deadline != float("inf"):
                self._set_timer()
        elif self._exchanges or self._asked is not None or self._leaving:
            self.drop("the peer did not answer in time")
        else:
            self.quit()


def _tls_version(transport: asyncio.BaseTransport) -> str | None:
    under = transport.get_extra_info("ssl_object")
    return None if under is None else str(under.version())


class Upgrade(Protocol):
    """Puts TLS on a socket; raises OSError, of which ssl.SSLError is one."""

    async def __call__(
        self, transport: asyncio.Transport, protocol: asyncio.Protocol
    ) -> asyncio.Transport:
        """The transport under TLS."""
        ...
