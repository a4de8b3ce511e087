"""The tray as the console and the chat show it: letters are read again when somebody looks, a few of them are remembered."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime

from congvu.daemon import Daemon
from congvu.parts.desk import Desks
from mail.reader.letter import Opens, letter
from mail.reader.scans import with_read_scans
from papers.opener import Opener
from store import Store, Tx, letter_desk
from work.intake import Intake
from work.lately import Lately
from work.official.letter import Letter
from work.proposal import Desk

SECONDS = 10.0  # for one letter with all its files: somebody waits
AT_ONCE = 2
REMEMBERED = 4 << 20  # characters of letters together


class Letters:
    """A web.console.desk.Tray."""

    def __init__(self, store: Store, desks: Callable[[Tx, datetime], Desk], opener: Opens) -> None:
        self._store = store
        self._desks = desks
        self._opener = opener
        self._lately = Lately[Desk]()
        self._turn = asyncio.Semaphore(AT_ONCE)
        self._known: OrderedDict[bytes, Letter] = OrderedDict()

    def desk(self, tx: Tx, now: datetime) -> Desk:
        """As the directory stands."""
        return self._desks(tx, now)

    def lately(self, tx: Tx, now: datetime) -> Desk:
        """As it stood a few seconds ago: a page is looked at more often than somebody is hired."""
        known = self._lately.at(now)
        return self._lately.keep(self._desks(tx, now), now) if known is None else known

    async def letter(self, found: Intake) -> Letter:
        """The letter, by its digest where it was looked at before."""
        async with self._turn:
            known = self._known.pop(found.digest, None)
            if known is None:
                octets = await self._store.read(letter_desk.octets, found)
                known = await letter(octets, self._opener, SECONDS)
            self._known[found.digest] = known
            while sum(map(_size, self._known.values())) > REMEMBERED and len(self._known) > 1:
                self._known.popitem(last=False)
        return await with_read_scans(self._store, found, known)


def tray(daemon: Daemon, name: str) -> Letters:
    """The tray, its part of the daemon called *name*; its readers of attachments end with the daemon. Raises DataRefused for a file that cannot be read."""
    opener = Opener(readers=AT_ONCE)

    async def kept() -> None:
        async with opener:
            await asyncio.Event().wait()

    daemon.supervisor.add(name, kept, last=True)
    return Letters(daemon.store, Desks(daemon.config).of, opener)


def _size(one: Letter) -> int:
    return sum(len(sheet.text) for sheet in one.sheets)
