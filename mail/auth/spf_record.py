"""SPF records (RFC 7208 §4.6, §5, §6, §12): read whole, before anything is looked up."""

import re
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from mail.auth.macro import is_domain_spec, is_macro_string

LONGEST_RECORD = 8192  # octets; RFC 7208 §3.4 wants 450 at most

_VERSION = re.compile(rb"v=spf1(?: |\Z)", re.IGNORECASE)
_MODIFIER = re.compile(r"([A-Za-z][A-Za-z0-9_.-]*)=(.*)", re.DOTALL)
_MECHANISM = re.compile(
    r"([-+~?]?)(all|include|a|mx|ptr|ip4|ip6|exists)(?![^:/])(.*)", re.IGNORECASE | re.DOTALL
)
_PREFIX4 = r"/(0|[1-9][0-9]?)"
_PREFIX6 = r"/(0|[1-9][0-9]{0,2})"
_DUAL = re.compile(rf"(:.*?)?(?:{_PREFIX4})?(?:/{_PREFIX6})?", re.DOTALL)
_IP4 = re.compile(rf":([0-9.]+)(?:{_PREFIX4})?")
_IP6 = re.compile(rf":([0-9A-Fa-f:.]+)(?:{_PREFIX6})?")


class Mechanism(NamedTuple):
    """One mechanism: *text* as written, *spec* its domain-spec or "", *network* the address of ip4 or ip6."""

    text: str
    qualifier: str
    name: str
    spec: str = ""
    network: int = 0
    prefix4: int = 32
    prefix6: int = 128


@dataclass(frozen=True, slots=True)
class Record:
    """What a record says; *redirect* and *explanation* are domain-specs, "" where there is none."""

    mechanisms: tuple[Mechanism, ...]
    redirect: str = ""
    explanation: str = ""


@dataclass(frozen=True, slots=True)
class Malformed:
    """Why nothing of a record counts."""

    reason: str


def selected(texts: Sequence[bytes]) -> list[bytes]:
    """The SPF records among TXT records (RFC 7208 §4.5)."""
    return [text for text in texts if _VERSION.match(text)]


def read_record(text: bytes) -> Record | Malformed:
    """The record in *text*, which begins with its version. Never raises."""
    if len(text) > LONGEST_RECORD:
        return Malformed(f"the record is longer than {LONGEST_RECORD} octets")
    if not text.isascii():
        return Malformed("the record is not ASCII")
    mechanisms: list[Mechanism] = []
    known: dict[str, str] = {}
    for term in text.decode("ascii")[len("v=spf1") :].split(" "):
        if term == "":
            continue
        modifier = _MODIFIER.fullmatch(term)
        flaw = _modify(known, modifier[1].lower(), modifier[2]) if modifier else ""
        mechanism = None if modifier else _mechanism(term)
        if flaw or not (modifier or mechanism):
            return Malformed(flaw or f"{_shown(term)} is no mechanism as RFC 7208 writes it")
        if mechanism:
            mechanisms.append(mechanism)
    return Record(tuple(mechanisms), known.get("redirect", ""), known.get("exp", ""))


def _modify(known: dict[str, str], name: str, value: str) -> str:
    """Notes a modifier (RFC 7208 §6); what is wrong with it, or ""."""
    if name not in ("redirect", "exp"):
        return "" if is_macro_string(value) else f"{_shown(name)}= holds a wrong macro"
    if name in known:
        return f"{name}= stands twice"
    known[name] = value
    return "" if is_domain_spec(value) else f"{name}= names no domain"


def _mechanism(term: str) -> Mechanism | None:
    found = _MECHANISM.fullmatch(term)
    if found is None:
        return None
    bare = Mechanism(term, found[1] or "+", found[2].lower())
    return _ARGUMENTS[bare.name](bare, found[3])


def _nothing(bare: Mechanism, given: str) -> Mechanism | None:
    return None if given else bare


def _domain(bare: Mechanism, given: str) -> Mechanism | None:
    spec = given.removeprefix(":")
    return bare._replace(spec=spec) if spec != given and is_domain_spec(spec) else None


def _maybe_domain(bare: Mechanism, given: str) -> Mechanism | None:
    return _domain(bare, given) if given else bare


def _dual(bare: Mechanism, given: str) -> Mechanism | None:
    found = _DUAL.fullmatch(given)
    if found is None:
        return None
    prefix4, prefix6 = int(found[2] or 32), int(found[3] or 128)
    if prefix4 > 32 or prefix6 > 128:
        return None
    return _maybe_domain(bare._replace(prefix4=prefix4, prefix6=prefix6), found[1] or "")


def _ip4(bare: Mechanism, given: str) -> Mechanism | None:
    found = _IP4.fullmatch(given)
    network = _number(socket.AF_INET, found[1]) if found else None
    if found is None or network is None or int(found[2] or 32) > 32:
        return None
    return bare._replace(network=network, prefix4=int(found[2] or 32))


def _ip6(bare: Mechanism, given: str) -> Mechanism | None:
    found = _IP6.fullmatch(given)
    network = _number(socket.AF_INET6, found[1]) if found else None
    if found is None or network is None or int(found[2] or 128) > 128:
        return None
    return bare._replace(network=network, prefix6=int(found[2] or 128))


def _number(family: socket.AddressFamily, address: str) -> int | None:
    try:
        return int.from_bytes(socket.inet_pton(family, address), "big")
    except OSError:
        return None


_ARGUMENTS: dict[str, Callable[[Mechanism, str], Mechanism | None]] = {
    "all": _nothing,
    "include": _domain,
    "a": _dual,
    "mx": _dual,
    "ptr": _maybe_domain,
    "ip4": _ip4,
    "ip6": _ip6,
    "exists": _domain,
}


def _shown(term: str) -> str:
    """*term* for people: a stranger wrote it."""
    return term[:40] if term.isprintable() else "a term with a control character"
