"""When a letter is tried again, and when it ends."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from mail.backoff import Rule

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Schedule:
    """The waits after each failed attempt, and every other span of a letter's life in the queue.

    The last of *waits* is repeated (RFC 5321 §4.5.4.1 asks for half an hour and more, and
    for two tries in the first hour). Each is varied by *spread*, so that letters that failed
    together do not return together. *rules* are for answers that ask for something else.
    """

    waits: tuple[timedelta, ...] = (
        MINUTE,
        3 * MINUTE,
        10 * MINUTE,
        20 * MINUTE,
        40 * MINUTE,
        2 * HOUR,
    )
    spread: float = 0.2
    max_age: timedelta = 5 * DAY  # RFC 5321 §4.5.4.1: at least four to five days
    held_max_age: timedelta = 7 * DAY
    delay_after: timedelta = 4 * HOUR
    uncertain_after: timedelta = 10 * MINUTE  # a peer may answer as late as RFC 5321 §4.5.3.2.6
    rules: tuple[Rule, ...] = ()

    def end(self, now: datetime, held: bool) -> datetime:
        """When a letter that comes in *now* ends, whatever became of it."""
        return now + (self.held_max_age if held else self.max_age)

    def again(self, attempts: int, now: datetime, chance: random.Random) -> datetime:
        """When to try again after *attempts* attempts.

        >>> start = datetime(2026, 11, 24)
        >>> Schedule(spread=0).again(2, start, random.Random()) - start
        datetime.timedelta(seconds=180)
        """
        wait = self.waits[min(max(attempts, 1), len(self.waits)) - 1]
        return now + wait * chance.uniform(1 - self.spread, 1 + self.spread)
