"""A process whose SQLite store was replaced, as by a restore that took it for dead, writes nothing any more."""

import os
from pathlib import Path

import pytest

from store import Store
from store.failure import StoreFailed
from store.migrate import ensure
from tests.store.test_writing import names, put


async def test_nothing_is_committed_to_a_store_that_was_replaced(tmp_path: Path) -> None:
    """A daemon that had stood still for half a minute answered 250 for letters in the file that was put aside."""
    path = tmp_path / "congvu.db"
    ensure(f"sqlite:///{path}")
    store = Store.open(f"sqlite:///{path}", "test")
    await store.write(put, "before")
    for end in ("", "-wal", "-shm"):
        os.rename(f"{path}{end}", tmp_path / f"aside.db{end}")
    ensure(f"sqlite:///{path}")

    for _ in range(2):
        with pytest.raises(StoreFailed, match="restart this process"):
            await store.write(put, "after")
    await store.close()

    for name, found in (("aside.db", {"before"}), ("congvu.db", set())):
        other = Store.open(f"sqlite:///{tmp_path / name}", "test")
        assert await other.read(names) == found
        await other.close()


async def test_nothing_is_committed_to_a_store_that_was_removed(tmp_path: Path) -> None:
    path = tmp_path / "congvu.db"
    ensure(f"sqlite:///{path}")
    store = Store.open(f"sqlite:///{path}", "test")
    await store.write(put, "before")
    path.unlink()

    with pytest.raises(StoreFailed, match="restart this process"):
        await store.write(put, "after")
    await store.close()
