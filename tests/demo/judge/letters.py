"""Letters as they were handed in against letters as they reached the sink: envelopes, octets, added fields."""

import json
import re
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_FIELD = re.compile(rb"([!-9;-~]+):[^\r\n]*\r\n(?:[ \t][^\r\n]*\r\n)*")


@dataclass(frozen=True)
class Captured:
    """One letter at the sink."""

    file: str
    sender: str
    recipients: tuple[str, ...]
    octets: bytes


@dataclass(frozen=True)
class Sent:
    """One letter as it was handed in."""

    file: str
    sender: str
    recipients: tuple[str, ...]
    octets: bytes


def captured(kept: Path) -> list[Captured]:
    """Everything that reached the sink, in its order."""
    folder = kept / "mails"
    return [
        Captured(e["file"], e["sender"], _addresses(e), (folder / e["file"]).read_bytes())
        for e in _lines(folder / "index.jsonl")
    ]


def sent(kept: Path) -> list[Sent]:
    """Everything that the relay took."""
    folder = kept / "sent"
    entries = _lines(folder / "index.jsonl")
    assert all(entry["code"] == 250 for entry in entries)
    return [
        Sent(e["file"], e["sender"], tuple(e["recipients"]), (folder / e["file"]).read_bytes())
        for e in entries
    ]


def deliveries(kept: Path) -> dict[str, list[Captured]]:
    """What came of each letter that was handed in, by its file: the letters that end with its octets."""
    reached = captured(kept)
    found: dict[str, list[Captured]] = defaultdict(list)
    for letter in sent(kept):
        found[letter.file] += [one for one in reached if one.octets.endswith(letter.octets)]
    return found


def added_fields(letter: Sent, one: Captured) -> list[str]:
    """The names of the fields before the letter as it was handed in; fails where there is anything else."""
    prefix = one.octets[: len(one.octets) - len(letter.octets)]
    names = []
    place = 0
    while place < len(prefix):
        field = _FIELD.match(prefix, place)
        assert field is not None, (letter.file, prefix[place : place + 80])
        names.append(field[1].decode().lower())
        place = field.end()
    return names


def records(kept: Path) -> dict[tuple[str, str], bytes]:
    """The published keys by selector and domain, from the zone."""
    zone = json.loads((kept / "zone.json").read_text("utf-8"))
    found = {}
    for name, by_type in zone.items():
        selector, domainkey, domain = name.partition("._domainkey.")
        if domainkey:
            found[selector, domain] = "".join(by_type["TXT"]).encode()
    return found


def _addresses(entry: dict[str, Any]) -> tuple[str, ...]:
    return tuple(recipient["address"] for recipient in entry["recipients"])


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]
