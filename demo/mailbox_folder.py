"""The folder of a capture mailbox: each letter a file as it came, and an index of envelopes."""

import hashlib
import json
import os
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from demo.mailbox_smtp import Envelope, Recipient

INDEX = "index.jsonl"


@dataclass(frozen=True, slots=True)
class Kept:
    """One letter in the folder; its octets are in the file *name*."""

    id: int
    at: datetime
    name: str
    size_bytes: int
    sha256: str
    envelope: Envelope

    def as_json(self) -> dict[str, Any]:
        """One line of the index."""
        envelope = self.envelope
        return {
            "id": self.id,
            "at": self.at.isoformat(),
            "file": self.name,
            "size_bytes": self.size_bytes,
            "sha256": self.sha256,
            "hello": envelope.hello,
            "sender": envelope.sender,
            "parameters": dict(envelope.parameters),
            "recipients": [
                {"address": each.address, "parameters": dict(each.parameters)}
                for each in envelope.recipients
            ],
        }


class Folder:
    """What was kept, oldest first; a folder that exists is gone on with."""

    def __init__(self, path: Path) -> None:
        path.mkdir(parents=True, exist_ok=True)
        self.letters: list[Kept] = []
        self._path = path
        self._lock = threading.Lock()
        self._index = path / INDEX
        if self._index.exists():
            lines = self._index.read_text("utf-8").splitlines()
            self.letters = [_kept(json.loads(line)) for line in lines]

    def keep(self, envelope: Envelope, octets: bytes, at: datetime) -> Kept:
        """The letter once file, index and folder have been synced; called from any thread."""
        with self._lock:
            number = len(self.letters) + 1
            name = f"{number:06d}.eml"
            digest = hashlib.sha256(octets).hexdigest()
            kept = Kept(number, at, name, len(octets), digest, envelope)
            _write(self._path / name, octets, os.O_CREAT | os.O_TRUNC)
            line = json.dumps(kept.as_json(), ensure_ascii=False) + "\n"
            _write(self._index, line.encode(), os.O_CREAT | os.O_APPEND)
            _sync_folder(self._path)
            self.letters.append(kept)
            return kept

    def find(self, number: int) -> Kept | None:
        """The letter with that number."""
        return self.letters[number - 1] if 1 <= number <= len(self.letters) else None

    def octets(self, kept: Kept) -> bytes:
        """The letter as it came, octet for octet."""
        return (self._path / kept.name).read_bytes()


def _write(file: Path, octets: bytes, how: int) -> None:
    handle = os.open(file, os.O_WRONLY | how, 0o600)
    with os.fdopen(handle, "wb") as stream:
        stream.write(octets)
        stream.flush()
        os.fsync(stream.fileno())


def _sync_folder(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _kept(line: Mapping[str, Any]) -> Kept:
    recipients = tuple(Recipient(r["address"], r["parameters"]) for r in line["recipients"])
    envelope = Envelope(line["hello"], line["sender"], line["parameters"], recipients)
    at = datetime.fromisoformat(line["at"])
    return Kept(line["id"], at, line["file"], line["size_bytes"], line["sha256"], envelope)
