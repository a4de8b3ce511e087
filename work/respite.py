"""A respite from reminders: somebody knows of it (đã biết), or wants to hear of it later (hoãn nhắc)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

DUE_DAY = "T"  # the rung of the last day to act


class RespiteKind(StrEnum):
    """Who is spared by it."""

    ACKNOWLEDGED = "acknowledged"  # đã biết: those above, of what is late or not received
    SNOOZED = "snoozed"  # hoãn nhắc: who asked for it


@dataclass(frozen=True, slots=True)
class Respite:
    """One of them, of one *person*, for one *version* of the deadline: another version ends it.

    *standing* is the code of why that person is reminded; *at*, *until* and *ended_at* are
    office instants, *ended_at* is set where it was taken back.
    """

    id: int
    task: int
    person: int
    kind: RespiteKind
    standing: str
    version: int
    at: datetime
    until: datetime
    reason: str | None
    by: str
    ended_at: datetime | None = None
    person_name: str = ""

    def holds(self, version: int, office: datetime) -> bool:
        """Whether it spares anybody at the instant *office*, while the deadline has *version*."""
        return self.version == version and self.ended_at is None and office < self.until

    def spares(self, person: int, reason: str, slot: str) -> bool:
        """Whether *person*, who would be told of the rung *slot* for *reason*, is not told meanwhile.

        Never from the reminder of the due day, wherever the calendar has moved that. An
        acknowledgement spares whoever stands above who gave it.
        """
        if slot == DUE_DAY:
            return False
        if self.kind is RespiteKind.SNOOZED:
            return person == self.person
        return level(reason) > level(self.standing) and person != self.person


def level(reason: str) -> int:
    """How high who is told for *reason* stands above who leads."""
    return {"unit-head": 1, "agency-head": 2}.get(reason, 0)
