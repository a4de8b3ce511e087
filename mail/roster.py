"""The directory as this process last read it, for decisions that cannot wait for the store."""

import structlog

from store import Store, directory
from store.failure import StoreFailed, reason
from work.directory import Directory

log = structlog.get_logger()

REFRESH_SECONDS = 60.0  # a ring may be lost on its way from another process


class Roster:
    """Read it once with `refresh` before the first letter comes; `follow` keeps it true."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.directory = Directory.of((), ())

    async def refresh(self) -> None:
        """Reads the directory anew."""
        self.directory = await self._store.read(directory.load)

    def owner(self, host: str) -> str | None:
        """The code of the agency that *host* belongs to, if any."""
        return self.directory.owner(host)

    async def follow(self) -> None:
        """Reads it whenever the bell rings, and at least every minute, for ever."""
        ear = self._store.bell.ear("directory")
        while True:
            try:
                await self.refresh()
            except StoreFailed as error:  # what was read before still holds
                log.warning("roster.stale", error=reason(error))
            await ear.heard(REFRESH_SECONDS)
