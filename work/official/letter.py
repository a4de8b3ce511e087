"""A letter as somebody reads it: who wrote, and the text of each file in it."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Sheet:
    """The text of one file, in NFC: lines end with "\\n", pages with "\\f".

    *place* are names from the attachment inwards, empty for what the letter itself shows; *kind*
    is the file's ("docx", "pdf", "text", "html"); *whole* says that nothing of its text is missing.
    """

    place: tuple[str, ...]
    kind: str
    text: str
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Letter:
    """What a reader of a letter sees. Nobody has proved who wrote it.

    *author* is the address in From, *called* the name beside it; *sent* is what Date says, aware.
    *answers* are the Message-IDs in In-Reply-To and References, the nearest first.
    *guessed* says that some text had to be read in a charset that nobody declared, or another than
    was declared, *legacy* that some was in one of single octets for Vietnamese; *forwarded* that the document comes through somebody else's hands.
    *obstacles* are files that could not be read, each with the code of why (papers.opened.Why).
    """

    author: str
    called: str
    recipients: tuple[str, ...]
    subject: str
    sent: datetime | None
    message_id: str | None
    answers: tuple[str, ...]
    sheets: tuple[Sheet, ...]
    obstacles: tuple[tuple[tuple[str, ...], str], ...] = ()
    guessed: bool = False
    forwarded: bool = False
    legacy: bool = False
