"""Takes updates in, however they came: what bears a mark of secrecy is emptied, the rest is kept as it is."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import structlog

from bot.redaction import kept
from store import Store, secrecy
from work.secrecy.discretion import Discretion

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Intake:
    """One office's; *today* is its day."""

    store: Store
    discretion: Discretion
    today: Callable[[], date]

    async def take(self, raws: Sequence[Mapping[str, Any]], now: datetime) -> int:
        """How many of *raws* have a number, and so stand in the store from now on; some may have before."""
        day = self.today()
        some = [one for raw in raws if (one := kept(raw, self.discretion, day)) is not None]
        if not some:
            return 0
        for one in some:
            if one.seen:
                told = {"rule": one.seen.rule, "place": one.seen.place}
                log.info("chat.secret", update=one.update.id, **told)
        seen = [(one.update.chat, one.seen) for one in some if one.seen]
        updates, octets = [one.update for one in some], sum(len(one.update.raw) for one in some)
        added = await self.store.write(secrecy.take_updates, updates, seen, now, octets=octets)
        log.info("telegram.received", updates=added)
        return len(some)
