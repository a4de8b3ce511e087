"""An opener for the tests of one file."""

from collections.abc import AsyncIterator

import pytest_asyncio

from papers.opener import Opener


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def opener() -> AsyncIterator[Opener]:
    async with Opener(readers=1) as opener:
        yield opener
