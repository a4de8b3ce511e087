"""The kinds of value that options have: how each is written in TOML, and what it is inside.

Each function takes the text of one value and raises ValueError, whose text says what to write.
"""

import re
from collections.abc import Callable
from datetime import time, timedelta
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from mail.address import Flaw, comparable, mailbox, typed_domain, typed_mailbox
from mail.route import Route, RouteError, destination_of
from work.approval import ANY, REGISTERED
from work.hold import OWN

Network = IPv4Network | IPv6Network

_SPAN = re.compile(r"(\d{1,6}) ?(s|m|h|d)")
_SPAN_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_SIZE = re.compile(r"(\d{1,6}) ?(KiB|MiB|GiB)")
_SIZE_UNITS = {"KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30}
_HOUR = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]")
_HOURS = re.compile(r"((?:[01]\d|2[0-3]):[0-5]\d) ?[-–] ?((?:[01]\d|2[0-3]):[0-5]\d|24:00)")
_COUNTRY = re.compile(r"\*\.[a-z]{2,63}")
_RULE = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
NAME_LONGEST = 200  # characters
_EXTENSION = re.compile(r"[a-z0-9]{1,16}")
_HOST = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)*")


class Address(NamedTuple):
    """An IP address of this machine or a peer, and a port."""

    host: str
    port: int

    @property
    def loopback(self) -> bool:
        """Whether no other machine can reach it."""
        return ip_address(self.host).is_loopback

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def span(text: str) -> timedelta:
    """A length of time.

    >>> span("5d"), span("10 m")
    (datetime.timedelta(days=5), datetime.timedelta(seconds=600))
    """
    if not (found := _SPAN.fullmatch(text)):
        raise ValueError(
            f'"{text}" is not a length of time; write a number and s, m, h or d, such as "10m"'
        )
    return timedelta(**{_SPAN_UNITS[found[2]]: int(found[1])})


def size(text: str) -> int:
    """A number of octets.

    >>> size("25 MiB")
    26214400
    """
    if not (found := _SIZE.fullmatch(text)):
        raise ValueError(
            f'"{text}" is not a size; write a number and KiB, MiB or GiB, such as "25 MiB"'
        )
    return int(found[1]) * _SIZE_UNITS[found[2]]


def address(text: str, default_port: int | None = None) -> Address:
    """An IP address and a port.

    >>> str(address("[::1]:25"))
    '[::1]:25'
    """
    host, port = text, default_port
    if default_port is None or text.count(":") == 1 or "]:" in text:
        host, _, digits = text.rpartition(":")
        port = int(digits) if digits.isascii() and digits.isdecimal() else None
    try:
        plain = ip_address(host.removeprefix("[").removesuffix("]"))
    except ValueError:
        port = None
    if port is None or not 0 < port < 65536:
        raise ValueError(
            f'"{text}" is not an address; write an IP address and a port, such as "127.0.0.1:2525"'
        )
    return Address(str(plain), port)


def one_line(text: str) -> str:
    """A name as people read it: it stands in subjects of letters and on one line of screens.

    >>> one_line(" Văn phòng Chính phủ ")
    'Văn phòng Chính phủ'
    """
    name = text.strip()
    if not name:
        raise ValueError("must not be empty")
    if len(name) > NAME_LONGEST:
        raise ValueError(f"is too long; write {NAME_LONGEST} characters at most")
    if not name.isprintable():
        raise ValueError("holds a line break or a control character; write it on one line")
    return name


def network(text: str) -> Network:
    """A network in CIDR notation (RFC 4632)."""
    try:
        return ip_network(text)
    except ValueError as error:
        raise ValueError(
            f'"{text}" is not a network: {str(error).split(" ", 1)[1]}; write it such as "10.1.0.0/16"'
        ) from error


def host_name(text: str) -> str:
    """A host's name in lower case."""
    if not _HOST.fullmatch(text.lower()) or len(text) > 253:
        raise ValueError(f'"{text}" is not a host name; write it such as "mail.vpcp.gov.vn"')
    return text.lower()


