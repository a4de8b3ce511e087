"""What a proxy says of the client whose connection it passes on: the PROXY protocol, versions 1 and 2.

As HAProxy's proxy-protocol.txt has it (2.1 the line of text, 2.2 the binary header). Nobody
is asked here whether the proxy may be believed.
"""

import ipaddress
import re
from dataclasses import dataclass

from mail.smtp.limits import IPAddress, ip_address

SIGNATURE = b"\r\n\r\n\0\r\nQUIT\n"
LINE_LIMIT = 107  # octets with CRLF, proxy-protocol.txt 2.1
HEADER_LIMIT = 4096  # octets; 2.2 allows 64 KiB, proxies send some hundred

_WORD = b"PROXY "
_FIRST = len(SIGNATURE)  # the shortest line has three octets more
_FIXED = 16  # signature, version and command, family, length
_LINE = re.compile(
    rb"PROXY (TCP4|TCP6) ([0-9A-Fa-f:.]{2,45}) ([0-9A-Fa-f:.]{2,45}) (0|[1-9][0-9]{0,4}) (0|[1-9][0-9]{0,4})\r\n"
)
_UNKNOWN = re.compile(rb"PROXY UNKNOWN(?: [^\r\n]*)?\r\n")
_LOCAL, _PROXY = 0x20, 0x21
_STREAMS = {0x11: 4, 0x21: 16}  # TCP over IPv4 and IPv6: octets of an address
_NAMELESS = frozenset({0x00, 0x31})  # of a kind not told, or a Unix socket on the proxy's machine


@dataclass(frozen=True, slots=True)
class Client:
    """For whom the connection is; *address* is None where the proxy speaks for itself."""

    address: IPAddress | None


@dataclass(frozen=True, slots=True)
class Flaw:
    """Why this is no PROXY header."""

    reason: str


Progress = Client | Flaw | int

ITSELF = Client(None)


def client(octets: bytes) -> Progress:
    r"""Whom *octets*, the whole header, name; or how many octets more it has at least.

    Whoever reads no more than that never reads past the header, behind which a TLS
    handshake may begin.

    >>> client(b"PROXY TCP4 192.0.2.7 198.51.100.1 5000 25\r\n")
    Client(address=IPv4Address('192.0.2.7'))
    """
    if SIGNATURE.startswith(octets[:_FIRST]):
        return _FIRST - len(octets) if len(octets) < _FIRST else _binary(octets)
    if octets[: len(_WORD)] != _WORD[: len(octets)]:
        return Flaw("it does not begin with a PROXY header")
    return _FIRST - len(octets) if len(octets) < _FIRST else _text(octets)


def _text(octets: bytes) -> Progress:
    if octets.endswith(b"\r\n"):
        return _named(octets) if len(octets) <= LINE_LIMIT else Flaw("the line is too long")
    if b"\n" in octets or b"\r" in octets[:-1]:
        return Flaw("a CR or LF within the line")
    missing = 1 if octets.endswith(b"\r") else 2
    return missing if len(octets) + missing <= LINE_LIMIT else Flaw("the line is too long")


def _named(line: bytes) -> Client | Flaw:
    if _UNKNOWN.fullmatch(line):
        return ITSELF
    found = _LINE.fullmatch(line)
    if found is None or int(found[4]) > 65535 or int(found[5]) > 65535:
        return Flaw("the line is not as version 1 has it")
    version = ipaddress.IPv4Address if found[1] == b"TCP4" else ipaddress.IPv6Address
    try:
        version(found[3].decode())
        return Client(ip_address(str(version(found[2].decode()))))
    except ValueError:
        return Flaw("an address that does not fit its family")


def _binary(octets: bytes) -> Progress:
    if len(octets) > _FIRST and octets[_FIRST] not in (_LOCAL, _PROXY):
        return Flaw("a version or command that is not known")
    if len(octets) < _FIXED:
        return _FIXED - len(octets)
    whole = _FIXED + int.from_bytes(octets[14:_FIXED], "big")
    if whole > HEADER_LIMIT:
        return Flaw(f"the header is longer than {HEADER_LIMIT} octets")
    return whole - len(octets) if len(octets) < whole else _source(octets[:whole])


def _source(header: bytes) -> Client | Flaw:
    """What the address block says; the type-length-values behind it are passed over."""
    family = header[13]
    if header[_FIRST] == _LOCAL or family in _NAMELESS:
        return ITSELF
    width = _STREAMS.get(family)
    if width is None:
        return Flaw("a family or transport that is not TCP")
    if len(header) < _FIXED + 2 * width + 4:
        return Flaw("the header is too short for its addresses")
    source = ipaddress.ip_address(header[_FIXED : _FIXED + width])
    return Client(ip_address(str(source)))
