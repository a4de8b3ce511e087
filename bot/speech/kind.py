"""What may stand in a sentence beside words, and where it stands."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a thing is."""

    TASK = "task"
    SIGN = "sign"  # of a document, "123/QĐ-UBND"
    ORDINAL = "ordinal"  # of a document, without the rest of its sign
    PETITION = "petition-code"
    PERCENT = "percent"
    DATE = "date"
    DAY = "day"  # a day by its name, seen from today
    PERIOD = "period"
    SPAN = "span"
    HOUR = "hour"
    MAILBOX = "mailbox"
    UNIT = "unit"  # a unit by its name
    OTHER = "other"  # a number of something else


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing: *value* in the form in which flows take it, and where it stands."""

    kind: Kind
    value: str
    start: int
    end: int
    sure: bool = True  # False for a bare number that nothing beside it calls a task
