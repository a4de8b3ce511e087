"""What every test run shares."""

import asyncio
import os
import re
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import nullcontext
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import settings

from store import Store
from store.trail import Trail
from tests import readers, statements
from tests.postgres import Databases, running_server
from tests.stores import empty_store

# Hundreds of processes begin in a run: each would compile the whole program for itself, which none does where it is installed.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

settings.register_profile("house", deadline=None)  # a loaded machine is no failure
settings.load_profile("house")
statements.share()

# Ids, codes, hashes, instants, names of rules and domains: no mailbox, no words, no name of a person.
IMPERSONAL = re.compile(r"[A-Za-z0-9_.:,*+/-]*(?: sudo:[0-9]+)?")
SUBJECT = re.compile(r"[a-z0-9-]+(?::[A-Za-z0-9_.*-]+)?")


@pytest.fixture(autouse=True)
def _account_without_personal_data(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every line that any test lets the code write is looked at (design, section 5)."""
    add = Trail.add

    def watched(
        trail: Trail, now: datetime, event: str, subject: str, codes: Mapping[str, str | int]
    ) -> None:
        texts = [value for value in codes.values() if isinstance(value, str)]
        strange = [text for text in texts if not IMPERSONAL.fullmatch(text)]
        assert SUBJECT.fullmatch(subject), f"{event}: the account would hold {subject!r}"
        assert not strange, f"{event}: the account would hold {strange}"
        add(trail, now, event, subject, codes)

    monkeypatch.setattr(Trail, "add", watched)


@pytest.fixture(autouse=True)
def _readers(request: pytest.FixtureRequest) -> Iterator[None]:
    """But for the tests of papers, which are about readers too."""
    with nullcontext() if "papers" in request.path.parts else readers.kept():
        yield


@pytest.fixture
def database(tmp_path: Path) -> str:
    """The address of an empty SQLite store of its own."""
    return empty_store(tmp_path)


@pytest.fixture
async def store(database: str) -> AsyncIterator[Store]:
    """That store, opened; tests/store asks the other engine too."""
    store = Store.open(database, "test:one")
    yield store
    await store.close()


@pytest.fixture
async def pair(database: str) -> AsyncIterator[tuple[Store, Store]]:
    """It opened twice, each with connections of its own."""
    stores = (Store.open(database, "test:one"), Store.open(database, "test:two"))
    yield stores
    await asyncio.gather(*(store.close() for store in stores))


@pytest.fixture(scope="session")
def postgres() -> Iterator[Databases]:
    """The PostgreSQL server of this test run."""
    with running_server() as databases:
        yield databases


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Names a case by its argument where the value is long: two processes of one run must give it the same name."""
    return argname if isinstance(val, str | bytes) and len(val) > 100 else None
