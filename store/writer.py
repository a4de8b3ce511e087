"""The one thread of a process that writes: waiting transactions share a commit, and its one sync.

Whatever waits goes into the next group; there is no timer. A function that raises
fails alone: the group is rolled back and each of its functions runs by itself.
"""

import asyncio
import contextlib
import itertools
import queue
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from store.bell import Bell
from store.engine import Engines
from store.replay import pauses, surely_undone, worth_replaying
from store.together import Together
from store.trail import Trail
from store.turn import Turn
from store.tx import Tx
from work.figures import BOUNDS, Histogram

GROUP_LIMIT = 128  # transactions
GROUP_OCTETS = 1 << 20  # a 25 MB transaction moved the p99 of small commits from 0.7 to 105 ms


class CommitUnknown(Exception):
    """The connection was lost during COMMIT: nobody can know whether it held."""


class StoreReplaced(Exception):
    """Another file stands where the database was: what is written to ours would be lost with it."""


@dataclass(slots=True, eq=False)
class Waiting:
    """One transaction in the queue, and afterwards what became of it."""

    function: Callable[..., Any]
    args: tuple[Any, ...]
    octets: int
    loop: asyncio.AbstractEventLoop
    future: asyncio.Future[Any]
    result: Any = None
    error: BaseException | None = field(default=None)

    def resolve(self) -> None:
        """Tells the waiter, on its own loop; one that was cancelled meanwhile is not told."""
        if self.future.done():
            return
        if self.error is None:
            self.future.set_result(self.result)
        else:
            self.future.set_exception(self.error)


class Writer:
    """Takes transaction functions, commits them in groups, tells the waiters after the commit."""

    def __init__(self, engines: Engines, turn: Turn, trail: Trail, bell: Bell) -> None:
        self._engines = engines
        self._turn = turn
        self._trail = trail
        self._bell = bell
        self._queue: queue.SimpleQueue[Waiting | None] = queue.SimpleQueue()
        self._carried: Waiting | None = None  # taken from the queue, too large for that group
        self._connection: Connection | None = None
        self._file: tuple[int, int] | None = None  # which file it was at first
        self.commits = Histogram(BOUNDS["commit"])  # from a group's beginning to its sync
        self._rung: set[str] = set()  # topics of what was committed since the last ring
        self.idle = threading.Event()  # no group is under way
        self.idle.set()
        self._thread = threading.Thread(target=self._serve, name="store-writer", daemon=True)
        self._thread.start()

    def submit(self, waiting: Waiting) -> None:
        """Queues a transaction; from here on it runs, whether or not anybody still waits."""
        self._queue.put(waiting)

    def close(self) -> None:
        """Ends the thread once the queue is empty, and waits for that."""
        self._queue.put(None)
        self._thread.join()

    def _serve(self) -> None:
        while (first := self._carried or self._queue.get()) is not None:
            with self._turn.taken():  # whatever comes while another process writes goes along
                self.idle.clear()
                group, begun = self._group(first), time.perf_counter()
                self._settle(group)
                self.commits.add(time.perf_counter() - begun)
            self.idle.set()
            self._tell(group)
            self._ring()
        self._disconnect()

    def _group(self, first: Waiting) -> list[Waiting]:
        self._carried = None
        group, octets = [first], first.octets
        for waiting in self._waiting():
            octets += waiting.octets
            if octets > GROUP_OCTETS:
                self._carried = waiting
                break
            group.append(waiting)
            if len(group) == GROUP_LIMIT:
                break
        return group

    def _waiting(self) -> Iterator[Waiting]:
        while True:
            try:
                waiting = self._queue.get_nowait()
            except queue.Empty:
                return
            if waiting is None:
                self._queue.put(None)  # the end is for the next turn, after this group
                return
            yield waiting

    def _settle(self, group: list[Waiting]) -> None:
        try:
            self._replayed(group)
        except BaseException as error:  # noqa: BLE001 - whatever a function raised goes to its waiter
            if len(group) == 1 or isinstance(error, CommitUnknown):
                for waiting in group:
                    waiting.error = error
                return
            for waiting in group:
                self._settle([waiting])

    def _replayed(self, group: list[Waiting]) -> None:
        for pause in itertools.chain(pauses(), [None]):
            try:
                self._once(group)
                return
            except DBAPIError as error:
                if error.connection_invalidated:
                    self._disconnect()
                if pause is None or not worth_replaying(error):
                    raise
                threading.Event().wait(pause)

    def _once(self, group: list[Waiting]) -> None:
        connection = self._connected()
        transaction = connection.begin()
        try:
            tx = Tx(connection, self._trail)
            for function, asked in itertools.groupby(group, key=_function):
                _answer(tx, function, list(asked))
            self._trail.write(connection)
            self._bell.announce(connection, tx.topics)
        except BaseException:
            self._trail.forget()
            if not connection.invalidated:
                transaction.rollback()
            raise
        self._commit(transaction.commit)
        self._rung |= tx.topics

    def _commit(self, commit: Callable[[], None]) -> None:
        try:
            commit()
        except DBAPIError as error:
            self._disconnect()
            if surely_undone(error):
                self._trail.forget()
                raise
            self._trail.restart()
            raise CommitUnknown(
                "the commit did not answer; what it held may stand or not"
            ) from error
        self._trail.committed()

    def _ring(self) -> None:
        """Long after the commit: whatever became of the ring, nothing runs a second time for it."""
        topics, self._rung = self._rung, set()
        self._bell.ring(topics)

    def _connected(self) -> Connection:
        if self._connection is None:
            self._connection = self._engines.connect()
            self._file = self._file or self._engines.file()
        if (
            self._engines.file() != self._file
        ):  # a restore that took us for dead, as behind a SIGSTOP
            raise StoreReplaced("another file stands in the store's place; restart this process")
        return self._connection

    def _disconnect(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _tell(self, group: list[Waiting]) -> None:
        by_loop: dict[asyncio.AbstractEventLoop, list[Waiting]] = {}
        for waiting in group:
            by_loop.setdefault(waiting.loop, []).append(waiting)
        for loop, told in by_loop.items():
            with contextlib.suppress(RuntimeError):  # the loop was closed meanwhile
                loop.call_soon_threadsafe(_resolve, told)


def _function(waiting: Waiting) -> Callable[..., Any]:
    return waiting.function


def _answer(tx: Tx, function: Callable[..., Any], asked: list[Waiting]) -> None:
    if isinstance(function, Together):
        results = function.for_all(tx, [waiting.args for waiting in asked])
    else:
        results = [function(tx, *waiting.args) for waiting in asked]
    for waiting, result in zip(asked, results, strict=True):
        waiting.result = result


def _resolve(group: list[Waiting]) -> None:
    for waiting in group:
        waiting.resolve()
