"""How the relay's parts end with the daemon."""

import asyncio
from typing import Any, Self

import pytest

from congvu.parts.relay import _kept


class Closing:
    """Something that the relay opened."""

    closed = False


class Delivery(Closing):
    async def close(self) -> None:
        self.closed = True


class Passwords(Closing):
    def close(self) -> None:
        self.closed = True


class Readers(Closing):
    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_error: object) -> None:
        self.closed = True


@pytest.mark.parametrize("which", [0, 1, 2])
async def test_what_the_relay_opened_is_closed_when_nobody_needs_it_any_more(which: int) -> None:
    opened: tuple[Any, Any, Any] = (Delivery(), Passwords(), Readers())
    keeping = asyncio.ensure_future(_kept(*opened))
    await asyncio.sleep(0)
    assert not opened[which].closed

    keeping.cancel()
    await asyncio.wait({keeping})

    assert opened[which].closed
