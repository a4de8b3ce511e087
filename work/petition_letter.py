"""What the office writes to who sent a petition: which letter for which event, and what it is written from."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from work.letter import NewLetter
from work.petition import Event, Petition


class Letter(StrEnum):
    """The kinds of letter."""

    RECEIPT = "receipt"  # giấy biên nhận
    SUPPLEMENT = "supplement"  # đề nghị bổ sung
    REDIRECT = "redirect"  # chuyển đơn, hướng dẫn
    ANSWER = "answer"  # văn bản trả lời
    REFUSAL = "refusal"  # thông báo không tiếp nhận


LETTERS: Mapping[Event, Letter] = MappingProxyType(
    {
        Event.REGISTER: Letter.RECEIPT,
        Event.ASK: Letter.SUPPLEMENT,
        Event.FORWARD: Letter.REDIRECT,
        Event.ANSWER: Letter.ANSWER,
        Event.REFUSE: Letter.REFUSAL,
    }
)


@dataclass(frozen=True, slots=True)
class Writing:
    """One letter to be written: about *petition* as it stands after the event, with the event's *facts*.

    *reason* are the words that go with it; *number* is that of the event, *day* and *at* its office day and instant; *due* when the sender may expect an answer, None
    where none is due. It bears nothing of who sent the petition.
    """

    kind: Letter
    petition: Petition
    number: int
    day: date
    at: datetime
    facts: Mapping[str, Any]
    reason: str | None = None
    due: date | None = None


Compose = Callable[[Writing, str, str], NewLetter]
"""The letter ready for the spool, to a mailbox, in a language; pure, as it is called in a transaction."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A letter as it is accounted for: *letter* is its number in the spool, None where it is to be printed.

    *states* are where it stands there, none once the spool has let it go.
    """

    petition: int
    about: int
    number: int
    kind: Letter
    letter: int | None
    states: tuple[str, ...] = ()
