"""The sections of `congvu read` on what a letter says: marks of secrecy first, and what it asks for where it bears none."""

import re
from collections.abc import Iterator
from datetime import date, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import NamedTuple

from congvu.cli import output
from congvu.cli.read_deadlines import YEARS
from congvu.cli.read_marks import are_clear, marks
from congvu.cli.read_official import official_sections
from congvu.cli.read_scans import read_letter
from congvu.cli.read_section import Section
from congvu.cli.read_words import say
from congvu.cli.shell import Shell
from mail.header import parse, split

_STAMP = re.compile(rb"[^;]*\Z")  # RFC 5321 §4.4: the time stands behind the last semicolon


class Wanted(NamedTuple):
    """What is asked about a letter."""

    marks: bool
    deadlines: bool
    rules: tuple[Path, ...]
    received: date | datetime | None


def letter_sections(shell: Shell, octets: bytes, wanted: Wanted, *, alone: bool) -> list[Section]:
    """What is wanted; both where nothing else was asked (*alone*)."""
    everything = alone and not wanted.marks and not wanted.deadlines
    if not (everything or wanted.marks or wanted.deadlines):
        return []
    letter, scans = read_letter(shell, octets)
    marked = marks(shell, octets, wanted.rules, scans)
    found = [marked] if everything or wanted.marks else []
    if (everything or wanted.deadlines) and are_clear(marked):
        received = wanted.received or next(_stamps(octets), None)
        found += official_sections(shell, octets, letter, received)
    elif everything or wanted.deadlines:
        found.append(_unread(shell))
    return found


def _unread(shell: Shell) -> Section:
    """Nothing of a letter that bears a mark is quoted."""
    language = shell.config.office.language
    return Section("deadlines", None, lambda: output.say(say("marked", language)))


def _stamps(octets: bytes) -> Iterator[datetime]:
    """When the letter came: what the last server wrote, else what its sender wrote."""
    header = parse(split(octets)[0])
    for field in (*header.named("received")[:1], *header.named("date")):
        stamp = _STAMP.search(field.value)
        try:
            at = parsedate_to_datetime(stamp[0].decode("ascii", "replace") if stamp else "")
            if at.year in YEARS:
                yield at
        except (ValueError, OverflowError):
            continue
