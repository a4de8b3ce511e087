"""Walks the chains and the checkpoints of the account, and says where they do not hold."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Row

from store.account import chains, checkpoint_hash, page, sealed_lengths, seals
from store.store import Store
from store.trail import EMPTY_HEAD, entry_hash

Verify = Callable[[str, bytes, bytes], bool]  # key id, message, signature -> holds


@dataclass(frozen=True, slots=True)
class Fault:
    """Where the account does not hold: a line of a chain, or a checkpoint by its number.

    *what* is "hash", "gap", "head", "checkpoint", "signature", "shortened", or "unsealed":
    a checkpoint that covered the chain as far as that is gone.
    """

    chain: str
    position: int
    what: str


@dataclass(slots=True)
class Report:
    """What a walk found. *unsealed* lines stand after the last checkpoint: only their hashes vouch."""

    lines: int = 0
    chains: int = 0
    checkpoints: int = 0
    unsealed: int = 0
    faults: list[Fault] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Link:
    """Where a walk stands in one chain."""

    position: int = 0
    head: bytes = EMPTY_HEAD


@dataclass(frozen=True, slots=True)
class Seal:
    """What one checkpoint vouches for: the length and head of each chain that had grown."""

    number: int
    heads: dict[str, tuple[int, bytes]]


async def verify(store: Store, holds: Verify) -> Report:
    """Reads the whole account in pages; it may grow meanwhile.

    It cannot see a chain removed together with every checkpoint that names it:
    for that, compare with a checkpoint that was sent out.
    """
    report = Report()
    lengths = await store.read(sealed_lengths)  # before the checkpoints, of which more may come
    sealed = await _sealed(store, holds, report)
    report.faults += [
        Fault(name, length, "unsealed")
        for name, length in lengths.items()
        if length > max(sealed.get(name, {}), default=0)
    ]
    for chain_id, length, head in await store.read(chains):
        report.chains += 1
        await _chain(store, report, chain_id, Link(length, head), sealed.pop(chain_id, {}))
    report.faults += [Fault(name, max(marks), "shortened") for name, marks in sealed.items()]
    return report


async def _sealed(store: Store, holds: Verify, report: Report) -> dict[str, dict[int, bytes]]:
    """For each chain, the head that checkpoints vouch for at each length."""
    marks: dict[str, dict[int, bytes]] = {}
    after, previous = 0, EMPTY_HEAD
    while rows := await store.read(seals, after):
        for found in check_seals(rows, previous, holds):
            if isinstance(found, Fault):
                report.faults.append(found)
                continue
            report.checkpoints += 1
            for name, (length, head) in found.heads.items():
                marks.setdefault(name, {})[length] = head
        after, previous = rows[-1].id, rows[-1].hash
    return marks


async def _chain(
    store: Store, report: Report, name: str, claimed: Link, marks: dict[int, bytes]
) -> None:
    """Walks one chain up to the length it claims."""
    link, vouched = Link(), max(marks, default=0)
    while link.position < claimed.position and (
        lines := await store.read(page, name, link.position)
    ):
        for line in lines:
            step = follow(link, line, name)
            if isinstance(step, Fault):
                report.faults.append(step)
                return
            link = step
            report.lines += 1
            if marks.pop(link.position, link.head) != link.head:
                report.faults.append(Fault(name, link.position, "checkpoint"))
            if link == claimed:
                break
    report.unsealed += max(0, link.position - vouched)
    if link != claimed:
        report.faults.append(Fault(name, link.position, "head"))
    if marks:
        report.faults.append(Fault(name, max(marks), "shortened"))


def follow(link: Link, line: dict[str, Any], name: str) -> Link | Fault:
    """The link after *line*, or how it does not follow from *link*."""
    if line["position"] != link.position + 1:
        return Fault(name, link.position + 1, "gap")
    if entry_hash(link.head, line) != line["hash"]:
        return Fault(name, line["position"], "hash")
    return Link(line["position"], line["hash"])


def check_seals(
    rows: tuple[Row[Any], ...], previous: bytes, holds: Verify
) -> Iterator[Seal | Fault]:
    """Each checkpoint's heads, or what is wrong with it: its order, its hash or its signature."""
    for row in rows:
        if row.previous != previous or checkpoint_hash(previous, row.at, row.heads) != row.hash:
            yield Fault("checkpoint", row.id, "checkpoint")
        elif not holds(row.key_id, row.hash, row.signature):
            yield Fault("checkpoint", row.id, "signature")
        else:
            heads = json.loads(row.heads).items()
            yield Seal(
                row.id, {name: (length, bytes.fromhex(head)) for name, (length, head) in heads}
            )
        previous = row.hash
