"""Asks the store whether it works: answers are codes, whatever goes wrong beneath."""

import asyncio
from datetime import datetime

from sqlalchemy import delete, false

from store.failure import StoreFailed
from store.overview import Overview, overview, schema
from store.schema.lease import lease
from store.store import Store
from store.tx import Tx
from store.version import SCHEMA

PATIENCE_SECONDS = 5.0  # a probe that waits longer says so instead


async def fault(store: Store) -> str | None:
    """None when the store can be read and written and has this program's schema; else a code.

    "store-schema", "store-failing", or "store-slow".
    """
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            if await store.read(schema) != SCHEMA:
                return "store-schema"
            await store.write(_change_nothing)
    except TimeoutError:
        return "store-slow"
    except StoreFailed:
        return "store-failing"
    return None


async def look(store: Store, now: datetime) -> Overview | None:
    """How things stand at the machine's *now*; None while the store does not say."""
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            return await store.read(overview, now)
    except (TimeoutError, *StoreFailed):
        return None


def _change_nothing(tx: Tx) -> None:
    tx.run(delete(lease).where(false()))  # refused by a store that is read only
