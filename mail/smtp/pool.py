"""The connections to one destination, and the letters that wait for them in a fair line.

A letter takes an idle connection, else opens one, else goes behind a letter that
is being sent, else waits. How many may be open grows with what the peer answers
(mail.smtp.window). A kept connection that proves dead before it said a word to the
letter costs another try, no more.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable

from mail.smtp.client import Failure
from mail.smtp.connection import LETTERS_AT_ONCE, Connection, Owner
from mail.smtp.errand import Errand
from mail.smtp.settings import ClientSettings
from mail.smtp.window import Window
from mail.smtp.wire import unable
from work.outcome import Deferred, Outcome

TRIES = 3  # the second connection is as a rule a fresh one, which cannot be stale

BUSY = Deferred("4.4.5", "too many letters wait for this next hop")
CLOSED = Deferred("4.3.2", "this relay is shutting down")

Open = Callable[[Owner], Awaitable[Connection | Failure]]
Turn = asyncio.Future[Connection | Failure | None]


class Pool:
    """Shares out the connections that *open_one* makes; calls *emptied* when the last one is gone."""

    def __init__(
        self, open_one: Open, settings: ClientSettings, emptied: Callable[[], None]
    ) -> None:
        self._open_one = open_one
        self._settings = settings
        self._emptied = emptied
        self._load: dict[Connection, int] = {}  # letters on each connection that takes letters
        self._idle: list[Connection] = []  # the one used last is the surest to live
        self._single: dict[Connection, None] = {}  # one letter on it, and room behind that
        self._waiting: deque[Turn] = deque()
        self._alive: set[Connection] = set()
        self._letters = 0
        self._opening = 0
        self._window = Window(settings.connections)
        self._closed = False
        self._nothing_left = asyncio.Event()

    @property
    def empty(self) -> bool:
        """Whether no socket is open and no letter is here."""
        return not (self._alive or self._letters)

    async def send(self, errand: Errand) -> tuple[Outcome, ...]:
        """What became of each recipient."""
        self._letters += 1
        try:
            return await self._sent(errand)
        finally:
            self._letters -= 1
            self._look_whether_empty()

    async def close(self) -> None:
        """Ends idle connections with QUIT, busy ones after the letters they carry; waits for all.

        Cancelled, it cuts what is left.
        """
        self._closed = True
        self._wake_all(CLOSED)
        for connection in tuple(self._idle):
            connection.quit()
        try:
            if not self.empty:
                await self._nothing_left.wait()
        finally:
            for connection in tuple(self._alive):
                connection.drop("this relay is shutting down")

    # What connections tell.

    def came(self, connection: Connection) -> None:
        """The socket of *connection* is open, also where the peer will prove to be of no use."""
        self._alive.add(connection)

    def freed(self, connection: Connection) -> None:
        """A letter less is on *connection*."""
        if connection in self._load:
            self._load[connection] -= 1
            self._offer(connection)

    def left(self, connection: Connection) -> None:
        """*connection* takes no more letters; whoever waits may open another one."""
        if self._load.pop(connection, None) is None:
            return
        self._single.pop(connection, None)
        if connection in self._idle:
            self._idle.remove(connection)
        if not self._load:
            self._window.renew()
        self._wake(None)

    def gone(self, connection: Connection) -> None:
        """The socket of *connection* is closed."""
        self._alive.discard(connection)
        self._look_whether_empty()

    # Who gets which connection.

    async def _sent(self, errand: Errand) -> tuple[Outcome, ...]:
        for number in range(TRIES):
            connection = await self._take(fresh=number > 0)
            if not isinstance(connection, Connection):
                return errand.everyone(connection)
            refused = unable(errand.letter, connection.features)
            if refused is not None:
                self.freed(connection)
                return errand.everyone(refused)
            outcomes = await errand.over(connection)
            if outcomes is not None:
                if self._window.heard(outcomes):
                    self._wake(None)
                return outcomes
        return errand.everyone(Deferred("4.4.2", "the next hop keeps closing connections"))

    async def _take(self, *, fresh: bool) -> Connection | Failure:
        """A connection and room on it for one letter; or why there is none."""
        patience = self._settings.timeouts.turn.total_seconds()
        deadline = asyncio.get_running_loop().time() + patience
        again = False
        while not self._closed:
            may_open = self._size < self._window.size
            connection = None if fresh and may_open else self._ready()
            if connection is not None:
                return connection
            result = await (self._opened() if may_open else self._turn(deadline, first=again))
            if result is not None:
                return result
            again = True
        return CLOSED

    @property
    def _size(self) -> int:
        return len(self._load) + self._opening

    def _ready(self) -> Connection | None:
        if self._idle:
            connection = self._idle.pop()
        elif self._single and self._size >= self._window.size:
            connection = next(iter(self._single))
        else:
            return None
        self._give(connection)
        self._offer(connection)
        return connection

    async def _opened(self) -> Connection | Failure | None:
        """A new connection; None when the peer grants no more than those that live or are coming."""
        self._opening += 1
        opened: Connection | Failure | None = None
        try:
            opened = await self._open_one(self)
        finally:
            self._opening -= 1
            if opened is None:  # cancelled: the place is another one's
                self._wake(None)
        if isinstance(opened, Connection):
            return self._new(opened)
        if self._size:  # others live, or may come to
            self._window.refused(self._size)
            return None
        self._window.renew()
        self._wake_all(opened)  # they would only ask the same again
        return opened

    def _new(self, connection: Connection) -> Connection:
        self._load[connection] = 0
        self._give(connection)
        self._offer(connection)
        return connection

    def _give(self, connection: Connection) -> None:
        self._load[connection] += 1
        connection.promised += 1
        self._single.pop(connection, None)

    def _offer(self, connection: Connection) -> None:
        """Puts *connection* where the next letter finds it: first of all with those who wait."""
        self._single.pop(connection, None)
        spent = self._closed or connection.promised >= self._settings.letters_per_connection
        while not spent and self._load[connection] < _room(connection) and self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                self._give(connection)
                turn.set_result(connection)
                spent = connection.promised >= self._settings.letters_per_connection
        load = self._load[connection]
        if load == 0 and spent:
            connection.quit()
        elif load == 0:
            self._idle.append(connection)
            connection.rest()
        elif not spent and load < _room(connection):
            self._single[connection] = None

    # The line.

    async def _turn(self, deadline: float, *, first: bool) -> Connection | Failure | None:
        """What comes when it is this letter's turn; None: look again."""
        if len(self._waiting) >= self._settings.queue_limit:
            return BUSY
        turn: Turn = asyncio.get_running_loop().create_future()
        if first:
            self._waiting.appendleft(turn)
        else:
            self._waiting.append(turn)
        taken = False
        try:
            async with asyncio.timeout_at(deadline):
                result = await turn
                taken = True
        except TimeoutError:
            return BUSY
        finally:
            if not taken:
                self._forsake(turn)
        return result

    def _forsake(self, turn: Turn) -> None:
        """Who waited has left the line, perhaps just as something was handed over."""
        if turn in self._waiting:
            self._waiting.remove(turn)
        elif turn.done() and not turn.cancelled():
            handed = turn.result()
            if isinstance(handed, Connection):
                self.freed(handed)
            else:
                self._wake(None)

    def _wake(self, result: Failure | None) -> bool:
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(result)
                return True
        return False

    def _wake_all(self, result: Failure) -> None:
        while self._wake(result):
            pass

    def _look_whether_empty(self) -> None:
        if self.empty:
            self._nothing_left.set()
            self._emptied()


def _room(connection: Connection) -> int:
    return LETTERS_AT_ONCE if connection.features.pipelining else 1
