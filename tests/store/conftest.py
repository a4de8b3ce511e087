"""Both engines, real: an SQLite file and a PostgreSQL server, each store test on either."""

import asyncio
import shutil
import uuid
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import URL, make_url

from store import Store
from store.migrate import ensure
from tests.postgres import running_server


@pytest.fixture(scope="session")
def postgres() -> Iterator[URL]:
    """A server of this test run, with an empty database of our schema to copy from."""
    with running_server() as server:
        address = make_url(server.get_uri())
        execute(address, "CREATE DATABASE empty_office")
        ensure(shown(address.set(database="empty_office")))
        yield address


@pytest.fixture(scope="session")
def sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database of our schema to copy from."""
    path = tmp_path_factory.mktemp("sqlite") / "empty.db"
    ensure(f"sqlite:///{path}")
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database of its own, with the schema of this program."""
    if request.param == "sqlite":
        copy = shutil.copy(request.getfixturevalue("sqlite"), tmp_path / "congvu.db")
        return f"sqlite:///{copy}"
    address: URL = request.getfixturevalue("postgres")
    name = f"test_{uuid.uuid4().hex}"
    execute(address, f"CREATE DATABASE {name} TEMPLATE empty_office")
    return shown(address.set(database=name))


def shown(address: URL) -> str:
    return address.render_as_string(hide_password=False)


def execute(address: URL, statement: str) -> None:
    with psycopg.connect(shown(address), autocommit=True) as connection:
        connection.execute(statement)


@pytest.fixture
async def store(url: str) -> AsyncIterator[Store]:
    """One process's store."""
    store = Store.open(url, "test:one")
    yield store
    await store.close()


@pytest.fixture
async def pair(url: str) -> AsyncIterator[tuple[Store, Store]]:
    """Two stores on one database, each with connections of its own."""
    stores = (Store.open(url, "test:one"), Store.open(url, "test:two"))
    yield stores
    await asyncio.gather(*(store.close() for store in stores))
