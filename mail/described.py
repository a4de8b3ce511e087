"""What the tray knows of a letter beside its octets, and which of the relay's letters go there too."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, replace

from mail.address import comparable
from mail.content import Content
from mail.header import Header
from mail.identity import identity
from mail.reader.head import recipients
from mail.reply_address import plain
from mail.words import every_reading
from work.intake import NewIntake
from work.letter import Envelope

_DELIVERED = ("delivered-to", "x-original-to", "envelope-to")
LONGEST_SHOWN = 300  # characters of an author or a subject in lists


def described(content: Content, fields: Header, *, petition: bool = False) -> NewIntake:
    """The letter, as yet without its body; a long one is read for that, in a thread.

    Who sends a *petition*, and about what, is told to nobody but who handles it.
    """
    return NewIntake(
        identity=identity(content, fields),
        digest=content.digest,
        size_bytes=content.size_bytes,
        message_id=fields.message_id(),
        author="" if petition else _shown(fields, "from"),
        subject="" if petition else _shown(fields, "subject"),
        body=None,
        petition=petition,
    )


@dataclass(frozen=True, slots=True)
class Work:
    """Which letters from outside are taken in as work: those to *addresses*, as `comparable` gives them.

    What is to *petitions* is somebody's petition.
    """

    addresses: frozenset[str]
    petitions: frozenset[str] = frozenset()

    def addressed(self, envelope: Envelope) -> Envelope:
        """The envelope with the plain addresses in the place of those that we signed for answers.

        Whose mailbox it is knows only those; what was signed stands in the letter itself.
        """
        given = envelope.recipients
        kept = tuple(replace(to, address=plain(to.address, self.addresses)) for to in given)
        return envelope if kept == given else replace(envelope, recipients=tuple(dict.fromkeys(kept)))  # fmt: skip

    async def described(
        self, envelope: Envelope, content: Content, fields: Header
    ) -> NewIntake | None:
        """What the tray keeps of the letter; None where it is not for one of them."""
        asked = {comparable(to.address) for to in envelope.recipients}
        if asked.isdisjoint(self.addresses | self.petitions):
            return None
        petition = is_petition(fields, asked, self.petitions)
        if content.octets is not None:
            return described(content, fields, petition=petition)
        return await asyncio.to_thread(described, content, fields, petition=petition)


def is_petition(fields: Header, asked: Iterable[str], petitions: frozenset[str]) -> bool:
    """Whether a letter came for one of *petitions*: by the addresses *asked* for, or as its fields say."""
    if not petitions:
        return False
    delivered = (
        one.value.decode("ascii", "replace").strip(" <>\r\n")
        for name in _DELIVERED
        for one in fields.named(name)
    )
    named = (*asked, *recipients(fields), *delivered)
    return not petitions.isdisjoint(comparable(one) for one in named if "@" in one)


def _shown(fields: Header, name: str) -> str:
    """What stands in the first field of that name, without what no list can show."""
    found = fields.named(name)
    text = every_reading(found[0].value)[0] if found else ""
    seen = "".join(sign if sign.isprintable() else " " for sign in text)
    return " ".join(seen.split())[:LONGEST_SHOWN]
