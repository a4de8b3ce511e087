"""Body hashes: the same for every cut of the octets, those of dkimpy, and linear in time."""

import hashlib
import itertools
import time
from collections.abc import Callable

import pytest
from dkim.canonicalization import Relaxed, Simple
from hypothesis import given
from hypothesis import strategies as st

from mail.sign import BodyHash, SeenBody

Hasher = Callable[[], BodyHash | SeenBody]

PIECES = (b"a", b"vi\xe1\xbb\x87c", b" ", b"  ", b"\t", b"\r\n", b"\r\n\r\n", b" \r\n")
bodies = st.lists(st.sampled_from(PIECES), max_size=40).map(lambda found: b"".join(found) + b"\r\n")
torn = st.lists(st.sampled_from((*PIECES, b"\r", b"\n")), max_size=40).map(b"".join)
cuts = st.lists(st.integers(0, 120), max_size=12)

HASHERS: dict[str, Hasher] = {
    "as signed": BodyHash,
    "as seen, relaxed": SeenBody,
    "as seen, simple": lambda: SeenBody("simple"),
}


def digest(hasher: BodyHash | SeenBody, body: bytes, cuts: list[int]) -> bytes:
    for start, end in itertools.pairwise([0, *sorted(cuts), len(body)]):
        hasher.update(body[start:end] if start < len(body) else b"")
    return hasher.digest()


@given(bodies, cuts)
def test_the_hash_is_of_dkimpys_relaxed_body_wherever_it_is_cut(
    body: bytes, cuts: list[int]
) -> None:
    expected = hashlib.sha256(Relaxed.canonicalize_body(body)).digest()
    inside = [min(cut, len(body)) for cut in cuts]

    assert digest(BodyHash(), body, inside) == expected
    assert digest(SeenBody(), body, inside) == expected


@given(bodies, cuts)
def test_the_hash_is_of_dkimpys_simple_body_wherever_it_is_cut(
    body: bytes, cuts: list[int]
) -> None:
    expected = hashlib.sha256(Simple.canonicalize_body(body)).digest()

    assert digest(SeenBody("simple"), body, [min(cut, len(body)) for cut in cuts]) == expected


@given(torn, cuts)
def test_bare_line_ends_do_not_make_the_two_hashes_differ(body: bytes, cuts: list[int]) -> None:
    inside = [min(cut, len(body)) for cut in cuts]

    assert digest(BodyHash(), body, inside) == digest(SeenBody(), body, [])


@pytest.mark.parametrize(
    ("body", "canonical"),
    [
        (b"", b""),
        (b"\r\n \r\n\t\r\n", b""),
        (b" C \r\nD \t E\r\n\r\n\r\n", b" C\r\nD E\r\n"),
        (b"no end", b"no end\r\n"),
        (b"a\r\n\r\n\r\nb\r\n", b"a\r\n\r\n\r\nb\r\n"),
    ],
    ids=["nothing", "only blanks", "RFC 6376 §3.4.5", "no line end", "empty lines inside"],
)
def test_relaxed(body: bytes, canonical: bytes) -> None:
    expected = hashlib.sha256(canonical).digest()

    assert digest(BodyHash(), body, []) == digest(SeenBody(), body, []) == expected


def test_a_digest_may_be_asked_for_in_between() -> None:
    hasher = BodyHash()
    hasher.update(b"a \r\n\r\n")
    hasher.digest()
    hasher.update(b"b\r\n")

    assert hasher.digest() == hashlib.sha256(b"a\r\n\r\nb\r\n").digest()


HOSTILE = {
    "one line of blanks": b" ",
    "lines of blanks": b" " * 996 + b"\r\n",
    "empty lines": b"\r\n",
    "lines of one blank": b" \r\n",
}


@pytest.mark.parametrize("hasher", HASHERS)
@pytest.mark.parametrize("kind", HOSTILE)
def test_four_times_the_blanks_take_about_four_times_as_long(kind: str, hasher: str) -> None:
    def seconds(size: int) -> float:
        body = HOSTILE[kind] * (size // len(HOSTILE[kind]))
        started = time.process_time()
        digest(HASHERS[hasher](), body, [*range(0, len(body), 65536)])
        return time.process_time() - started

    short = min(seconds(300_000) for _ in range(3))
    long = min(seconds(1_200_000) for _ in range(3))

    assert long < 8 * short + 0.01  # quadratic would be sixteen times
