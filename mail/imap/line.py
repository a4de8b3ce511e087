"""One connection to an IMAP server, of which nothing hangs: its commands, each within a time that ends with it.

After whatever went wrong the connection is dropped and never used again.
"""

import asyncio
import re
import ssl
from base64 import b64encode
from collections.abc import Awaitable, Callable, Iterator, Sequence
from datetime import date
from functools import partial
from typing import NamedTuple, TypeVar

from aioimaplib.aioimaplib import AUTH, SELECTED, Command, Response

from mail.imap.names import folder_name, folder_text, quoted
from mail.imap.wire import BROKEN, Denied, Fetch, Lost, Wire, code_of

CONNECT_SECONDS = 30.0
ANSWER_SECONDS = 60.0  # for any command; RFC 9051 §5.4 lets servers end a session after 30 minutes
HEADER_OCTETS = 64 * 1024  # of a header that is looked at first
LAST_UID = 2**32 - 1  # RFC 9051 §9, nz-number
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

_NUMBER = re.compile(rb"[1-9][0-9]{0,9}")
_FETCH = re.compile(rb"[0-9]+ FETCH \(")
_UID = re.compile(rb"\bUID ([0-9]{1,10})\b")
_SIZE = re.compile(rb"\bRFC822\.SIZE ([0-9]{1,19})\b")
_EMPTY = re.compile(rb'BODY\[[A-Z]*\](?:<0?[0-9]*>)? ""')
_LISTED = re.compile(rb'\([^)]*\) (?:NIL|"(?:[^"\\]|\\.)") (?:"((?:[^"\\]|\\.)*)"|(\S+))$')

T = TypeVar("T")


class Selected(NamedTuple):
    """UIDVALIDITY and UIDNEXT of the folder; a server need not tell the second."""

    validity: int
    next_uid: int | None


class Shown(NamedTuple):
    """What a server shows of a letter: its size, and the beginning of its header as a literal."""

    uid: int
    size_bytes: int
    header: bytes


class Line:
    """An open connection; whoever has it closes it."""

    def __init__(self, protocol: Wire) -> None:
        self._protocol = protocol

    @classmethod
    async def open(cls, host: str, port: int, tls: ssl.SSLContext | None) -> "Line":
        """One whose server has greeted; raises Lost, OSError."""
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                _, protocol = await loop.create_connection(Wire, host, port, ssl=tls)
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
        found = await self._found(*asked)
        return sorted(uid for uid in found if uid >= first)  # n:* gives the last in any case

    async def left(self, uids: Sequence[int]) -> frozenset[int]:
        """Those of *uids* that are there still."""
        return frozenset(uids) & await self._found(f"UID {_chosen(uids)}")

    async def show(self, uids: Sequence[int]) -> list[Shown]:
        """Size and header of those that are there."""
        items = f"(UID RFC822.SIZE BODY.PEEK[HEADER]<0.{HEADER_OCTETS}>)"
        found = await self._fetched(uids, items, HEADER_OCTETS)
        sizes = ((uid, _SIZE.search(text), literal) for uid, (text, literal) in found.items())
        return [Shown(uid, int(size[1]), literal) for uid, size, literal in sizes if size]

    async def part(self, uid: int, begin: int, count: int) -> bytes | None:
        """At most *count* octets of a letter from *begin* on; None where the server gives none."""
        found = await self._fetched([uid], f"(UID BODY.PEEK[]<{begin}.{count}>)", count)
        if not found:
            return None
        _, piece = found[uid]
        if len(piece) > count:
            raise Lost("answer")
        return piece

    async def parts(self, uids: Sequence[int], count: int) -> dict[int, bytes]:
        """The first *count* octets, at most, of those letters that the server gives."""
        found = await self._fetched(uids, f"(UID BODY.PEEK[]<0.{count}>)", count)
        return {uid: literal for uid, (_, literal) in found.items() if len(literal) <= count}

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
        self, uids: Sequence[int], items: str, each: int
    ) -> dict[int, tuple[bytes, bytes]]:
        """Of those of *uids* of which the server says so, what it says and the literal, of some *each* octets; once."""
        command = Fetch(self._protocol.new_tag(), _chosen(uids), items)
        said = await self._said(command, len(uids) * each)
        found = {
            int(uid[1]): (text, literal)
            for text, literal in _letters(said.lines)
            if literal is not None and (uid := _UID.search(text))
        }
        return {uid: found[uid] for uid in uids if uid in found}

    async def _found(self, *asked: str) -> frozenset[int]:
        said = await self._said(Command("SEARCH", self._protocol.new_tag(), *asked, prefix="UID"))
        words = (word for line in said.lines[:-1] for word in line.split())
        found = (int(word) for word in words if _NUMBER.fullmatch(word))
        return frozenset(uid for uid in found if uid <= LAST_UID)

    async def _said(self, command: Command, asked: int = 0) -> Response:
        execute = partial(self._protocol.execute, command)
        said = await self._within(execute, ANSWER_SECONDS, asked)
        if said.result != "OK":
            raise Denied(command.name, code_of(said))
        return said

    async def _within(self, ask: Callable[[], Awaitable[T]], seconds: float, asked: int = 0) -> T:
        protocol = self._protocol
        if protocol.trouble:
            raise Lost(protocol.trouble)
        protocol.ask_for(asked)
        try:
            async with asyncio.timeout(seconds) as protocol.scope:
                return await ask()
        except TimeoutError:
            protocol.drop("silent")
            raise Lost(protocol.trouble) from None
        except BROKEN as error:
            protocol.drop("answer")
            raise Lost("answer") from error
        finally:
            protocol.scope = None


def _chosen(uids: Sequence[int]) -> str:
    """A sequence set (RFC 9051 §9)."""
    return ",".join(map(str, uids))


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
