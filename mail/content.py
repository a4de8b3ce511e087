"""The octets of one letter as received: short ones in memory, long ones in an unlinked file.

Budgets of octets over all sessions bound both; who finds one spent is told 452.
"""

import asyncio
import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from enum import Enum, auto
from pathlib import Path
from typing import IO

import structlog

from store.body import CHUNK_OCTETS, SHORT_OCTETS

log = structlog.get_logger()

PIECES = 1000  # of one letter; each costs 40 octets that no budget counts


class Budget:
    """So many octets, or files, for everybody together."""

    __slots__ = ("_left",)

    def __init__(self, octets: int) -> None:
        self._left = octets

    def has(self, octets: int) -> bool:
        """Whether so many could be taken now."""
        return octets <= self._left

    def take(self, octets: int) -> bool:
        """Whether so many were there; then they are taken."""
        if octets > self._left:
            return False
        self._left -= octets
        return True

    def give(self, octets: int) -> None:
        """Gives back what was taken."""
        self._left += octets


class Share(Budget):
    """A part of the *whole* budget, for those of everybody who may not take all of it."""

    __slots__ = ("_whole",)

    def __init__(self, octets: int, whole: Budget) -> None:
        super().__init__(octets)
        self._whole = whole

    def has(self, octets: int) -> bool:
        """Whether so many could be taken now, of both."""
        return super().has(octets) and self._whole.has(octets)

    def take(self, octets: int) -> bool:
        """Whether so many were there, of both; then they are taken."""
        if not self.has(octets):
            return False
        return super().take(octets) and self._whole.take(octets)

    def give(self, octets: int) -> None:
        """Gives back what was taken, to both."""
        super().give(octets)
        self._whole.give(octets)


@dataclass(frozen=True, slots=True)
class Room:
    """Where letters stay while they are decided on: memory, and *folder* for long ones, each in a file."""

    folder: Path
    memory: Budget
    spool: Budget
    files: Budget


@dataclass(slots=True, eq=False)
class Content:
    """One letter with CRLF line ends and its dots unstuffed; whoever made it closes it.

    *header* is the header block without the empty line; *octets* is the whole letter
    up to SHORT_OCTETS, None when it is longer; *digest* is SHA-256. *long_line* says that a
    line is longer than SMTP lets it be (RFC 5321 §4.5.3.1.6).
    """

    size_bytes: int
    digest: bytes
    eight_bit: bool
    header: bytes
    octets: bytes | None
    _file: IO[bytes] | None = field(default=None, repr=False)
    _let_go: Callable[[], None] | None = field(default=None, repr=False)
    long_line: bool = False

    @classmethod
    def of(cls, octets: bytes) -> "Content":
        """A short letter that is already whole."""
        digest = hashlib.sha256(octets).digest()
        return cls(len(octets), digest, not octets.isascii(), _whole_header(octets), octets)

    def chunks(self) -> Iterator[bytes]:
        """The letter from its beginning in pieces of at most CHUNK_OCTETS; may be read again."""
        if self._file is None:
            yield self.octets or b""
            return
        for place in range(0, self.size_bytes, CHUNK_OCTETS):
            yield os.pread(self._file.fileno(), CHUNK_OCTETS, place)

    def kept(self) -> "Content":
        """The same letter once more, for who needs it longer; no budget counts its file. Raises OSError."""
        if self._file is None:
            return self
        file = os.fdopen(os.dup(self._file.fileno()), "rb", buffering=0)
        return replace(self, _file=file, _let_go=file.close)

    def close(self) -> None:
        """Gives file and budget back; closing twice does no harm."""
        if self._let_go is not None:
            self._let_go()


def header_of(octets: bytes) -> bytes | None:
    """The header block of a letter, with the CRLF of its last field; None when no empty line ends it."""
    if octets.startswith(b"\r\n"):
        return b""
    end = octets.find(b"\r\n\r\n")
    return None if end < 0 else octets[: end + 2]


