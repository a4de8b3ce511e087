"""What holds other files: zip, tar, and one file packed by gzip, bzip2 or xz."""

import bz2
import io
import lzma
import tarfile
import zlib
from collections.abc import Iterable
from typing import Protocol

from papers.opened import Said, Why
from papers.opening.draft import Budget, Draft, Inner, Stopped
from papers.opening.package import MEMBER_LONGEST, Package

_CHUNK = 1 << 16
_ENDINGS = (".gz", ".tgz", ".bz2", ".xz")


class _Unpacking(Protocol):
    """What zlib, bz2 and lzma give alike."""

    @property
    def eof(self) -> bool: ...

    def decompress(self, data: bytes, max_length: int, /) -> bytes: ...


def read_zip(octets: bytes, draft: Draft, budget: Budget) -> Iterable[Inner]:
    """Gives every file of a zip."""
    package = Package(octets, budget)
    draft.field("comment", package.comment)
    for folder in package.folders:
        draft.field("folder", folder, Said.NAME)
    for member in package.members:
        yield package.inner(member)


def read_tar(octets: bytes, draft: Draft, budget: Budget) -> Iterable[Inner]:
    """Gives every file of a tar."""
    with tarfile.open(fileobj=io.BytesIO(octets), mode="r:") as archive:
        for member in archive:
            if not member.isfile():
                continue
            if member.size > MEMBER_LONGEST:
                yield Inner(member.name, b"", why=Why.TOO_LARGE)
                continue
            budget.spend(member.size)
            file = archive.extractfile(member)
            yield Inner(member.name, file.read(member.size) if file is not None else b"")


def read_packed(octets: bytes, draft: Draft, budget: Budget) -> Iterable[Inner]:
    """Gives the one file. Raises Stopped where it is too long."""
    unpacking: _Unpacking
    if octets.startswith(b"BZh"):
        unpacking = bz2.BZ2Decompressor()
    elif octets.startswith(b"\xfd"):
        unpacking = lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=128 << 20)
    else:
        unpacking = _Gzip()
    name = draft.place[-1]
    for ending in _ENDINGS:
        if name.lower().endswith(ending):
            name = name[: -len(ending)]
    yield Inner(name, _unpacked(unpacking, octets, budget))


def _unpacked(unpacking: _Unpacking, octets: bytes, budget: Budget) -> bytes:
    parts: list[bytes] = []
    size, fed = 0, octets
    while not unpacking.eof:
        part = unpacking.decompress(fed, _CHUNK)
        if not part and not fed:
            raise EOFError("cut off")
        fed = b""
        size += len(part)
        budget.spend(len(part))
        if size > MEMBER_LONGEST:
            raise Stopped(Why.BOMB)
        parts.append(part)
    return b"".join(parts)


class _Gzip:
    """zlib's decompressor, which asks to be given again what it did not take (RFC 1952)."""

    def __init__(self) -> None:
        self._inner = zlib.decompressobj(31)

    @property
    def eof(self) -> bool:
        """Whether the file is unpacked."""
        return self._inner.eof

    def decompress(self, data: bytes, max_length: int) -> bytes:
        """The next octets of it."""
        return self._inner.decompress(data or self._inner.unconsumed_tail, max_length)
