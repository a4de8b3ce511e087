"""Notices before and after a courier has them: what is put into the outbox, and the states there."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from work.notice import Channel, Notice


class NoticeState(StrEnum):
    """Where one notice stands. The last four are final; nothing is ever sent again out of them."""

    PENDING = "pending"
    CLAIMED = "claimed"
    SENDING = "sending"  # the request may leave at any moment: a crash now leaves an uncertain one
    SENT = "sent"
    UNCERTAIN = "uncertain"
    REFUSED = "refused"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class NewNotice:
    """A notice for one person, before it is known by which channels.

    *key* and the channel together are the dedup key, so nothing in it may depend
    on the moment. *at* is the office instant it is for; after *expires*, an
    office instant too, it is no longer sent.
    """

    key: str
    kind: str
    person: int
    language: str
    reason: str
    facts: Mapping[str, Any]
    at: datetime
    task: int | None = None
    event: int | None = None
    expires: datetime | None = None


@dataclass(frozen=True, slots=True)
class Claimed:
    """A notice that one worker holds; *attempt* is the number of the attempt it is claimed for."""

    notice: Notice
    attempt: int


@dataclass(frozen=True, slots=True)
class Account:
    """What the outbox says of one notice: what became of it, and why.

    *within* is the kind of the message with several tasks in which it was told, if it was.
    """

    id: int
    kind: str
    channel: Channel
    person: int
    person_name: str
    reason: str
    facts: Mapping[str, Any]
    at: datetime
    state: NoticeState
    attempts: int
    error: str | None
    receipt: str | None
    settled_at: datetime | None
    replaces: int | None
    within: str | None = None
