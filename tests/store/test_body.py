"""Bodies: short ones whole, long ones in chunks that nobody sees before the envelope is in."""

from datetime import UTC, datetime, timedelta

from store import Store, body
from store.schema.base import micros

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
CHUNKS = (b"a" * 1000, b"b" * 1000, b"c" * 10)


async def long_body(store: Store) -> int:
    body_id = await store.write(body.begin_long, NOW)
    for position, data in enumerate(CHUNKS):
        await store.write(body.add_chunk, body_id, position, data)
    return body_id


async def test_a_short_body_comes_back_as_it_was(store: Store) -> None:
    octets = bytes(range(256)) * 10

    (body_id,) = await store.write(body.put_short, [(micros(NOW), octets)])

    assert await store.read(body.data, body_id) == octets


async def test_a_long_body_is_read_chunk_by_chunk(store: Store) -> None:
    body_id = await long_body(store)
    assert await store.write(body.finish_long, body_id, 2010)

    found = [await store.read(body.chunk, body_id, position) for position in range(4)]

    assert found == [*CHUNKS, None]
    assert await store.read(body.data, body_id) is None


async def test_a_long_body_of_another_length_is_not_made_visible(store: Store) -> None:
    body_id = await long_body(store)

    assert not await store.write(body.finish_long, body_id, 2011)


async def test_the_sweep_takes_only_what_never_became_visible(store: Store) -> None:
    kept, orphan = await long_body(store), await long_body(store)
    await store.write(body.finish_long, kept, 2010)

    assert await store.write(body.sweep, NOW, 10) == 0, "it may still be coming in"
    assert await store.write(body.sweep, NOW + timedelta(hours=1), 10) == 1

    assert await store.read(body.chunk, orphan, 0) is None
    assert await store.read(body.chunk, kept, 0) == CHUNKS[0]


async def test_a_body_swept_meanwhile_cannot_be_finished(store: Store) -> None:
    body_id = await long_body(store)
    await store.write(body.sweep, NOW + timedelta(hours=1), 10)

    assert not await store.write(body.finish_long, body_id, 2010)


async def test_the_id_of_what_was_swept_is_given_to_nobody_else(store: Store) -> None:
    """Who was stopped for longer than the sweep waits comes back and holds it still."""
    swept = await long_body(store)
    await store.write(body.sweep, NOW + timedelta(days=1), 10)

    assert await long_body(store) != swept
