"""The probe: whatever goes wrong beneath, the answer is a code and comes in time."""

import threading
from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from store import Store, Tx, probe

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)


async def spoil(store: Store, statement: str) -> None:
    def run(tx: Tx) -> None:
        tx.run(text(statement))

    await store.write(run)


async def test_a_store_that_works_has_no_fault(store: Store) -> None:
    assert await probe.fault(store) is None
    assert await probe.look(store, NOW) is not None


async def test_a_schema_that_is_not_ours_is_a_fault(store: Store) -> None:
    await spoil(store, "UPDATE alembic_version SET version_num = '9999'")

    assert await probe.fault(store) == "store-schema"


async def test_a_store_that_fails_is_a_code_and_no_exception(store: Store) -> None:
    await spoil(store, "ALTER TABLE lease RENAME TO elsewhere")

    assert await probe.fault(store) == "store-failing"
    assert await probe.look(store, NOW) is None


async def test_a_store_that_does_not_answer_in_time_is_slow(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(probe, "PATIENCE_SECONDS", 0.2)
    gate = threading.Event()

    def hold(_tx: Tx) -> None:
        gate.wait(60)

    held = store.write(hold)
    try:
        assert await probe.fault(store) == "store-slow"
    finally:
        gate.set()
    await held
