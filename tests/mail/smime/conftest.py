"""One pool of readers for all tests of S/MIME: they take a second to start."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio

from mail.smime import key
from mail.smime.key import GatewayKey
from mail.smime.trust import Trust
from papers.opener import Opener
from papers.signed import Anchor
from tests.certified import Certified, authority, official


@pytest_asyncio.fixture(loop_scope="package", scope="package")
async def opener() -> AsyncIterator[Opener]:
    """Opens what is hostile."""
    async with Opener() as one:
        yield one


@pytest.fixture
def trust() -> Trust:
    """The office trusts the authority."""
    return Trust((Anchor("Ban Co yeu", authority().pem),))


def gateway_key(by: Certified | None = None) -> GatewayKey:
    """What an agency signs with; its certificate names no address."""
    by = by or official(address="")
    found = key.read(by.pem, by.key.read_bytes())
    assert isinstance(found, GatewayKey)
    return found


def now() -> datetime:
    """A moment at which what was just made is valid."""
    return datetime.now(UTC) + timedelta(minutes=1)
