"""What the mail door does for who decides on held letters in chat or console: a schedules.second.Letters."""

from dataclasses import dataclass
from datetime import datetime

from congvu.config import Config
from congvu.parts.relay_settings import reporter, schedule
from mail.bounce import Bounces
from mail.rejecting import reject_letter
from mail.schedule import Schedule
from schedules.clock import Clock
from store import Store
from store.approval import Barred, Decided


@dataclass(frozen=True, slots=True)
class HeldLetters:
    """Decides over one store."""

    store: Store
    bounces: Bounces
    schedule: Schedule

    def end(self, now: datetime) -> datetime:
        """Until when a letter that goes now may be tried."""
        return self.schedule.end(now, held=False)

    async def reject(
        self, number: int, email: str, by: str, reason: str, now: datetime
    ) -> Decided | Barred:
        """Returns the letter to its sender with the reason."""
        return await reject_letter(self.store, self.bounces, number, email, by, reason, now)


def held_letters(config: Config, store: Store, machine: Clock, *, simulated: bool) -> HeldLetters:
    """As the configuration has it."""
    planned = schedule(config)
    return HeldLetters(
        store, Bounces(store, reporter(config, simulated), planned, machine), planned
    )
