"""Brings a database to the schema of this program, under a lock, one process at a time."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import as_file, files

from sqlalchemy import Connection, text

from store.engine import Engines, StoreRefused, open_engines
from store.turn import Turn
from store.version import KNOWN, SCHEMA, schema_of

LOCK = 0x636F6E67  # "cong": the key of PostgreSQL's advisory lock


def ensure(url: str) -> bool:
    """Whether anything had to change for the schema at *url* to be this program's.

    Raises StoreRefused for a schema that a newer program made.
    """
    engines = open_engines(url)
    try:
        found = schema_of(engines)
        if found == SCHEMA:
            return False
        if found is not None and found not in KNOWN:
            raise StoreRefused(
                f"the store has schema {found}, made by a newer Congvu; this one knows up to {SCHEMA}:"
                " install that version again, or restore a backup from before it"
            )
        return _upgrade(engines)
    finally:
        engines.dispose()


def _upgrade(engines: Engines) -> bool:
    from alembic import command
    from alembic.config import Config

    with _alone(engines) as connection, as_file(files("store") / "migrations") as scripts:
        config = Config()
        config.set_main_option("script_location", str(scripts).replace("%", "%%"))
        config.attributes["connection"] = connection
        before = schema_of(engines)
        command.upgrade(config, "head")
        return before != SCHEMA


@contextmanager
def _alone(engines: Engines) -> Iterator[Connection]:
    """A connection for the migrations; other processes wait, and then find the work done."""
    turn = Turn(engines.path)
    try:
        with turn.taken(), engines.writer.connect() as connection:
            if engines.path is None:
                connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": LOCK})
                connection.commit()
            yield connection
            connection.commit()
    finally:
        turn.close()
