"""Threads that read: each call gets a snapshot of its own, and gives it back within a second."""

import concurrent.futures
import threading
import time
from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from store.engine import READ_LIMIT_MS, Engines, driver
from store.tx import Tx

THREADS = 3
LOOK_EVERY = 20_000  # SQLite instructions between two looks at the time


class Reader:
    """Runs read functions on threads of its own, each with a connection it keeps."""

    def __init__(self, engines: Engines) -> None:
        self._engines = engines
        self._own = threading.local()
        self._connections: list[Connection] = []
        self.pool = concurrent.futures.ThreadPoolExecutor(THREADS, "store-reader")

    def run(self, function: Callable[..., Any], args: tuple[Any, ...]) -> Any:
        """What *function* gives; called on one of the pool's threads."""
        try:
            return self._snapshot(function, args)
        except DBAPIError as error:
            if not error.connection_invalidated:
                raise
            self._own.connection = None
            return self._snapshot(function, args)

    def _snapshot(self, function: Callable[..., Any], args: tuple[Any, ...]) -> Any:
        connection = self._connected()
        with connection.begin() as transaction:
            self._own.until = time.monotonic() + READ_LIMIT_MS / 1000
            value = function(Tx(connection, None), *args)
            transaction.rollback()
        return value

    def _connected(self) -> Connection:
        connection: Connection | None = getattr(self._own, "connection", None)
        if connection is None:
            connection = self._own.connection = self._engines.reader.connect()
            self._connections.append(connection)
            if self._engines.path is not None:
                driver(connection).set_progress_handler(self._too_long, LOOK_EVERY)
        return connection

    def _too_long(self) -> bool:
        """Asked by SQLite while it works; True ends the statement as interrupted."""
        until: float = self._own.until
        return time.monotonic() > until

    def close(self) -> None:
        """Waits for the reads under way, then closes the connections."""
        self.pool.shutdown(wait=True)
        for connection in self._connections:
            connection.close()
