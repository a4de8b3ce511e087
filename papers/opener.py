"""Has attachments opened by processes that may be killed: a few warm readers, started when the first file comes.

A reader (papers.opening) looks at no file itself. For each it forks a process
that binds itself and is gone after, so that nothing of one file is there when
the next is read; what that process does to itself is a value here.
"""

import asyncio
import fcntl
import os
import signal
import socket
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Protocol, Self

from papers.opened import Obstacle, Opened, Piece, Why
from papers.opening import wire
from papers.reader_process import ReaderGone, ReaderProcess
from work.finish import finish

_CHUNK = 1 << 16
_LINE_LONGEST = 1 << 20
_SMALL = 1 << 18  # octets that are copied without a thread
_SEALS = fcntl.F_SEAL_WRITE | fcntl.F_SEAL_GROW | fcntl.F_SEAL_SHRINK
_NAME_LONGEST = 500  # characters
_HUNGRY = (-signal.SIGKILL, -signal.SIGABRT)  # by the kernel, and by a library that gets no memory
_REAP_SECONDS = 1.0
_PROGRAMS = {"text": "papers.opening.text"}


@dataclass(frozen=True, slots=True)
class Limits:
    """What one attachment may cost, whatever is in it."""

    octets: int = 64 << 20
    unpacked: int = 256 << 20  # octets, of all that is in it
    memory_mib: int = 768  # of addresses, of which an idle reader has about 60
    answered: int = 8 << 20  # octets; who says more is no reader of ours


class Opener:
    """Up to *readers* files at once, others wait for their turn; `async with` ends the readers.

    A reader that has had nothing to do for *idle_seconds* ends, and gives its memory back.
    """

    def __init__(
        self, readers: int = 2, limits: Limits = Limits(), idle_seconds: float = 300.0
    ) -> None:
        self._limits = limits
        self._idle_seconds = idle_seconds
        self._turn = asyncio.Semaphore(readers)
        self._idle: list[tuple[ReaderProcess, asyncio.TimerHandle]] = []
        self._ended: list[ReaderProcess] = []

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for reader, timer in self._idle:
            timer.cancel()
            self._end(reader)
        self._idle.clear()
        await asyncio.to_thread(_wait, tuple(self._ended))

    async def text(self, name: str, octets: bytes | int, seconds: float, kind: str = "") -> Opened:
        """What is found in the attachment *name* within *seconds*, which the wait for a turn is part of.

        *octets* are the file, decoded, or the descriptor of one that can be read from
        its start; *kind* is its content type, which decides where its octets do not.
        Where time runs out, what was read before is told, with an obstacle.
        """
        shown = name[:_NAME_LONGEST] or "?"
        found = _Found(shown)
        asked = {"do": "text", "name": shown, "kind": kind[:_NAME_LONGEST]}
        why = await self._ask(asked, octets, seconds, found)
        return found.opened(why)

    async def _ask(
        self, asked: dict[str, Any], octets: bytes | int, seconds: float, answer: "_Answer"
    ) -> Why | None:
        """Why there is no answer, or not all of it."""
        if _size(octets) > self._limits.octets:
            return Why.TOO_LARGE
        deadline = asyncio.get_running_loop().time() + seconds
        try:
            async with asyncio.timeout_at(deadline):
                await self._turn.acquire()
        except TimeoutError:
            return Why.BUSY
        try:
            return await self._asked(asked, octets, deadline, answer)
        finally:
            self._turn.release()

    async def _asked(
        self, asked: dict[str, Any], octets: bytes | int, deadline: float, answer: "_Answer"
    ) -> Why | None:
        reader, fresh = self._a_reader(_PROGRAMS[asked["do"]])
        well = False
        try:
            async with asyncio.timeout_at(deadline):
                if fresh:
                    await asyncio.to_thread(reader.start)
                why = await self._told(reader, asked, octets, deadline, answer)
            well = True
        except TimeoutError:
            return Why.TOO_SLOW
        except (ReaderGone, wire.Nonsense):
            return Why.CRASHED
        finally:
            if well:
                self._rest(reader)
            else:
                self._end(reader)
        return why

    async def _told(
        self,
        reader: ReaderProcess,
        asked: dict[str, Any],
        octets: bytes | int,
        deadline: float,
        answer: "_Answer",
    ) -> Why | None:
        ours, theirs = socket.socketpair()
        with ours:
            ours.setblocking(False)
            with theirs:
                document = await _document(octets)
                try:
                    left = deadline - asyncio.get_running_loop().time()
                    bounds = {"seconds": max(left, 0.01), **_bounds(self._limits)}
                    reader.ask({**asked, **bounds}, (document, theirs.fileno()))
                finally:
                    os.close(document)
            await self._heard(ours, answer)
            return _why(await reader.report(), answer)

    async def _heard(self, ours: socket.socket, answer: "_Answer") -> None:
        """Takes what the reader says until it has ended. Raises wire.Nonsense."""
        loop, pending, size = asyncio.get_running_loop(), b"", 0
        while chunk := await loop.sock_recv(ours, _CHUNK):
            size += len(chunk)
            *whole, pending = (pending + chunk).split(b"\n")
            if size > self._limits.answered or len(pending) > _LINE_LONGEST:
                raise wire.Nonsense
            for line in whole:
                answer.take(line)

    def _a_reader(self, program: str) -> tuple[ReaderProcess, bool]:
        """One that is idle, or a new one, which has to be started."""
        for at, (reader, timer) in enumerate(self._idle):
            if reader.program == program:
                timer.cancel()
                del self._idle[at]
                return reader, False
        return ReaderProcess(program), True

    def _rest(self, reader: ReaderProcess) -> None:
        loop = asyncio.get_running_loop()
        self._idle.append((reader, loop.call_later(self._idle_seconds, self._retire, reader)))

    def _retire(self, reader: ReaderProcess) -> None:
        self._idle = [(other, timer) for other, timer in self._idle if other is not reader]
        self._end(reader)

    def _end(self, reader: ReaderProcess) -> None:
        reader.kill()
        self._ended.append(reader)
        asyncio.get_running_loop().call_later(_REAP_SECONDS, self._reap)

    def _reap(self) -> None:
        self._ended = [reader for reader in self._ended if not reader.gone()]


