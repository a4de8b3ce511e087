"""The fields we put before a letter: where it came from, and what its sender left out."""

import functools
import ipaddress
import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from email.utils import format_datetime

from mail.header import Header
from work import receipt
from work.letter import Origin, Parcel

WIDTH = 78  # RFC 5322 §2.1.1

_DOMAIN = re.compile(r"(?=.{1,255}\Z)[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?")
_LITERAL = re.compile(r"\[(?:IPv6:)?[0-9A-Fa-f.:]{1,45}\]")
_ATOM = re.compile(r"[A-Za-z0-9_.-]{1,64}")
_PLAIN_ADDRESS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9.-]{1,255}")


def received_field(parcel: Parcel, hostname: str) -> bytes:
    """The trace field (RFC 5321 §4.4) with its CRLF, folded; the same parcel gives the same octets.

    Of what the peer said only a well-formed name is repeated, else its address stands
    for it. A sole recipient is named; several are not told of each other (RFC 5321 §7.2).
    """
    origin = parcel.origin
    pieces = [
        *_hop(origin, hostname),
        f"id {receipt.encode(parcel.letter)}",
        *_sole_recipient(parcel),
        *_tls_clause(origin.tls),
    ]
    pieces[-1] += ";"
    return folded("Received:", [*pieces, _stamp(parcel.received_at.replace(microsecond=0))])


def arrival_fields(parcel: Parcel, hostname: str) -> bytes:
    """What is put before a letter from outside: our results on top (RFC 8601 §4), and the trace field.

    Nothing that it lacks is added: it is somebody else's, and perhaps signed as it is.
    """
    return parcel.results.encode() + received_field(parcel, hostname)


def missing_fields(parcel: Parcel, header: Header, hostname: str) -> bytes:
    """The Date, Message-ID and MIME-Version that a letter lacks (RFC 6409 §8.2, §8.3; RFC 2045 §4).

    Made of the letter's number and its time of receipt, so that every attempt sends the same.
    MIME-Version only beside a Content-Type: servers on the way add it there, behind our signature,
    which covers its absence too; and not where somebody else's signature may do the same.
    """
    added, names = b"", header.names()
    if "date" not in names:
        added += f"Date: {_stamp(parcel.received_at.replace(microsecond=0))}\r\n".encode()
    if "message-id" not in names:
        stamp = f"{parcel.received_at:%Y%m%d%H%M%S.%f}.{receipt.encode(parcel.letter)}"
        added += f"Message-ID: <{stamp}@{hostname}>\r\n".encode()
    if "mime-version" not in names and "content-type" in names:
        added += b"" if "dkim-signature" in names else b"MIME-Version: 1.0\r\n"
    return added


@functools.lru_cache(maxsize=64)  # many letters come within one second
def _stamp(second: datetime) -> str:
    return format_datetime(second)


@functools.lru_cache(maxsize=256)  # a session's letters share it
def _hop(origin: Origin, hostname: str) -> tuple[str, ...]:
    return (
        f"from {_greeting(origin)}",
        f"({_address_literal(origin.peer)})",
        f"by {hostname}",
        "(Congvu)",
        f"with {origin.protocol}",
    )


def _greeting(origin: Origin) -> str:
    named = _DOMAIN.fullmatch(origin.helo) or _LITERAL.fullmatch(origin.helo)
    return origin.helo if named else _address_literal(origin.peer)


def _address_literal(peer: str) -> str:
    """The peer as RFC 5321 §4.1.3 writes an address; a peer without one (a local socket) is "unknown"."""
    try:
        address = ipaddress.ip_address(peer)
    except ValueError:
        return "unknown"
    tag = "IPv6:" if address.version == 6 else ""
    return f"[{tag}{address.compressed.partition('%')[0]}]"


def _sole_recipient(parcel: Parcel) -> Iterator[str]:
    recipients = parcel.envelope.recipients
    if len(recipients) == 1 and _PLAIN_ADDRESS.fullmatch(recipients[0].address):
        yield f"for <{recipients[0].address}>"


def _tls_clause(tls: str | None) -> Iterator[str]:
    """The cipher in its registered clause, the version in a comment (RFC 8314 §4.3)."""
    version, _, cipher = (tls or "").partition(" ")
    if _ATOM.fullmatch(version) and _ATOM.fullmatch(cipher):
        yield f"tls {cipher}"
        yield f"({version})"


def folded(name: str, pieces: Sequence[str]) -> bytes:
    """The field *name* with *pieces* that must not be cut, in lines; with name "" the lines go on in a field."""
    lines = [name]
    for piece in pieces:
        if lines[-1] and len(lines[-1]) + 1 + len(piece) > WIDTH:
            lines.append("")
        lines[-1] += f" {piece}"
    return "".join(f"{line}\r\n" for line in lines).encode()
