"""Programs that use the API: their tokens, what a token may be used for, and what webhooks tell."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from work.person import Person


class ApiScope(StrEnum):
    """What a token may be used for; the rights of its person apply beside it."""

    READ_TASKS = "tasks:read"
    WRITE_TASKS = "tasks:write"
    READ_DOCUMENTS = "documents:read"
    WRITE_DOCUMENTS = "documents:write"
    READ_MESSAGES = "messages:read"
    READ_STATISTICS = "statistics:read"


class Happening(StrEnum):
    """What a webhook may tell of."""

    TASK_OPENED = "task.opened"
    TASK_RECEIVED = "task.received"
    TASK_REPORTED = "task.reported"
    TASK_SUBMITTED = "task.submitted"
    TASK_RETURNED = "task.returned"
    TASK_DONE = "task.done"
    TASK_CANCELLED = "task.cancelled"
    TASK_REOPENED = "task.reopened"
    TASK_CHANGED = "task.changed"  # its deadline, its parties or its words
    TASK_LATE = "task.late"
    DOCUMENT_REGISTERED = "document.registered"
    MESSAGE_BOUNCED = "message.bounced"


# By the events of the account: what it puts down and what a webhook tells is one commit.
HAPPENINGS: Mapping[str, Happening] = MappingProxyType(
    {
        "task.opened": Happening.TASK_OPENED,
        "task.received": Happening.TASK_RECEIVED,
        "task.reported": Happening.TASK_REPORTED,
        "task.submitted": Happening.TASK_SUBMITTED,
        "task.returned": Happening.TASK_RETURNED,
        "task.approved": Happening.TASK_DONE,
        "task.done": Happening.TASK_DONE,
        "task.cancelled": Happening.TASK_CANCELLED,
        "task.recalled": Happening.TASK_CANCELLED,
        "task.reopened": Happening.TASK_REOPENED,
        "task.due-changed": Happening.TASK_CHANGED,
        "task.extension-granted": Happening.TASK_CHANGED,
        "task.recounted": Happening.TASK_CHANGED,
        "task.assigned": Happening.TASK_CHANGED,
        "task.handed-on": Happening.TASK_CHANGED,
        "task.reworded": Happening.TASK_CHANGED,
        "task.late": Happening.TASK_LATE,
        "document.entered": Happening.DOCUMENT_REGISTERED,
        "document.opened": Happening.DOCUMENT_REGISTERED,
        "refused": Happening.MESSAGE_BOUNCED,
        "expired": Happening.MESSAGE_BOUNCED,
        "returned": Happening.MESSAGE_BOUNCED,
    }
)


@dataclass(frozen=True, slots=True)
class Token:
    """A token as it is kept: *name* is the program's, *person* who answers for it, and by whose rights it acts.

    *used* is the day on which it was used last; *ended* when it was revoked. Instants are the machine's.
    """

    id: int
    name: str
    person: Person
    scopes: frozenset[ApiScope]
    made: datetime
    ends: datetime
    used: date | None = None
    ended: datetime | None = None

    def lasts(self, now: datetime) -> bool:
        """Whether it lets its program in *now*."""
        return self.ended is None and now < self.ends and not self.person.disabled


class HookState(StrEnum):
    """Where one delivery of one event stands."""

    WAITING = "waiting"
    SENDING = "sending"
    UNCERTAIN = "uncertain"  # it left, and no answer came: it is sent once more, under the same id
    DELIVERED = "delivered"
    DROPPED = "dropped"  # its webhook may not know of that, or was removed


@dataclass(frozen=True, slots=True)
class Hook:
    """A webhook: *happenings* are told to *url* as far as *person* may see them, signed by *secret*.

    *failing* is since when nothing was taken; *disabled* since when nothing is sent.
    """

    id: int
    person: Person
    url: str
    secret: str
    happenings: frozenset[Happening]
    made: datetime
    failing: datetime | None = None
    disabled: datetime | None = None


@dataclass(frozen=True, slots=True)
class Delivery:
    """One event on its way to one webhook; *name* is the same at each attempt.

    *happening* is a Happening, or "test" where an operator tries the webhook.
    """

    id: int
    hook: Hook
    happening: str
    subject: str
    at: datetime
    attempt: int
    doubtful: bool = False  # an attempt before may have arrived

    @property
    def name(self) -> str:
        """What whoever is told knows it by: no other has it, also after the store was restored from a backup."""
        return f"evt_{self.id}_{int(self.at.timestamp() * 1_000_000):x}"


GIVEN_UP = timedelta(days=3)  # of nothing but failures; then a webhook is disabled