class _Answer(Protocol):
    """What is told line by line."""

    whole: bool

    def take(self, line: bytes) -> None:
        """Adds what one line says; the last makes it whole. Raises wire.Nonsense."""


class _Found:
    """The pieces and obstacles of one attachment."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._pieces: list[Piece] = []
        self._obstacles: list[Obstacle] = []
        self.whole = False

    def take(self, line: bytes) -> None:
        match wire.found(line):
            case None:
                self.whole = True
            case Piece() as piece:
                self._pieces.append(piece)
            case Obstacle() as obstacle:
                self._obstacles.append(obstacle)

    def opened(self, why: Why | None) -> Opened:
        last = () if why is None else (Obstacle((self._name,), why),)
        return Opened(tuple(self._pieces), (*self._obstacles, *last))


def _why(report: dict[str, Any], answer: _Answer) -> Why | None:
    """Why *answer* has no end, by what the reader reports of the process that should have given it."""
    match report:
        case _ if answer.whole:
            return None
        case {"late": True} | {"code": -24}:  # SIGXCPU
            return Why.TOO_SLOW
        case {"code": code} if code in _HUNGRY:
            return Why.TOO_HUNGRY
        case _:
            return Why.CRASHED


def _bounds(limits: Limits) -> dict[str, int]:
    return {"unpacked": limits.unpacked, "memory_mib": limits.memory_mib}


def _size(octets: bytes | int) -> int:
    return len(octets) if isinstance(octets, bytes) else os.fstat(octets).st_size


async def _document(octets: bytes | int) -> int:
    """A descriptor of the file that nobody can write by. Raises OSError."""
    if isinstance(octets, int):
        return os.open(f"/proc/self/fd/{octets}", os.O_RDONLY | os.O_CLOEXEC)
    document = os.memfd_create("attachment", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    try:
        if len(octets) > _SMALL:
            await finish(asyncio.to_thread(_fill, document, octets))
        else:
            _fill(document, octets)
    except BaseException:
        os.close(document)
        raise
    return document


def _fill(document: int, octets: bytes) -> None:
    rest = memoryview(octets)
    while rest:
        rest = rest[os.write(document, rest) :]
    fcntl.fcntl(document, fcntl.F_ADD_SEALS, _SEALS)


def _wait(readers: tuple[ReaderProcess, ...]) -> None:
    for reader in readers:
        reader.wait()
