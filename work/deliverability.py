"""How a domain of ours stands in DNS: each record as it should be and as it is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Verdict(StrEnum):
    """What a record is worth."""

    RIGHT = "right"
    MISSING = "missing"
    WRONG = "wrong"
    WEAK = "weak"  # it stands, and could do more
    UNKNOWN = "unknown"  # no name server answered


@dataclass(frozen=True, slots=True)
class Note:
    """One thing that could be better, by its *kind*, whose words are below [web.dns-note], and what these name."""

    kind: str
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Record:
    """One record: its *kind* ("DKIM", "SPF", "DMARC", "MX"), its *name*, what is *wanted* there and what was *found*.

    *notes* are what is to do about it.
    """

    kind: str
    name: str
    wanted: str
    found: tuple[str, ...]
    verdict: Verdict
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Deliverability:
    """What was found of *domain*, *at* when."""

    domain: str
    at: datetime
    records: tuple[Record, ...]
