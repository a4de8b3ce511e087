"""Mailboxes as RFC 5321 §4.1.2 and RFC 6531 §3.3 write them: parsed strictly, compared by domain."""

import ipaddress
import re
import unicodedata
from enum import Enum

import idna

from work.directory import mail_domain

LOCAL_LIMIT = 64  # octets, RFC 5321 §4.5.3.1.1
DOMAIN_LIMIT = 255  # octets, RFC 5321 §4.5.3.1.2
ADDRESS_LIMIT = 254  # octets: a path has 256 with its brackets, RFC 5321 §4.5.3.1.3

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~\x80-\U0010ffff-]+"
_DOT_STRING = re.compile(rf"{_ATOM}(?:\.{_ATOM})*")
_QUOTED_STRING = re.compile(r'"(?:[ !#-\[\]-~\x80-\U0010ffff]|\\[ -~])*"')
_QUOTED_PAIR = re.compile(r"\\(.)")
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_DOMAIN = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")
_USUAL = re.compile(rf"([A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*)@({_LABEL}(?:\.{_LABEL})*)")
_PATH = re.compile(r'<((?:"(?:[^"\\]|\\.)*")?[^<>"]*)>', re.DOTALL)


class Flaw(Enum):
    """Why a text is not an address; the value says it to the peer."""

    SYNTAX = "this is no address as RFC 5321 section 4.1.2 writes it"
    ROUTE = "source routes are not taken, give the mailbox alone"
    LENGTH = "the address is longer than RFC 5321 section 4.5.3.1 allows"
    NON_ASCII = "an address with non-ASCII characters needs SMTPUTF8"


def mailbox(text: str, *, utf8: bool = False) -> str | Flaw:
    """The address in *text*, its local part quoted no more than it must be.

    Case stays as it is. Non-ASCII characters only with *utf8*.

    >>> mailbox('"van.thu"@VPCP.gov.vn')
    'van.thu@VPCP.gov.vn'
    """
    usual = _USUAL.fullmatch(text)
    if usual is not None:
        return _within_limits(usual[1], usual[2])
    if not text.isascii() and not utf8:
        return Flaw.NON_ASCII
    if text.startswith("@"):
        return Flaw.ROUTE
    written, _, domain = text.rpartition("@")
    local = _local_part(written)
    if local is None or not _is_clean(text) or not _is_domain(domain):
        return Flaw.SYNTAX
    return _within_limits(local, domain)


def path(text: str, *, utf8: bool = False) -> tuple[str, str] | Flaw:
    """The address between the angle brackets that *text* begins with, and what follows them.

    "<>" gives "" (RFC 5321 §4.5.5); "<Postmaster>" gives "postmaster" (§4.1.1.3).
    """
    found = _PATH.match(text)
    if found is None:
        return Flaw.SYNTAX
    inner, rest = found[1], text[found.end() :]
    if inner == "" or inner.lower() == "postmaster":
        return inner.lower(), rest
    address = mailbox(inner, utf8=utf8)
    return address if isinstance(address, Flaw) else (address, rest)


def domain_of(address: str) -> str:
    """The domain of a parsed *address*: lower case, A-labels; "" where there is none.

    >>> domain_of("thu@Bộ-Y-Tế.vn")
    'xn--b-y-t-s61b7g.vn'
    """
    domain = address.rpartition("@")[2] if "@" in address else ""
    return domain.lower() if domain.isascii() else _a_labels(domain) or domain.lower()


def comparable(address: str) -> str:
    """What two spellings of one mailbox share: the domain's form, and the case of letters.

    RFC 5321 §2.4 lets "An" and "an" be two mailboxes; no domain that we know has two such.

    >>> comparable("An.NV@BacNinh.gov.vn")
    'an.nv@bacninh.gov.vn'
    """
    return f"{address.rpartition('@')[0].lower()}@{domain_of(address)}"


def typed_mailbox(text: str) -> str:
    """A mailbox that a person typed, in ASCII, as `comparable` gives it.

    Raises ValueError, whose text says what to write.
    """
    found = mailbox(text)
    if isinstance(found, Flaw):
        raise ValueError(f'"{text}" is no mailbox; write it such as an.nv@bacninh.gov.vn')
    local, _, domain = found.rpartition("@")
    return f"{local.lower()}@{typed_domain(domain)}"


def typed_domain(text: str) -> str:
    """A mail domain that a person typed, in the form in which `domain_of` gives it.

    Raises ValueError, whose text says what to write.

    >>> typed_domain("BacNinh.gov.vn"), typed_domain("vănphòng.vn"), typed_domain("faß.vn")
    ('bacninh.gov.vn', 'xn--vnphng-6wa6k.vn', 'xn--fa-hia.vn')
    """
    return mail_domain(text if text.isascii() else _a_labels(text) or text)


def _local_part(written: str) -> str | None:
    if _DOT_STRING.fullmatch(written):
        return written
    if not _QUOTED_STRING.fullmatch(written):
        return None
    meant = _QUOTED_PAIR.sub(r"\1", written[1:-1])
    if _DOT_STRING.fullmatch(meant):
        return meant
    return '"' + re.sub(r'(["\\])', r"\\\1", meant) + '"'


def _is_domain(domain: str) -> bool:
    if domain.startswith("["):
        return _is_literal(domain)
    if domain.isascii():
        return _DOMAIN.fullmatch(domain) is not None
    labels = _a_labels(domain)
    return labels is not None and _DOMAIN.fullmatch(labels) is not None


def _is_literal(domain: str) -> bool:
    """Whether it is [192.0.2.1] or [IPv6:2001:db8::1] (RFC 5321 §4.1.3); no other tag is registered."""
    if not domain.endswith("]"):
        return False
    inside = domain[1:-1]
    try:
        if inside[:5].lower() == "ipv6:":
            return "%" not in inside and bool(ipaddress.IPv6Address(inside[5:]).exploded)
        return bool(ipaddress.IPv4Address(inside).exploded)
    except ValueError:
        return False


def _is_clean(text: str) -> bool:
    """Whether no control, separator or surrogate hides among the non-ASCII characters."""
    return text.isascii() or not any(
        unicodedata.category(c) in {"Cc", "Cs", "Cn", "Zl", "Zp", "Zs"} for c in text if c > "~"
    )


def _within_limits(local: str, domain: str) -> str | Flaw:
    address = f"{local}@{domain}"
    if len(address) <= LOCAL_LIMIT and address.isascii():
        return address
    in_dns = domain if domain.isascii() else _a_labels(domain) or ""
    fits = (
        len(local.encode()) <= LOCAL_LIMIT
        and max(len(domain.encode()), len(in_dns)) <= DOMAIN_LIMIT
        and len(address.encode()) <= ADDRESS_LIMIT
    )
    return address if fits else Flaw.LENGTH


def _a_labels(domain: str) -> str | None:
    try:
        return idna.encode(domain, uts46=True).decode("ascii").lower()
    except idna.IDNAError:
        return None
