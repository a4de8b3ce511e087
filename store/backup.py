"""A backup: one file, which is the whole store as an SQLite database, with a last line that says what it is.

It is taken from one snapshot while others write, from either engine, and can be put
back into either. The snapshot lasts as long as the copying: the one exception to
design law 3 (docs/design/0030).
"""

import fcntl
import glob
import hashlib
import json
import os
import secrets
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from sqlalchemy import Connection, create_engine, text
from sqlalchemy.pool import NullPool

from store import rows
from store.engine import Engines, StoreRefused, driver, open_engines
from store.rows import Counts
from store.schema import metadata
from store.version import SCHEMA, schema_of

STEP_PAGES = 1024  # 4 MiB, between two looks at how far it is
SYNC_STEPS = 8  # synced at once, gigabytes would hold up the commits of others
BLOCK_OCTETS = 1 << 20
LONGEST_LINE = 16 * 1024  # octets of the last line
SPARE_OCTETS = 64 << 20  # for what is written to the store's own log meanwhile

VERSION_TABLE = """
CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL, CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
)
"""  # as Alembic makes it

Told = Callable[[str, int, int], None]
"""Hears what is done, how much of it, and of how much."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself; *octets* and *sha256* are of the database before the last line."""

    schema: str
    taken_at: datetime
    engine: str
    counts: Counts
    octets: int
    sha256: str


def take(url: str, path: Path, now: datetime, told: Told) -> Manifest:
    """Writes the store at *url*, as it stands, to the new file *path*, for its owner alone.

    It appears there whole and synced, or not at all. Raises StoreRefused for a file
    that is there already, for an empty store, and where there is no room.
    """
    engines = open_engines(url)
    try:
        _possible(engines, path)
        with private(path) as part:
            _created(part).close()
            schema = _copied(engines, part, told)
            manifest = _sealed(part, schema, now, engines.url.get_backend_name(), told)
            _publish(part, path)
        return manifest
    except sqlite3.Error as error:
        raise StoreRefused(f"{path} could not be written: {error}") from error
    finally:
        engines.dispose()


def read(path: Path) -> Manifest:
    """What the backup *path* says of itself. Raises StoreRefused where it is none, or was cut short."""
    if path.exists() and not path.is_file():
        raise StoreRefused(f"{path} is no file; name a backup")
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - LONGEST_LINE))
        line = file.read().rpartition(b"\n{")[2]
    try:
        manifest = _manifest(json.loads(b"{" + line)["congvu-backup"])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise StoreRefused(
            f"{path} is no backup of Congvu, or its end is missing; take another copy of it"
        ) from error
    if size != manifest.octets + len(line) + 2:
        raise StoreRefused(f"{path} is not as long as it says; take another copy of it")
    return manifest


def _manifest(found: dict[str, Any]) -> Manifest:
    """Raises what it raises where it is not what we write: anybody may have written it."""
    at = datetime.fromisoformat(found.pop("taken_at"))
    if at.tzinfo is None or not 2000 <= at.year < 9000:
        raise ValueError(at)
    manifest = Manifest(taken_at=at.astimezone(UTC), **found)
    texts = (manifest.schema, manifest.engine, manifest.sha256)
    numbers = (manifest.octets, *manifest.counts.values())
    if not all(type(one) is str for one in texts) or not all(type(one) is int for one in numbers):
        raise TypeError(texts)
    return manifest


def verify(path: Path, manifest: Manifest, told: Told) -> None:
    """Reads the whole backup. Raises StoreRefused where it is not what *manifest* says."""
    with path.open("rb") as file:
        digest = _digest(file, manifest.octets, told)
    if digest != manifest.sha256:
        raise StoreRefused(f"{path} was changed or damaged since it was taken; take another copy")


def unpack(path: Path, manifest: Manifest, target: Path) -> None:
    """Writes the database out of the backup to the new file *target*, for its owner alone, and looks through it.

    Raises StoreRefused where it does not hold together, or holds other than it says.
    """
    with path.open("rb") as file, _created(target) as out:
        left = manifest.octets
        while left and (block := file.read(min(left, BLOCK_OCTETS))):
            out.write(block)
            left -= len(block)
    with database(target) as connection:
        connection.execute(text("PRAGMA trusted_schema=OFF"))
        _sound(connection, path)
        _inert(connection, path)


def _inert(connection: Connection, path: Path) -> None:
    """Refuses what would act in the store later: the length and the hash of a backup anybody can write."""
    query = "SELECT type || ' ' || name FROM sqlite_master WHERE type NOT IN ('table', 'index')"
    found = connection.execute(text(query)).scalar()
    if found is not None:
        raise StoreRefused(
            f"{path} holds the {found!r}, which no Congvu has made; take another copy, and find out who wrote it"
        )


@contextmanager
def database(path: Path) -> Iterator[Connection]:
    """A connection to a private SQLite file, without the settings of a store that serves."""
    engine = create_engine(
        "sqlite://", poolclass=NullPool, creator=lambda: sqlite3.connect(path), hide_parameters=True
    )
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


@contextmanager
def private(path: Path) -> Iterator[Path]:
    """The name of a new file beside *path*; whatever stands under it afterwards is removed.

    So is what one that was killed left there: it holds letters.
    """
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    with _folder_shared(path):
        try:
            yield part
        finally:
            _removed(path.parent, glob.escape(part.name))


