"""The two clocks: the machine's, and the office's, which may be simulated. Only loops hold them.

Leases, timeouts, back-off, queue age, signatures, TLS and logs take the
machine's; deadlines, ladders, quiet hours, digests and periods the office's
(design, law 5). Whoever decides by office time inside a transaction reads it
there (store.clock.office_now), since another process may let it run.
"""

from datetime import UTC, datetime
from typing import Protocol

from store import Store
from store.clock import Anchor, anchor

LOOK_AGAIN_SECONDS = 1.0  # for a ring that was lost on the way from another process


class Clock(Protocol):
    """Something that tells the time."""

    def now(self) -> datetime:
        """The present instant, aware UTC."""
        ...


class MachineClock:
    """The time of this machine."""

    def now(self) -> datetime:
        """The present instant, aware UTC."""
        return datetime.now(UTC)  # noqa: TID251 - the one place that reads it


class OfficeClock:
    """The time that the office lives in: the machine's, or a simulation that all processes share."""

    def __init__(self, machine: Clock, simulation: Anchor | None = None) -> None:
        self._machine = machine
        self._anchor = simulation

    @property
    def simulated(self) -> bool:
        """Whether this is a simulation: what is sent then is marked and stays on loopback."""
        return self._anchor is not None

    def now(self) -> datetime:
        """The present office instant, aware UTC, by the anchor as it was last heard of."""
        machine_now = self._machine.now()
        return machine_now if self._anchor is None else self._anchor.now(machine_now)

    async def follow(self, store: Store) -> None:
        """Keeps up with the anchor in the store, for ever; a loop of every simulated process."""
        ear = store.bell.ear("clock")
        while True:
            found = await store.read(anchor)
            if found is not None:
                self._anchor = found
            await ear.heard(LOOK_AGAIN_SECONDS)
