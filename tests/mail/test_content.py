"""Content: short letters in memory, long ones in a file without a name, both within budgets."""

import hashlib
import os
from pathlib import Path

import pytest

from mail.content import PIECES, Budget, Collector, Content, Lack, Room
from store.body import CHUNK_OCTETS, SHORT_OCTETS

HEADER = b"Subject: x\r\nTo: y\r\n"


def room(folder: Path, memory: int = 10_000_000, spool: int = 10_000_000) -> Room:
    return Room(folder, Budget(memory), Budget(spool), Budget(9))


async def collected(room: Room, octets: bytes, piece: int = 100_000) -> Content | Lack:
    collector = Collector(room)
    for place in range(0, len(octets), piece):
        collector.add(octets[place : place + piece])
        if collector.spills:
            await collector.spill()
    content = await collector.finish(eight_bit=False)
    return content if content is not None else collector.lack or Lack.ROOM


def letter(size: int) -> bytes:
    text = HEADER + b"\r\n" + b"0123456789abcde\r\n" * (size // 17 + 1)
    return text[: size - 2] + b"\r\n"


@pytest.mark.parametrize("size", [21, 4096, SHORT_OCTETS])
async def test_a_short_letter_stays_in_memory(tmp_path: Path, size: int) -> None:
    content = await collected(room(tmp_path), letter(size))

    assert isinstance(content, Content)
    assert content.octets == letter(size)
    assert list(content.chunks()) == [letter(size)]
    assert content.digest == hashlib.sha256(letter(size)).digest()
    assert content.header == HEADER
    content.close()


@pytest.mark.parametrize("size", [SHORT_OCTETS + 1, 3 * CHUNK_OCTETS + 5])
async def test_a_long_letter_lies_in_a_file_without_a_name(tmp_path: Path, size: int) -> None:
    content = await collected(room(tmp_path), letter(size))

    assert isinstance(content, Content)
    assert content.octets is None
    assert content.size_bytes == size
    for _ in range(2):
        chunks = list(content.chunks())
        assert b"".join(chunks) == letter(size)
        assert max(map(len, chunks)) <= CHUNK_OCTETS
    assert content.digest == hashlib.sha256(letter(size)).digest()
    assert content.header == HEADER
    assert os.listdir(tmp_path) == []
    content.close()


@pytest.mark.parametrize("size", [4096, 2_000_000])
async def test_closing_gives_back_every_octet_once(tmp_path: Path, size: int) -> None:
    place = room(tmp_path, memory=size + 200_000, spool=size)
    content = await collected(place, letter(size))
    assert isinstance(content, Content)
    assert not (place.memory.has(size + 200_000) and place.spool.has(size))

    content.close()
    content.close()

    assert place.memory.has(size + 200_000)
    assert place.spool.has(size)
    assert not place.memory.has(size + 200_001)
    assert not place.spool.has(size + 1)


@pytest.mark.parametrize(("memory", "spool"), [(100_000, 10_000_000), (10_000_000, 500_000)])
async def test_a_spent_budget_is_a_lack_of_room(tmp_path: Path, memory: int, spool: int) -> None:
    place = room(tmp_path, memory, spool)

    assert await collected(place, letter(1_000_000)) is Lack.ROOM

    assert place.memory.has(memory)
    assert place.spool.has(spool)


async def test_a_folder_that_is_gone_is_a_lack_of_room(tmp_path: Path) -> None:
    assert await collected(room(tmp_path / "gone"), letter(1_000_000)) is Lack.ROOM


async def test_a_long_letter_without_an_empty_line_is_refused(tmp_path: Path) -> None:
    assert await collected(room(tmp_path), b"X: y\r\n" * 50_000) is Lack.HEADER_END


def test_octets_that_come_one_by_one_are_not_kept_one_by_one(tmp_path: Path) -> None:
    collector = Collector(room(tmp_path))
    for octet in letter(5000):
        collector.add(bytes([octet]))

    assert len(collector._pieces) <= PIECES
    assert b"".join(collector._pieces) == letter(5000)


@pytest.mark.parametrize(
    ("octets", "header"),
    [
        (HEADER + b"\r\ntext\r\n", HEADER),
        (HEADER + b"\r\n", HEADER),
        (HEADER, HEADER),
        (b"\r\ntext\r\n", b""),
        (b"", b""),
    ],
)
def test_the_header_ends_at_the_empty_line(octets: bytes, header: bytes) -> None:
    assert Content.of(octets).header == header
