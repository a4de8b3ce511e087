"""The argument of BDAT (RFC 3030 §2): how long a chunk is, and whether it is the letter's last."""

import re
from dataclasses import dataclass

from mail.smtp.reply import Reply

_ARGUMENT = re.compile(r"([0-9]{1,20}) *( LAST)?", re.IGNORECASE)

UNREADABLE = Reply(501, "5.5.4", "syntax: BDAT octets [LAST]; goodbye")


@dataclass(frozen=True, slots=True)
class Chunk:
    """So many *octets* follow the command, whatever it is answered."""

    octets: int
    last: bool


def chunk(argument: str) -> Chunk | None:
    """What *argument* announces; None where it cannot be told how many octets follow.

    Then there is no way to know where the next command begins, and the session is over:
    content must never be read as commands.

    >>> chunk("86 LAST"), chunk("0x10")
    (Chunk(octets=86, last=True), None)
    """
    found = _ARGUMENT.fullmatch(argument)
    return Chunk(int(found[1]), found[2] is not None) if found else None


def is_of_chunk(line: bytes) -> bool:
    """Whether a chunk may follow *line*: it begins as BDAT does, in any case and behind any blanks."""
    return line.lstrip(b" \t")[:4].upper() == b"BDAT"


def taken(size: int) -> Reply:
    """The answer to a chunk that is not the last one."""
    return Reply(250, "2.0.0", f"{size} octets taken")
