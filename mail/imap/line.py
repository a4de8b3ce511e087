"""One connection to an IMAP server, of which nothing hangs: the only file that knows aioimaplib.

The library leaves whoever waits waiting when the connection is lost, answers no refusal of a SASL
exchange, quotes nothing, alters what is no literal, and has no bound of what it takes in
(reference of 2.0.3). So its commands are given here, each within a time that ends with the
connection, and after whatever went wrong the connection is dropped and never used again.
"""

import asyncio
import re
import ssl
from base64 import b64encode
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import suppress
from datetime import date
from functools import partial
from typing import NamedTuple, TypeVar

from aioimaplib.aioimaplib import (
    AUTH,
    SELECTED,
    AioImapException,
    Command,
    FetchCommand,
    IdleCommand,
    IMAP4ClientProtocol,
    Response,
)

from mail.imap.names import folder_name, folder_text, quoted

CONNECT_SECONDS = 30.0
ANSWER_SECONDS = 60.0  # for any command; RFC 9051 §5.4 lets servers end a session after 30 minutes
HEADER_OCTETS = 64 * 1024  # of a header that is looked at first
MOST = 8 << 20  # octets of one answer, beside what was asked for
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

_BROKEN = (AioImapException, RecursionError, LookupError, ValueError, AttributeError, TypeError)
_CODE = re.compile(rb"\[([A-Z][A-Z-]{1,40})")
_FETCH = re.compile(rb"[0-9]+ FETCH \(")
_UID = re.compile(rb"\bUID ([0-9]{1,10})\b")
_SIZE = re.compile(rb"\bRFC822\.SIZE ([0-9]{1,19})\b")
_EMPTY = re.compile(rb'BODY\[[A-Z]*\](?:<0?[0-9]*>)? ""')
_LISTED = re.compile(rb'\([^)]*\) (?:NIL|"(?:[^"\\]|\\.)") (?:"((?:[^"\\]|\\.)*)"|(\S+))$')

T = TypeVar("T")


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


class Selected(NamedTuple):
    """UIDVALIDITY and UIDNEXT of the folder; a server need not tell the second."""

    validity: int
    next_uid: int | None


class Shown(NamedTuple):
    """What a server shows of a letter: its size, and the beginning of its header as a literal."""

    uid: int
    size_bytes: int
    header: bytes


class _Protocol(IMAP4ClientProtocol):  # type: ignore[misc]  # the library has no types
    """The library's, whose waiting ends with the connection."""

    def __init__(self) -> None:
        super().__init__(asyncio.get_running_loop(), self._ended)
        self.trouble = ""
        self.scope: asyncio.Timeout | None = None
        self.news = False  # of letters, since it was last asked
        self.allowed = MOST  # octets that may yet come for this command
        self.answers: list[str] = []  # to the server's challenges

    def data_received(self, d: bytes) -> None:
        self.allowed -= len(d)
        if self.allowed < 0:
            self.drop("too-much")
            return
        try:
            super().data_received(d)
        except _BROKEN:
            self.drop("answer")

    def drop(self, trouble: str) -> None:
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
        try:
            await super().welcome(command)
        except _BROKEN:
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
            raise Denied("IDLE", _code(command.response))


