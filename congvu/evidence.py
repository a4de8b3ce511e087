"""A bundle of evidence about one letter: receipts that are signed now, resting on lines that were sealed then."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from hashlib import sha256
from importlib.resources import files
from typing import Any

from congvu.audit_key import AuditKey
from store import Store, body, discreet, evidence
from store.checkpoint import Checkpoint
from store.evidence import Kept, Line, Segment
from store.schema.base import instant
from templates import LANGUAGES, render
from work import receipt
from work.evidence import SUBMITTED, Event, accepting, bound, canonical, event, opening

SCRIPT = "verify_evidence.py"
MODEL = "ETSI EN 319 522-1"  # the names are modelled on it, nothing more

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who vouches: the office's *name* and *domain*, its relay's *hostname*, its people's *zone*."""

    name: str
    domain: str
    hostname: str
    zone: tzinfo


@dataclass(frozen=True, slots=True)
class Found:
    """What the store has of a letter; *lines* are those about it that are sealed, of the *account*."""

    number: int
    kept: Kept | None
    octets: bytes | None
    lines: tuple[Line, ...]
    segments: tuple[Segment, ...]
    checkpoints: tuple[Checkpoint, ...]
    account: tuple[Line, ...]
    hidden: bool = False  # somebody sent it who petitions, or is sent it: nothing names them


def script() -> bytes:
    """The program that verifies a bundle or an export without Congvu."""
    return (files("congvu.offline") / SCRIPT).read_bytes()


async def find(store: Store, number: int) -> Found | None:
    """All that the store has of letter *number*; None where the account does not know it."""
    lines = await store.read(evidence.lines_about, f"letter:{number}")
    if not lines:
        return None
    hidden = bool(await store.read(discreet.of_petitioners, (number,)))
    kept = None if hidden else await store.read(evidence.kept, number)
    segments = await store.read(evidence.segments, lines)
    around: dict[int, Checkpoint] = {}
    account: list[Line] = []
    for segment in segments:
        near = await store.read(evidence.around, segment.checkpoint)
        around.update({one.number: one for one in near})
        after = segment.after
        while some := await store.read(evidence.page, segment, after):
            account += some
            after = some[-1].position
    octets = await _octets(store, kept.body) if kept and kept.body else None
    sealed = tuple(line for line in account if line.subject == f"letter:{number}")
    checkpoints = tuple(around[number] for number in sorted(around))
    lines = tuple(sorted(sealed, key=lambda line: (line.at, line.chain, line.position)))
    return Found(number, kept, octets, lines, segments, checkpoints, tuple(account), hidden)


def bundle(
    found: Found, issuer: Issuer, key: AuditKey, public: bytes, now: datetime
) -> dict[str, bytes]:
    """Each file's octets by its name; *public* holds the public keys that verify it, in PEM."""
    told = receipts(found, issuer, key, now)
    contents = {
        "README.txt": _readme(found, told, issuer, now),
        "account.jsonl": "".join(f"{canonical(one)}\n" for one in _account(found)).encode(),
        "audit.pub": public,
        "receipts.json": _pretty(told),
        SCRIPT: script(),
    }
    if found.octets is not None:
        contents["letter.eml"] = found.octets
    listed = {name: sha256(octets).hexdigest() for name, octets in sorted(contents.items())}
    manifest = {
        "kind": "manifest",
        "version": 1,
        "subject": f"letter:{found.number}",
        "receipt": receipt.encode(found.number),
        "made": now.isoformat(),
        "files": listed,
    }
    contents["manifest.json"] = _pretty(_signed("manifest", manifest, key))
    return contents


def receipts(found: Found, issuer: Issuer, key: AuditKey, now: datetime) -> list[Json]:
    """A signed receipt for the acceptance, and for each recipient's end, as far as they are sealed."""
    told: list[Json] = []
    content: Json = {}
    for line in found.lines:
        codes = line.told()
        kind = _kind(line, codes)
        if kind is None:
            continue
        if kind is SUBMITTED:
            content = {"sha256": codes["sha256"], "octets": codes["octets"]}
        said = _receipt(len(told) + 1, kind, line, codes, found)
        whole = {**said, "content": content, "issuer": _issuer(issuer), "made": now.isoformat()}
        told.append(_signed("receipt", whole, key))
    return told


