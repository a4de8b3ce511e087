"""Puts letters into a maildir, so that a power cut cannot take back what was called delivered."""

import asyncio
import contextlib
import errno
import itertools
import os
import socket
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import BinaryIO, TypeVar

from mail.consignment import Begin, Consignment
from mail.smtp.errand import NOT_OURS
from work.outcome import Deferred, Delivered, Outcome, Refused, Uncertain

T = TypeVar("T")

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class Maildirs:
    """Writes one file for each consignment: its recipients share the box and stand in Delivered-To.

    tmp/, new/ and cur/ are made where they are missing.
    """

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(2, thread_name_prefix="maildir")
        self._numbers = itertools.count()
        self._host = socket.gethostname().replace("/", r"\057").replace(":", r"\072")

    async def deliver(self, path: Path, letter: Consignment, begin: Begin) -> Outcome:
        """What became of the letter, for all its recipients alike.

        It is written to tmp/ and synced before *begin* is awaited; the rename into
        new/ is the delivery, and counts once new/ itself is synced.
        """
        draft = path / "tmp" / f"P{os.getpid()}Q{next(self._numbers)}R{os.urandom(8).hex()}"
        try:
            size_bytes = await self._write(draft, letter)
            if size_bytes != letter.size_bytes:
                return Refused("5.6.0", "the content is not as long as it was when it was accepted")
            if not await begin():
                return NOT_OURS
            return await self._in_thread(_publish, draft, self._host)
        except OSError as error:
            status = "4.3.1" if error.errno in _FULL else "4.3.0"
            return Deferred(status, f"maildir: {error.strerror or error}")
        finally:
            with contextlib.suppress(OSError):
                draft.unlink()  # gone already where it was delivered

    def close(self) -> None:
        """Ends the threads after what they are doing."""
        self._threads.shutdown()

    async def _write(self, draft: Path, letter: Consignment) -> int:
        file = await self._in_thread(_created, draft)
        with file:
            size_bytes = 0
            await self._in_thread(file.write, _delivery_fields(letter) + letter.prefix)
            async for block in _blocks(letter):
                size_bytes += await self._in_thread(file.write, block)
            await self._in_thread(_sync, file)
        return size_bytes

    async def _in_thread(self, function: Callable[..., T], *args: object) -> T:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, function, *args)


async def _blocks(letter: Consignment) -> AsyncIterator[bytes]:
    if isinstance(letter.body, bytes):
        yield letter.body
        return
    async for block in letter.body():
        yield block


def _delivery_fields(letter: Consignment) -> bytes:
    """What the host of the final delivery adds (RFC 5321 §4.4), and the recipients, who were only in the envelope."""
    to = "".join(f"Delivered-To: {recipient.address}\r\n" for recipient in letter.recipients)
    return f"Return-Path: <{letter.sender}>\r\n{to}".encode()


def _created(draft: Path) -> BinaryIO:
    box = draft.parent.parent
    for name in ("tmp", "new", "cur"):
        if not (box / name).is_dir():
            (box / name).mkdir(mode=0o700, parents=True, exist_ok=True)
            _sync_folder(box)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
    return os.fdopen(os.open(draft, flags, 0o600), "wb")


def _sync(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())


def _publish(draft: Path, host: str) -> Outcome:
    seconds, rest = divmod(draft.stat().st_mtime_ns, 1_000_000_000)
    name = f"{seconds}.M{rest // 1000:06d}{draft.name}.{host}"  # as wide as any: names sort as they came
    return _renamed(draft, draft.parent.parent / "new" / name)


def _renamed(draft: Path, place: Path) -> Outcome:
    draft.rename(place)
    try:
        _sync_folder(place.parent)
    except OSError as error:
        return Uncertain(f"maildir: {error.strerror or error} after the letter was put there")
    return Delivered(f"maildir {place.name}")


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