def route_domain(text: str) -> str:
    """A mail domain, a domain with all below it ("*.gov.vn"), or "*" for every other."""
    if text == "*":
        return text
    below = text.startswith("*.")
    return ("*." if below else "") + typed_domain(text.removeprefix("*."))


def party(text: str) -> str:
    """Mailboxes that a rule names: an address, a domain, all below one, or everybody.

    >>> party("An@BN.gov.vn"), party("*.gov.vn"), party("*.vn"), party("*")
    ('an@bn.gov.vn', '*.gov.vn', '*.vn', '*')
    """
    if _COUNTRY.fullmatch(text.lower()):
        return text.lower()
    if "@" not in text:
        return route_domain(text)
    found = mailbox(text, utf8=True)
    if isinstance(found, Flaw):
        raise ValueError(f'"{text}" is no address: {found.value}; write it such as "an@bn.gov.vn"')
    return comparable(found)


def hours(text: str) -> tuple[time, time]:
    """A part of the day, its end not in it.

    >>> hours("07:30-11:30")
    (datetime.time(7, 30), datetime.time(11, 30))
    """
    found = _HOURS.fullmatch(text)
    spelled = f'"{text}" is no part of the day; write it such as "07:30-11:30"'
    if found is None:
        raise ValueError(spelled)
    start, end = time.fromisoformat(found[1]), found[2]
    last = time.max if end == "24:00" else time.fromisoformat(end)
    if last <= start:
        raise ValueError(f"{spelled}; for one over midnight write two, the first until 24:00")
    return start, last


def hour(text: str) -> time:
    """A time of the day.

    >>> hour("16:30")
    datetime.time(16, 30)
    """
    if not _HOUR.fullmatch(text):
        raise ValueError(f'"{text}" is no time of the day; write it such as "16:30"')
    return time.fromisoformat(text)


def via(text: str, folder: Path) -> str:
    """A way to the next hop, as mail.route understands it; a maildir's path counts from *folder*."""
    if text.startswith("maildir:") and text != "maildir:":
        text = f"maildir:{folder / text.removeprefix('maildir:')}"
    try:
        destination_of(Route("*", text))
    except RouteError as error:
        remedy = str(error).partition(": ")[2].rstrip(".")
        raise ValueError(f'"{text}" is no way to a next hop; {remedy}') from error
    return text


def rule_name(text: str) -> str:
    """The name of a rule, as replies and reports show it."""
    if not _RULE.fullmatch(text) or text in OWN:
        raise ValueError(
            f'"{text}" is no name of a rule; write small letters, digits and . _ -, such as "outside-gov-vn",'
            f" and none of {', '.join(sorted(OWN))}"
        )
    return text


def domain_or_registered(text: str) -> str:
    """A mail domain that stands for all below it too, or "registered" for every agency's own."""
    return text if text == REGISTERED else typed_domain(text)


def sender(text: str) -> str:
    """A mailbox, or a mail domain that stands for all its mailboxes.

    >>> sender("An@Hue.vn"), sender("Hue.vn")
    ('an@hue.vn', 'hue.vn')
    """
    return typed_mailbox(text) if "@" in text else typed_domain(text)


def extension(text: str) -> str:
    """The extension of a file's name without its dot, or "*" for any attachment.

    >>> extension("XLSX")
    'xlsx'
    """
    if text != ANY and not _EXTENSION.fullmatch(text.lower()):
        raise ValueError(
            f'"{text}" is no extension; write it without a dot, such as "xlsx", or "*"'
        )
    return text.lower()


def url(*schemes: str) -> Callable[[str], str]:
    """A check for addresses of web services with one of *schemes*."""

    def check(text: str) -> str:
        try:
            parts = urlsplit(text)
            known = parts.scheme in schemes and bool(parts.hostname) and parts.port != 0
        except ValueError:
            known = False
        if not known:
            raise ValueError(f'is no web address; write it such as "{schemes[0]}://host:port"')
        return text

    return check
