"""Has attachments opened by processes that may be killed: a few warm readers, started when the first file comes.

A reader (papers.opening) looks at no file itself. For each it forks a process
that binds itself and is gone after, so that nothing of one file is there when
the next is read; what that process does to itself is a value here.
"""

import asyncio
import fcntl
import json
import os
import signal
import socket
from base64 import b64encode
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType
from typing import Any, Self

from papers.answers import Answer, Found, Judged
from papers.opened import Opened, Why
from papers.opening.wire import Nonsense
from papers.reader_process import ReaderGone, ReaderProcess
from papers.signed import Anchor, Signed
from work.finish import finish

_CHUNK = 1 << 16
_LINE_LONGEST = 4 << 20  # octets: all text of one file
_SMALL = 1 << 18  # octets that are copied without a thread
_SEALS = fcntl.F_SEAL_WRITE | fcntl.F_SEAL_GROW | fcntl.F_SEAL_SHRINK
_NAME_LONGEST = 500  # characters
_HUNGRY = (-signal.SIGKILL, -signal.SIGABRT)  # by the kernel, and by a library that gets no memory
_REAP_SECONDS = 1.0
_SIGNATURES = "papers.opening.signatures"
_PROGRAMS = {
    "text": "papers.opening.text",
    "whole": "papers.opening.text",
    "scans": "papers.opening.scanned",
    "signatures": _SIGNATURES,
    "signed-mail": _SIGNATURES,
    "signed-package": _SIGNATURES,
}


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
        return await self._found("text", name, octets, seconds, kind)

    async def whole(self, name: str, octets: bytes | int, seconds: float, kind: str = "") -> Opened:
        """The same, read to its end: of each file in it up to 512 Ki characters, as they are read, pages apart."""
        return await self._found("whole", name, octets, seconds, kind)

    async def scans(self, name: str, octets: bytes | int, seconds: float, kind: str = "") -> Opened:
        """The same, and pages that are pictures read by sight, the first of each document, as pieces of Kind.SCAN."""
        return await self._found("scans", name, octets, seconds, kind)

    async def _found(
        self, what: str, name: str, octets: bytes | int, seconds: float, kind: str
    ) -> Opened:
        shown = name[:_NAME_LONGEST] or "?"
        found = Found(shown)
        asked = {"do": what, "name": shown, "kind": kind[:_NAME_LONGEST]}
        why = await self._ask(asked, octets, seconds, found)
        return found.opened(why)

    async def signatures(
        self,
        octets: bytes | int,
        anchors: Sequence[Anchor],
        now: datetime,
        seconds: float,
        crls: Sequence[bytes] = (),
    ) -> Signed:
        """The signatures of the PDF *octets*, judged by *anchors* as of *now*, within *seconds*.

        No revocation list and no certificate is fetched: what neither the document nor *crls*
        (PEM or DER) bring is not known. The first time it takes seconds until the reader is there.
        """
        asked = {"do": "signatures", **_trusted(anchors, crls, now)}
        return await self._judged(asked, octets, seconds)

    async def signed_mail(
        self,
        signature: bytes,
        content: bytes | None,
        anchors: Sequence[Anchor],
        now: datetime,
        seconds: float,
        crls: Sequence[bytes] = (),
    ) -> Signed:
        """The same for a letter: *signature* is the decoded content of an S/MIME part (RFC 8551 §3.5).

        *content* is the signed part with its fields, octet for octet; None where it stands
        in the *signature* itself.
        """
        length = None if content is None else len(signature)
        asked = {"do": "signed-mail", "signature_octets": length, **_trusted(anchors, crls, now)}
        return await self._judged(asked, signature + (content or b""), seconds)

    async def signed_package(
        self,
        octets: bytes | int,
        anchors: Sequence[Anchor],
        now: datetime,
        seconds: float,
        crls: Sequence[bytes] = (),
    ) -> Signed:
        """The same for an edXML package (W3C XML-DSig; QCVN 102:2016/BTTTT)."""
        asked = {"do": "signed-package", **_trusted(anchors, crls, now)}
        return await self._judged(asked, octets, seconds)

    async def _judged(self, asked: dict[str, Any], octets: bytes | int, seconds: float) -> Signed:
        judged = Judged()
        why = await self._ask(asked, octets, seconds, judged)
        return judged.signed(why)

    async def _ask(
        self, asked: dict[str, Any], octets: bytes | int, seconds: float, answer: Answer
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
        self, asked: dict[str, Any], octets: bytes | int, deadline: float, answer: Answer
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
        except (ReaderGone, Nonsense):
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
        answer: Answer,
    ) -> Why | None:
        ours, theirs = socket.socketpair()
        with ours:
            ours.setblocking(False)
            with theirs:
                left = deadline - asyncio.get_running_loop().time()
                bounds = {"seconds": max(left, 0.01), **_bounds(self._limits)}
                said = json.dumps({**asked, **bounds}).encode()
                async with _open(said) as task, _open(octets) as document:
                    reader.ask((task, document, theirs.fileno()))
            await self._heard(ours, answer)
            return _why(await reader.report(), answer)

    async def _heard(self, ours: socket.socket, answer: Answer) -> None:
        """Takes what the reader says until it has ended. Raises Nonsense."""
        loop, pending, size = asyncio.get_running_loop(), b"", 0
        while chunk := await loop.sock_recv(ours, _CHUNK):
            size += len(chunk)
            *whole, pending = (pending + chunk).split(b"\n")
            if size > self._limits.answered or len(pending) > _LINE_LONGEST:
                raise Nonsense
            for line in whole:
                answer.take(line)

    def _a_reader(self, program: str) -> tuple[ReaderProcess, bool]:
        """One that is idle, or a new one, which has to be started; those that were killed meanwhile are let go."""
        for idle in [one for one in self._idle if one[0].program == program]:
            reader, timer = idle
            timer.cancel()
            self._idle.remove(idle)
            if not reader.gone():
                return reader, False
            self._end(reader)
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


