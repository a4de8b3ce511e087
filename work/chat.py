"""A chat as the office knows it: whose Telegram account it is, and what came in by it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from work.person import Person

ANSWERING = "telegram-answers"  # the lease of who answers chats: while it is held, they are served


class UpdateState(StrEnum):
    """Where one thing that was written to the bot stands. The last two are final."""

    WAITING = "waiting"
    FAILED = "failed"  # our error: it is tried again
    DONE = "done"
    SET_ASIDE = "set-aside"  # our error every time: a person must look at it


@dataclass(frozen=True, slots=True)
class Link:
    """A person and the Telegram account that proved to be theirs.

    *unit* is the number of the person's unit; *relink_by* an office instant,
    from which on nothing is told or shown there. The bot may not write there
    since *blocked_at*, a machine instant.
    """

    person: Person
    unit: int | None
    user_id: int
    chat_id: int
    relink_by: datetime
    blocked_at: datetime | None = None

    def stands(self, office: datetime) -> bool:
        """Whether the account may see what is the person's at the office's time."""
        return not self.person.disabled and office < self.relink_by


@dataclass(frozen=True, slots=True)
class Written:
    """One update that waits for its answer, as Telegram sent it; *tries* have failed so far."""

    id: int
    chat: int
    raw: str
    received_at: datetime
    tries: int