@contextmanager
def _folder_shared(path: Path) -> Iterator[None]:
    """Tells others by a lock on the folder that work is under way in it; where nobody works, nothing left is in use."""
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        with suppress(OSError):  # another works here, or the file system knows no locks
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
            _removed(path.parent, f".{glob.escape(path.name)}.*.part")
        with suppress(OSError):
            fcntl.flock(folder, fcntl.LOCK_SH)
        yield
    finally:
        os.close(folder)


def _removed(folder: Path, pattern: str) -> None:
    for end in ("", "-journal", "-wal", "-shm", ".turn"):
        for left in folder.glob(f"{pattern}{end}"):
            left.unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """Makes durable which names stand in *folder*, where its file system can."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        with suppress(OSError):
            os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _possible(engines: Engines, path: Path) -> None:
    if path.exists():
        raise StoreRefused(f"{path} is there already; name a new file")
    if not path.parent.is_dir():
        raise StoreRefused(f"the folder {path.parent} is missing; make it, or name another")
    if schema_of(engines) is None:
        raise StoreRefused("the store is empty; there is nothing to keep")
    if engines.path is None:
        return
    needed = engines.path.stat().st_size + SPARE_OCTETS
    space = os.statvfs(path.parent)
    if (free := space.f_bavail * space.f_frsize) < needed:
        raise StoreRefused(
            f"{path.parent} has {free >> 20} MiB free, {needed >> 20} are needed;"
            " name a file on another disk"
        )


def _created(path: Path) -> IO[bytes]:
    return os.fdopen(
        os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600), "wb"
    )


def _copied(engines: Engines, part: Path, told: Told) -> str:
    """Fills *part* from one snapshot, and gives its schema."""
    if engines.path is None:
        return _collected(engines, part, told)
    with engines.reader.connect() as connection, closing(sqlite3.connect(part)) as target:
        target.execute("PRAGMA synchronous=OFF")  # synced as it grows, and at its end
        schema = _schema(
            connection
        )  # the snapshot begins: without one every commit of others starts the copying anew
        with part.open("rb") as file:
            driver(connection).backup(
                target, pages=STEP_PAGES, progress=_progress(file.fileno(), told)
            )
        target.execute("PRAGMA journal_mode=DELETE")  # one file, with no log beside it
    return schema


def _progress(descriptor: int, told: Told) -> Callable[[int, int, int], None]:
    steps = 0

    def stepped(_status: int, remaining: int, total: int) -> None:
        nonlocal steps
        steps += 1
        if steps % SYNC_STEPS == 0:
            os.fdatasync(descriptor)
        told("copied", total - remaining, total)

    return stepped


def _collected(engines: Engines, part: Path, told: Told) -> str:
    """The same from PostgreSQL: every row, from one snapshot."""
    tables = len(metadata.tables)
    done = iter(range(tables))
    whole = engines.writer.execution_options(isolation_level="REPEATABLE READ")
    with whole.connect() as source, database(part) as target:
        schema = _schema(source)
        if schema != SCHEMA:
            raise StoreRefused(
                f"the store has schema {schema}, this program needs {SCHEMA};"
                " take the copy with pg_dump, or by the version that serves it"
            )
        metadata.create_all(target)
        target.execute(text(VERSION_TABLE))
        target.execute(text("INSERT INTO alembic_version VALUES (:schema)"), {"schema": schema})
        rows.transfer(source, target, lambda _table: told("copied", next(done), tables))
        target.commit()
    return schema


def _schema(connection: Connection) -> str:
    return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one())


def _sealed(part: Path, schema: str, now: datetime, engine: str, told: Told) -> Manifest:
    """Looks through the copy, then writes the last line behind it and syncs."""
    with database(part) as connection:
        _sound(connection, part)
        counts = _counted(connection)
    octets = part.stat().st_size
    with part.open("r+b") as file:
        digest = _digest(file, octets, told)
        manifest = Manifest(schema, now, engine, counts, octets, digest)
        facts = {**asdict(manifest), "taken_at": now.isoformat()}
        file.seek(octets)
        file.write(b"\n" + json.dumps({"congvu-backup": facts}).encode("ascii"))
        file.flush()
        os.fsync(file.fileno())
    return manifest


def _counted(connection: Connection) -> Counts:
    """Of the tables that are there: an older schema has fewer."""
    names = connection.execute(
        text("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    ).scalars()
    return {
        name: int(connection.execute(text(f'SELECT count(*) FROM "{name}"')).scalar_one())  # noqa: S608 - a name of ours
        for name in sorted(names)
    }


def _digest(file: IO[bytes], octets: int, told: Told) -> str:
    digest, done = hashlib.sha256(), 0
    while done < octets and (block := file.read(min(BLOCK_OCTETS, octets - done))):
        digest.update(block)
        done += len(block)
        told("verified", done, octets)
    return digest.hexdigest()


def _publish(part: Path, path: Path) -> None:
    """Gives *part* its name, in one step, unless somebody else has it meanwhile."""
    try:
        os.link(part, path)
    except FileExistsError:
        raise StoreRefused(f"{path} is there already; name a new file") from None
    except OSError:  # a file system without links
        part.rename(path)
    sync_folder(path.parent)


def _sound(connection: Connection, path: Path) -> None:
    said = connection.execute(text("PRAGMA quick_check(1)")).scalar()
    if said != "ok":
        raise StoreRefused(f"{path} does not hold together: {said}")
