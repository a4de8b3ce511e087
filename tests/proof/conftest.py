"""What proofs begin with: a fresh office to copy, and an empty database on PostgreSQL."""

import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from tests.postgres import running_server
from tests.proof import office


@pytest.fixture(scope="session")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `congvu init` makes."""
    return office.made(tmp_path_factory.mktemp("fresh") / "office")


@pytest.fixture(scope="session")
def postgres() -> Iterator[Path]:
    """The folder of a server of this test run, where its socket is."""
    with running_server() as server:
        yield Path(server.pgdata)


@pytest.fixture
def url(request: pytest.FixtureRequest) -> Callable[[str], str]:
    """Gives a store of the kind that is asked for."""

    def url(kind: str) -> str:
        if kind == "sqlite":
            return "sqlite:///congvu.db"
        folder = request.getfixturevalue("postgres")
        name = f"proof_{uuid.uuid4().hex}"
        server = f"postgresql://postgres@/postgres?host={folder}"
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        return server.replace("/postgres?", f"/{name}?")

    return url
