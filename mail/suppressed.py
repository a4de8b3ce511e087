"""The addresses that nothing is taken for, as this process last read them; and what deliveries teach of them."""

import asyncio
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

import structlog

from mail.address import comparable
from mail.gone import is_gone
from mail.smtp.reply import Reply
from schedules.clock import Clock
from store import Store, suppression
from store.failure import StoreFailed, reason
from work.letter import Origin
from work.outcome import Delivered, Outcome
from work.suppression import BY_RULE, LEARNED, Suppression

log = structlog.get_logger()

REFRESH_SECONDS = 60.0  # a ring may be lost on its way from another process
PAUSE_SECONDS = 1.0  # between two looks, however often it rings
MOST = (
    20_000  # addresses; beyond them none is learned: whoever guesses names must not fill our memory
)
LONGEST_SAID = 300  # characters


@dataclass(frozen=True, slots=True)
class Habits:
    """What the operator decides: which *words* say that a mailbox does not exist, and how long that is believed.

    *keep* zero learns nothing. Dates in refusals are of *zone*.
    """

    words: tuple[re.Pattern[str], ...]
    keep: timedelta
    zone: tzinfo


class Suppressed:
    """Read it once with `refresh`; `follow` keeps it true."""

    def __init__(self, store: Store, habits: Habits, clock: Clock) -> None:
        self._store = store
        self._habits = habits
        self._clock = clock
        self._known: dict[str, Suppression] = {}

    def refusal(self, origin: Origin, address: str) -> Reply | None:
        """What is answered to RCPT for a suppressed *address*; None for any other."""
        found = self._known.get(comparable(address)) if self._known else None
        if found is None or not found.stands(self._clock.now()):
            return None
        log.info("policy.refused", rule="suppressed", agency=origin.agency, peer=origin.peer)
        return refusal_of(found, self._habits.zone)

    def listens(self, outcomes: Iterable[Outcome]) -> bool:
        """Whether *outcomes* can teach anything: as a rule all is delivered, and nothing is known."""
        if self._known:
            return True
        return any(one.__class__ is not Delivered for one in outcomes)

    def learns(self, answered: Iterable[tuple[str, Outcome]]) -> "Lesson | None":
        """What is to be written down after what was *answered* to mail for some addresses."""
        known, habits = self._known, self._habits
        gone: dict[str, str] = {}
        good: list[str] = []
        for address, outcome in answered:
            if isinstance(outcome, Delivered):
                if known and (found := known.get(comparable(address))) and found.by == BY_RULE:
                    good.append(found.address)
            elif habits.keep and is_gone(outcome, habits.words):
                gone[comparable(address)] = getattr(outcome, "reason", "")[:LONGEST_SAID]
        return Lesson(gone, good) if gone or good else None

    async def learn(self, lesson: "Lesson", now: datetime) -> None:
        """Writes it down; what the store does not take now, the next letter teaches again."""
        room = MOST - len(self._known)
        said = [(one, why) for one, why in lesson.gone.items() if one in self._known or room > 0]
        try:
            if lesson.good:
                await self._store.write(suppression.delivered, lesson.good, now)
            keep = self._habits.keep
            stand = (
                await self._store.write(suppression.refused, said, now, keep, lesson.by)
                if said
                else ()
            )
        except StoreFailed as error:
            log.warning("address.unlearned", error=reason(error))
            return
        for address in lesson.good:
            self._known.pop(address, None)
        for one in stand:
            self._known[one.address] = one
            if one.since == now:
                log.warning("address.suppressed", until=one.until.isoformat(timespec="seconds"))

    async def refresh(self) -> None:
        """Reads them anew, and forgets those whose time is over."""
        now = self._clock.now()
        if await self._store.read(suppression.is_over, now):
            await self._store.write(suppression.forget, now)
        self._known = {one.address: one for one in await self._store.read(suppression.known, now)}

    async def follow(self) -> None:
        """Reads them whenever the bell rings, and at least every minute, for ever."""
        ear = self._store.bell.ear("suppression")
        while True:
            try:
                await self.refresh()
            except StoreFailed as error:  # what was read before still holds
                log.warning("suppressed.stale", error=reason(error))
            await asyncio.sleep(PAUSE_SECONDS)
            await ear.heard(REFRESH_SECONDS)


def refusal_of(one: Suppression, zone: tzinfo) -> Reply:
    """What a sender is told who writes there; its date is of *zone*."""
    day = f"{one.since.astimezone(zone):%d/%m/%Y}" if one.since else ""
    lift = f"ask the operator for: congvu queue allow {one.address}"
    if one.by in LEARNED:
        text = f"No such mailbox, as learned on {day} ({one.reason}); if there is one now, {lift}"
        return Reply(550, "5.1.1", text)
    why = f" ({one.reason})" if one.reason.isascii() else ""
    text = f"The operator takes no letters for it since {day}{why}; if it is good again, {lift}"
    return Reply(550, "5.1.1", text)


@dataclass(frozen=True, slots=True)
class Lesson:
    """Addresses that do not exist, with what was said of each, and such as are *good* after all; *by* says what taught it."""

    gone: dict[str, str]
    good: list[str]
    by: str = BY_RULE
