"""SQLite stores of our schema: copied from one that is made once a process, which takes a hundredth of the time."""

import atexit
import functools
import shutil
import tempfile
from pathlib import Path

import pytest
from sqlalchemy import create_engine
from sqlalchemy.exc import OperationalError

from store.migrate import ensure


def empty_store(folder: Path) -> str:
    """The address of an empty store in *folder*; one that is there stays."""
    path = folder / "congvu.db"
    if not path.exists():
        shutil.copy(template(), path)
    return f"sqlite:///{path}"


@functools.cache
def full() -> OperationalError:
    """What a store raises whose disk has no room left."""
    with create_engine("sqlite://").connect() as connection:
        connection.exec_driver_sql("CREATE TABLE kept (what)")
        connection.exec_driver_sql("PRAGMA max_page_count = 2")
        with pytest.raises(OperationalError) as raised:
            connection.exec_driver_sql("INSERT INTO kept VALUES (zeroblob(100000))")
    return raised.value


@functools.cache
def template() -> Path:
    """An empty store to copy from; nobody writes into it."""
    path = Path(tempfile.mkdtemp()) / "empty.db"
    ensure(f"sqlite:///{path}")
    atexit.register(shutil.rmtree, path.parent)
    return path
