"""A DKIM-Signature field, read strictly (RFC 6376 §3.5, §6.1.1): what it claims, or why it counts for nothing."""

import functools
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from mail.header import Field
from mail.sign.key import Algorithm
from mail.sign.seen import Form
from mail.sign.tags import names_of, octets_of, read_tags

REQUIRED = ("v", "a", "b", "bh", "d", "h", "s")
_REQUIRED = frozenset(REQUIRED)
LONGEST_SIGNATURE = 1024  # octets; RSA with 4,096 bits gives 512
LONGEST_KNOWN = 4096  # octets of a field whose terms are remembered; ours have about 1,000

_ALGORITHMS: Mapping[str, Algorithm] = {"rsa-sha256": "rsa", "ed25519-sha256": "ed25519"}
_FORMS: Mapping[str, tuple[Form, Form]] = {
    "simple": ("simple", "simple"),
    "relaxed": ("relaxed", "simple"),
    "simple/simple": ("simple", "simple"),
    "simple/relaxed": ("simple", "relaxed"),
    "relaxed/simple": ("relaxed", "simple"),
    "relaxed/relaxed": ("relaxed", "relaxed"),
}
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9])?"
_DNS_NAME = re.compile(rf"(?=.{{1,253}}\Z){_LABEL}(?:\.{_LABEL})*")
_FIELD_NAMES = re.compile(r"[!-9;-~]+(?:[ \t]*:[ \t]*[!-9;-~]+)*")
_SIGNED_BY = re.compile(rb"(;[ \t\r\n]*b[ \t\r\n]*=)[^;]*")
_SECONDS = re.compile(r"[0-9]{1,12}")


@dataclass(frozen=True, slots=True)
class Terms:
    """What a signature rests on, the same for all letters of one signer; *names* is h= in its order."""

    algorithm: Algorithm
    header_form: Form
    body_form: Form
    domain: str
    selector: str
    identity: str  # the domain of i=
    names: tuple[str, ...]
    nested: bool  # h= names signatures, of which itself is none (RFC 6376 §3.5)


class Signature(NamedTuple):
    """One signature's claims; *bare* is the field with b= emptied, without its CRLF."""

    terms: Terms
    body_hash: bytes
    octets: bytes
    expires_at: int | None  # seconds since 1970
    limited: bool  # l= is given
    bare: bytes


@dataclass(frozen=True, slots=True)
class Broken:
    """Why a field counts for nothing, in the words of RFC 8601; *domain* and *selector* as far as they were read."""

    reason: str
    domain: str = ""
    selector: str = ""
    result: Literal["permerror", "neutral"] = "permerror"


def read_signature(field: Field) -> Signature | Broken:
    """What the field claims. Never raises."""
    tags = read_tags(field.value)
    if tags is None:
        return Broken("the tag list is malformed", result="neutral")
    return claims(tags, field.raw)


def claims(tags: Mapping[str, str], raw: bytes) -> Signature | Broken:
    """What *tags* claim, which stand in the field *raw*. Never raises."""
    if not _REQUIRED <= tags.keys():
        return Broken(f"{next(name for name in REQUIRED if name not in tags)}= is missing")
    read = _known_terms if len(raw) <= LONGEST_KNOWN else _terms
    terms = read(*[tags.get(name) for name in _OF_TERMS])
    body_hash, octets = octets_of(tags["bh"]) or b"", octets_of(tags["b"]) or b""
    if isinstance(terms, Terms):
        reason = _flaw(tags, body_hash, octets)
        if reason is None:
            expires_at = int(tags["x"]) if "x" in tags else None
            return Signature(terms, body_hash, octets, expires_at, "l" in tags, bare(raw))
    else:
        reason = terms
    return Broken(reason, _name(tags["d"]), _name(tags["s"]))


def _flaw(tags: Mapping[str, str], body_hash: bytes, octets: bytes) -> str | None:
    """What is wrong with that which changes from letter to letter."""
    if len(body_hash) != 32:
        return "bh= is no SHA-256"
    if not 0 < len(octets) <= LONGEST_SIGNATURE:
        return "b= is malformed"
    signed_at, expires_at = tags.get("t", "0"), tags.get("x")
    if not _SECONDS.fullmatch(signed_at):
        return "t= is no time"
    if expires_at is None:
        return None
    if not _SECONDS.fullmatch(expires_at):
        return "x= is no time"
    return None if int(expires_at) > int(signed_at) else "x= is not after t="


_OF_TERMS = ("v", "a", "c", "d", "s", "q", "h", "i")
_LAW: tuple[tuple[str, Callable[[Mapping[str, str]], bool]], ...] = (
    ("v= is not 1", lambda tags: tags["v"] == "1"),
    ("rsa-sha1 is no signature any more", lambda tags: tags["a"] != "rsa-sha1"),  # RFC 8301 §3.1
    ("a= is unknown", lambda tags: tags["a"] in _ALGORITHMS),
    ("c= is unknown", lambda tags: tags.get("c", "simple") in _FORMS),
    ("d= is no domain", lambda tags: _DNS_NAME.fullmatch(tags["d"]) is not None),
    ("s= is no selector", lambda tags: _DNS_NAME.fullmatch(tags["s"]) is not None),
    ("q= is unknown", lambda tags: "dns/txt" in names_of(tags.get("q", "dns/txt"))),
    ("h= is malformed", lambda tags: _FIELD_NAMES.fullmatch(tags["h"]) is not None),
    ("From is not signed", lambda tags: "from" in names_of(tags["h"])),
    ("i= is not inside d=", lambda tags: _inside(_identity(tags), tags["d"].lower())),
)


def _terms(*given: str | None) -> Terms | str:
    """The terms in the tags _OF_TERMS, None for one that is missing; or which law they break."""
    tags = {name: value for name, value in zip(_OF_TERMS, given, strict=True) if value is not None}
    reason = next((reason for reason, keeps in _LAW if not keeps(tags)), None)
    if reason is not None:
        return reason
    header_form, body_form = _FORMS[tags.get("c", "simple")]
    return Terms(
        algorithm=_ALGORITHMS[tags["a"]],
        header_form=header_form,
        body_form=body_form,
        domain=tags["d"].lower(),
        selector=tags["s"].lower(),
        identity=_identity(tags),
        names=(names := names_of(tags["h"])),
        nested="dkim-signature" in names,
    )


_known_terms = functools.lru_cache(maxsize=256)(_terms)  # other people's must not drive ours out


def _name(value: str) -> str:
    """*value* in lower case when it is a DNS name, else ""."""
    return value.lower() if _DNS_NAME.fullmatch(value) else ""


def _identity(tags: Mapping[str, str]) -> str:
    """The domain of i=, which is d= where i= is not given; "" where it has none."""
    _, at, domain = tags.get("i", f"@{tags['d']}").rpartition("@")
    return domain.lower() if at else ""


def _inside(domain: str, parent: str) -> bool:
    return domain == parent or domain.endswith(f".{parent}")


def bare(raw: bytes) -> bytes:
    """The field as it is hashed: the value of b= taken out with the blanks around it (RFC 6376 §3.7)."""
    name, colon, value = raw.removesuffix(b"\r\n").partition(b":")
    emptied = _SIGNED_BY.sub(rb"\1", b";" + value)  # each tag behind a semicolon is quickly found
    return name + colon + emptied[1:]
