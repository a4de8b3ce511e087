"""Takes a letter in as work: looked at for marks of secrecy first, then kept as it came, once."""

import asyncio
from dataclasses import dataclass, field, replace
from datetime import datetime, tzinfo
from functools import partial
from pathlib import Path
from typing import NamedTuple

import structlog

from mail import header
from mail.content import Content
from mail.described import described, is_petition
from mail.header import Header
from mail.intake import put_chunks
from mail.pace import Pace
from mail.screen import CLEAR, Screen, Screened
from store import Store, intake, mailbox
from store.intake import Taken
from work.intake import Arrival, NewIntake, Place
from work.letter import Addressee, Envelope, Origin
from work.undisclosed import masked

AT_ONCE_OCTETS = 64 * 1024  # of a letter that is described sooner than a thread is woken

log = structlog.get_logger()


class Way(NamedTuple):
    """How a letter comes: its place, the mailbox's *address*, and its head there."""

    place: Place
    address: str
    head: bytes


class Ready(NamedTuple):
    """A letter that was looked at, and can be kept: *octets* are in memory."""

    new: NewIntake
    way: Way
    now: datetime
    octets: int


@dataclass(frozen=True, slots=True)
class Taker:
    """One office's: *spool* is where long letters lie meanwhile, *zone* has its days.

    Without a *screen* a decision waives the look. *petitions* are the addresses for those.
    """

    store: Store
    screen: Screen | None
    spool: Path
    zone: tzinfo
    petitions: frozenset[str] = frozenset()
    pace: Pace = field(default_factory=Pace)

    async def taken(self, content: Content, way: Way, now: datetime) -> Taken | None:
        """What the letter is in the tray; None where it has to be tried again later."""
        ready = await self.ready(content, way, now)
        return None if ready is None else await self.put(ready)

    async def ready(self, content: Content, way: Way, now: datetime) -> Ready | None:
        """The letter as it is to be kept; None where it has to be tried again later."""
        fields = header.parse(content.header)
        screened = await self._screened(content, fields, way, now)
        if screened.refusal and screened.seen is None:
            return None
        petition = is_petition(fields, (way.address,), self.petitions)
        if content.size_bytes <= AT_ONCE_OCTETS:
            found = described(content, fields, petition=petition)
        else:
            found = await asyncio.to_thread(described, content, fields, petition=petition)
        if screened.refusal and screened.seen:
            new = replace(found, refused=screened.seen.rule)
        else:
            body = await self._body(content, found.identity, now)
            new = replace(found, body=body, hold=screened.hold)
        if screened.seen:
            sender = screened.seen.sender
            sender = masked(sender) if petition else sender
            new = replace(new, seen=replace(screened.seen, door="imap", sender=sender))
        return Ready(new, way, now, len(content.octets or b""))

    def put(self, ready: Ready) -> asyncio.Future[Taken | None]:
        """What it is in the tray; None where its chunks were swept meanwhile. Several at once share a commit."""
        arrival = Arrival("imap", ready.now, ready.way.place)
        taken = self.store.write(
            mailbox.take, ready.new, arrival, ready.way.head, octets=ready.octets
        )
        taken.add_done_callback(partial(_tell, ready))
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


def _tell(ready: Ready, taken: asyncio.Future[Taken | None]) -> None:
    found = None if taken.cancelled() or taken.exception() else taken.result()
    if found:
        held, place = ready.new.refused or ready.new.hold, ready.way.place
        event = "intake.taken" if found.new else "intake.known"
        log.info(event, intake=found.id, mailbox=place.mailbox, uid=place.uid, rule=held)