class Line:
    """An open connection; whoever has it closes it."""

    def __init__(self, protocol: _Protocol) -> None:
        self._protocol = protocol

    @classmethod
    async def open(cls, host: str, port: int, tls: ssl.SSLContext | None) -> "Line":
        """One whose server has greeted; raises Lost, OSError."""
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                _, protocol = await loop.create_connection(_Protocol, host, port, ssl=tls)
        except TimeoutError:
            raise Lost("silent") from None
        line = cls(protocol)
        try:
            await line._within(partial(protocol.wait, "AUTH|NONAUTH"), CONNECT_SECONDS)
        except BaseException:
            line.close()
            raise
        return line

    def close(self) -> None:
        """Drops it; the server learns by that."""
        self._protocol.drop("closed")

    @property
    def news(self) -> bool:
        """Whether letters were announced since forget_news()."""
        return bool(self._protocol.news)

    def forget_news(self) -> None:
        """They are about to be asked for."""
        self._protocol.news = False

    def can(self, capability: str) -> bool:
        """Whether the server has said so."""
        return capability in {one.upper() for one in self._protocol.capabilities}

    async def login(self, user: str, password: str) -> None:
        """By PLAIN (RFC 4616), which bears any character, else by LOGIN; raises Denied, Lost."""
        if self._protocol.state == AUTH:
            return None
        if self.can("AUTH=PLAIN"):
            return await self._authenticate("PLAIN", f"\0{user}\0{password}")
        if self.can("LOGINDISABLED"):
            raise Denied("LOGIN", "logindisabled")
        words = quoted(user), quoted(password)
        return await self._entered(Command("LOGIN", self._protocol.new_tag(), *words))

    async def login_by_token(self, user: str, token: str) -> None:
        """By XOAUTH2, as Exchange and Dovecot have it; raises Denied, Lost."""
        if not self.can("AUTH=XOAUTH2"):
            raise Denied("AUTHENTICATE", "no-xoauth2")
        await self._authenticate("XOAUTH2", f"user={user}\1auth=Bearer {token}\1\1")

    async def select(self, folder: str) -> Selected:
        """Opens *folder*; raises Denied, Lost."""
        name = quoted(folder_name(folder))
        said = await self._said(Command("SELECT", self._protocol.new_tag(), name))
        self._protocol.state = SELECTED
        told = b"\n".join(line for line in said.lines if isinstance(line, bytes))
        validity = re.search(rb"\[UIDVALIDITY ([0-9]{1,10})\]", told)
        if validity is None:
            raise Denied("SELECT", "no-uidvalidity")
        following = re.search(rb"\[UIDNEXT ([0-9]{1,10})\]", told)
        return Selected(int(validity[1]), int(following[1]) if following else None)

    async def search(self, first: int, since: date | None) -> list[int]:
        """The UIDs from *first* on, in their order, of letters that came on that day or later."""
        asked = [f"UID {first}:*"]
        if since:
            asked.append(f"SINCE {since.day}-{MONTHS[since.month - 1]}-{since.year}")
        command = Command("SEARCH", self._protocol.new_tag(), *asked, prefix="UID")
        said = await self._said(command)
        found = {int(word) for line in said.lines[:-1] for word in line.split() if word.isdigit()}
        return sorted(uid for uid in found if uid >= first)  # n:* gives the last in any case

    async def show(self, uids: Sequence[int]) -> list[Shown]:
        """Size and header of those that are there; few at a time, as the library recurses with lines."""
        items = f"(UID RFC822.SIZE BODY.PEEK[HEADER]<0.{HEADER_OCTETS}>)"
        found = await self._fetched(uids, items, MOST + len(uids) * HEADER_OCTETS)
        return [
            Shown(int(uid[1]), int(size[1]), literal)
            for text, literal in found
            if literal is not None and (uid := _UID.search(text)) and (size := _SIZE.search(text))
        ]

    async def part(self, uid: int, begin: int, count: int) -> bytes | None:
        """At most *count* octets of a letter from *begin* on; None where the server gives none."""
        found = await self._fetched([uid], f"(UID BODY.PEEK[]<{begin}.{count}>)", MOST + count)
        mine = (piece for text, piece in found if (at := _UID.search(text)) and int(at[1]) == uid)
        piece = next(mine, None)
        if piece is not None and len(piece) > count:
            raise Lost("answer")
        return piece

    async def parts(self, uids: Sequence[int], count: int) -> dict[int, bytes]:
        """The first *count* octets, at most, of those letters that the server gives; few at a time, as in `show`."""
        most = MOST + len(uids) * count
        found = await self._fetched(uids, f"(UID BODY.PEEK[]<0.{count}>)", most)
        return {
            int(uid[1]): literal
            for text, literal in found
            if literal is not None and len(literal) <= count and (uid := _UID.search(text))
        }

    async def mark(self, uids: Sequence[int], flags: str) -> None:
        """Sets flags of letters; raises Denied, Lost."""
        words = _chosen(uids), "+FLAGS.SILENT", flags
        command = Command(
            "STORE", self._protocol.new_tag(), *words, prefix="UID", untagged_resp_name="FETCH"
        )
        await self._said(command)

    async def move(self, uids: Sequence[int], folder: str) -> None:
        """Moves letters (RFC 6851), or copies them and removes them (RFC 4315); raises Denied, Lost."""
        words = _chosen(uids), quoted(folder_name(folder))
        if self.can("MOVE"):
            await self._said(Command("MOVE", self._protocol.new_tag(), *words, prefix="UID"))
            return
        if not self.can("UIDPLUS"):
            raise Denied("MOVE", "no-move")
        await self._said(Command("COPY", self._protocol.new_tag(), *words, prefix="UID"))
        await self.mark(uids, r"(\Deleted)")
        await self._said(Command("EXPUNGE", self._protocol.new_tag(), words[0], prefix="UID"))

    async def folders(self) -> list[str]:
        """What the folders are called; raises Denied, Lost."""
        said = await self._said(Command("LIST", self._protocol.new_tag(), '""', '"*"'))
        found = (_LISTED.search(bytes(line)) for line in said.lines[:-1])
        names = ((one[1] or one[2]).decode("utf-8", "replace") for one in found if one)
        return [folder_text(re.sub(r"\\(.)", r"\1", name)) for name in names]

    async def noop(self) -> None:
        """Lets the server say what is new; raises Denied, Lost."""
        await self._said(Command("NOOP", self._protocol.new_tag()))

    async def idle(self, seconds: float) -> None:
        """Waits until letters are announced, at most so long; raises Denied, Lost."""
        await self._within(partial(self._protocol.pushed, seconds), seconds + ANSWER_SECONDS)

    async def _authenticate(self, mechanism: str, words: str) -> None:
        first = b64encode(words.encode()).decode()
        initial = self.can("SASL-IR")  # RFC 4959
        self._protocol.answers = [] if initial else [first]
        said = [mechanism, first] if initial else [mechanism]
        await self._entered(Command("AUTHENTICATE", self._protocol.new_tag(), *said))

    async def _entered(self, command: Command) -> None:
        await self._said(command)
        self._protocol.state = AUTH
        await self._within(self._protocol.capability, ANSWER_SECONDS)

    async def _fetched(
        self, uids: Sequence[int], items: str, most: int
    ) -> list[tuple[bytes, bytes | None]]:
        command = FetchCommand(self._protocol.new_tag(), _chosen(uids), items, prefix="UID")
        return list(_letters((await self._said(command, most)).lines))

    async def _said(self, command: Command, most: int = MOST) -> Response:
        execute = partial(self._protocol.execute, command)
        said = await self._within(execute, ANSWER_SECONDS, most)
        if said.result != "OK":
            raise Denied(command.name, _code(said))
        return said

    async def _within(self, ask: Callable[[], Awaitable[T]], seconds: float, most: int = MOST) -> T:
        protocol = self._protocol
        if protocol.trouble:
            raise Lost(protocol.trouble)
        protocol.allowed = most
        try:
            async with asyncio.timeout(seconds) as protocol.scope:
                return await ask()
        except TimeoutError:
            protocol.drop("silent")
            raise Lost(protocol.trouble) from None
        except _BROKEN as error:
            protocol.drop("answer")
            raise Lost("answer") from error
        finally:
            protocol.scope = None


def _chosen(uids: Sequence[int]) -> str:
    """A sequence set (RFC 9051 §9)."""
    return ",".join(map(str, uids))


def _code(said: Response) -> str:
    """The response code (RFC 9051 §7.1), in small letters."""
    found = _CODE.match(bytes(said.lines[-1])) if said.lines else None
    return found[1].decode().lower() if found else str(said.result).lower()


def _letters(lines: Sequence[bytes | bytearray]) -> Iterator[tuple[bytes, bytes | None]]:
    """What an answer to FETCH says of each letter, and its one literal; None where it has none.

    A literal is a bytearray. What stands in quotes the library may have altered; only "" is certain.
    """
    text, literal = b"", None
    for line in [*lines[:-1], b"0 FETCH ("]:
        if isinstance(line, bytearray):
            literal = bytes(line)
        elif _FETCH.match(line):
            if b"BODY[" in text:
                yield text, b"" if literal is None and _EMPTY.search(text) else literal
            text, literal = bytes(line), None
        else:
            text += b" " + bytes(line)
