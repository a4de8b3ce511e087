"""ARC chains sealed by hand: right in what they sign, whatever their tags claim. Imports nothing that validates."""

import base64
import functools
import hashlib
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed

from tests.mail.auth.zones import Zones, named, texts
from tests.mail.sign.letters import (
    BODY,
    HEADER,
    body_hash,
    private_key,
    public_key,
    record_of,
    relaxed,
    selected,
)

Changes = Mapping[int, Mapping[str, str | None]]
NONE: Changes = MappingProxyType({})


class Set(NamedTuple):
    """The three fields of one instance."""

    results: bytes
    message: bytes
    seal: bytes


def domain(instance: int) -> str:
    return f"hop{instance}.example"


def sealed(hops: int, *, message: Changes = NONE, seal: Changes = NONE) -> list[Set]:
    """Sets 1 to *hops*, each by a domain of its own; tags changed by instance, None leaves one out."""
    return _sealed(hops, _frozen(message), _frozen(seal))[:]


def letter(sets: Sequence[Set], header: bytes = HEADER, body: bytes = BODY) -> bytes:
    """The newest set on top, as each hop puts its own."""
    fields = b"".join(one.seal + one.message + one.results for one in reversed(sets))
    return fields + header + b"\r\n" + body


def zone(hops: int, without: int = 0, unknown: int = 0) -> Zones:
    """The keys of all hops; that of *without* does not exist, that of *unknown* is not known now."""
    record = record_of(public_key())
    found = {i: None if i == unknown else record for i in range(1, hops + 1) if i != without}
    return Zones(texts({named("arc", domain(i)): text for i, text in found.items()}))


_Frozen = tuple[tuple[int, tuple[tuple[str, str | None], ...]], ...]


def _frozen(changes: Changes) -> _Frozen:
    return tuple((instance, tuple(tags.items())) for instance, tags in changes.items())


@functools.cache
def _sealed(hops: int, message: _Frozen, seal: _Frozen) -> list[Set]:
    sets: list[Set] = []
    for i in range(1, hops + 1):
        results = f"ARC-Authentication-Results: i={i}; {domain(i)};\r\n dmarc=pass\r\n".encode()
        signature = _message(i, dict(dict(message).get(i, ())))
        covered = [field for one in sets for field in one] + [results, signature]
        sets.append(Set(results, signature, _seal(i, covered, dict(dict(seal).get(i, ())))))
    return sets


def _message(i: int, changes: Mapping[str, str | None]) -> bytes:
    bh = base64.b64encode(body_hash(BODY)).decode()
    tags = {"h": "from:to:subject", "bh": bh, "c": "relaxed/relaxed", **_common(i), **changes}
    names = (tags["h"] or "").lower().split(":")
    return _signed("ARC-Message-Signature", tags, selected(HEADER, names))


def _seal(i: int, covered: Sequence[bytes], changes: Mapping[str, str | None]) -> bytes:
    tags = {"cv": "none" if i == 1 else "pass", **_common(i), **changes}
    return _signed("ARC-Seal", tags, b"".join(relaxed(field) + b"\r\n" for field in covered))


def _common(i: int) -> dict[str, str | None]:
    return {"i": str(i), "a": "rsa-sha256", "d": domain(i), "s": "arc", "t": "1795400000"}


def _signed(name: str, tags: Mapping[str, str | None], before: bytes) -> bytes:
    value = "".join(f" {tag}={text};" for tag, text in tags.items() if text is not None)
    unsigned = f"{name}:{value} b=".encode()
    digest = hashlib.sha256(before + relaxed(unsigned)).digest()
    octets = private_key(2048).sign(digest, PKCS1v15(), Prehashed(hashes.SHA256()))
    return unsigned + base64.b64encode(octets) + b"\r\n"
