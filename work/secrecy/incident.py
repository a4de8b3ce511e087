"""What the security officer is told of, and keeps: where a mark was met, by which rule, and never what stood there."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Kind = Literal["refused", "internal", "held", "chat", "console"]
"""A letter refused for its mark, one refused for where it should have gone, one that waits for a person, a message in a chat, a file sent to the console."""

# As the envelopes of such papers are lettered; the names of the levels would be marks themselves.
LETTERS = {"tuyet_mat": "A", "toi_mat": "B", "mat": "C"}


@dataclass(frozen=True, slots=True)
class Sighting:
    """A mark that was met just now.

    *door* is the kind of listener, "chat" or "console". *digest* is the SHA-256 of the content that was
    not kept, *level* the id of a level in the data, None where the rule names none.
    """

    kind: Kind
    door: str
    rule: str
    place: str
    level: str | None
    sender: str
    recipients: tuple[str, ...]
    digest: bytes
    agency: str | None = None
    login: str | None = None
    letter: int | None = None


@dataclass(frozen=True, slots=True)
class Incident:
    """One or more sightings of the same letter in the same envelope: *times*, last at *seen_at*.

    *told_at* is when the officer was told, *closed_at* when a person wrote why nothing is left to do.
    """

    id: int
    sighting: Sighting
    opened_at: datetime
    seen_at: datetime
    times: int
    told_at: datetime | None
    closed_at: datetime | None
    closed_by: str | None
    reason: str | None

    @property
    def level(self) -> str | None:
        """The letter of the level: A is the highest."""
        return LETTERS.get(self.sighting.level or "")