class Lack(Enum):
    """Why a letter could not be kept."""

    ROOM = auto()  # a budget is spent, or the folder is full
    HEADER_END = auto()  # no empty line within SHORT_OCTETS


class Collector:
    """Takes a letter as it comes in; once *lack* is set, it keeps nothing any more.

    Who uses it either finishes it, or drops it.
    """

    __slots__ = (
        "_digest",
        "_file",
        "_files",
        "_header",
        "_pending",
        "_pieces",
        "_room",
        "_spooled",
        "lack",
    )

    def __init__(self, room: Room) -> None:
        self.lack: Lack | None = None
        self._room = room
        self._pieces: list[bytes] = []
        self._pending = 0  # octets in _pieces
        self._spooled = 0  # octets in the file
        self._files = 0  # of our budget's: one, once the letter is long
        self._header = b""
        self._digest = hashlib.sha256()
        self._file: IO[bytes] | None = None

    def add(self, octets: bytes) -> None:
        """Keeps *octets*, unless there is no room any more."""
        if self.lack is not None:
            return
        if self._room.memory.take(len(octets)):
            self._pieces.append(octets)
            self._pending += len(octets)
            if len(self._pieces) > PIECES:
                self._pieces = [b"".join(self._pieces)]
        else:
            self._fail(Lack.ROOM)

    @property
    def spills(self) -> bool:
        """Whether spill() is due: there is more in memory than a short letter may have."""
        return self._pending > SHORT_OCTETS

    async def spill(self) -> None:
        """Moves what is in memory into the file."""
        octets = b"".join(self._pieces)
        if self._file is None:
            header = header_of(octets[:SHORT_OCTETS])
            self._header = header or b""
            if header is None:
                return self._fail(Lack.HEADER_END)
            if not self._room.files.take(1):
                return self._fail(Lack.ROOM)
            self._files = 1
        if not self._room.spool.take(len(octets)):
            return self._fail(Lack.ROOM)
        self._spooled += len(octets)
        try:
            await asyncio.to_thread(self._write, octets)
        except OSError as error:
            log.error(
                "spool.failed",
                folder=str(self._room.folder),
                reason=error.strerror,
                remedy="make room there, or let the daemon write there; long letters are put off meanwhile",
            )
            return self._fail(Lack.ROOM)
        return self._forget_pieces()

    async def finish(self, *, eight_bit: bool) -> Content | None:
        """The whole letter, whose budgets stay taken until it is closed; None when there is a lack."""
        if self._file is not None and self._pieces:
            await self.spill()
        if self.lack is not None:
            return None
        if self._file is None:
            return self._short(eight_bit)
        size, digest = self._spooled, self._digest.digest()
        return Content(size, digest, eight_bit, self._header, None, self._file, self.drop)

    def drop(self) -> None:
        """Gives back memory, file and budgets."""
        self._forget_pieces()
        self._room.spool.give(self._spooled)
        self._room.files.give(self._files)
        self._spooled = self._files = 0
        if self._file is not None:
            self._file.close()

    def _short(self, eight_bit: bool) -> Content:
        octets = self._pieces[0] if len(self._pieces) == 1 else b"".join(self._pieces)
        self._pieces = [octets]
        digest = hashlib.sha256(octets).digest()
        header = _whole_header(octets)
        return Content(len(octets), digest, eight_bit, header, octets, None, self.drop)

    def _fail(self, lack: Lack) -> None:
        self.lack = lack
        self.drop()

    def _forget_pieces(self) -> None:
        self._room.memory.give(self._pending)
        self._pieces, self._pending = [], 0

    def _write(self, octets: bytes) -> None:
        if self._file is None:
            self._file = tempfile.TemporaryFile(dir=self._room.folder, buffering=0)  # noqa: SIM115
        self._digest.update(octets)
        rest = memoryview(octets)
        while rest:
            rest = rest[self._file.write(rest) :]


def _whole_header(octets: bytes) -> bytes:
    header = header_of(octets)
    return octets if header is None else header
