"""Vietnamese is found in octets of which nobody knows what they are, in time linear in their length."""

import time

import pytest

from papers.opening.strings import strings


def test_runs_with_letters_of_vietnamese_are_found_in_either_encoding() -> None:
    for encoding in ("utf-8", "utf-16-le"):
        octets = bytes(99) + "[TỐI MẬT] x".encode(encoding) + bytes(99)
        assert list(strings(octets)) == ["[TỐI MẬT] x"]
    assert list(strings(b"plain words alone" + bytes(range(256)))) == []


@pytest.mark.parametrize(
    "crafted",
    [
        "ậ".encode(), b"\xe1\xba", b"a" * 399 + "ậ".encode(), b"ab\xe1\xba\xad\x80", b"\xcc\x82", b"a\xcc\xa3",
        "ậ".encode("utf-16-le"), b"\0\xa0\x1e", b"\0\xa0", b"a\0" * 399 + b"\xad\x1e", bytes(1), b"a", b"\xc3",
    ],
)  # fmt: skip
def test_eight_times_as_many_octets_take_eight_times_as_long(crafted: bytes) -> None:
    def taken(length: int) -> float:
        octets = (crafted * (length // len(crafted) + 1))[:length]
        begin = time.process_time()
        for _ in strings(octets):
            pass
        return time.process_time() - begin

    quick = min(taken(1 << 12) for _ in range(3))
    assert min(taken(1 << 15) for _ in range(2)) < 24 * quick + 0.05
