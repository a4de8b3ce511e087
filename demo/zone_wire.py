"""DNS messages as octets: one question in, one answer out (RFC 1035 §4, RFC 6891 for EDNS)."""

import ipaddress
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

TYPES = {"A": 1, "PTR": 12, "MX": 15, "TXT": 16, "AAAA": 28}
SOA, OPT = 6, 41
IN = 1
PLAIN_UDP = 512  # octets of an answer to a question without EDNS, RFC 1035 §4.2.1
MAX_UDP = 1232  # octets that pass any path without fragments
TTL_SECONDS = 60
NEGATIVE_SECONDS = 2  # how long an absence may be remembered, so that a new key is soon seen
_HEADER = struct.Struct(">HHHHHH")
_AT_QUESTION = b"\xc0\x0c"  # a pointer to the question's name, which always stands at octet 12


class Code(IntEnum):
    """What an answer says of itself (RFC 1035 §4.1.1)."""

    NO_ERROR = 0
    FORMAT_ERROR = 1
    SERVER_FAILURE = 2
    NO_NAME = 3
    NOT_IMPLEMENTED = 4
    REFUSED = 5


class Malformed(ValueError):
    """The octets are no DNS question."""


@dataclass(frozen=True, slots=True)
class Query:
    """One question. *octets* are the question section as it came, to be given back.

    *limit* is how long an answer over UDP may be; *edns* whether it was asked with EDNS.
    """

    id: int
    opcode: int
    recursion: bool
    name: str
    rtype: int
    rclass: int
    octets: bytes
    edns: bool
    limit: int


def read_query(message: bytes) -> Query:
    """The question in *message*; raises Malformed where there is not exactly one."""
    try:
        return _query(message)
    except (IndexError, struct.error, UnicodeDecodeError):
        raise Malformed("cut short, or beyond ASCII") from None


def _query(message: bytes) -> Query:
    number, flags, questions, answers, authorities, additions = _HEADER.unpack_from(message)
    if questions != 1 or answers or authorities or flags & 0x8000:
        raise Malformed("one question and nothing else")
    name, end = _name(message, _HEADER.size)
    rtype, rclass = struct.unpack_from(">HH", message, end)
    size = _edns_size(message, end + 4, additions)
    limit = PLAIN_UDP if size is None else min(max(size, PLAIN_UDP), MAX_UDP)
    octets = message[_HEADER.size : end + 4]
    opcode, recursion = flags >> 11 & 15, bool(flags & 0x0100)
    return Query(number, opcode, recursion, name, rtype, rclass, octets, size is not None, limit)


def answer(query: Query, code: Code, records: Sequence[bytes], limit: int) -> bytes:
    """The answer in no more than *limit* octets, else cut to nothing and marked so (TC)."""
    flags = 0x8400 | query.opcode << 11 | (0x0100 if query.recursion else 0) | code
    absent = not records and code in (Code.NO_ERROR, Code.NO_NAME)
    owned = [_record(_AT_QUESTION, query.rtype, TTL_SECONDS, data) for data in records]
    soa = [_record(b"\0", SOA, NEGATIVE_SECONDS, _soa())] if absent else []
    opt = [b"\0" + struct.pack(">HHIH", OPT, MAX_UDP, 0, 0)] if query.edns else []
    whole = _message(query, flags, owned, soa, opt)
    return whole if len(whole) <= limit else _message(query, flags | 0x0200, [], [], opt)


def complaint(message: bytes) -> bytes | None:
    """The FORMERR answer to octets that are no question; None where not even that makes sense."""
    if len(message) < _HEADER.size or message[2] & 0x80:
        return None
    return _HEADER.pack(int.from_bytes(message[:2], "big"), 0x8000 | Code.FORMAT_ERROR, 0, 0, 0, 0)


def rdata(kind: str, value: Any) -> bytes:
    """The octets of one record; raises ValueError or TypeError where *value* does not fit *kind*."""
    match kind:
        case "A":
            return ipaddress.IPv4Address(value).packed
        case "AAAA":
            return ipaddress.IPv6Address(value).packed
        case "MX":
            preference, host = value
            return struct.pack(">H", preference) + name_octets(host)
        case "PTR":
            return name_octets(value)
        case "TXT":
            return _strings([value] if isinstance(value, str) else value)
    raise ValueError(f"{kind} is none of {', '.join(TYPES)}")


def name_octets(name: str) -> bytes:
    """*name* as labels, without compression.

    >>> name_octets("x.vn")
    b'\\x01x\\x02vn\\x00'
    """
    labels = [label.encode("ascii") for label in name.rstrip(".").split(".") if name != "."]
    if any(not 1 <= len(label) <= 63 for label in labels) or sum(map(len, labels)) > 240:
        raise ValueError(f"{name!r} is no domain name")
    return b"".join(bytes([len(label)]) + label for label in labels) + b"\0"


def _strings(parts: Sequence[str]) -> bytes:
    """Character-strings of at most 255 octets each (RFC 1035 §3.3.14)."""
    made = b""
    for part in parts:
        octets = part.encode("utf-8")
        for start in range(0, max(len(octets), 1), 255):
            piece = octets[start : start + 255]
            made += bytes([len(piece)]) + piece
    return made


def _name(message: bytes, at: int) -> tuple[str, int]:
    labels = []
    while length := message[at]:
        label = message[at + 1 : at + 1 + length]
        if length > 63 or len(label) < length or b"." in label:
            raise Malformed("a label too long, or a pointer where none belongs")
        labels.append(label.decode("ascii"))
        at += 1 + length
    name = ".".join(labels)
    if len(name) > 253:
        raise Malformed("a name too long")
    return name.lower(), at + 1


def _edns_size(message: bytes, at: int, additions: int) -> int | None:
    """The UDP size of the OPT record, None without one (RFC 6891 §6.1.2)."""
    size = None
    for _ in range(additions):
        name, at = _name(message, at)
        rtype, rclass, _, length = struct.unpack_from(">HHIH", message, at)
        at += 10 + length
        if rtype == OPT and not name:
            size = rclass
    if at != len(message):
        raise Malformed("octets beyond the end, or too few of them")
    return size


def _record(owner: bytes, rtype: int, ttl: int, data: bytes) -> bytes:
    return owner + struct.pack(">HHIH", rtype, IN, ttl, len(data)) + data


def _soa() -> bytes:
    names = name_octets("ns.invalid") + name_octets("root.invalid")
    return names + struct.pack(">IIIII", 1, 60, 60, 60, NEGATIVE_SECONDS)


def _message(
    query: Query, flags: int, owned: list[bytes], soa: list[bytes], opt: list[bytes]
) -> bytes:
    head = _HEADER.pack(query.id, flags, 1, len(owned), len(soa), len(opt))
    return b"".join([head, query.octets, *owned, *soa, *opt])
