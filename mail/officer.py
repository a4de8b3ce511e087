"""Tells the security officer of marks that were met: by mail from our own spool, and by the second channel.

At once of the first, then of all that came within ten minutes together. By mail the envelope
is told, because the officer has to reach people; the second channel is told no address.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog

from mail.notice import Writer, letter
from schedules.clock import Clock
from store import Store, lease, secrecy
from store.failure import REMEDY, StoreFailed, reason
from templates import sentence
from work import receipt
from work.finish import finish
from work.letter import NewLetter
from work.notice import Channel, Notice
from work.secrecy.incident import Incident

LEASE = "secrecy-officer"
TERM = timedelta(minutes=3)
LOOK_SECONDS = 60.0  # where no bell rang
NOTICE = "secrecy"
OFFICER = "security-officer"  # the code of why somebody gets it
RECIPIENTS_NAMED = 10

Alarm = Callable[[str], Awaitable[object]]

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class OfficerSettings:
    """The officer's *mailboxes*, the *language* of what they read, and how long a notice may be tried."""

    mailboxes: tuple[str, ...]
    language: str
    max_age: timedelta


class Officer:
    """The loop of one process; wherever it runs, each incident is told once (design, law 7)."""

    def __init__(
        self,
        store: Store,
        writer: Writer,
        settings: OfficerSettings,
        alarm: Alarm,
        machine: Clock,
        holder: str,
    ) -> None:
        self._store = store
        self._writer = writer
        self._settings = settings
        self._alarm = alarm
        self._machine = machine
        self._holder = holder

    async def run(self) -> None:
        """Looks when the bell rings, and every minute, for ever."""
        ear = self._store.bell.ear(secrecy.TOPIC)
        try:
            while True:
                wait = await self._looked()
                await (asyncio.sleep(wait) if wait else ear.heard(LOOK_SECONDS))
        finally:
            await finish(self._store.write(lease.give_back, LEASE, self._holder))

    async def once(self) -> timedelta:
        """Tells of what is due to be told; gives how long what is not due has to wait."""
        now = self._machine.now()
        found = await self._store.read(secrecy.untold, now)
        if not found.incidents or found.wait:
            return found.wait if found.incidents else timedelta(0)
        if await self._store.write(lease.take, LEASE, self._holder, now, TERM):
            await self._tell(found.incidents, now)
        return timedelta(0)

    async def _looked(self) -> float:
        """Seconds to wait for what is not due yet; 0 to wait for the bell."""
        try:
            return min((await self.once()).total_seconds(), LOOK_SECONDS)
        except StoreFailed as error:
            log.error("secrecy.untold", error=reason(error), remedy=REMEDY)
            return LOOK_SECONDS

    async def _tell(self, incidents: Sequence[Incident], now: datetime) -> None:
        letters = [self._letter(box, incidents, now) for box in self._settings.mailboxes]
        numbers = [one.id for one in incidents]
        end = now + self._settings.max_age
        octets = sum(one.size_bytes for one in letters)
        if not await self._store.write(secrecy.tell, numbers, letters, now, end, octets=octets):
            return
        log.warning("secrecy.told", incidents=len(numbers), officers=len(letters))
        await self._alarm(self._message(incidents))

    def _letter(self, mailbox: str, incidents: Sequence[Incident], now: datetime) -> NewLetter:
        notice = Notice(
            id=0,
            dedup_key=f"{NOTICE}:{mailbox}:{','.join(str(one.id) for one in incidents)}",
            kind=NOTICE,
            channel=Channel.MAIL,
            person=0,
            address=mailbox,
            language=self._settings.language,
            reason=OFFICER,
            facts={
                "host": self._writer.hostname,
                "incidents": [self._facts(one) for one in incidents],
            },
            at=now,
        )
        return letter(notice, self._writer, now)

    def _facts(self, one: Incident) -> dict[str, Any]:
        seen, named = one.sighting, one.sighting.recipients[:RECIPIENTS_NAMED]
        return {
            "id": one.id,
            "kind": seen.kind,
            "door": seen.door,
            "seen": one.seen_at.astimezone(self._writer.zone).isoformat(),
            "times": one.times,
            "rule": seen.rule,
            "place": seen.place,
            "level": one.level,
            "agency": seen.agency,
            "login": seen.login,
            "sender": seen.sender,
            "recipients": list(named),
            "more": len(seen.recipients) - len(named),
            "receipt": None if seen.letter is None else receipt.encode(seen.letter),
            "digest": seen.digest.hex(),
        }

    def _message(self, incidents: Sequence[Incident]) -> str:
        """What the second channel is told: codes and hours, no address."""
        facts = {
            "host": self._writer.hostname,
            "incidents": [self._facts(one) for one in incidents],
        }
        return sentence("secrecy.alarm", facts, self._settings.language).strip() + "\n"
