"""Takes a letter in as work: looked at for marks of secrecy first, then kept as it came, once."""

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from pathlib import Path
from typing import NamedTuple

import structlog

from mail import header
from mail.content import Content
from mail.described import described
from mail.header import Header
from mail.intake import put_chunks
from mail.screen import CLEAR, Screen, Screened
from store import Store, intake, mailbox
from store.intake import Taken
from work.intake import Arrival, NewIntake, Place
from work.letter import Addressee, Envelope, Origin

log = structlog.get_logger()


class Way(NamedTuple):
    """How a letter comes: its place, the mailbox's *address*, and its head there."""

    place: Place
    address: str
    head: bytes


@dataclass(frozen=True, slots=True)
class Taker:
    """One office's: *spool* is where long letters lie meanwhile, *zone* has its days.

    Without a *screen* a decision waives the look.
    """

    store: Store
    screen: Screen | None
    spool: Path
    zone: tzinfo

    async def taken(self, content: Content, way: Way, now: datetime) -> Taken | None:
        """What the letter is in the tray; None where it has to be tried again later."""
        fields = header.parse(content.header)
        screened = await self._screened(content, fields, way, now)
        if screened.refusal and screened.seen is None:
            return None
        found = await asyncio.to_thread(described, content, fields)
        if screened.refusal and screened.seen:
            new = replace(found, refused=screened.seen.rule)
        else:
            body = await self._body(content, found.identity, now)
            new = replace(found, body=body, hold=screened.hold)
        if screened.seen:
            new = replace(new, seen=replace(screened.seen, door="imap"))
        arrival, octets = Arrival("imap", now, way.place), len(content.octets or b"")
        taken = await self.store.write(mailbox.take, new, arrival, way.head, octets=octets)
        if taken:
            _tell(taken, new, way)
        return taken

    async def _body(self, content: Content, known_by: bytes, now: datetime) -> bytes | int | None:
        if content.octets is not None:
            return content.octets
        if await self.store.read(intake.is_known, known_by):
            return None
        return await put_chunks(self.store, content, now)

    async def _screened(
        self, content: Content, fields: Header, way: Way, now: datetime
    ) -> Screened:
        if self.screen is None:
            return CLEAR
        origin = Origin(way.place.mailbox, "inbound", "", "", "IMAP")
        envelope = Envelope(_sender(fields), (Addressee(way.address),))
        day = now.astimezone(self.zone).date()
        found = self.screen.at_once(origin, envelope, content, fields, day)
        if found is not None:
            return found
        return await self.screen.looked_into(origin, envelope, content, fields, day)


def _sender(fields: Header) -> str:
    """Who wrote it, as far as that can be read: a mailbox shows no envelope."""
    found = fields.mailboxes("from")
    return found[0] if isinstance(found, tuple) and found else ""


def _tell(taken: Taken, new: NewIntake, way: Way) -> None:
    event = "intake.taken" if taken.new else "intake.known"
    held = new.refused or new.hold
    log.info(event, intake=taken.id, mailbox=way.place.mailbox, uid=way.place.uid, rule=held)
