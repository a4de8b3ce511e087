"""Both engines, real: an SQLite file and a PostgreSQL server, each store test on either."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from store.migrate import ensure
from tests import stores
from tests.postgres import Databases


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What a module does on PostgreSQL is a proof where it says `POSTGRESQL_IN_PROOF = True`: the short run has ten minutes."""
    for item in items:
        asked = getattr(getattr(item, "module", None), "POSTGRESQL_IN_PROOF", False)
        given = getattr(getattr(item, "callspec", None), "params", {})
        if asked and given.get("url") == "postgresql":
            item.add_marker(pytest.mark.proof)


@pytest.fixture(scope="session")
def template(postgres: Databases) -> str:
    """A database with our schema and nothing in it, to copy from."""
    address = postgres.new()
    ensure(address)
    return address


@pytest.fixture(scope="session")
def sqlite() -> Path:
    """An empty SQLite store of our schema to copy from."""
    return stores.template()


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database of its own, with the schema of this program."""
    if request.param == "sqlite":
        yield stores.empty_store(tmp_path)
        return
    postgres: Databases = request.getfixturevalue("postgres")
    with postgres.lent(request.getfixturevalue("template")) as address:
        yield address


@pytest.fixture
def database(url: str) -> str:
    """What `store` and `pair` open."""
    return url
