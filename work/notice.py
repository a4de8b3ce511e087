"""A notice: facts for one person over one channel, and the courier that carries it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from work.outcome import Outcome


class Channel(StrEnum):
    """How a notice reaches a person."""

    MAIL = "mail"
    TELEGRAM = "telegram"


@dataclass(frozen=True, slots=True)
class Notice:
    """One claimed notice, as a courier gets it.

    *facts* are what the template needs, as JSON values; *reason* is the code of
    why this person gets it (words.toml holds the sentence); *language* is the reader's.
    """

    id: int
    dedup_key: str
    kind: str
    channel: Channel
    person: int
    address: str  # mailbox, or Telegram chat id as text
    language: str
    reason: str
    facts: Mapping[str, Any]
    at: datetime  # the office instant it is for, UTC


class Courier(Protocol):
    """Renders a notice in its reader's language and hands it to the channel."""

    async def deliver(self, notice: Notice) -> Outcome:
        """What became of it. A courier that settles the row in its own transaction says Delivered."""
        ...
