"""Processes on one SQLite file take turns to write, by a lock file beside it.

SQLite's own busy wait polls with growing pauses: without turns, single commits
waited up to half a second while another process wrote (design, law 3).
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Turn:
    """The lock file of one SQLite store; nothing on PostgreSQL, which has its own order."""

    def __init__(self, database: Path | None) -> None:
        self._descriptor: int | None = None
        if database is not None:
            path = database.with_name(database.name + ".turn")
            self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Waits until no other process writes, and keeps them out until the block is left."""
        if self._descriptor is None:
            yield
            return
        fcntl.flock(self._descriptor, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.flock(self._descriptor, fcntl.LOCK_UN)

    def close(self) -> None:
        """Gives the file back."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
