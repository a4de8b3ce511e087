"""Compound files: the folders and streams that Office kept its documents in until 2003 ([MS-CFB])."""

import struct
from dataclasses import dataclass

from papers.opened import Why
from papers.opening.draft import Stopped

SIGNATURE = bytes.fromhex("D0CF11E0A1B11AE1")

_HEADER = 512
_LARGEST = 0xFFFFFFFA  # number of a sector
_MINI_SECTOR = 64
_ENTRY = 128
_STORAGE, _STREAM, _ROOT = 1, 2, 5
_MOST_ENTRIES = 20_000
_STREAM_MOST = 64 << 20  # octets


@dataclass(frozen=True, slots=True)
class _Entry:
    name: str
    kind: int
    left: int
    right: int
    child: int
    start: int
    size: int


class Compound:
    """A compound file, opened. Raises Stopped and struct.error where it is broken."""

    def __init__(self, octets: bytes) -> None:
        self._octets = octets
        shift, self._sector = _sector_size(octets)
        (directory,) = struct.unpack_from("<I", octets, 0x30)
        (self._cutoff,) = struct.unpack_from("<I", octets, 0x38)
        self._fat = self._table(self._fat_sectors())
        (mini,) = struct.unpack_from("<I", octets, 0x3C)
        self._mini_fat = self._table(self._chain(mini, self._fat))
        wide = shift == 12
        entries = [self._of_sector(number) for number in self._chain(directory, self._fat)]
        self._entries = tuple(_entries(b"".join(entries), wide))
        if not self._entries or self._entries[0].kind != _ROOT:
            raise Stopped(Why.BROKEN)
        root = self._entries[0]
        self._mini = self._long(root.start, min(root.size, _STREAM_MOST))

    def names(self, folder: int = 0) -> dict[str, int]:
        """The streams and folders of a folder, each with its number; the outermost folder is 0."""
        found: dict[str, int] = {}
        seen: set[int] = set()
        waiting = [self._entries[folder].child]
        while waiting:
            number = waiting.pop()
            if number >= len(self._entries) or number in seen:
                continue
            seen.add(number)
            entry = self._entries[number]
            found[entry.name] = number
            waiting += (entry.left, entry.right)
        return found

    def is_folder(self, number: int) -> bool:
        """Whether what has this number is a folder."""
        return self._entries[number].kind == _STORAGE

    def stream(self, number: int) -> bytes:
        """The octets of a stream. Raises Stopped."""
        entry = self._entries[number]
        if entry.kind != _STREAM:
            return b""
        if entry.size > _STREAM_MOST:
            raise Stopped(Why.TOO_LARGE)
        if entry.size >= self._cutoff:
            return self._long(entry.start, entry.size)
        places = (number * _MINI_SECTOR for number in self._chain(entry.start, self._mini_fat))
        return b"".join(self._mini[p : p + _MINI_SECTOR] for p in places)[: entry.size]

    def named(self, name: str, folder: int = 0) -> bytes:
        """The stream of that name; empty where there is none."""
        number = self.names(folder).get(name)
        return b"" if number is None else self.stream(number)

    def _long(self, start: int, size: int) -> bytes:
        sectors, left = [], size
        for number in self._chain(start, self._fat):
            if left <= 0:
                break
            sectors.append(self._of_sector(number))
            left -= self._sector
        return b"".join(sectors)[:size]

    def _of_sector(self, number: int) -> bytes:
        place = (number + 1) * self._sector
        return self._octets[place : place + self._sector]

    def _fat_sectors(self) -> list[int]:
        """The sectors that hold the table of sectors: 109 named in the header, others in a chain."""
        most = len(self._octets) // self._sector + 1
        sectors = list(struct.unpack_from("<109I", self._octets, 0x4C))
        (more,) = struct.unpack_from("<I", self._octets, 0x44)
        each = self._sector // 4
        while more < _LARGEST and len(sectors) < most + each:
            numbers = self._table([more])
            if len(numbers) < each:
                break
            sectors += numbers[:-1]
            more = numbers[-1]
        return [number for number in sectors if number < _LARGEST]

    def _table(self, sectors: list[int]) -> tuple[int, ...]:
        octets = b"".join(self._of_sector(number) for number in sectors)
        return struct.unpack(f"<{len(octets) // 4}I", octets[: len(octets) // 4 * 4])

    def _chain(self, start: int, table: tuple[int, ...]) -> list[int]:
        """The sectors from *start* on. Raises Stopped where they go round."""
        chain: list[int] = []
        while start < len(table):
            chain.append(start)
            if len(chain) > len(table):
                raise Stopped(Why.BROKEN)
            start = table[start]
        return chain


def _sector_size(octets: bytes) -> tuple[int, int]:
    if len(octets) < _HEADER or not octets.startswith(SIGNATURE):
        raise Stopped(Why.BROKEN)
    (shift,) = struct.unpack_from("<H", octets, 0x1E)
    if shift not in {9, 12}:
        raise Stopped(Why.BROKEN)
    return shift, 1 << shift


def _entries(octets: bytes, wide: bool) -> list[_Entry]:
    found = []
    for place in range(0, min(len(octets), _MOST_ENTRIES * _ENTRY) - _ENTRY + 1, _ENTRY):
        length, kind = struct.unpack_from("<HB", octets, place + 64)
        left, right, child = struct.unpack_from("<III", octets, place + 68)
        start, low, high = struct.unpack_from("<III", octets, place + 116)
        name = octets[place : place + max(min(length, 64) - 2, 0)].decode("utf-16-le", "replace")
        size = low | high << 32 if wide else low
        found.append(_Entry(name, kind, left, right, child, start, size))
    return found
