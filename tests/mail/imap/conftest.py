"""A Dovecot, and somebody who watches its mailbox into a store."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from tests.mail.imap.watching import Watching
from tests.mail.interop.conftest import tls
from tests.mail.peers.daemon import Tls
from tests.mail.peers.mailboxes import Mailboxes, mailboxes

__all__ = ["tls"]


@pytest_asyncio.fixture
async def peer(tmp_path: Path, tls: Tls) -> AsyncIterator[Mailboxes]:
    """The server."""
    async with mailboxes(tmp_path / "dovecot", tls) as running:
        yield running


@pytest_asyncio.fixture
async def watching(tmp_path: Path, tls: Tls, peer: Mailboxes) -> AsyncIterator[Watching]:
    """Who watches, as yet asleep."""
    made = Watching(tmp_path, peer, tls)
    yield made
    await made.close()
