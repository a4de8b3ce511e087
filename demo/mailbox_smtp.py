"""A strict SMTP receiver (RFC 5321) that takes every well-formed letter and delivers to nobody.

Strict, so that what a relay does wrong shows here: commands and content with
bare CR or LF, unstuffed dots, lines beyond the limit, eight-bit content that
was not announced, parameters that were not offered.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import structlog

MAX_COMMAND = 2048  # octets with CRLF: 512 and what the extensions add (RFC 5321 §4.5.3.1.4)
MAX_TEXT_LINE = 1000  # octets with CRLF, RFC 5321 §4.5.3.1.6
MAX_CONTENT = 64 * 1024 * 1024
MAX_RECIPIENTS = 1000
IDLE_SECONDS = 300  # RFC 5321 §4.5.3.2.7
_BLOCK = 64 * 1024

_EXTENSIONS = (
    "PIPELINING",
    "8BITMIME",
    "SMTPUTF8",
    "DSN",
    "ENHANCEDSTATUSCODES",
    f"SIZE {MAX_CONTENT}",
)
_PATH = re.compile(
    r"""(?:FROM|TO):<((?:"(?:\\.|[^"\\])*"@)?[^<>\s"]*)>((?: [!-~]+)*)""", re.IGNORECASE
)
_OFFERED = {
    "MAIL": frozenset({"SIZE", "BODY", "SMTPUTF8", "RET", "ENVID"}),
    "RCPT": frozenset({"NOTIFY", "ORCPT"}),
}
_BARE = re.compile(rb"\r(?!\n)|(?<!\r)\n|\0")
_UNSTUFFED = re.compile(rb"\r\n\.(?!\.)")
_LONG = re.compile(rb"[^\n]{%d}" % MAX_TEXT_LINE)

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Recipient:
    """One forward-path, and the parameters it came with."""

    address: str
    parameters: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Envelope:
    """Who sends to whom; *sender* is "" for the null reverse-path."""

    hello: str
    sender: str
    parameters: Mapping[str, str]
    recipients: tuple[Recipient, ...]


Keep = Callable[[Envelope, bytes], Awaitable[int]]


class Refusal(Exception):
    """A command or a letter that is not taken; the text is the reply."""


class LineLost(Exception):
    """The other end has gone, or speaks so that nothing it says can be trusted."""


class Receiver:
    """All sessions of one port; *keep* gives the number of a letter once it is safe."""

    def __init__(self, keep: Keep) -> None:
        self._keep = keep
        self._open: set[asyncio.StreamWriter] = set()

    async def session(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Talks with one client until it leaves."""
        self._open.add(writer)
        try:
            await Session(reader, writer, self._keep).run()
        except (LineLost, ConnectionError, TimeoutError):
            log.info("mailbox.left")
        finally:
            self._open.discard(writer)
            writer.close()

    def hang_up(self) -> None:
        """Cuts every session."""
        for writer in self._open:
            writer.transport.abort()


