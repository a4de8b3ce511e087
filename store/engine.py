"""Opens the database that a URL names: connections with the settings that durability rests on."""

import os
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.pool import NullPool

from store import hot

# File locks and shared memory do not hold there, and WAL needs both (sqlite.org/wal.html).
NETWORK_FILE_SYSTEMS = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "glusterfs", "fuse.sshfs"}
)

# A read that runs longer would keep the log from being folded back into the database.
READ_LIMIT_MS = 1000

# A process that stands still within a transaction would keep its rows from all the others. PostgreSQL
# ends such a session well before a worker's lease does; on SQLite only the end of the process helps.
STILL_LIMIT_MS = 20_000

_SQLITE_SETTINGS = (
    "PRAGMA auto_vacuum=INCREMENTAL",  # takes effect only before the first table
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",  # NORMAL may lose the last commits on a power cut
    "PRAGMA foreign_keys=ON",
    "PRAGMA secure_delete=FAST",
    "PRAGMA journal_size_limit=67108864",
    "PRAGMA wal_autocheckpoint=4000",
    "PRAGMA cache_size=-32768",
)


class StoreRefused(Exception):
    """The store cannot be used as it is; the text says what to do."""


@dataclass(frozen=True, slots=True)
class Engines:
    """Two ways into one database: *writer* begins at once for writing, *reader* never writes.

    *path* is the SQLite file; None on PostgreSQL.
    """

    url: URL
    writer: Engine
    reader: Engine
    path: Path | None

    def file(self) -> tuple[int, int] | None:
        """Which SQLite file stands there now, by device and number; None where none does, and on PostgreSQL."""
        try:
            found = None if self.path is None else os.stat(self.path)
        except FileNotFoundError:
            return None
        return found and (found.st_dev, found.st_ino)

    def connect(self) -> Connection:
        """A connection for the writer, to be kept by one thread."""
        connection = self.writer.connect()
        if self.path is None:
            limit = f"SET idle_in_transaction_session_timeout = {STILL_LIMIT_MS}"
            connection.exec_driver_sql(limit)
            connection.commit()
        return connection

    def dispose(self) -> None:
        """Closes what is idle."""
        self.writer.dispose()
        self.reader.dispose()


def open_engines(url: str) -> Engines:
    """The engines for *url*: ``sqlite:////path/file.db`` or ``postgresql://…``.

    Raises StoreRefused for another kind of database, for a missing folder, and
    for an SQLite file on a network file system.
    """
    parsed = make_url(url)
    match parsed.get_backend_name():
        case "sqlite":
            return _sqlite(parsed)
        case "postgresql":
            try:
                return _postgresql(parsed.set(drivername="postgresql+psycopg"))
            except ModuleNotFoundError as missing:
                raise StoreRefused(
                    f"store.url: PostgreSQL needs {missing.name}; run: pip install 'congvu[postgres]'"
                ) from missing
        case other:
            raise StoreRefused(
                f"store.url: {other} is not known; use sqlite:///… or postgresql://…"
            )


def _sqlite(url: URL) -> Engines:
    if not url.database or url.database == ":memory:":
        raise StoreRefused(
            "store.url: an SQLite store needs a file; write sqlite:////path/congvu.db"
        )
    path = Path(url.database)
    if not path.parent.is_dir():
        raise StoreRefused(
            f"store.url: the folder {path.parent} is missing; make it, or change the path"
        )
    kind = file_system(path.parent)
    if kind in NETWORK_FILE_SYSTEMS:
        raise StoreRefused(
            f"store.url: {path} lies on a network file system ({kind}), where SQLite loses data;"
            " use a local disk or PostgreSQL"
        )
    writer = _sqlite_engine(path, _SQLITE_SETTINGS, "BEGIN IMMEDIATE")
    reader = _sqlite_engine(path, ("PRAGMA query_only=ON",), "BEGIN")
    return Engines(url, writer, reader, path)


def _sqlite_engine(path: Path, settings: tuple[str, ...], begin: str) -> Engine:
    engine = create_engine(
        "sqlite://", poolclass=NullPool, creator=_opener(path, settings), hide_parameters=True
    )
    event.listen(engine, "begin", lambda connection: hot.run(connection, begin, {}))
    return engine


def _opener(path: Path, settings: tuple[str, ...]) -> Callable[[], sqlite3.Connection]:
    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(
            path, timeout=30, isolation_level=None, check_same_thread=False
        )
        for setting in settings:
            connection.execute(setting)
        os.chmod(path, 0o600)
        return connection

    return connect


def _postgresql(url: URL) -> Engines:
    writer = create_engine(
        url, poolclass=NullPool, isolation_level="READ COMMITTED", hide_parameters=True
    )
    options = f"-c statement_timeout={READ_LIMIT_MS} -c default_transaction_read_only=on"
    reader = create_engine(
        url,
        poolclass=NullPool,
        isolation_level="REPEATABLE READ",
        hide_parameters=True,
        connect_args={"options": options},
    )
    return Engines(url, writer, reader, None)


def file_system(folder: Path, mounts: Path = Path("/proc/mounts")) -> str:
    """The type of the file system that *folder* lies on, "" when the machine does not say."""
    if not mounts.exists():
        return ""
    real = folder.resolve()
    best: tuple[int, str] = (0, "")
    for line in mounts.read_text(encoding="utf-8", errors="replace").splitlines():
        _device, point, kind, *_ = line.split(" ")
        if real.is_relative_to(point) and len(point) >= best[0]:
            best = (len(point), kind)
    return best[1]


def driver(connection: Connection) -> Any:
    """The DBAPI connection beneath *connection*."""
    return connection.connection.driver_connection
