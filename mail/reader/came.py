"""What the reader hands on of a letter, and what it gets back: a change to be made, or that it is somebody else's."""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple, Protocol

from store import Tx
from work.intake import Intake
from work.official.letter import Letter

Settle = Callable[[Tx, datetime], str | None]
"""Does what is to be done about a letter, in the transaction that counts it as read.

Gives the code of why it is set aside for a person instead, where nothing was changed: it raises
nothing for what a letter may bring about (design, law 3).
"""


class Came(NamedTuple):
    """A letter of the tray, octet for octet and as somebody reads it."""

    intake: Intake
    octets: bytes
    letter: Letter


class Handler(Protocol):
    """Knows one sort of letters: replies, petitions, filled report sheets, edXML, official documents."""

    async def settle(self, came: Came) -> Settle | None:
        """What to do about the letter; None where it is not of this sort. Raises SetAside for what a person has to see."""
