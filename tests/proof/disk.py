"""A disk at a power cut: what was synced stands, of the rest each block may be as it was at any time since."""

import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.proof.recording import Call

BLOCK, SECTOR = 4096, 512
SYNCS = ("fsync", "fdatasync")
FORBIDDEN = ("rename", "mmap", "write", "pwritev", "fallocate")  # not played, so not allowed


@dataclass
class File:
    """The changes of one file in their order, and what it was before them, if it was."""

    before: bytes | None
    writes: list[Call] = field(default_factory=list)
    syncs: list[Call] = field(default_factory=list)
    entered: int | None = None  # when its name was surely in its folder


class Disk:
    """The files that *names* says, all in one folder, as *calls* change them."""

    def __init__(
        self, before: Mapping[str, bytes | None], folder: Path, calls: Iterable[Call]
    ) -> None:
        self._files = {name: File(octets) for name, octets in before.items()}
        for call in calls:
            self._take(call, folder)

    def after(self, cut: int, chance: random.Random, keep: str) -> dict[str, bytes]:
        """The files as they may be found when the power went at the line *cut*.

        *keep* says how much of what was not synced is there: "none", "all", or
        "some": each block, or each sector, in any of its states.
        """
        grain = chance.choice((BLOCK, SECTOR))
        found = {name: _found(file, cut, chance, keep, grain) for name, file in self._files.items()}
        return {name: octets for name, octets in found.items() if octets is not None}

    def writing(self, name: str) -> list[int]:
        """Where each change of the file *name* ended."""
        return [call.ended for call in self._files[name].writes]

    def syncing(self) -> list[int]:
        """Where each sync began, and where it ended."""
        calls = [call for file in self._files.values() for call in file.syncs]
        return [at for call in calls for at in (call.began - 1, call.ended)]

    def _take(self, call: Call, folder: Path) -> None:
        path = Path(call.target)
        file = self._files.get(path.name) if path.parent == folder else None
        if call.name in SYNCS and path == folder:
            for named in self._files.values():
                if named.writes and named.entered is None and named.before is None:
                    named.entered = call.ended
        elif file is None:
            return
        elif (
            call.name == "unlink"
        ):  # only before anything is accepted: the start folds an old log in
            self._files[path.name] = File(None)
        elif call.name in FORBIDDEN:
            raise ValueError(f"{call.name} of {call.target} cannot be played")
        elif call.name in SYNCS:
            file.syncs.append(call)
        elif call.name in ("pwrite64", "ftruncate"):
            file.writes.append(call)


def _found(file: File, cut: int, chance: random.Random, keep: str, grain: int) -> bytes | None:
    """None where not even its name is there."""
    if file.before is None and (file.entered is None or file.entered >= cut):
        written = any(call.began < cut for call in file.writes)
        if not written or keep == "none" or (keep == "some" and chance.random() < 0.5):
            return None
    synced = max((call.began for call in file.syncs if call.ended < cut), default=0)
    octets = bytearray(file.before or b"")
    for call in file.writes:
        if call.ended < synced:
            _apply(octets, call)
    open_ = [call for call in file.writes if call.began < cut and call.ended >= synced]
    if keep == "all":
        for call in open_:
            _apply(octets, call)
    elif keep == "some":
        _scatter(octets, open_, chance, grain)
    return bytes(octets)


def _apply(octets: bytearray, call: Call) -> None:
    if call.name == "ftruncate":
        del octets[call.number :]
        octets.extend(bytes(call.number - len(octets)))
        return
    end = call.number + len(call.octets)
    octets.extend(bytes(max(0, end - len(octets))))
    octets[call.number : end] = call.octets


def _scatter(octets: bytearray, calls: Iterable[Call], chance: random.Random, grain: int) -> None:
    """Leaves each block in one of the states it has been in: the kernel writes it out when it likes."""
    latest = bytearray(octets)
    states: dict[int, list[bytes]] = {}
    for call in calls:
        _apply(latest, call)
        end = len(latest) if call.name == "ftruncate" else call.number + len(call.octets)
        for block in range(call.number // grain, -(-end // grain)):
            states.setdefault(block, []).append(bytes(latest[block * grain : (block + 1) * grain]))
    shorter = len(latest) < len(octets) and chance.random() < 0.5
    for block, seen in sorted(states.items()):
        chosen = chance.randrange(len(seen) + 1)
        if chosen:
            start, state = block * grain, seen[chosen - 1]
            octets.extend(bytes(max(0, start + len(state) - len(octets))))
            octets[start : start + len(state)] = state
    if shorter:
        del octets[len(latest) :]
