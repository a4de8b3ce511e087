"""Free space: letters are taken in only while settling is sure to have room."""

import pytest
import structlog

from congvu.space import Room

MIB = 1 << 20


@pytest.mark.parametrize(
    ("free", "size_limit", "enough"),
    [
        (256 * MIB, 25 * MIB, True),
        (256 * MIB - 1, 25 * MIB, False),
        (512 * MIB, 256 * MIB, True),
        (512 * MIB - 1, 256 * MIB, False),
        (None, 25 * MIB, True),
    ],
)
def test_enough_is_the_larger_of_256_mib_and_twice_the_limit(
    free: int | None, size_limit: int, enough: bool
) -> None:
    assert Room(lambda: free, size_limit).enough() is enough


def test_it_looks_once_a_second() -> None:
    now, looks = [0.0], []

    def free() -> int:
        looks.append(now[0])
        return len(looks) * 1000 * MIB

    room = Room(free, 25 * MIB, lambda: now[0])
    for at in (0.0, 0.5, 0.99, 1.0, 1.5, 2.5):
        now[0] = at
        room.enough()

    assert looks == [0.0, 1.0, 2.5]
    assert room.free_bytes() == 3000 * MIB


def test_a_full_disk_is_logged_once_a_look() -> None:
    now = [0.0]
    room = Room(lambda: 0, 25 * MIB, lambda: now[0])

    with structlog.testing.capture_logs() as lines:
        for at in (0.0, 0.5, 1.0, 1.5):
            now[0] = at
            room.enough()

    assert [(line["event"], line["free_octets"]) for line in lines] == [("relay.full", 0)] * 2
