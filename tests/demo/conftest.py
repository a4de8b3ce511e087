"""An emulator on a port of its own, people who write to it, and a bot of the real library."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

import httpx
import pytest
from telegram import Bot
from telegram.request import HTTPXRequest

from demo.telegram import Emulator
from demo.telegram_account import TOKEN
from tests.demo.people import People
from tests.hurry import hurried

PATIENCE_SECONDS = 30  # how long a loaded machine may take for what happens at once


@asynccontextmanager
async def running(serving: Any) -> AsyncIterator[None]:
    """While the block runs, *serving* serves."""
    task = asyncio.create_task(serving)
    with hurried():
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


async def until(true: Callable[[], Awaitable[Any]]) -> Any:
    """What *true* gives once that is no longer empty."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not (found := await true()):  # noqa: ASYNC110 - it asks another process
            await asyncio.sleep(0.01)
    return found


@pytest.fixture
async def url() -> AsyncIterator[str]:
    """Where a fresh emulator listens."""
    emulator = Emulator()
    address = emulator.listen("127.0.0.1", 0)
    async with running(emulator.serve()):
        yield address


@pytest.fixture
async def people(url: str) -> AsyncIterator[People]:
    """Everybody but the bot."""
    async with httpx.AsyncClient(base_url=url, timeout=PATIENCE_SECONDS, verify=False) as client:
        yield People(client)


def make_bot(url: str, token: str = TOKEN, read_timeout: float = PATIENCE_SECONDS) -> Bot:
    """A bot that talks to the emulator at *url*; not started yet."""
    # Reading the certificates of the world takes longer than a test on loopback.
    request, polling = (
        HTTPXRequest(
            read_timeout=read_timeout,
            connect_timeout=PATIENCE_SECONDS,
            httpx_kwargs={"verify": False},
        )
        for _ in range(2)
    )
    return Bot(
        token,
        base_url=f"{url}/bot",
        base_file_url=f"{url}/file/bot",
        request=request,
        get_updates_request=polling,
    )


@pytest.fixture
async def bot(url: str) -> AsyncIterator[Bot]:
    """The bot, started."""
    async with make_bot(url) as bot:
        yield bot
