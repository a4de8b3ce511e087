"""The store as every other package knows it: write, read, a bell, and free space."""

import asyncio
import os
from collections.abc import Callable
from functools import partial
from typing import TypeVar, TypeVarTuple

from store.bell import Bell
from store.company import after_turns
from store.engine import Engines, open_engines
from store.reader import Reader
from store.siblings import Datagrams, Notifications
from store.trail import Trail
from store.turn import Turn
from store.tx import Tx
from store.writer import Waiting, Writer
from work.figures import Histogram

YIELD_SECONDS = 0.1  # for which who computes lets a commit be
GATHERING_TURNS = 3  # of the loop, before the writer gets what they brought

Args = TypeVarTuple("Args")
T = TypeVar("T")


class Store:
    """One process's way into the store. Open it once, close it last."""

    def __init__(self, engines: Engines, actor: str) -> None:
        self.actor = actor
        self.bell = Bell()
        self._engines = engines
        self._turn = Turn(engines.path)
        self._gathered: dict[asyncio.AbstractEventLoop, list[Waiting]] = {}
        self._reader = Reader(engines)
        self._writer = Writer(engines, self._turn, Trail(actor), self.bell)
        if engines.path is not None:
            self.bell.carry(Datagrams(engines.path, self.bell.sound))
        else:
            self.bell.carry(Notifications(engines.url, self.bell.sound))

    @classmethod
    def open(cls, url: str, actor: str) -> "Store":
        """The store at *url*; *actor* is who the account names for what is written.

        Raises StoreRefused, whose text says what to do.
        """
        return cls(open_engines(url), actor)

    def write(
        self, function: Callable[[Tx, *Args], T], *args: *Args, octets: int = 0
    ) -> asyncio.Future[T]:
        """What *function* gave, once its commit has been synced.

        It runs, whether or not anybody waits for it, as long as the loop turns or `close`
        follows; cancelling the waiter does not cancel it.
        *octets* counts towards the size of the group. Raises what the function
        raised, after its changes were rolled back.
        """
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        waiting = Waiting(function, args, octets, loop, future)
        gathered = self._gathered.get(loop)
        if gathered is None:
            self._gathered[loop] = [waiting]
            after_turns(GATHERING_TURNS, partial(self._hand_over, loop))
        else:
            gathered.append(waiting)
        return future

    def _hand_over(self, loop: asyncio.AbstractEventLoop) -> None:
        """Gives the writer at once what a few turns of the loop brought: it shares a commit then."""
        for waiting in self._gathered.pop(loop, ()):
            self._writer.submit(waiting)

    async def read(self, function: Callable[[Tx, *Args], T], *args: *Args) -> T:
        """What *function* gives on a snapshot; it cannot change anything."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._reader.pool, self._reader.run, function, args)

    def give_way(self) -> None:
        """Waits in a thread while this process is amid a commit, YIELD_SECONDS at most.

        At each of its statements a commit gives the interpreter's lock away, and waits for a thread
        that computes to let go of it again, while other processes wait for their turn to write.
        """
        self._writer.idle.wait(YIELD_SECONDS)

    @property
    def commits(self) -> Histogram:
        """How long commits took in this process, each with all that shared it."""
        return self._writer.commits

    def free_bytes(self) -> int | None:
        """Free space for the SQLite file; None on PostgreSQL, which keeps its own watch."""
        path = self._engines.path
        if path is None:
            return None
        space = os.statvfs(path.parent)
        return space.f_bavail * space.f_frsize

    async def close(self) -> None:
        """Commits what is queued, then closes threads, sockets and connections."""
        for loop in tuple(self._gathered):
            self._hand_over(loop)
        await asyncio.to_thread(self._close)

    def _close(self) -> None:
        self._writer.close()
        self._reader.close()
        self.bell.close()
        self._turn.close()
        self._engines.dispose()
