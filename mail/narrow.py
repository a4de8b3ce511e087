"""A letter once more in seven bits, for a next hop without 8BITMIME: encoded first, then signed (RFC 6152 §3).

Each variant of a letter is signed and judged for itself, so nothing is changed behind a signature.
"""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from datetime import datetime
from typing import NamedTuple

from mail import header as headers
from mail.consignment import Blocks, Consignment
from mail.sealing import Hashes, Sealer, Top, Unsound
from mail.sign.keyring import Stalled
from mail.travel import Mender, Needs, Survey, Unfit, Walk
from work.letter import Parcel


class Narrow(NamedTuple):
    """A *letter* in seven bits, and the SHA-256 of its content, in hexadecimal."""

    letter: Consignment
    digest: str


async def narrowed(
    parcel: Parcel, letter: Consignment, sealer: Sealer, now: datetime
) -> Narrow | Unsound | Stalled | Unfit:
    """*letter* in seven bits, sealed anew; or why its signatures would not hold, or it cannot be changed.

    A long one is read three times, by blocks, and never whole.
    """
    survey = Survey()
    async for _ in _walked(letter.body, Walk(survey)):
        pass
    needs = survey.needs
    mender, hashes = Mender("seven-bit", needs), Hashes()
    size_bytes, digest = 0, hashlib.sha256()
    kept: list[bytes] = []
    async for piece in _walked(letter.body, Walk(mender)):
        behind = piece[max(len(mender.top) + 2 - size_bytes, 0) :]
        await asyncio.to_thread(hashes.update, behind)
        await asyncio.to_thread(digest.update, piece)
        size_bytes += len(piece)
        if isinstance(letter.body, bytes):
            kept.append(piece)
    if flaw := mender.finish():
        return flaw
    top = Top(mender.top, headers.parse(mender.top))
    keys = sealer.keys(parcel, top.header)
    if isinstance(keys, Stalled):
        return keys
    prefix = await sealer.prefix_aside(parcel, top, keys, hashes, now)
    if not isinstance(prefix, bytes):
        return prefix
    body = b"".join(kept) if isinstance(letter.body, bytes) else _changed(letter.body, needs)
    changed = letter._replace(eight_bit=False, size_bytes=size_bytes, prefix=prefix, body=body)
    return Narrow(changed, digest.hexdigest())


def _changed(body: Blocks, needs: Needs) -> Blocks:
    """The same change again, while the letter is being sent."""
    return lambda: _walked(body, Walk(Mender("seven-bit", needs)))


async def _walked(body: bytes | Blocks, walk: Walk) -> AsyncIterator[bytes]:
    if isinstance(body, bytes):
        yield await asyncio.to_thread(walk.feed, body)
    else:
        async for block in body():
            yield await asyncio.to_thread(walk.feed, block)
    yield walk.finish()
