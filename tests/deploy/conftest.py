"""An empty store."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from store import Store
from store.migrate import ensure


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    """A store with our tables, and nothing in it."""
    url = f"sqlite:///{tmp_path / 'congvu.db'}"
    ensure(url)
    store = Store.open(url, "test")
    yield store
    await store.close()
