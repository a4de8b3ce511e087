"""An emulator, an office with people and tasks, and the bot's loops as the daemon runs them."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
import trustme

from demo.telegram import Emulator
from store import Store
from tests.bot.office import AN, BINH, PATIENCE_SECONDS, Chats, Office
from tests.demo.conftest import running
from tests.store import office as ministry
from tests.store.office import staffed
from tests.store.read_letters import desk, issuer


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One certificate, in a file."""
    path = tmp_path_factory.mktemp("certificates") / "one.pem"
    trustme.CA().cert_pem.write_to_path(path)
    return path


@pytest.fixture(autouse=True)
def _few_certificates(certificates: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading those of the world, twice a bot, takes longer than a test on loopback."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificates))


@pytest.fixture
async def store(store: Store) -> Store:
    """A store with the ministry's people in it."""
    await staffed(store)
    return store


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


@pytest.fixture
async def clerks(office: Office, chats: Chats) -> Office:
    """Hà keeps the register; Bình leads a unit and does not."""
    await issuer(office.store)
    office.registry = lambda tx, _: desk(tx)
    for user_id, person in ((AN, ministry.HA), (BINH, ministry.BINH)):
        await chats.begin(user_id)
        await office.link(person, user_id)
    return office
