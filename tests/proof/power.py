"""A relay under a recorder, and its store as a power cut may leave it at any place of the recording."""

import random
import re
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.proof.disk import Disk
from tests.proof.judge import Place, Told
from tests.proof.office import Office
from tests.proof.recording import COMMAND, Call, calls
from tests.proof.sender import RECEIPT, Sender
from tests.proof.sink import MESSAGE_ID, Sink
from tests.proof.waiting import until

STORE = ("congvu.db", "congvu.db-wal")  # the third, congvu.db-shm, is made anew from the log
TAKEN = re.compile(rb"taken (<[^>]+>)\r\n")
REPLY = re.compile(rb"(?m)^" + RECEIPT.pattern.encode() + rb"\r\n")


@dataclass
class Recording:
    """What happened, by the line at which it did."""

    disk: Disk
    sender: Sender
    receipts: dict[str, int] = field(default_factory=dict)  # when each began to be told
    offered: dict[str, int] = field(default_factory=dict)  # when a content began to leave
    taken: dict[str, int] = field(default_factory=dict)  # when the sink's answer to it was read

    def cuts(self, chance: random.Random, count: int) -> list[int]:
        """So many places: at a 250, at a sync, while the log is folded back, or anywhere between."""
        told = sorted(self.receipts.values())
        first, last = told[0], max(told[-1], *self.taken.values())
        ways = (told, self.disk.syncing(), self.folding(), range(first, last))
        within = [places for way in ways if (places := [at for at in way if first <= at < last])]
        return [chance.choice(chance.choice(within)) + 1 for _ in range(count)]

    def folding(self) -> list[int]:
        """The writes of the database itself, from the log, once letters had been accepted."""
        first = min(self.receipts.values())
        return [at for at in self.disk.writing("congvu.db") if at > first]

    def told(self, cut: int) -> Told:
        """What client and sink knew of at the line *cut*."""
        names = {receipt: name for name, receipt in self.sender.receipts.items()}
        heard = {names[r]: r for r, at in self.receipts.items() if at < cut}
        left = [name for name, at in self.offered.items() if at < cut]
        return Told(
            letters=self.sender.letters,
            receipts=heard,
            unanswered=self.sender.letters.keys() - heard.keys(),
            before=Counter(place for name in left for place in self._places(name)),
            arrived={
                place for name, at in self.taken.items() if at < cut for place in self._places(name)
            },
        )

    def _places(self, name: str) -> list[Place]:
        return [(name, to) for to in self.sender.letters[name].recipients]


async def recorded(strace: str, office: Office, sink: Sink, seed: int, letters: int) -> Recording:
    """Letters through *office* with two workers until all is settled and quiet; then it is killed."""
    before = {name: _octets(office.folder / name) for name in STORE}
    trace = office.folder / "trace"
    sender = Sender(office.port, seed)
    await office.start(2, strace, *COMMAND, "-o", str(trace))
    await office.serving(2)
    sender.allow(letters)
    await sender.run(letters)
    await office.settled()
    await office.kill(office.processes() - {office.main})
    await until(lambda: office.main is None)
    return _understood(office, sink, sender, before, list(calls(trace)))


def _understood(
    office: Office,
    sink: Sink,
    sender: Sender,
    before: dict[str, bytes | None],
    seen: list[Call],
) -> Recording:
    recording = Recording(Disk(before, office.folder, seen), sender)
    read: dict[str, bytes] = {}
    for call in seen:
        ours, _, theirs = call.target.removeprefix("TCP:[").removesuffix("]").partition("->")
        if call.name == "sendto" and ours == f"127.0.0.1:{office.port}":
            for receipt in REPLY.findall(call.octets):
                recording.receipts.setdefault(receipt.decode(), call.began)
        elif call.name == "sendto" and theirs == f"127.0.0.1:{sink.port}":
            for name in MESSAGE_ID.findall(call.octets):
                recording.offered.setdefault(name.decode(), call.began)
        elif call.name == "recvfrom" and theirs == f"127.0.0.1:{sink.port}":
            heard = read.get(ours, b"") + call.octets
            for name in TAKEN.findall(heard):
                recording.taken.setdefault(name.decode(), call.ended)
            read[ours] = heard.rpartition(b"\n")[2]
    return recording


@asynccontextmanager
async def rebuilt(
    fresh: Path, folder: Path, sink: Sink, files: dict[str, bytes]
) -> AsyncIterator[Office]:
    """An office whose store is what was found on the disk."""
    office = await Office.copied(fresh, folder, sink.port)
    for name in STORE:
        (folder / name).unlink(missing_ok=True)
    for name, octets in files.items():
        (folder / name).write_bytes(octets)
    try:
        yield office
    finally:
        await office.end()


def _octets(path: Path) -> bytes | None:
    return path.read_bytes() if path.exists() else None
