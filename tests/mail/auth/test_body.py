"""A body's hashes are those of the judge, wherever its chunks are cut and whichever thread reads it."""

import threading
from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st

from mail.auth.aside import AT_ONCE_OCTETS
from mail.auth.body import BLOCK_OCTETS, BodyHashes, hash_body
from mail.sign import SeenBody

PIECES = (b"a", b" ", b"\t", b"\r\n", b"\r\n\r\n", b" \r\n", b"\r", b"\n")
pieces = st.lists(st.sampled_from(PIECES), max_size=30)


def seen(body: bytes) -> BodyHashes:
    relaxed, simple = SeenBody("relaxed"), SeenBody("simple")
    relaxed.update(body)
    simple.update(body)
    return BodyHashes(relaxed.digest(), simple.digest())


@given(pieces, st.integers(0, 12))
async def test_what_stands_before_the_body_is_left_out(chunks: list[bytes], skip: int) -> None:
    whole = b"".join(chunks)

    assert await hash_body(chunks, len(whole), skip) == seen(whole[skip:])


async def test_a_long_body_is_read_in_a_thread_and_a_short_one_at_once() -> None:
    readers: list[str] = []

    def chunks(size: int) -> Iterator[bytes]:
        readers.append(threading.current_thread().name)
        yield b"x \r\n" * (size // 4)

    for size in (AT_ONCE_OCTETS, 3 * BLOCK_OCTETS):
        assert await hash_body(chunks(size), size) == seen(b"x \r\n" * (size // 4))

    assert readers[0] == threading.current_thread().name
    assert readers[1].startswith("authentication")
