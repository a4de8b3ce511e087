"""An emulator, an office with people and tasks, and the bot's loops as the daemon runs them."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from demo.telegram import Emulator
from store import Store
from store.migrate import ensure
from tests.bot.office import PATIENCE_SECONDS, Chats, Office
from tests.demo.conftest import running
from tests.store.office import staffed


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of our schema to copy from."""
    path = tmp_path_factory.mktemp("bot") / "empty.db"
    ensure(f"sqlite:///{path}")
    return path


@pytest.fixture
def database(empty: Path, tmp_path: Path) -> str:
    """A store of its own, by its address."""
    return f"sqlite:///{shutil.copy(empty, tmp_path / 'congvu.db')}"


@pytest.fixture
async def store(database: str) -> AsyncIterator[Store]:
    """The store, with the ministry's people in it."""
    store = Store.open(database, "test")
    await staffed(store)
    yield store
    await store.close()


@pytest.fixture
async def url() -> AsyncIterator[str]:
    """Where a fresh emulator listens."""
    emulator = Emulator()
    address = emulator.listen("127.0.0.1", 0)
    async with running(emulator.serve()):
        yield address


@pytest.fixture
async def chats(url: str) -> AsyncIterator[Chats]:
    """Everybody but the bot."""
    async with httpx.AsyncClient(base_url=url, timeout=PATIENCE_SECONDS, verify=False) as client:
        yield Chats(client)


@pytest.fixture
def office(store: Store, url: str) -> Office:
    """The office, at the level of disclosure of the demo, its bot not yet started."""
    return Office(store, url)
