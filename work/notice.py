"""A notice: facts for one person over one channel, and the courier that carries it."""

from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from work.outcome import Outcome

REMINDER = "reminder"  # of a deadline, to who has to act
SUBMITTED = "submitted"  # of what waits for approval, to who approves
WITHDRAWN = "withdrawn"  # of tasks that were opened by mistake, once for all of them
UNRECEIVED = "unreceived"  # that who leads has not received the task
OF_DEADLINE = (REMINDER, UNRECEIVED)  # what who leads can say to know of
SEVERAL = "several"  # many of these three in one message
NUDGE = "nudge"  # of a task, at once, by who assigned it or heads who leads it
DIGEST = "digest"  # what the day brings, in the morning
NEWS = "task-news"  # of what was decided about a task
CALENDAR = "calendar"  # of all of one's deadlines that a change of the calendar moved
STAND_IN = "stand-in"  # of who acts for whom while somebody is away
REPLY_TAKEN = "reply-taken"  # of what was read of an answer by mail, and done, to who wrote it
QUESTION = "question"  # that somebody asks about a task by mail, to who follows it
PROPOSED = "proposed"  # that letters wait to be registered, to clerks
HAND_OVER = "hand-over"  # of all the work of one person or agency that went to another


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


def tasks_of(facts: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """What the facts of a notice say of each task: the facts themselves, and every item of a message with several."""
    yield facts
    for section in facts.get("sections", ()):
        yield from section["items"]


Begin = Callable[[], Awaitable[bool]]
"""Says in the row that the notice is being sent. False: somebody else has it now, so do not send."""


class Courier(Protocol):
    """Renders a notice in its reader's language and hands it to the channel."""

    async def deliver(self, notice: Notice, begin: Begin) -> Outcome:
        """What became of it.

        *begin* is awaited right before anything may leave: until then the notice can
        go back to wait, from then on nobody could know. A courier that settles the
        row in its own transaction leaves it alone and says Delivered.
        """
        ...
