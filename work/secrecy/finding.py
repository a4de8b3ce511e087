"""What was found in a text: which rule, where, which level, and what follows. Never the words themselves."""

from collections.abc import Iterable
from enum import IntEnum, StrEnum
from typing import NamedTuple


class Verdict(IntEnum):
    """What follows from a finding; the highest counts."""

    PASS = 0
    INTERNAL = 1  # stays inside gov.vn, and out of chat
    PERSON = 2  # a person decides
    REFUSE = 3  # may not travel


class Place(StrEnum):
    """Where a text stands."""

    SECURITY = "security-field"  # a header field, or a property of a file, that tells the level
    FIELD = "field"  # another header field
    CALLED = "display-name"  # what a person is called beside an address: names of people, too
    SUBJECT = "subject"
    STAMP = "stamp"  # the first lines of a body or of a first page, where stamps are put
    TEXT = "text"
    TABLE = "table"  # cells parted by TAB, rows by line ends
    NAME = "name"  # of a file, a folder or a sheet
    METADATA = "metadata"  # title, subject or keywords of a file


class Finding(NamedTuple):
    """One mark. *level* is the id of a level in the data, such as "toi_mat"; None where it names none."""

    rule: str
    verdict: Verdict
    place: Place
    level: str | None = None


def worst(findings: Iterable[Finding]) -> Verdict:
    """The highest verdict of them; PASS where there is none."""
    return max((finding.verdict for finding in findings), default=Verdict.PASS)