class Session:
    """One conversation."""

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, keep: Keep
    ) -> None:
        self._reader = reader
        self._writer = writer
        self._keep = keep
        self._buffer = bytearray()
        self._hello = ""
        self._sender: str | None = None  # None where no transaction is open
        self._parameters: dict[str, str] = {}
        self._recipients: list[Recipient] = []

    async def run(self) -> None:
        """From the greeting to the end."""
        await self._say("220 localhost ESMTP capture mailbox of the Congvu demo, delivers nothing")
        verb = ""
        while verb != "QUIT":
            line = await self._command()
            verb, _, rest = line.partition(" ")
            verb = verb.upper()
            try:
                reply = await self._replied(verb, rest)
            except Refusal as refusal:
                reply = str(refusal)
            await self._say(reply)

    async def _replied(self, verb: str, rest: str) -> str:
        match verb:
            case "EHLO" | "HELO":
                return self._greeted(verb, rest)
            case "MAIL" | "RCPT":
                return self._addressed(verb, rest)
            case "DATA":
                return await self._data(rest)
            case "RSET":
                self._reset()
                return "250 2.0.0 forgotten"
            case "NOOP":
                return "250 2.0.0 yes"
            case "VRFY":
                return "252 2.1.5 every address is taken here"
            case "QUIT":
                return "221 2.0.0 goodbye"
        raise Refusal("500 5.5.1 no such command")

    def _greeted(self, verb: str, name: str) -> str:
        if not name.strip():
            raise Refusal("501 5.5.4 say who you are")
        self._reset()
        self._hello = name.strip()
        lines = ["localhost", *(_EXTENSIONS if verb == "EHLO" else ())]
        return "\r\n".join(f"250{' ' if line is lines[-1] else '-'}{line}" for line in lines)

    def _addressed(self, verb: str, rest: str) -> str:
        found = _PATH.fullmatch(rest)
        if found is None or rest.upper().startswith("TO:") != (verb == "RCPT"):
            raise Refusal("501 5.5.2 that is no path in angle brackets and its parameters")
        address, parameters = found[1], _parameters(verb, found[2])
        if verb == "MAIL":
            return self._from(address, parameters)
        return self._to(address, parameters)

    def _from(self, address: str, parameters: dict[str, str]) -> str:
        self._require(bool(self._hello) and self._sender is None)
        _require_announced(address, parameters)
        self._sender, self._parameters = address, parameters
        return "250 2.1.0 sender noted"

    def _to(self, address: str, parameters: dict[str, str]) -> str:
        self._require(self._sender is not None)
        _require_announced(address, self._parameters)
        if not address:
            raise Refusal("501 5.1.3 a recipient has a name")
        if len(self._recipients) >= MAX_RECIPIENTS:
            raise Refusal("452 4.5.3 too many recipients")
        self._recipients.append(Recipient(address, parameters))
        return "250 2.1.5 recipient noted"

    async def _data(self, rest: str) -> str:
        self._require(bool(self._recipients) and not rest)
        await self._say("354 go on, end with a dot on a line of its own")
        stuffed = await self._content()
        recipients = tuple(self._recipients)
        envelope = Envelope(self._hello, self._sender or "", self._parameters, recipients)
        self._reset()
        content = checked(stuffed, envelope)
        number = await self._keep(envelope, content)
        log.info("mailbox.kept", mail=number, octets=len(content))
        return f"250 2.0.0 kept as {number}"

    async def _content(self) -> bytes:
        """Everything up to the dot, still stuffed, with a CRLF before its first line."""
        self._buffer[:0] = b"\r\n"
        searched = 0
        while (end := self._buffer.find(b"\r\n.\r\n", max(0, searched - 4))) < 0:
            searched = len(self._buffer)
            await self._more()
        content = bytes(self._buffer[: end + 2])
        del self._buffer[: end + 5]
        return content

    async def _command(self) -> str:
        while (end := self._buffer.find(b"\n")) < 0:
            if len(self._buffer) > MAX_COMMAND:
                break
            await self._more()
        line = bytes(self._buffer[: end + 1])
        del self._buffer[: end + 1]
        if end < 0 or len(line) > MAX_COMMAND or _BARE.search(line):
            await self._say("500 5.5.2 a line ends with CRLF and is no longer than the limit")
            raise LineLost
        try:
            return line[:-2].decode()
        except UnicodeDecodeError:
            return "?"

    async def _more(self) -> None:
        async with asyncio.timeout(IDLE_SECONDS):
            block = await self._reader.read(_BLOCK)
        if not block or len(self._buffer) > MAX_CONTENT + _BLOCK:
            raise LineLost
        self._buffer += block

    async def _say(self, reply: str) -> None:
        self._writer.write(f"{reply}\r\n".encode())
        await self._writer.drain()

    def _require(self, in_order: bool) -> None:
        if not in_order:
            raise Refusal("503 5.5.1 not now: EHLO, MAIL, RCPT, DATA, in this order")

    def _reset(self) -> None:
        self._sender, self._parameters, self._recipients = None, {}, []


def _require_announced(address: str, parameters: Mapping[str, str]) -> None:
    if not address.isascii() and "SMTPUTF8" not in parameters:
        raise Refusal("553 5.6.7 an address beyond ASCII needs SMTPUTF8 (RFC 6531 §3.4)")


def _parameters(verb: str, given: str) -> dict[str, str]:
    pairs = [word.partition("=") for word in given.split()]
    found = {name.upper(): value for name, _, value in pairs}
    if len(found) < len(pairs) or found.keys() - _OFFERED[verb]:
        raise Refusal("555 5.5.4 a parameter twice, or one that was not offered")
    if found.get("BODY", "7BIT").upper() not in ("7BIT", "8BITMIME"):
        raise Refusal("501 5.5.4 BODY is 7BIT or 8BITMIME")
    size = found.get("SIZE", "0")
    if not size.isdecimal() or int(size) > MAX_CONTENT:
        raise Refusal("552 5.3.4 too large, or SIZE is no number")
    return found


def checked(stuffed: bytes, envelope: Envelope) -> bytes:
    """The content as it was meant; raises Refusal where a relay made a mistake."""
    eight_bit = envelope.parameters.get("BODY", "").upper() == "8BITMIME"
    troubles: tuple[tuple[Any, str], ...] = (
        (_BARE.search(stuffed), "550 5.6.11 bare CR, LF or NUL in the content"),
        (_UNSTUFFED.search(stuffed), "554 5.6.0 a line begins with a single dot (RFC 5321 §4.5.2)"),
        (not (eight_bit or stuffed.isascii()), "554 5.6.1 eight-bit content without BODY=8BITMIME"),
        (len(stuffed) > MAX_CONTENT, "552 5.3.4 too large"),
    )
    for found, reply in troubles:
        if found:
            raise Refusal(reply)
    content = stuffed.replace(b"\r\n.", b"\r\n")[2:]
    if _LONG.search(content):
        raise Refusal("554 5.6.0 a line beyond 998 octets (RFC 5321 §4.5.3.1.6)")
    return content