def _why(report: dict[str, Any], answer: Answer) -> Why | None:
    """Why *answer* has no end, by what the reader reports of the process that should have given it."""
    match report:
        case _ if answer.whole:
            return None
        case {"late": True}:
            return Why.TOO_SLOW
        case {"code": code} if code == -signal.SIGXCPU:
            return Why.TOO_SLOW
        case {"code": code} if code in _HUNGRY:
            return Why.TOO_HUNGRY
        case _:
            return Why.CRASHED


def _trusted(anchors: Sequence[Anchor], crls: Sequence[bytes], now: datetime) -> dict[str, Any]:
    packed = [(one.name, b64encode(one.certificate).decode()) for one in anchors]
    lists = [b64encode(one).decode() for one in crls]
    return {"anchors": packed, "crls": lists, "now": now.isoformat()}


def _bounds(limits: Limits) -> dict[str, int]:
    return {"unpacked": limits.unpacked, "memory_mib": limits.memory_mib}


def _size(octets: bytes | int) -> int:
    return len(octets) if isinstance(octets, bytes) else os.fstat(octets).st_size


@asynccontextmanager
async def _open(octets: bytes | int) -> AsyncIterator[int]:
    """A descriptor of the file that nobody can write by. Raises OSError."""
    if isinstance(octets, int):
        document = os.open(f"/proc/self/fd/{octets}", os.O_RDONLY | os.O_CLOEXEC)
    else:
        document = os.memfd_create("attachment", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    try:
        if isinstance(octets, bytes):
            await _fill(document, octets)
        yield document
    finally:
        os.close(document)


async def _fill(document: int, octets: bytes) -> None:
    if len(octets) > _SMALL:
        await finish(asyncio.to_thread(_copy, document, octets))
    else:
        _copy(document, octets)


def _copy(document: int, octets: bytes) -> None:
    rest = memoryview(octets)
    while rest:
        rest = rest[os.write(document, rest) :]
    fcntl.fcntl(document, fcntl.F_ADD_SEALS, _SEALS)


def _wait(readers: tuple[ReaderProcess, ...]) -> None:
    for reader in readers:
        reader.wait()
