"""uvicorn without its pauses: each of its servers sleeps for a tenth of a second at its end."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from unittest import mock

import uvicorn.server


@contextmanager
def hurried() -> Iterator[None]:
    """While the block runs they are short; a run of all tests ends hundreds of servers."""
    short = {**vars(asyncio), "sleep": lambda seconds: asyncio.sleep(seconds / 20)}
    with mock.patch.object(uvicorn.server, "asyncio", SimpleNamespace(**short)):
        yield
