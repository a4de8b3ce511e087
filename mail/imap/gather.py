"""One letter out of a mailbox, part by part: a short one in memory, a long one in an unlinked file."""

import asyncio
import hashlib
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import IO

from mail.content import Content, header_of
from store.body import SHORT_OCTETS

PART_OCTETS = 1 << 20  # of one answer; a letter of any length costs no more memory

Part = Callable[[int, int], Awaitable[bytes | None]]
"""At most so many octets (second) of the letter from there on (first); None where there are none to have."""


class TooLong(Exception):
    """The letter is longer than it may be."""


async def gathered(part: Part, folder: Path, limit_bytes: int) -> Content | None:
    """The letter, which the caller closes; None when the server gives it no more. Raises TooLong, OSError.

    What the server says of its length is not relied on: some estimate it. The last part is the
    one that is shorter than was asked for.
    """
    first = await part(0, SHORT_OCTETS + 1)
    if first is None or len(first) <= SHORT_OCTETS:
        return None if first is None else Content.of(first)
    file = await asyncio.to_thread(_file, folder)
    try:
        size, digest, ascii_ = 0, hashlib.sha256(), True
        piece, asked = first, SHORT_OCTETS + 1
        while True:
            size += len(piece)
            if size > limit_bytes:
                raise TooLong
            digest.update(piece)
            ascii_ = ascii_ and piece.isascii()
            await asyncio.to_thread(file.write, piece)
            if len(piece) < asked:
                break
            more, asked = await part(size, PART_OCTETS), PART_OCTETS
            if more is None:
                file.close()
                return None
            piece = more
        file.flush()
    except BaseException:
        file.close()
        raise
    header = header_of(first)
    shown = first if header is None else header
    return Content(size, digest.digest(), not ascii_, shown, None, file, file.close)


def _file(folder: Path) -> IO[bytes]:
    return tempfile.TemporaryFile(dir=folder)
