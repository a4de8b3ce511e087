"""Seals the account: every ten minutes a checkpoint signs what was written since (design, section 5)."""

import asyncio

import structlog

from schedules.clock import Clock
from store import Store
from store.account import Signer, seal

EVERY_SECONDS = 600

log = structlog.get_logger()


async def seal_account(store: Store, signer: Signer, clock: Clock) -> None:
    """Seals again and again; of several processes that do, the first of each round makes the checkpoint."""
    while True:
        chains = await store.write(seal, signer, clock.now())
        if chains:
            log.info("account.sealed", chains=chains, key=signer.key_id)
        await asyncio.sleep(EVERY_SECONDS)
