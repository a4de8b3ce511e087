"""What happens next to a recipient of a letter, and when: one answer, which commands and console put into words."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from store.queue import Standing
from work.hold import RESTORED
from work.letter import State
from work.suspension import suspended_domain


class Next(StrEnum):
    """What comes."""

    PARKED = "parked"  # its domain is suspended; it is looked at again
    ASLEEP = "asleep"  # its domain is suspended since
    DUE = "due"  # goes as soon as a worker has room
    ASKED = "asked"  # waits for the time that its sender named
    AGAIN = "again"  # is tried again
    CLAIMED = "claimed"  # in the hands of a worker
    SENDING = "sending"
    RESTORED = "restored"  # may have been sent since the backup; a person decides
    ONCE_MORE = "once-more"  # may have arrived, and is sent once more
    APPROVAL = "approval"  # held for a second person's approval
    RELEASE = "release"  # held for a person's release
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Outlook:
    """What comes, *at* when, where that is known; *domain* is the one that is suspended."""

    next: Next
    at: datetime | None = None
    domain: str = ""


def outlook(
    standing: Standing,
    now: datetime,
    asked: datetime | None,
    second: str | None = None,
    asleep: str = "",
) -> Outlook:
    """What happens next to the recipient.

    *asked* is when its sender wants it sent, *second* the rule that wants a second
    person's approval, where one does; *asleep* is its domain, where that is suspended now.
    """
    match standing.state:
        case State.WAITING:
            return _wait(standing, now, asked, asleep)
        case State.CLAIMED:
            return Outlook(Next.CLAIMED)
        case State.SENDING:
            return Outlook(Next.SENDING)
        case State.UNCERTAIN if standing.rule == RESTORED and standing.not_before > now:
            return Outlook(Next.RESTORED)
        case State.UNCERTAIN:
            return Outlook(Next.ONCE_MORE, standing.not_before)
        case State.HELD:
            return Outlook(Next.APPROVAL if standing.rule == second else Next.RELEASE)
        case _:
            return Outlook(Next.OVER, standing.settled_at)


def is_reported(standing: Standing) -> bool:
    """Whether its end brings a report to the sender, and not none, as where nobody proved whose the letter is."""
    notify = standing.addressee.notify
    return notify is None or "FAILURE" in notify


def _wait(standing: Standing, now: datetime, asked: datetime | None, asleep: str) -> Outlook:
    parked, due = suspended_domain(standing.rule), standing.not_before
    if parked and due > now:
        return Outlook(Next.PARKED, due, parked)
    if asleep:
        return Outlook(Next.ASLEEP, None, asleep)
    if due <= now:
        return Outlook(Next.DUE)
    return Outlook(Next.ASKED if due == asked else Next.AGAIN, due)
