"""A DKIM-Signature field, read strictly (RFC 6376 §3.5, §6.1.1): what it claims, or why it counts for nothing."""

import functools
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from mail.header import Field
from mail.sign.key import Algorithm
from mail.sign.seen import Form
from mail.sign.tags import names_of, octets_of, read_tags

REQUIRED = ("v", "a", "b", "bh", "d", "h", "s")
LONGEST_SIGNATURE = 1024  # octets; RSA with 4,096 bits gives 512

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
_SECONDS = re.compile(r"[0-9]{1,12}")


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature's claims. *names* is h= in its order; *bare* is the field with b= emptied, without its CRLF."""

    algorithm: Algorithm
    header_form: Form
    body_form: Form
    domain: str
    selector: str
    identity: str  # the domain of i=
    names: tuple[str, ...]
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
    missing = next((name for name in REQUIRED if name not in tags), None)
    if missing is not None:
        return Broken(f"{missing}= is missing")
    reason = next((reason for reason, keeps in _LAW if not keeps(tags)), None)
    if reason is not None:
        return Broken(reason, _name(tags["d"]), _name(tags["s"]))
    return _claims(field, tags)


@functools.lru_cache(maxsize=16)  # one signer's letters have the same h=
def _is_list_of_names(value: str) -> bool:
    return _FIELD_NAMES.fullmatch(value) is not None


_LAW: tuple[tuple[str, Callable[[Mapping[str, str]], bool]], ...] = (
    ("v= is not 1", lambda tags: tags["v"] == "1"),
    ("rsa-sha1 is no signature any more", lambda tags: tags["a"] != "rsa-sha1"),  # RFC 8301 §3.1
    ("a= is unknown", lambda tags: tags["a"] in _ALGORITHMS),
    ("c= is unknown", lambda tags: tags.get("c", "simple") in _FORMS),
    ("d= is no domain", lambda tags: _DNS_NAME.fullmatch(tags["d"]) is not None),
    ("s= is no selector", lambda tags: _DNS_NAME.fullmatch(tags["s"]) is not None),
    ("q= is unknown", lambda tags: "dns/txt" in names_of(tags.get("q", "dns/txt"))),
    ("h= is malformed", lambda tags: _is_list_of_names(tags["h"])),
    ("From is not signed", lambda tags: "from" in names_of(tags["h"])),
    ("bh= is no SHA-256", lambda tags: len(octets_of(tags["bh"]) or b"") == 32),
    ("b= is malformed", lambda tags: 0 < len(octets_of(tags["b"]) or b"") <= LONGEST_SIGNATURE),
    ("i= is not inside d=", lambda tags: _inside(_identity(tags), tags["d"].lower())),
    ("t= is no time", lambda tags: _SECONDS.fullmatch(tags.get("t", "0")) is not None),
    ("x= is no time", lambda tags: _SECONDS.fullmatch(tags.get("x", "0")) is not None),
    (
        "x= is not after t=",
        lambda tags: "x" not in tags or int(tags["x"]) > int(tags.get("t", "0")),
    ),
)


def _claims(field: Field, tags: Mapping[str, str]) -> Signature:
    header_form, body_form = _FORMS[tags.get("c", "simple")]
    return Signature(
        algorithm=_ALGORITHMS[tags["a"]],
        header_form=header_form,
        body_form=body_form,
        domain=tags["d"].lower(),
        selector=tags["s"].lower(),
        identity=_identity(tags),
        names=names_of(tags["h"]),
        body_hash=octets_of(tags["bh"]) or b"",
        octets=octets_of(tags["b"]) or b"",
        expires_at=int(tags["x"]) if "x" in tags else None,
        limited="l" in tags,
        bare=_bare(field.raw),
    )


def _name(value: str) -> str:
    """*value* in lower case when it is a DNS name, else ""."""
    return value.lower() if _DNS_NAME.fullmatch(value) else ""


def _identity(tags: Mapping[str, str]) -> str:
    """The domain of i=, which is d= where i= is not given; "" where it has none."""
    _, at, domain = tags.get("i", f"@{tags['d']}").rpartition("@")
    return domain.lower() if at else ""


def _inside(domain: str, parent: str) -> bool:
    return domain == parent or domain.endswith(f".{parent}")


def _bare(raw: bytes) -> bytes:
    """The field as it is hashed: the value of b= taken out with the blanks around it (RFC 6376 §3.7)."""
    name, colon, value = raw.removesuffix(b"\r\n").partition(b":")
    specs = value.split(b";")
    for at, spec in enumerate(specs):
        tag, equals, _ = spec.partition(b"=")
        if tag.strip() == b"b":
            specs[at] = tag + equals
    return name + colon + b";".join(specs)
