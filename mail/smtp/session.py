"""One session from greeting to farewell: reads a command, asks the dialogue, does what it says.

Nothing that goes wrong in it leaves it: the peer gets an incident's number, the log the rest.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Protocol

import structlog

from mail.smtp.channel import Channel
from mail.smtp.chunk import UNREADABLE, chunk, taken
from mail.smtp.command import NOT_SMTP, TOO_LONG, Command, parse
from mail.smtp.dialogue import GO_AHEAD, GOODBYE, READY_FOR_TLS, Dialogue
from mail.smtp.fitting import fitted, is_fit
from mail.smtp.house import House, too_large
from mail.smtp.inbox import LineFlaw
from mail.smtp.intake import ChunkIntake, DataIntake, Intake
from mail.smtp.reply import Reply
from mail.smtp.sasl import TOO_MANY_ERRORS, Login

log = structlog.get_logger()

BARE = Reply(500, "5.5.2", "a CR, LF or NUL that is not part of a CRLF; goodbye")
ENDLESS = Reply(500, "5.5.2", "no command is so long; goodbye")  # perhaps it began with BDAT
BEHIND_STARTTLS = Reply(503, "5.5.1", "nothing may follow STARTTLS in clear; goodbye")
REPORT = "report this traceback; the peer was told to try again"
_TAKEN = 250


def recorded(house: House, error: Exception, peer: str) -> str:
    """The number under which *error* stands in the log, with its traceback."""
    incident = house.incident()
    log.error("smtp.incident", incident=incident, peer=peer, remedy=REPORT, exc_info=error)
    return incident


class Wire(Protocol):
    """The connection as a session uses it; after end() it gives nothing more."""

    async def line(self) -> bytes | LineFlaw | None:
        """The next line without CRLF; None when the session is over."""
        ...

    async def block(self, received: int, at_most: int | None = None) -> bytes | None:
        """More content, *at_most* so much, of which *received* octets came before; None when the session is over."""
        ...

    def put_back(self, octets: bytes) -> None:
        """Takes back what does not belong to the content."""
        ...

    def unread(self) -> bool:
        """Whether the peer has sent more than was read."""
        ...

    def present(self) -> bool:
        """Whether the peer can still make use of an answer; any thread may ask."""
        ...

    def say(self, reply: Reply) -> None:
        """Sends *reply* with the next wait for the peer."""
        ...

    def end(self, reply: Reply | None = None) -> None:
        """Ends the session, with *reply* as the last word."""
        ...

    async def upgrade(self) -> Channel | None:
        """What TLS came to after the handshake; None when it failed."""
        ...


class Session:
    """The conversation with one client, on whatever wire."""

    def __init__(self, wire: Wire, dialogue: Dialogue, house: House, peer: str) -> None:
        self._wire = wire
        self._dialogue = dialogue
        self._house = house
        self._peer = peer
        self._errors = 0
        self._login = Login(self, wire, dialogue, house, peer)
        self._in_step = False  # what comes next from the peer is a command

    async def converse(self) -> None:
        """Returns when either side has had the last word."""
        self.say(self._dialogue.greeting())
        going = True
        try:
            while going:
                try:
                    going = await self._turn()
                except Exception as error:  # noqa: BLE001 - the session shell
                    going = self._report(error)
        finally:
            self._dialogue.reset()

    async def _turn(self) -> bool:
        self._in_step = False
        line = await self.next_line()
        if line is None:
            return False
        if isinstance(line, Reply):
            self._wire.end(ENDLESS)
            return False
        self._in_step = True
        command = parse(line)
        if isinstance(command, Command):
            await self._obey(command)
        else:
            self.say(command)
            if command is NOT_SMTP or command is UNREADABLE:
                self._wire.end()
        return True

    def _report(self, error: Exception) -> bool:
        incident = recorded(self._house, error, self._peer)
        self._dialogue.reset()
        self.say(Reply(451, "4.3.0", f"an error on our side, incident {incident}"))
        if not self._in_step:
            self._wire.end()
        return self._in_step

    async def next_line(self) -> bytes | Reply | None:
        """The next line without CRLF, the reply to a bad one, or None when the session is over."""
        line = await self._wire.line()
        if line is LineFlaw.LONG:
            return TOO_LONG
        if line is LineFlaw.BARE:
            log.warning("smtp.bare-line-end", peer=self._peer)
            self._wire.end(BARE)
            return None
        return line

    async def _obey(self, command: Command) -> None:
        if act := _ACTS.get(command.verb):
            return await act(self, command.argument)
        reply = self._dialogue.answer(command, self._house.clock.now())
        if reply is READY_FOR_TLS:
            return await self._secure()
        self.say(reply)
        if reply is GO_AHEAD:
            return await self._take_letter()
        return self._wire.end() if reply is GOODBYE else None

    def say(self, reply: Reply) -> None:
        """Says *reply* and counts it, if the peer has erred; a letter taken wipes the slate."""
        self._wire.say(reply)
        if 500 <= reply.code < 550 or reply.code == 555:
            self._errors += 1
            if self._errors >= self._house.limits.errors:
                log.warning("smtp.errors", peer=self._peer, errors=self._errors)
                self._wire.end(TOO_MANY_ERRORS)

    async def _log_in(self, argument: str) -> None:
        await self._login.authenticate(argument)

    async def _secure(self) -> None:
        """Hands over to TLS; what came behind STARTTLS in clear ends the session (RFC 3207 §4.2)."""
        if self._wire.unread():
            log.warning("smtp.starttls-injection", peer=self._peer)
            self._wire.end(BEHIND_STARTTLS)
            return
        self.say(READY_FOR_TLS)
        channel = await self._wire.upgrade()
        if channel is not None:
            self._dialogue.secured(channel, self._house.clock.now())

    async def _take_letter(self) -> None:
        intake = DataIntake(self._house)
        try:
            if await self._read_into(intake):
                self.say(await self._settle(intake))
        finally:
            intake.drop()

    async def _take_chunk(self, argument: str) -> None:
        announced = chunk(argument)
        if announced is None:
            self.say(UNREADABLE)
            return self._wire.end()
        into = self._dialogue.chunks()
        if self._is_endless(announced.octets):
            return self._wire.end(too_large(self._house.limits))
        if isinstance(into, Reply):
            if await self._read_chunk(announced.octets, None):
                self.say(into)
            return None
        into.expect(announced.octets)
        if not await self._read_chunk(announced.octets, into):
            return None
        if announced.last:
            return await self._settle_chunks(into)
        return self.say(into.refusal or taken(announced.octets))

    async def _settle_chunks(self, intake: ChunkIntake) -> None:
        try:
            self.say(await self._settle(intake))
        finally:
            intake.drop()

    async def _read_chunk(self, octets: int, into: ChunkIntake | None) -> bool:
        """Whether the chunk came whole; what nobody wants is read as well, and never as commands."""
        self._in_step = False
        left = octets
        while left:
            received = octets - left if into is None else into.received
            block = await self._wire.block(received, left)
            if block is None:
                return False
            left -= len(block)
            if into is not None:
                await into.take(block)
        self._in_step = True
        return True

    async def _read_into(self, intake: DataIntake) -> bool:
        """Whether the content came to its end."""
        self._in_step = False
        received = 0
        while (rest := intake.rest) is None:
            block = await self._wire.block(received)
            if block is None:
                return False
            received += len(block)
            await intake.take(block)
            if intake.rest is None and self._is_endless(received):
                self._wire.end(too_large(self._house.limits))
                return False
        self._wire.put_back(rest)
        self._in_step = True
        return True

    def _is_endless(self, octets: int) -> bool:
        """Whether nobody would be served by reading so much of one letter, although it is refused."""
        limits = self._house.limits
        return octets > limits.size_bytes + limits.excess_bytes

    async def _settle(self, intake: Intake) -> Reply:
        origin, envelope = self._dialogue.transaction()
        content = await intake.content()
        if isinstance(content, Reply):
            return content
        if is_fit(content, envelope):
            reply = await self._house.reception.letter(origin, envelope, content)
        else:
            reply = await fitted(self._house, origin, envelope, content)
        if reply.code == _TAKEN:
            self._errors = 0
        return reply


_ACTS: Mapping[str, Callable[[Session, str], Awaitable[None]]] = {
    "AUTH": Session._log_in,
    "BDAT": Session._take_chunk,
}
