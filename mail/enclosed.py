"""Takes a report out of the letter or archive that it was sent in: no more is unpacked than may be read."""

import io
import zipfile
import zlib
from collections.abc import Callable

from mail.part import Part, parts

LONGEST = 20 * 1024 * 1024  # octets, packed or not; reports have kilobytes
GZIP, ZIP = b"\x1f\x8b", b"PK\x03\x04"
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_ENCRYPTED = 0x1


class Unreadable(ValueError):
    """No report; its text says why."""


def plain(octets: bytes, begins: bytes, wanted: Callable[[Part], bool]) -> bytes:
    """The report in *octets*: itself where it *begins* so, packed, or the part of a letter that is *wanted*.

    Raises Unreadable.
    """
    if len(octets) > LONGEST:
        raise Unreadable("it is longer than any report")
    if octets.startswith((GZIP, ZIP)):
        return unpacked(octets)
    if octets.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(begins):
        return octets
    return unpacked(_enclosed(octets, wanted))


def unpacked(octets: bytes) -> bytes:
    """What gzip or zip has packed, within LONGEST whatever the packed octets claim; other octets as they are."""
    if octets.startswith(GZIP):
        return _gunzipped(octets)
    return _unzipped(octets) if octets.startswith(ZIP) else octets


def _gunzipped(octets: bytes) -> bytes:
    unpacker = zlib.decompressobj(wbits=31)
    try:
        found = unpacker.decompress(octets, LONGEST)
    except zlib.error:
        raise Unreadable("it is packed, and damaged") from None
    if unpacker.unconsumed_tail or not unpacker.eof:
        raise Unreadable("unpacked it is longer than any report, or it is cut short")
    return found


def _unzipped(octets: bytes) -> bytes:
    """The archive's one file."""
    try:
        with zipfile.ZipFile(io.BytesIO(octets)) as archive:
            files = [one for one in archive.infolist() if not one.is_dir()]
            if len(files) != 1:
                raise Unreadable("the archive holds more than a report, or nothing")
            if files[0].compress_type not in _METHODS or files[0].flag_bits & _ENCRYPTED:
                raise Unreadable("the archive is packed in a way that no report is")
            with archive.open(files[0]) as opened:
                found = opened.read(LONGEST + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError):
        raise Unreadable("it is packed, and damaged") from None
    if len(found) > LONGEST:
        raise Unreadable("unpacked it is longer than any report")
    return found


def _enclosed(octets: bytes, wanted: Callable[[Part], bool]) -> bytes:
    letter = octets if b"\r\n" in octets else octets.replace(b"\n", b"\r\n")
    found = next(filter(wanted, parts(letter)), None)
    if found is None:
        raise Unreadable("no report is enclosed; give the letter as it came, or the file in it")
    return found.octets()
