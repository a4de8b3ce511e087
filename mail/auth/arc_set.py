"""The ARC sets of a header taken apart (RFC 8617 §4): numbered without a gap, each whole, or why not."""

import base64
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

from mail.header import Field, Header
from mail.sign.signature import Broken, Signature, claims
from mail.sign.tags import names_of, read_tags

MOST_SETS = 50  # RFC 8617 §4.2.1
RESULTS, MESSAGE, SEAL = "arc-authentication-results", "arc-message-signature", "arc-seal"

_CFWS = r"(?>(?:[ \t]|\([^()\\]*\))*)"
_RESULTS = re.compile(rf"{_CFWS}i{_CFWS}={_CFWS}([0-9]{{1,2}}){_CFWS};(.*)", re.DOTALL)
_INSTANCE = re.compile(r"[0-9]{1,2}")
_NO_BODY = base64.b64encode(bytes(32)).decode()
_OF_SEAL = ("a", "b", "d", "s", "t")


class Set(NamedTuple):
    """What one intermediary added: what it had found out, its signature, and its seal over the sets so far.

    *payload* is what its ARC-Authentication-Results hold behind the instance. Only the
    newest signature has to hold, so an older one may be broken.
    """

    instance: int
    results: Field
    payload: str
    signature: Signature | Broken
    message: Field
    sealed: Signature
    seal: Field


class Flaw(NamedTuple):
    """Why the sets make no chain."""

    reason: str


class _Part(NamedTuple):
    """One field, and what it says behind its instance."""

    field: Field
    tags: Mapping[str, str]
    payload: str


def read_sets(header: Header) -> tuple[Set, ...] | Flaw:
    """The sets, oldest first; () where there is none (RFC 8617 §5.2, steps 1 to 3). Never raises."""
    kinds = [_numbered(kind, header.named(kind)) for kind in (RESULTS, MESSAGE, SEAL)]
    flaw = next((kind for kind in kinds if isinstance(kind, Flaw)), None)
    if flaw is not None:
        return flaw
    results, messages, seals = (kind for kind in kinds if not isinstance(kind, Flaw))
    count = max(map(len, (results, messages, seals)))
    for name, parts in ((RESULTS, results), (MESSAGE, messages), (SEAL, seals)):
        if parts.keys() != set(range(1, count + 1)):
            return Flaw(f"{name} does not stand once for each of 1 to {count}")
    sets = [_set(i, results[i], messages[i], seals[i]) for i in range(1, count + 1)]
    flaw = next((one for one in sets if isinstance(one, Flaw)), None)
    return flaw or tuple(one for one in sets if isinstance(one, Set))


def _numbered(name: str, fields: tuple[Field, ...]) -> dict[int, _Part] | Flaw:
    if len(fields) > MOST_SETS:
        return Flaw(f"there are {len(fields)} {name} fields; {MOST_SETS} are allowed")
    found: dict[int, _Part] = {}
    for field in fields:
        instance, part = _results(field) if name == RESULTS else _tagged(field)
        if not 1 <= instance <= MOST_SETS:
            return Flaw(f"{name} has no instance of 1 to {MOST_SETS}")
        if instance in found:
            return Flaw(f"{name} has instance {instance} twice")
        found[instance] = part
    return found


def _results(field: Field) -> tuple[int, _Part]:
    """0 where the instance cannot be read; it comes first (RFC 8617 §4.1.1)."""
    match = _RESULTS.fullmatch(field.value.decode("utf-8", "replace"))
    instance, payload = (int(match[1]), match[2].strip(" \t")) if match else (0, "")
    return instance, _Part(field, {}, payload)


def _tagged(field: Field) -> tuple[int, _Part]:
    tags = read_tags(field.value) or {}
    given = tags.get("i", "")
    instance = int(given) if _INSTANCE.fullmatch(given) else 0
    return instance, _Part(field, tags, "")


def _set(instance: int, results: _Part, message: _Part, seal: _Part) -> Set | Flaw:
    expected = "none" if instance == 1 else "pass"
    if seal.tags.get("cv") != expected:
        return Flaw(f"cv= of seal {instance} is not {expected}")
    if "h" in seal.tags:  # RFC 8617 §4.1.3
        return Flaw(f"seal {instance} has h=")
    sealed = _sealed(seal)
    if isinstance(sealed, Broken):
        return Flaw(f"seal {instance}: {sealed.reason}")
    return Set(
        instance,
        results.field,
        results.payload,
        _signature(message),
        message.field,
        sealed,
        seal.field,
    )


def _signature(part: _Part) -> Signature | Broken:
    """A DKIM signature, save that v= is ignored and i= is the instance (RFC 8617 §4.1.2).

    As the validation suite wants it, h= may be empty, and c= is relaxed/relaxed where
    it is missing.
    """
    names = names_of(part.tags.get("h", ""))
    if "h" not in part.tags:
        return Broken("h= is missing")
    if SEAL in names:
        return Broken("h= names seals")
    tags = {"c": "relaxed/relaxed", **part.tags, "v": "1", "h": "from"}
    del tags["i"]
    read = claims(tags, part.field.raw)
    if isinstance(read, Broken):
        return read
    return read._replace(terms=replace(read.terms, names=names))


def _sealed(part: _Part) -> Signature | Broken:
    """A seal as a signature over no body, in relaxed form; tags that it does not know count for nothing."""
    given = {name: part.tags[name] for name in _OF_SEAL if name in part.tags}
    tags = {"v": "1", "c": "relaxed/relaxed", "h": "from", "bh": _NO_BODY, **given}
    return claims(tags, part.field.raw)
