"""The body of a letter as signatures see it: hashed in both canonical forms, in one pass."""

from collections.abc import Iterable
from functools import partial
from typing import NamedTuple

from mail.auth.aside import aside
from mail.sign.body import BodyHash

BLOCK_OCTETS = 64 * 1024  # Python lets the loop in between two blocks, not within one


class BodyHashes(NamedTuple):
    """SHA-256 over the body in the forms of RFC 6376 §3.4.4 and §3.4.3."""

    relaxed: bytes
    simple: bytes


async def hash_body(chunks: Iterable[bytes], size_bytes: int, skip: int = 0) -> BodyHashes:
    """The hashes of what *chunks* hold behind the first *skip* octets; *size_bytes* is their length together.

    A long body is read in a thread.
    """
    return await aside(size_bytes, partial(_hashes, chunks, skip))


def _hashes(chunks: Iterable[bytes], skip: int) -> BodyHashes:
    relaxed, simple = BodyHash("relaxed"), BodyHash("simple")
    for chunk in chunks:
        for start in range(min(skip, len(chunk)), len(chunk), BLOCK_OCTETS):
            block = chunk[start : start + BLOCK_OCTETS]
            relaxed.update(block)
            simple.update(block)
        skip = max(0, skip - len(chunk))
    return BodyHashes(relaxed.digest(), simple.digest())
