"""Notices work that does not move, and tells a second channel; the service manager it tells that we live.

What stands in the store is watched by one parent of all, whichever holds the lease; its
own loops, and those of the workers that it started, every parent watches itself. A loop of
events that hangs can watch nothing: that the service manager notices, because it hears
nothing any more.
"""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta

import structlog

from congvu.alert import Alert
from congvu.lifecycle import tell_manager
from congvu.vigil import WATCHES, Vigil, Word
from schedules.clock import Clock, OfficeClock
from store import Store, Tx, lease, progress
from store.failure import StoreFailed
from work.finish import finish

LEASE = "watchdog"
LOOK_SECONDS = 30.0
TERM = timedelta(seconds=4 * LOOK_SECONDS)  # of the lease; an alert may take as long as a look
PATIENCE_SECONDS = 5.0  # for the store
STORED = ("due", "in-hand", "overaged", "notices", "notices-in-hand", "tick", "mailboxes")

Pulse = Callable[[], Mapping[str, float]]
"""Seconds since each loop of a part came round, by its kind."""

log = structlog.get_logger()


class Watchdog:
    """One process's. *pulses* are added by the parts that have loops to watch, *worries* by those that
    have something to tell of which no restart helps; a worker tells both to its parent, which looks.
    """

    def __init__(
        self, store: Store, clock: Clock, office: OfficeClock, holder: str, alert: Alert,
        host: str, remind: timedelta,
    ) -> None:  # fmt: skip
        self.pulses: list[Pulse] = []
        self.worries: list[Pulse] = []
        self._store = store
        self._clock = clock
        self._office = office
        self._holder = holder
        self._alert = alert
        self._host = host
        self._vigil = Vigil(remind.total_seconds())
        self._heard: float | None = None  # when the store last answered, on the loop's clock

    def stuck(self) -> Mapping[str, float]:
        """What was found not to move, by its kind, with its age in seconds."""
        return self._vigil.stuck()

    def stuck_here(self) -> tuple[str, ...]:
        """The loops of this process, and of its workers, that do not come round, this moment."""
        return tuple(k for k, age in self.beats().items() if age >= WATCHES[k].limit_seconds)

    def beats(self) -> Mapping[str, float]:
        """Seconds since the loops came round, by their kind."""
        return _ages_of(self.pulses)

    def worried(self) -> Mapping[str, float]:
        """For how many seconds there has been something that no restart helps, by its kind."""
        return _ages_of(self.worries)

    async def run(self) -> None:
        """Looks for ever; cancelled, it lets the next one watch at once."""
        try:
            while True:
                await self.once()
                await asyncio.sleep(LOOK_SECONDS)
        finally:
            await finish(self._store.write(lease.give_back, LEASE, self._holder))

    async def once(self) -> None:
        """Looks once, and tells what is to be told."""
        ages = {**self.worried(), **self.beats(), **await self._stored()}
        words = self._vigil.look(ages, asyncio.get_running_loop().time())
        for word in words:
            _log(word)
        if words:
            tell_manager(f"STATUS={_status(self.stuck())}")
            await self._alert.tell(message(words, self._host, self._holder))

    async def _stored(self) -> Mapping[str, float]:
        """The ages of what stands in the store, where this process watches them, and of its silence."""
        loop = asyncio.get_running_loop()
        now, office = self._clock.now(), self._office
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                mine = await self._store.write(lease.take, LEASE, self._holder, now, TERM)
                found = await self._store.read(
                    _ages, now, None if office.simulated else office.now()
                )
        except (TimeoutError, *StoreFailed):
            silent = 0.0 if self._heard is None else loop.time() - self._heard
            self._heard = loop.time() if self._heard is None else self._heard
            return {"store": silent}
        self._heard = loop.time()
        if not mine:
            self._vigil.leave(STORED)
        return {"store": 0.0, **(found if mine else {})}


def message(words: Iterable[Word], host: str, holder: str) -> str:
    """What the second channel is told: its first line says it all; no address, no name of a person."""
    told = tuple(words)
    bad = [word for word in told if word.change != "moves"]
    title = WATCHES[bad[0].kind].means if bad else "it moves again"
    lines = [f"Congvu at {host}: {title}", ""]
    for word in told:
        watch = WATCHES[word.kind]
        if word.change == "moves":
            lines.append(f"[{word.kind}] over: {watch.means}.")
            continue
        again = "still, " if word.change == "still" else ""
        lines.append(f"[{word.kind}] {watch.means}: {again}for {_span(word.seconds)}.")
        lines.append(f"  To do: {watch.remedy}.")
    return "\n".join([*lines, "", f"Told by {holder}; see also docs/operations.md.", ""])


def _ages_of(pulses: Iterable[Pulse]) -> dict[str, float]:
    """The longest of each kind."""
    found: dict[str, float] = {}
    for pulse in pulses:
        found.update({kind: max(age, found.get(kind, 0.0)) for kind, age in pulse().items()})
    return found


def _ages(tx: Tx, now: datetime, office_now: datetime | None) -> Mapping[str, float]:
    since = progress.oldest(tx, now, office_now)
    return {kind: (now - since.get(kind, now)).total_seconds() for kind in STORED}


def _log(word: Word) -> None:
    watch, seconds = WATCHES[word.kind], round(word.seconds)
    if word.change == "moves":
        log.info("watchdog.moves", kind=word.kind)
    else:
        log.error("watchdog.stuck", kind=word.kind, seconds=seconds, remedy=watch.remedy)


def _status(stuck: Mapping[str, float]) -> str:
    return f"stuck: {', '.join(stuck)}" if stuck else "serving"


def _span(seconds: float) -> str:
    """A length of time in words.

    >>> _span(59), _span(7260), _span(60 * 15)
    ('59 s', '2 h 1 min', '15 min')
    """
    minutes = int(seconds // 60)
    if minutes < 60:
        return f"{minutes} min" if minutes else f"{seconds:.0f} s"
    return f"{minutes // 60} h {minutes % 60} min"
