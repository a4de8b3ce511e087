"""What every session of one server shares, and the two answers to a letter that is too much for it."""

from collections.abc import Callable
from dataclasses import dataclass

from mail.content import Room
from mail.smtp import scram
from mail.smtp.limits import Limits
from mail.smtp.reception import Reception
from mail.smtp.reply import Reply
from schedules.clock import Clock

NO_ROOM = Reply(452, "4.3.1", "no room for a letter of this size now, try again later")


@dataclass(frozen=True, slots=True)
class House:
    """What every session of one server shares."""

    hostname: str
    limits: Limits
    reception: Reception
    room: Room
    clock: Clock
    incident: Callable[[], str]
    nonce: Callable[[], str] = scram.nonce


def too_large(limits: Limits) -> Reply:
    """The refusal of a letter over the size limit (RFC 1870 §6.1)."""
    return Reply(552, "5.3.4", f"a letter may have {limits.size_bytes} octets here")
