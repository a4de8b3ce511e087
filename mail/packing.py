"""A load made ready to leave: read, sealed once, and given with the octets that were signed."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from datetime import timedelta

from mail import header as headers
from mail.consignment import Blocks
from mail.forged import Cut
from mail.hands import Load
from mail.sealing import Hashes, Keys, Sealer, Top, Unsound
from mail.sign.keyring import Stalled
from schedules.clock import Clock
from store import Store, body

FRESH = timedelta(minutes=1)  # as long as a change of keys may take to reach every worker


class Altered(Exception):
    """What the store gives is not what was signed a moment ago. Raised before the letter's end is sent."""


async def packed(
    load: Load, store: Store, sealer: Sealer, clock: Clock
) -> bytes | Blocks | Unsound | Stalled | None:
    """The content of *load* as it will leave, sealed now; None when somebody else settled the letter.

    It is sealed once for all destinations that it goes to within a minute: who had to wait
    longer for a connection gets no signature by a key that was revoked meanwhile.
    """
    if load.groups <= 1 and load.prefix is None:
        return await _packed(load, store, sealer, clock)
    load.turn = load.turn or asyncio.Lock()
    async with load.turn:
        if load.sealed_at and clock.now() - load.sealed_at >= FRESH:
            load.prefix = None
        content = load.flaw or await _packed(load, store, sealer, clock)
    if isinstance(content, Unsound | Stalled):
        load.flaw = content
    return content


async def _packed(
    load: Load, store: Store, sealer: Sealer, clock: Clock
) -> bytes | Blocks | Unsound | Stalled | None:
    if load.octets is not None:
        flaw = await _seal_short(load, load.octets, sealer, clock)
        return flaw or (load.cut.made(load.octets) if load.cut else load.octets)
    first = await store.read(body.chunk, load.parcel.body, 0)
    if first is None:
        return None
    flaw = await _seal_long(load, first, store, sealer, clock)
    return flaw or (lambda: _same(_blocks(store, load.parcel.body, load.cut), load.digest))


async def _seal_short(
    load: Load, octets: bytes, sealer: Sealer, clock: Clock
) -> Unsound | Stalled | None:
    if load.prefix is not None:
        return None
    block, start = headers.split(octets)
    top = Top(block, load.header or headers.parse(block))
    load.cut = sealer.cut(load.parcel, block)
    keys, hashes = sealer.keys(load.parcel, top.header), Hashes()
    if isinstance(keys, Stalled):
        return keys
    if keys:
        hashes.update(octets[start:])
    return await _sealed(load, top, keys, hashes, sealer, clock)


async def _seal_long(
    load: Load, first: bytes, store: Store, sealer: Sealer, clock: Clock
) -> Unsound | Stalled | None:
    """The header stands whole in the *first* chunk: the server takes no longer one."""
    if load.prefix is not None:
        return None
    block, start = headers.split(first)
    top = Top(block, headers.parse(block))
    load.cut = sealer.cut(load.parcel, block)
    keys, hashes = sealer.keys(load.parcel, top.header), Hashes()
    if isinstance(keys, Stalled):
        return keys
    if keys:
        seen = hashlib.sha256()
        async for chunk in _blocks(store, load.parcel.body):
            await asyncio.to_thread(seen.update, chunk)
            await asyncio.to_thread(hashes.update, chunk[start:])
            start = 0
        load.digest = seen.digest()
    return await _sealed(load, top, keys, hashes, sealer, clock)


async def _sealed(
    load: Load, top: Top, keys: Keys, hashes: Hashes, sealer: Sealer, clock: Clock
) -> Unsound | Stalled | None:
    now = clock.now()
    prefix = await sealer.prefix_aside(load.parcel, top, keys, hashes, now)
    if not isinstance(prefix, bytes):
        return prefix
    load.prefix, load.sealed_at = prefix, now
    return None


async def _blocks(store: Store, body_id: int, cut: Cut | None = None) -> AsyncIterator[bytes]:
    position = 0
    while (chunk := await store.read(body.chunk, body_id, position)) is not None:
        yield cut.made(chunk) if cut and not position else chunk
        position += 1


async def _same(blocks: AsyncIterator[bytes], digest: bytes | None) -> AsyncIterator[bytes]:
    """The *blocks* of a long letter, which is read once to be signed and once more to be sent."""
    seen = hashlib.sha256()
    async for block in blocks:
        if digest is not None:
            await asyncio.to_thread(seen.update, block)
        yield block
    if digest is not None and seen.digest() != digest:
        raise Altered("the content is not what was signed a moment ago")
