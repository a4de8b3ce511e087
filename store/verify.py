"""Walks the chains and the checkpoints of the account, and says where they do not hold."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from store.account import actors, chains, page, sealed_lengths, seals
from store.checkpoint import Checkpoint, from_row
from store.cut import CutOff, cut_chains, cuts
from store.schema.base import instant
from store.store import Store
from store.trail import EMPTY_HEAD, entry_hash, is_named_for

Verify = Callable[[str, bytes, bytes], bool]  # key id, message, signature -> holds

SLACK = timedelta(
    minutes=15
)  # a command bears the time at which it began, and may wait for a person
CLOCKS = timedelta(seconds=60)  # by which those of two machines may differ


@dataclass(frozen=True, slots=True)
class Fault:
    """Where the account does not hold: a line of a chain, or a checkpoint or cut by its number.

    *what* is "hash", "gap", "head", "actor" (somebody else wrote the chain), "checkpoint", "signature", "shortened", "unsealed" (a
    checkpoint that covered the chain as far as that is gone), "order" (a checkpoint does not
    follow from the one before), "cut", or of one that was sent out "not-ours" or "rewritten".
    """

    chain: str
    position: int
    what: str


@dataclass(frozen=True, slots=True)
class Jump:
    """Where time cannot be right: line or checkpoint *position* bears *at*, beside something of *beside*."""

    chain: str
    position: int
    at: datetime
    beside: datetime


@dataclass(slots=True)
class Report:
    """What a walk found. *unsealed* lines stand after the last checkpoint: only their hashes vouch.

    *compared* are the numbers of checkpoints that were sent out and are found here as they
    were sent, *uncompared* of those that were cut off since.
    """

    lines: int = 0
    chains: int = 0
    checkpoints: int = 0
    unsealed: int = 0
    unsealed_since: datetime | None = None
    last: Checkpoint | None = None
    cut: CutOff | None = None
    compared: list[int] = field(default_factory=list)
    uncompared: list[int] = field(default_factory=list)
    jumps: list[Jump] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Link:
    """Where a walk stands in one chain."""

    position: int = 0
    head: bytes = EMPTY_HEAD


class Mark(NamedTuple):
    """What a checkpoint says of a chain: its head, and between which instants the lines up to it came."""

    head: bytes
    after: datetime | None
    at: datetime


Marks = dict[int, Mark]  # by the length of the chain


async def verify(
    store: Store, holds: Verify, sent: Sequence[Checkpoint] = (), report: Report | None = None
) -> Report:
    """Reads the whole account in pages, from the last cut on; it may grow meanwhile.

    What it finds is put into *report* as it goes, where one is given.

    It cannot see what was removed together with every checkpoint that names it: for that
    give it checkpoints that were sent out.
    """
    report = report or Report()
    lengths = await store.read(sealed_lengths)  # before the checkpoints, of which more may come
    going = await _begun(store, holds, report)
    sealed = await _sealed(store, holds, report, {one.number: one for one in sent})
    _compare(report, sent, holds, sealed)
    report.faults += [
        Fault(name, length, "unsealed")
        for name, length in lengths.items()
        if length > max(sealed.get(name, {}), default=0) and name not in going
    ]
    named = await store.read(chains)
    who = await store.read(actors)
    for chain_id, length, head in named:
        if chain_id not in going or chain_id in sealed:
            report.chains += 1
            if chain_id in who and not is_named_for(chain_id, who[chain_id]):
                report.faults.append(Fault(chain_id, 0, "actor"))
            walk = _Walk(report, chain_id, sealed.pop(chain_id, {}))
            await walk.run(store, Link(length, head))
    report.faults += [Fault(name, max(marks), "shortened") for name, marks in sealed.items()]
    return report


async def _begun(store: Store, holds: Verify, report: Report) -> frozenset[str]:
    """Where walking begins, put into *report*; and the chains that are on their way out."""
    previous = EMPTY_HEAD
    for one in await store.read(cuts):
        if not one.is_whole or one.previous != previous:
            report.faults.append(Fault("cut", one.number, "cut"))
        elif not holds(one.key_id, one.hash, one.signature):
            report.faults.append(Fault("cut", one.number, "signature"))
        previous, report.cut = one.hash, one
    return await store.read(cut_chains) if report.cut else frozenset()


async def _sealed(
    store: Store, holds: Verify, report: Report, sent: dict[int, Checkpoint]
) -> dict[str, Marks]:
    """For each chain, the head that checkpoints vouch for at each length."""
    marks: dict[str, Marks] = {}
    after, previous = 0, EMPTY_HEAD
    before: datetime | None = None
    if report.cut:
        after, previous = report.cut.checkpoint, report.cut.checkpoint_hash
    while rows := await store.read(seals, after):
        seals_here = [from_row(row) for row in rows]
        for found in check_seals(seals_here, previous, holds):
            if isinstance(found, Fault):
                report.faults.append(found)
                continue
            report.checkpoints += 1
            if before and found.at < before - CLOCKS:
                report.jumps.append(Jump("checkpoint", found.number, found.at, before))
            _mark(marks, found, before)
            _match(report, found, sent)
            before, report.last = found.at, found
        after, previous = rows[-1].id, rows[-1].hash
    return marks


def _mark(marks: dict[str, Marks], found: Checkpoint, before: datetime | None) -> None:
    for name, (length, head) in found.marks().items():
        marks.setdefault(name, {})[length] = Mark(head, before, found.at)


def _match(report: Report, found: Checkpoint, sent: dict[int, Checkpoint]) -> None:
    same = sent.get(found.number)
    if same and same.hash == found.hash:
        report.compared.append(found.number)


def _compare(
    report: Report, sent: Sequence[Checkpoint], holds: Verify, marks: dict[str, Marks]
) -> None:
    """Looks for what was sent out; what it vouched for is looked for in the chains as well."""
    for one in sent:
        if not one.is_whole or not holds(one.key_id, one.hash, one.signature):
            report.faults.append(Fault("sent-out", one.number, "not-ours"))
        elif report.cut and one.number < report.cut.checkpoint:
            report.uncompared.append(one.number)
        elif report.cut and one.hash == report.cut.checkpoint_hash:
            report.compared.append(one.number)
        elif one.number not in report.compared:
            report.faults.append(Fault("sent-out", one.number, "rewritten"))
            for name, (length, head) in one.marks().items():
                marks.setdefault(name, {})[length] = Mark(head, None, one.at)


class _Walk:
    """Walks one chain up to the length it claims."""

    def __init__(self, report: Report, name: str, marks: Marks) -> None:
        self._report = report
        self._name = name
        self._marks = marks
        self._ahead = sorted(marks, reverse=True)  # the nearest is the last
        self._jumped = False

    async def run(self, store: Store, claimed: Link) -> None:
        link = Link()
        while link.position < claimed.position and (
            lines := await store.read(page, self._name, link.position)
        ):
            for line in lines:
                step = follow(link, line, self._name)
                if isinstance(step, Fault):
                    self._report.faults.append(step)
                    return
                link = step
                self._see(link, instant(line["at"]))
                if link == claimed:
                    break
        if link != claimed:
            self._report.faults.append(Fault(self._name, link.position, "head"))
        if self._ahead:
            self._report.faults.append(Fault(self._name, self._ahead[0], "shortened"))

    def _see(self, link: Link, at: datetime) -> None:
        """One more line, which bears *at*."""
        report = self._report
        report.lines += 1
        mark = self._marks[self._ahead[-1]] if self._ahead else None
        self._look_at_clock(link, at, mark)
        if mark is None:
            report.unsealed += 1
            report.unsealed_since = min(at, report.unsealed_since or at)
        elif self._ahead[-1] == link.position:
            self._ahead.pop()
            if mark.head != link.head:
                report.faults.append(Fault(self._name, link.position, "checkpoint"))

    def _look_at_clock(self, link: Link, at: datetime, mark: Mark | None) -> None:
        last = self._report.last.at if self._report.last else None
        after, until = (mark.after, mark.at) if mark else (last, None)
        early = after is not None and at < after - SLACK
        late = until is not None and at > until + SLACK
        if (early or late) and not self._jumped:
            beside = after if early and after else until or at
            self._report.jumps.append(Jump(self._name, link.position, at, beside))
            self._jumped = True


def follow(link: Link, line: dict[str, Any], name: str) -> Link | Fault:
    """The link after *line*, or how it does not follow from *link*."""
    if line["position"] != link.position + 1:
        return Fault(name, link.position + 1, "gap")
    if entry_hash(link.head, line) != line["hash"]:
        return Fault(name, line["position"], "hash")
    return Link(line["position"], line["hash"])


def check_seals(
    found: Sequence[Checkpoint], previous: bytes, holds: Verify
) -> Iterator[Checkpoint | Fault]:
    """Each checkpoint, or what is wrong with it: its order, its hash or its signature."""
    for one in found:
        if not one.is_whole:
            yield Fault("checkpoint", one.number, "checkpoint")
        elif one.previous != previous:
            yield Fault("checkpoint", one.number, "order")
        elif not holds(one.key_id, one.hash, one.signature):
            yield Fault("checkpoint", one.number, "signature")
        else:
            yield one
        previous = one.hash
