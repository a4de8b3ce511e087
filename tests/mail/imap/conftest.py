"""A Dovecot, and somebody who watches its mailbox into a store."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from mail.imap import watch
from tests.mail.imap.watching import Watching
from tests.mail.interop.conftest import tls
from tests.mail.peers.daemon import Tls
from tests.mail.peers.mailboxes import Mailboxes, mailboxes

__all__ = ["tls"]


@pytest_asyncio.fixture
async def peer(tls: Tls) -> AsyncIterator[Mailboxes]:
    """The server."""
    async with mailboxes(tls) as running:
        yield running


@pytest_asyncio.fixture
async def watching(
    tmp_path: Path, tls: Tls, peer: Mailboxes, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Watching]:
    """Who watches, as yet asleep."""
    monkeypatch.setattr(watch, "SLICE_SECONDS", 1.0)
    monkeypatch.setattr(watch, "FIRST_PAUSE_SECONDS", 0.2)
    made = Watching(tmp_path, peer, tls)
    yield made
    await made.close()
