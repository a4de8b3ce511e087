"""Compound files for the tests, as Office made them until 2003: written by hand after [MS-CFB]."""

import struct
from collections.abc import Mapping

_SECTOR = 512
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_STORAGE, _STREAM, _ROOT = 1, 2, 5

Tree = Mapping[str, "bytes | Tree"]


def compound(tree: Tree) -> bytes:
    """A compound file of these streams and folders; each stream in sectors of its own."""
    entries: list[list[object]] = [["Root Entry", _ROOT, _FREE, _FREE, _FREE, _END, 0]]
    contents: list[bytes] = []
    _add(tree, 0, entries, contents)
    fat: list[int] = []
    for entry in entries:
        if entry[1] == _STREAM:
            entry[5] = len(fat)
            fat += _chain(len(fat), contents[int(str(entry[6]))])
            entry[6] = len(contents[int(str(entry[6]))])
    directory = b"".join(map(_entry, entries))
    begin = len(fat)
    fat += _chain(begin, directory)
    tables = 1
    while (len(fat) + tables) > tables * (_SECTOR // 4):
        tables += 1
    first = len(fat)
    fat += [_FAT] * tables
    fat += [_FREE] * (tables * (_SECTOR // 4) - len(fat))
    head = _head(begin, first, tables)
    body = b"".join(map(_filled, [*contents, directory]))
    return head + body + struct.pack(f"<{len(fat)}I", *fat)


def _add(tree: Tree, folder: int, entries: list[list[object]], contents: list[bytes]) -> None:
    """Adds what is in a folder, each the right neighbour of the one before."""
    before = None
    for name, what in tree.items():
        number = len(entries)
        if before is None:
            entries[folder][4] = number
        else:
            entries[before][3] = number
        before = number
        if isinstance(what, bytes):
            entries.append([name, _STREAM, _FREE, _FREE, _FREE, _END, len(contents)])
            contents.append(what)
        else:
            entries.append([name, _STORAGE, _FREE, _FREE, _FREE, _END, 0])
            _add(what, number, entries, contents)


def _filled(octets: bytes) -> bytes:
    return octets.ljust(-(-len(octets) // _SECTOR) * _SECTOR, b"\0")


def _chain(begin: int, octets: bytes) -> list[int]:
    count = -(-len(octets) // _SECTOR)
    return [*range(begin + 1, begin + count), _END] if count else []


def _entry(entry: list[object]) -> bytes:
    name, kind, left, right, child, start, size = entry
    text = str(name).encode("utf-16-le") + b"\0\0"
    head = text.ljust(64, b"\0") + struct.pack("<HBB", len(text), int(str(kind)), 1)
    places = struct.pack("<III", *(int(str(number)) for number in (left, right, child)))
    return head + places + bytes(36) + struct.pack("<IQ", int(str(start)), int(str(size)))


def _head(directory: int, table: int, tables: int) -> bytes:
    difat = [*range(table, table + tables), *[_FREE] * (109 - tables)]
    begin = bytes.fromhex("D0CF11E0A1B11AE1") + bytes(16)
    shape = struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    counts = struct.pack("<III4xI", 0, tables, directory, 0)  # so no stream is a small one
    others = struct.pack("<IIII", _END, 0, _END, 0)  # small sectors, more tables
    return begin + shape + counts + others + struct.pack("<109I", *difat)


def word_97(text: str, flags: int = 0x0200, headers: str = "") -> bytes:
    """A document of Word 97 in one piece of UTF-16; its headers stand behind its text."""
    octets = (text + headers).encode("utf-16-le")
    document = bytearray(2_048) + octets
    struct.pack_into("<H8xH", document, 0, 0xA5EC, flags)
    struct.pack_into("<8i", document, 0x4C, len(text), 0, len(headers), 0, 0, 0, 0, 0)
    piece = struct.pack("<IIHIH", 0, len(text + headers), 0, 2_048, 0)
    clx = b"\x01\x02\x00ab" + b"\x02" + struct.pack("<I", len(piece)) + piece
    font = ".VnTime".encode("utf-16-le") + b"\0\0"
    fonts = struct.pack("<HH", 1, 0) + bytes((39 + len(font),)) + bytes(39) + font
    struct.pack_into("<II", document, 0x01A2, 0, len(clx))
    struct.pack_into("<II", document, 0x0112, len(clx), len(fonts))
    return compound({"WordDocument": bytes(document), "1Table": clx + fonts})


def powerpoint_97(*texts: str, token: int = 0xE391C05F) -> bytes:
    """A presentation of PowerPoint 97 with these texts in one folder of records."""
    records = b"".join(_record(0, 0x0FA0, text.encode("utf-16-le")) for text in texts)
    user = struct.pack("<HHIII", 0, 0x0FF6, 20, 20, token)
    return compound({"PowerPoint Document": _record(0xF, 0x03E8, records), "Current User": user})


def _record(version: int, kind: int, content: bytes) -> bytes:
    return struct.pack("<HHI", version, kind, len(content)) + content


def outlook(subject: str, body: str, attached: Mapping[str, bytes]) -> bytes:
    """A letter as Outlook saves it."""
    tree: dict[str, bytes | Tree] = {
        "__properties_version1.0": b"",
        "__substg1.0_0037001F": subject.encode("utf-16-le"),
        "__substg1.0_1000001F": body.encode("utf-16-le"),
    }
    for number, (name, content) in enumerate(attached.items()):
        tree[f"__attach_version1.0_#{number:08X}"] = {
            "__substg1.0_3707001F": name.encode("utf-16-le"),
            "__substg1.0_37010102": content,
        }
    return compound(tree)


def summary(title: str, page: int = 65001) -> bytes:
    """The properties of a document: its title ([MS-OLEPS])."""
    text = title.encode("utf-8") + b"\0"
    values = struct.pack("<IHH", 2, page, 0) + struct.pack("<II", 0x1E, len(text)) + text
    places = struct.pack("<IIII", 1, 24, 2, 32)
    section = struct.pack("<II", 24 + len(values), 2) + places + values
    return struct.pack("<HHI16xI", 0xFFFE, 0, 0, 1) + bytes(16) + struct.pack("<I", 48) + section


def winmail(subject: str, attached: Mapping[str, bytes]) -> bytes:
    """winmail.dat ([MS-OXTNEF])."""
    out = bytes.fromhex("789F3E22") + struct.pack("<H", 1)
    out += _attribute(1, 0x00018004, subject.encode("cp1252") + b"\0")
    for name, content in attached.items():
        out += _attribute(2, 0x00069002, bytes(14))
        out += _attribute(2, 0x00018010, name.encode("cp1252") + b"\0")
        out += _attribute(2, 0x0006800F, content)
    return out


def _attribute(level: int, kind: int, content: bytes) -> bytes:
    return struct.pack("<BII", level, kind, len(content)) + content + struct.pack("<H", 0)
