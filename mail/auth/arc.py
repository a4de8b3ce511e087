"""Authenticated Received Chain (RFC 8617): whether those who handed a letter on vouch for it, and who they are.

Sealing is no part of this. Results are those that RFC 8617 §10.1 registers for RFC 8601.
"""

import functools
import hashlib
from collections.abc import Container, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Literal, NamedTuple

from mail.auth.arc_set import Flaw, Set, read_sets
from mail.auth.aside import aside, overlong
from mail.auth.body import BodyHashes
from mail.auth.dkim import LEAST_RSA_BITS
from mail.auth.keys import KeyName, KeyServer, key_records
from mail.header import Header, parse
from mail.sign.record import KeyRecord
from mail.sign.seen import Form
from mail.sign.signature import Broken, Signature
from mail.sign.verifier import Bench, Result, canonical, unusable


@dataclass(frozen=True, slots=True)
class Sealing:
    """One hop of a chain that holds: who sealed (d= and s= of the seal), and what it had found out.

    *results* is the payload of an Authentication-Results field (RFC 8601 §2.2), unfolded.
    """

    instance: int
    domain: str
    selector: str
    results: str


@dataclass(frozen=True, slots=True)
class Chain:
    """What became of the chain. *sealings* is () unless it passes, else oldest first.

    *oldest_pass* is the oldest instance whose signature still holds, 0 where all do
    (RFC 8617 §5.2, step 5). *signs_author*: the newest signature covers From. *temporary*:
    it failed because DNS did not tell a key; to a chain that is a failure as any
    (RFC 8617 §5.2.1), to a policy that would refuse the letter it need not be.
    """

    result: Literal["none", "pass", "fail"]
    reason: str
    sealings: tuple[Sealing, ...] = ()
    oldest_pass: int = 0
    signs_author: bool = False
    temporary: bool = False

    def vouched(self, trusted: Container[str]) -> Sealing | None:
        """The oldest hop whose word counts, because it and all that follow are of *trusted* domains.

        What it had found out, a policy may use in place of what is found now
        (RFC 8617 §7.2.1). None where the newest sealer is not trusted, or left From
        unsigned: then anybody may have changed who wrote.
        """
        best = None
        for sealing in reversed(self.sealings if self.signs_author else ()):
            if sealing.domain not in trusted:
                break
            best = sealing
        return best


async def validate_arc(
    header: bytes,
    hashes: BodyHashes,
    resolver: KeyServer,
    now: datetime,
    *,
    least_rsa_bits: int = LEAST_RSA_BITS,
) -> Chain:
    """Whether the chain of ARC sets in *header* holds (RFC 8617 §5.2). Never raises, whatever the octets.

    The newest signature is judged first; where it fails, no further key is asked for.
    """
    reason = overlong(header)
    if reason is not None:
        return _failed(reason)
    read = await aside(len(header), partial(_read, header))
    if isinstance(read, Chain):
        return read
    records = await key_records({_key_name(read.newest)}, resolver)
    bench = _bench(read, hashes, records, now, least_rsa_bits)
    chain = await aside(len(header), partial(_newest_judged, read, bench))
    if chain is not None:
        return chain
    records.update(await key_records(_other_keys(read) - records.keys(), resolver))
    return await aside(len(header), partial(_all_judged, read, bench))


class _Read(NamedTuple):
    """A chain whose structure is sound."""

    header: Header
    sets: tuple[Set, ...]
    newest: Signature


def _failed(reason: str, result: Result = "fail") -> Chain:
    return Chain("fail", reason, temporary=result == "temperror")


def _read(header: bytes) -> _Read | Chain:
    block = parse(header)
    sets = read_sets(block)
    if sets == ():
        return Chain("none", "there is no ARC set")
    reason = unusable(header, block)
    if reason is not None:
        return _failed(reason)
    if isinstance(sets, Flaw):
        return _failed(sets.reason)
    newest = sets[-1].signature
    if isinstance(newest, Broken):
        return _failed(f"signature {len(sets)}: {newest.reason}")
    return _Read(block, sets, newest)


def _bench(
    read: _Read,
    hashes: BodyHashes,
    records: Mapping[KeyName, bytes | None],
    now: datetime,
    least_rsa_bits: int,
) -> Bench:
    forms: Mapping[Form, bytes] = {"relaxed": hashes.relaxed, "simple": hashes.simple}
    return Bench(
        read.header.fields,
        forms,
        records,
        int(now.timestamp()),
        least_rsa_bits,
        functools.cache(canonical),  # fifty signatures may sign the same field
    )


def _key_name(signature: Signature) -> KeyName:
    return signature.terms.selector, signature.terms.domain


def _other_keys(read: _Read) -> set[KeyName]:
    seals = {_key_name(one.sealed) for one in read.sets}
    signatures = (one.signature for one in read.sets)
    return seals | {_key_name(one) for one in signatures if isinstance(one, Signature)}


def _newest_judged(read: _Read, bench: Bench) -> Chain | None:
    """The end of it where the newest signature does not hold (RFC 8617 §5.2, step 4)."""
    result, reason = bench.judged(read.newest)
    if result == "pass":
        return None
    return _failed(f"signature {len(read.sets)}: {reason}", result)


def _all_judged(read: _Read, bench: Bench) -> Chain:
    digests = _digests(read.sets)
    for one in reversed(read.sets):
        result, reason = _seal_judged(one.sealed, digests[one.instance], bench)
        if result != "pass":
            return _failed(f"seal {one.instance}: {reason}", result)
    return Chain(
        "pass",
        f"{len(read.sets)} good seals",
        tuple(_sealing(one) for one in read.sets),
        _oldest_pass(read.sets, bench),
        "from" in read.newest.terms.names,
    )


def _seal_judged(sealed: Signature, digest: bytes, bench: Bench) -> tuple[Result, str]:
    record = bench.key(sealed)
    if not isinstance(record, KeyRecord):
        return record
    if not record.holds(sealed.octets, digest):
        return "fail", "the sets were changed, or the key is another"
    return bench.weighed(record)


def _digests(sets: tuple[Set, ...]) -> dict[int, bytes]:
    """What each seal was made over: the sets up to its own, itself with b= empty as the last (RFC 8617 §5.1.1)."""
    digests, so_far = {}, hashlib.sha256()
    for one in sets:
        so_far.update(_line(one.results.raw) + _line(one.message.raw))
        own = so_far.copy()
        own.update(canonical(one.sealed.bare, "relaxed"))
        digests[one.instance] = own.digest()
        so_far.update(_line(one.seal.raw))
    return digests


def _line(raw: bytes) -> bytes:
    return canonical(raw, "relaxed") + b"\r\n"


def _sealing(one: Set) -> Sealing:
    return Sealing(one.instance, one.sealed.terms.domain, one.sealed.terms.selector, one.payload)


def _oldest_pass(sets: tuple[Set, ...], bench: Bench) -> int:
    for one in reversed(sets[:-1]):
        if isinstance(one.signature, Broken) or bench.judged(one.signature)[0] != "pass":
            return one.instance + 1
    return 0
