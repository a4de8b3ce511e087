"""Rings after a commit, so that whoever waits for work looks at once rather than at the next tick."""

import asyncio
import contextlib
import threading
import weakref
from collections.abc import Collection, Iterable
from typing import Protocol

from sqlalchemy import Connection


class Carrier(Protocol):
    """Takes the ring to other processes on the same store."""

    def announce(self, connection: Connection, topics: Iterable[str]) -> None:
        """Called inside the transaction, before its commit."""
        ...

    def send(self, topics: Iterable[str]) -> None:
        """Called after the commit."""
        ...

    def close(self) -> None:
        """Ends its thread and gives its sockets back."""
        ...


class Ear:
    """One loop's ear for one topic: remembers a ring until it is heard."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._rung = asyncio.Event()

    def strike(self) -> None:
        """Called from any thread."""
        with contextlib.suppress(RuntimeError):  # the loop was closed meanwhile
            self._loop.call_soon_threadsafe(self._rung.set)

    async def heard(self, timeout_seconds: float) -> bool:
        """Whether it rang since it was last heard, or rings before the time is over."""
        try:
            async with asyncio.timeout(timeout_seconds):
                await self._rung.wait()
        except TimeoutError:
            return False
        self._rung.clear()
        return True


class Bell:
    """Topics and the ears that listen for them; another process's ring sounds the same."""

    def __init__(self) -> None:
        self._ears: dict[str, weakref.WeakSet[Ear]] = {}
        self._lock = threading.Lock()
        self._carrier: Carrier | None = None

    def carry(self, carrier: Carrier) -> None:
        """Lets *carrier* take every ring to the other processes."""
        self._carrier = carrier

    def ear(self, topic: str) -> Ear:
        """A new ear on the running loop; it listens as long as somebody keeps it."""
        ear = Ear(asyncio.get_running_loop())
        with self._lock:
            self._ears.setdefault(topic, weakref.WeakSet()).add(ear)
        return ear

    def announce(self, connection: Connection, topics: Collection[str]) -> None:
        """Before the commit, for engines that carry the ring inside the transaction."""
        if topics and self._carrier is not None:
            self._carrier.announce(connection, topics)

    def ring(self, topics: Collection[str]) -> None:
        """After the commit, from the writer's thread."""
        if topics:
            self.sound(topics)
            if self._carrier is not None:
                with contextlib.suppress(OSError):  # a lost ring costs only time
                    self._carrier.send(topics)

    def sound(self, topics: Iterable[str]) -> None:
        """Strikes the ears of this process alone."""
        with self._lock:
            ears = [ear for topic in topics for ear in self._ears.get(topic, ())]
        for ear in ears:
            ear.strike()

    def close(self) -> None:
        """Rings no further than this process from now on."""
        if self._carrier is not None:
            self._carrier.close()
            self._carrier = None
