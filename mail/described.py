"""What the tray knows of a letter beside its octets, and which of the relay's letters go there too."""

import asyncio
from dataclasses import dataclass, replace

from mail.address import comparable
from mail.content import Content
from mail.header import Header
from mail.identity import identity
from mail.reply_address import plain
from mail.words import every_reading
from work.intake import NewIntake
from work.letter import Envelope

LONGEST_SHOWN = 300  # characters of an author or a subject in lists


def described(content: Content, fields: Header) -> NewIntake:
    """The letter, as yet without its body; a long one is read for that, in a thread."""
    return NewIntake(
        identity=identity(content, fields),
        digest=content.digest,
        size_bytes=content.size_bytes,
        message_id=fields.message_id(),
        author=_shown(fields, "from"),
        subject=_shown(fields, "subject"),
        body=None,
    )


@dataclass(frozen=True, slots=True)
class Work:
    """Which letters from outside are taken in as work: those to *addresses*, as `comparable` gives them."""

    addresses: frozenset[str]

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
        if self.addresses.isdisjoint(comparable(to.address) for to in envelope.recipients):
            return None
        if content.octets is not None:
            return described(content, fields)
        return await asyncio.to_thread(described, content, fields)


def _shown(fields: Header, name: str) -> str:
    """What stands in the first field of that name, without what no list can show."""
    found = fields.named(name)
    text = every_reading(found[0].value)[0] if found else ""
    seen = "".join(sign if sign.isprintable() else " " for sign in text)
    return " ".join(seen.split())[:LONGEST_SHOWN]
