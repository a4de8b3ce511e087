"""What is kept for a time only, and until when: the kinds, and the cut that one day's walk makes."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple


class Kind(StrEnum):
    """What goes together, by one rule."""

    LETTERS = "letters"  # with their recipients and approvals, once all of it is settled
    NOTICES = "notices"  # of tasks that are closed, or of none
    CHAT_UPDATES = "chat-updates"  # numbers of what people wrote; the words go with the answer
    LOGIN_WAYS = "login-ways"  # addresses from where a login came in
    SECRECY_INCIDENTS = "secrecy-incidents"  # marks that were met, once a person closed them
    DMARC_REPORTS = "dmarc-reports"  # what others tell of letters in our names
    PETITIONERS = "petitioners"  # who sent petitions that have ended, and their words
    TRAY = "tray"  # letters that came in and brought nothing that was registered, and what was read of them
    ACCOUNT = "account"  # of what was done, cut off at a checkpoint
    LOGIN_GUESSES = "login-guesses"  # counts of wrong passwords, with the last address
    CONSOLE_SESSIONS = "console-sessions"  # where people were logged in by a browser
    CONSOLE_LINKS = "console-links"  # that links to set a password were sent


@dataclass(frozen=True, slots=True)
class Cut:
    """What goes of one kind on the office's *day*: what had ended before *kept_from* began.

    *office* is that beginning in the office's time. *machine* is for what bears the
    machine's time: in a simulation it may lie earlier, so that nothing goes by one clock alone.
    """

    kind: Kind
    day: date
    kept_from: date
    office: datetime
    machine: datetime


class Step(NamedTuple):
    """What one transaction did: rows that went, letters counted and not their recipients, and whether it was the last."""

    gone: int
    ended: bool
