"""The octets of a letter: put in, read out, swept away.

Up to SHORT_OCTETS they stand in one row, written in the envelope's transaction.
Longer ones come in chunks under an id that nothing refers to; only the
envelope's transaction makes them visible.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, insert, select, text, update

from store.schema.body import body, body_chunk
from store.tx import Tx

SHORT_OCTETS = 256 * 1024
CHUNK_OCTETS = 1 << 20

# Numbered in the order of the rows, on both engines: ORDER BY decides which one gets its id first.
_PUT = """
INSERT INTO body (created_at, size_bytes, visible, data)
SELECT created_at, size_bytes, visible, data FROM (
    WITH given (n, created_at, size_bytes, visible, data) AS (VALUES {rows}) SELECT * FROM given
) AS given ORDER BY n
RETURNING id
"""


def put_short(tx: Tx, bodies: Sequence[tuple[int, bytes]]) -> Sequence[int]:
    """The ids, in their order, of bodies that are visible with this commit; each with its time.

    Times are in microseconds since 1970.
    """
    rows = [(n, at, len(data), True, data) for n, (at, data) in enumerate(bodies)]
    return sorted(body_id for (body_id,) in tx.hot_rows(_PUT, rows))


def begin_long(tx: Tx, now: datetime) -> int:
    """The id of a body whose chunks will follow; nobody sees it yet."""
    values = {"created_at": now, "size_bytes": 0, "visible": False}
    return int(tx.value(insert(body).values(values).returning(body.c.id)))


def add_chunk(tx: Tx, body_id: int, position: int, data: bytes) -> None:
    """Adds chunk number *position*, counted from 0, of at most CHUNK_OCTETS."""
    tx.run(insert(body_chunk).values(body_id=body_id, position=position, data=data))


def finish_long(tx: Tx, body_id: int, size_bytes: int) -> bool:
    """Makes the body visible; False when a sweep took it, or its chunks are not *size_bytes* long."""
    length = func.coalesce(func.sum(func.length(body_chunk.c.data)), 0)
    stored = tx.value(select(length).where(body_chunk.c.body_id == body_id))
    unfinished = update(body).where(body.c.id == body_id, ~body.c.visible)
    return (
        stored == size_bytes and tx.run(unfinished.values(visible=True, size_bytes=size_bytes)) == 1
    )


def data(tx: Tx, body_id: int) -> bytes | None:
    """A short body whole; None when it is long, or gone."""
    found: bytes | None = tx.value(select(body.c.data).where(body.c.id == body_id))
    return found


def short(tx: Tx, body_ids: Sequence[int]) -> dict[int, bytes]:
    """Those of the bodies that are short, whole."""
    held = select(body.c.id, body.c.data).where(body.c.id.in_(body_ids), body.c.data.is_not(None))
    return {row.id: row.data for row in tx.all(held)}


def chunk(tx: Tx, body_id: int, position: int) -> bytes | None:
    """Chunk number *position* of a long body; None behind its last one."""
    place = (body_chunk.c.body_id == body_id) & (body_chunk.c.position == position)
    found: bytes | None = tx.value(select(body_chunk.c.data).where(place))
    return found


def whole(tx: Tx, body_id: int) -> bytes:
    """Any body, in memory; b"" when it is gone."""
    found = data(tx, body_id)
    if found is not None:
        return found
    chunks = select(body_chunk.c.data).where(body_chunk.c.body_id == body_id)
    return b"".join(row.data for row in tx.all(chunks.order_by(body_chunk.c.position)))


def beginning(tx: Tx, body_id: int) -> bytes:
    """A short body whole, the first chunk of a long one, b"" when it is gone."""
    return data(tx, body_id) or chunk(tx, body_id, 0) or b""


def remove(tx: Tx, body_ids: tuple[int, ...]) -> None:
    """Forgets the octets; who refers to them has let go before."""
    tx.run(delete(body_chunk).where(body_chunk.c.body_id.in_(body_ids)))
    tx.run(delete(body).where(body.c.id.in_(body_ids)))


def orphans(tx: Tx, before: datetime) -> bool:
    """Whether a sweep of what was begun before *before* would find anything."""
    found = select(body.c.id).where(text("NOT visible"), body.c.created_at < before).limit(1)
    return tx.value(found) is not None


def sweep(tx: Tx, before: datetime, limit: int) -> int:
    """How many bodies were removed that never became visible and were begun before *before*."""
    # "NOT visible" in these words, or the partial index does not serve.
    old = select(body.c.id).where(text("NOT visible"), body.c.created_at < before).limit(limit)
    found = tuple(row.id for row in tx.all(tx.lock_free(old)))
    if found:
        remove(tx, found)
    return len(found)
