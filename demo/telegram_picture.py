"""How large a picture is: read from the first octets of a PNG or JPEG."""

import struct

_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8"
# Markers of a JPEG that tell its size (ITU-T T.81, table B.1): SOF0 to SOF15 without DHT, JPG and DAC.
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


def sides(octets: bytes) -> tuple[int, int] | None:
    """Width and height in pixels; None for what is neither PNG nor JPEG.

    >>> sides(b"\\x89PNG\\r\\n\\x1a\\n" + b"\\0\\0\\0\\rIHDR" + b"\\0\\0\\0\\x02\\0\\0\\0\\x03")
    (2, 3)
    """
    if octets.startswith(_PNG) and len(octets) >= 24:
        width, height = struct.unpack(">II", octets[16:24])
        return width, height
    return _jpeg_sides(octets) if octets.startswith(_JPEG) else None


def _jpeg_sides(octets: bytes) -> tuple[int, int] | None:
    at = 2
    while at + 9 <= len(octets) and octets[at] == 0xFF:
        if octets[at + 1] in _FRAMES:
            height, width = struct.unpack(">HH", octets[at + 5 : at + 9])
            return width, height
        at += 2 + int.from_bytes(octets[at + 2 : at + 4], "big")
    return None
