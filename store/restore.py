"""Makes a store of a backup: verified, brought to this program's schema, and in doubt where it may have acted since."""

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, text

from store import backup, restoration, rows, worker
from store.backup import Manifest, Told
from store.engine import Engines, StoreRefused, open_engines
from store.migrate import LOCK, ensure
from store.restoration import Doubt
from store.schema import metadata
from store.trail import Trail
from store.turn import Turn
from store.tx import Tx
from store.version import KNOWN, SCHEMA, schema_of

SIDE = ("", "-wal", "-shm")  # the database, and what SQLite keeps beside it


@dataclass(frozen=True, slots=True)
class Order:
    """What to restore: *by* is who asks, *end* until when letters may wait for a person."""

    path: Path
    url: str
    by: str
    now: datetime
    end: datetime
    replace: bool


@dataclass(frozen=True, slots=True)
class Restored:
    """What stands in the store now; *aside* is where the one before it went."""

    manifest: Manifest
    doubt: Doubt
    held: int
    aside: Path | None


def examine(path: Path, told: Told) -> Manifest:
    """What the backup holds, after all of it was read. Raises StoreRefused where it is not good."""
    manifest = backup.read(path)
    if manifest.schema not in KNOWN:
        raise StoreRefused(
            f"{path} has schema {manifest.schema}, made by a newer Congvu; this one knows up to"
            f" {SCHEMA}: install that version"
        )
    backup.verify(path, manifest, told)
    return manifest


def rehearse(path: Path, told: Told) -> Manifest:
    """What the backup holds, unpacked once beside nothing and looked through as `restore` does it.

    Raises StoreRefused where it is not good. The folder for temporary files needs its size meanwhile.
    """
    manifest = examine(path, told)
    with tempfile.TemporaryDirectory() as folder:
        backup.unpack(path, manifest, Path(folder) / "congvu.db")
    return manifest


def restore(order: Order, told: Told) -> Restored:
    """Puts the backup in place of nothing, or of the store that stands there, if that is wished.

    Raises StoreRefused, and has changed nothing: for a backup that is not good, for a
    store that holds something, or that a daemon serves.
    """
    engines = open_engines(order.url)
    try:
        _taken(engines, order)
        manifest = examine(order.path, told)
        with _workplace(engines) as place, backup.private(place) as part:
            backup.unpack(order.path, manifest, part)
            doubt, held = _marked(part, order, manifest)
            aside = _put(engines, part, order, told)
        return Restored(manifest, doubt, held, aside)
    finally:
        engines.dispose()


@contextmanager
def _workplace(engines: Engines) -> Iterator[Path]:
    """The name beside which the new database is made: the store's own, so that it can be renamed."""
    if engines.path is not None:
        yield engines.path
        return
    with tempfile.TemporaryDirectory(prefix="congvu-restore-") as folder:
        yield Path(folder) / "store.db"


def _taken(engines: Engines, order: Order) -> bool:
    """Whether there is a store already; raises StoreRefused where it may not be replaced."""
    found = schema_of(engines) if engines.path is None or engines.path.exists() else None
    if found is None:
        return False
    if not order.replace:
        raise StoreRefused("the store is not empty; to put the backup in its place, say --replace")
    if found not in KNOWN:
        raise StoreRefused(f"the store has schema {found}, made by a newer Congvu; take that one")
    with engines.reader.connect() as connection:
        if worker.count(Tx(connection, None), order.now).living:
            raise StoreRefused(
                "a daemon serves this store; stop it, or wait half a minute if it was killed"
            )
    return True


def _marked(part: Path, order: Order, manifest: Manifest) -> tuple[Doubt, int]:
    """Brings the private copy to our schema and puts in doubt what was open."""
    url = f"sqlite:///{part}"
    ensure(url)
    engines, trail = open_engines(url), Trail(order.by)
    try:
        with engines.connect() as connection:
            last: int | None = 0
            while last is not None:
                with connection.begin():
                    tx = Tx(connection, trail)
                    last = restoration.mark_letters(tx, last, order.now, order.end)
                    trail.write(connection)
                trail.committed()
            with connection.begin():
                tx = Tx(connection, trail)
                restoration.mark_rest(tx, manifest.taken_at, manifest.sha256, order.now)
                trail.write(connection)
            with connection.begin():
                found = restoration.doubt(tx), restoration.held(tx)
    finally:
        engines.dispose()
    return found


def _put(engines: Engines, part: Path, order: Order, told: Told) -> Path | None:
    if engines.path is None:
        _taken(engines, order)
        with backup.database(part) as source, engines.writer.connect() as target, target.begin():
            _filled(source, target, order, told)
        return None
    with backup.database(part) as connection:
        connection.execute(text("PRAGMA journal_mode=DELETE"))
    turn = Turn(engines.path)
    try:
        with turn.taken():
            _alone(engines.path)
            aside = _aside(engines.path, order.now) if _taken(engines, order) else None
            _renamed(part, engines.path, aside)
            return aside
    finally:
        turn.close()


def _alone(path: Path) -> None:
    """Folds the log into the store that is there, which SQLite does only where nobody else has it open.

    A daemon that stands still has no lease any more, but it has the file.
    """
    if not path.exists():
        return
    with closing(sqlite3.connect(path, timeout=1, isolation_level=None)) as connection:
        try:
            connection.execute("PRAGMA journal_mode=DELETE")
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode == sqlite3.SQLITE_BUSY:
                raise StoreRefused(
                    f"another process has {path} open, perhaps one that stands still;"
                    f" end it, `fuser -v {path}` names it"
                ) from error  # what is damaged may be replaced


def _aside(path: Path, now: datetime) -> Path:
    return path.with_name(f"{path.name}.replaced-{now:%Y%m%dT%H%M%SZ}")


def _renamed(part: Path, path: Path, aside: Path | None) -> None:
    """Lets *part* be the store, and the one before it, if there is one, be *aside*: no log of it may stay."""
    with part.open("rb") as file:
        os.fsync(file.fileno())
    for end in SIDE[1:]:  # of a store that was damaged
        old = Path(f"{path}{end}")
        if aside is None:
            old.unlink(missing_ok=True)
        elif old.exists():
            old.rename(f"{aside}{end}")
    if aside is not None:
        _named(path, aside)
    part.rename(path)
    backup.sync_folder(path.parent)


def _named(path: Path, aside: Path) -> None:
    """Gives the store one more name, so that there is one at every moment; takes the first where none can have two."""
    try:
        os.link(path, aside)
    except FileExistsError:
        raise StoreRefused(f"{aside} is there already; try again") from None
    except OSError:
        path.rename(aside)


def _filled(source: Connection, target: Connection, order: Order, told: Told) -> None:
    """Fills PostgreSQL in one transaction: whoever looks meanwhile sees what was there before."""
    target.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
    if order.replace:
        metadata.drop_all(target)
        target.execute(text("DROP TABLE IF EXISTS alembic_version"))
    metadata.create_all(target, checkfirst=False)
    target.execute(text(backup.VERSION_TABLE))
    target.execute(text("INSERT INTO alembic_version VALUES (:schema)"), {"schema": SCHEMA})
    tables, done = len(metadata.tables), iter(range(len(metadata.tables)))
    rows.transfer(source, target, lambda _table: told("restored", next(done), tables))
    if rows.counts(source) != rows.counts(target):
        raise StoreRefused("not every row arrived; nothing was changed, look at the server's log")