def _kind(line: Line, codes: Mapping[str, Any]) -> Event | None:
    if "position" in codes:
        return event(line.event, str(codes.get("via", "")))
    return SUBMITTED if line.event in ("accepted", "held") else None


def _receipt(number: int, kind: Event, line: Line, codes: Json, found: Found) -> Json:
    facts, name = _facts(line, codes, found.kept)
    to = None
    if facts is not None and found.kept and "position" in codes:
        to = found.kept.recipients[codes["position"]]
    salt = found.kept.salt if found.kept else b""
    return {
        "kind": "receipt",
        "version": 1,
        "number": number,
        "event": kind.name,
        "clause": kind.clause,
        "modelled_on": MODEL,
        "receipt": receipt.encode(found.number),
        "letter": found.number,
        "at": line.at,
        "time": instant(line.at).isoformat(),
        "recipient": to,
        "codes": codes,
        "facts": facts,
        "opening": opening(salt, name).hex() if facts is not None else None,
        "line": {"chain": line.chain, "position": line.position, "hash": line.hash.hex()},
    }


def _facts(line: Line, codes: Json, kept: Kept | None) -> tuple[Json | None, str]:
    """The facts that *line* binds, and the name of their key; None where they are not known any more."""
    if "position" in codes:
        name = f"{codes['position']}.{codes['attempt']}"
        text = kept.facts.get(codes["position"], "") if kept else ""
    else:
        name = "accepted"
        text = _acceptance(kept) if kept else ""
    if kept is None or bound(kept.salt, name, text) != codes.get("facts"):
        return None, name
    return json.loads(text), name


def _acceptance(kept: Kept) -> str:
    return accepting(kept.sender, kept.recipients, kept.message_id, kept.origin)


def _account(found: Found) -> Sequence[Json]:
    told: list[Json] = [one.shown() for one in found.checkpoints]
    lines = iter(found.account)
    for one in found.segments:
        told.append(
            {
                "kind": "segment",
                "chain": one.chain,
                "actor": one.actor,
                "after": one.after,
                "from": one.head.hex(),
            }
        )
        told += [_shown(next(lines)) for _ in range(one.after, one.until)]
    return told


def _shown(line: Line) -> Json:
    told = line._asdict()
    return {
        "kind": "line",
        "chain_id": told.pop("chain"),
        **told,
        "hash": line.hash.hex(),
        "time": instant(line.at).isoformat(),
    }


def _readme(found: Found, told: Sequence[Json], issuer: Issuer, now: datetime) -> bytes:
    facts = {
        "receipt": receipt.encode(found.number),
        "office": issuer.name,
        "domain": issuer.domain,
        "made": now.astimezone(issuer.zone).isoformat(),
        "kept": found.octets is not None,
        "told": any(one["facts"] is not None for one in told),
        "hidden": found.hidden,
    }
    texts = (render("evidence/readme", facts, language) for language in LANGUAGES)
    return "\n\n----\n\n".join(texts).encode() + b"\n"


def _signed(kind: str, value: Json, key: AuditKey) -> Json:
    """*value* with its signature; what *kind* it is of is signed along, so that none passes for another."""
    whole = {**value, "key": key.key_id}
    message = f"congvu {kind} 1\n{canonical(whole)}".encode()
    return {**whole, "signature": key.sign(message).hex()}


def _issuer(issuer: Issuer) -> Json:
    return {"office": issuer.name, "domain": issuer.domain, "relay": issuer.hostname}


def _pretty(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode() + b"\n"


async def _octets(store: Store, body_id: int) -> bytes | None:
    """The letter whole; None where its octets went meanwhile."""
    whole = await store.read(body.data, body_id)
    if whole is not None:
        return whole
    parts: list[bytes] = []
    while (part := await store.read(body.chunk, body_id, len(parts))) is not None:
        parts.append(part)
    return b"".join(parts) or None
