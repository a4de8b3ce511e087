"""The loop that reads scans: of letters that were read already, one after the other, when nobody needs the machine more.

A letter never waits for it. What a scan says is judged by the rules on secrecy before any of it is
kept; then the letter is read once more, with it.
"""

import asyncio
from datetime import timedelta, tzinfo

import structlog

from mail.reader.scans import SECONDS, Sees, read_so, seen
from mail.screen import CLEAR, Screen, Screened
from papers.opened import Opened
from schedules.clock import Clock
from store import Store, body, scan
from store.scan import Waiting
from work.incident import new_incident
from work.letter import Addressee, Envelope, Origin

TERM = timedelta(minutes=2)  # whoever has had one for so long is dead
POLL_SECONDS = 60.0  # without a ring

log = structlog.get_logger()


class Scanning:
    """Reads what waits, as long as it runs.

    Without a *screen* a decision waives the look for marks. *zone* has the office's days, *mailbox* is its own.
    """

    def __init__(
        self,
        store: Store,
        opener: Sees,
        screen: Screen | None,
        clock: Clock,
        zone: tzinfo,
        mailbox: str,
    ) -> None:
        self._store = store
        self._opener = opener
        self._screen = screen
        self._clock = clock
        self._zone = zone
        self._mailbox = mailbox

    async def run(self) -> None:
        """Reads until it is cancelled."""
        ear = self._store.bell.ear(scan.TOPIC)
        while True:
            one = await self._store.write(scan.take, self._clock.now(), TERM)
            if one is None:
                await ear.heard(POLL_SECONDS)
            else:
                await self._read(one)

    async def _read(self, one: Waiting) -> None:
        found = await self._seen(one)
        opened, screened = found or (Opened(), CLEAR)
        now = self._clock.now()
        if screened.seen is not None:
            await self._store.write(scan.marked, one.letter.id, screened.hold, screened.seen, now)
        else:
            await self._store.write(scan.end, one.letter.id, read_so(opened), now)
        if found is None:
            return
        log.info(
            "intake.scanned",
            intake=one.letter.id,
            read=len(opened.pieces),
            unread=",".join(sorted({str(each.why) for each in opened.obstacles})),
            rule=None if screened.seen is None else screened.seen.rule,
        )

    async def _seen(self, one: Waiting) -> tuple[Opened, Screened] | None:
        """What its pictures say, and what becomes of it by that; None where either fails, and was told of.

        Then nothing of it is kept and nothing refused: the letter stays as if no scan had been read, and no other waits.
        """
        octets = await self._store.read(body.whole, one.letter.body or 0)
        try:
            opened = await seen(octets, one.places, self._opener, SECONDS)
            return opened, await asyncio.to_thread(self._screened, one, opened)
        except Exception:
            log.exception("intake.scan-failed", intake=one.letter.id, incident=new_incident())
            return None

    def _screened(self, one: Waiting, opened: Opened) -> Screened:
        if self._screen is None:
            return CLEAR
        origin = Origin("", "inbound", "", "", "SCAN")
        envelope = Envelope(one.letter.author, (Addressee(self._mailbox),))
        day = self._clock.now().astimezone(self._zone).date()
        return self._screen.of_scans(opened, origin, envelope, one.letter.digest, day)
