"""How much somebody may still send in one hour or day: what is counted, for whom, and what is left."""

from datetime import datetime
from enum import StrEnum
from typing import NamedTuple


class Measure(StrEnum):
    """What is counted, and over how long."""

    LETTERS_HOUR = "letters/hour"
    LETTERS_DAY = "letters/day"
    RECIPIENTS_HOUR = "recipients/hour"
    RECIPIENTS_DAY = "recipients/day"
    NEW_RECIPIENTS_DAY = "new-recipients/day"

    @property
    def noun(self) -> str:
        """What is counted, in words."""
        return self.partition("/")[0].replace("-", " ")

    @property
    def unit(self) -> str:
        """Over how long: "hour" or "day"."""
        return self.partition("/")[2]


class Key(NamedTuple):
    """One allowance: of the rule by that name, in one measure, for one agency ("agency:H05") or login.

    A login is named as in the account, by a digest: its name may be somebody's own.
    """

    rule: str
    measure: Measure
    owner: str


class Ask(NamedTuple):
    """An allowance in the window that began at *opens_at*, in which *most* may be used."""

    key: Key
    opens_at: datetime
    most: int


class Share(NamedTuple):
    """What a worker got of an allowance, and what is *left* for all after that."""

    granted: int
    left: int
