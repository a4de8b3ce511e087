"""Who waits for a turn to be read is not slow: only what one letter costs by itself counts against it."""

import asyncio
import threading
from datetime import datetime

import pytest

from mail.reader import official
from mail.reader.came import Came
from mail.reader.official import Official
from schedules.clock import MachineClock
from store import Store
from tests.store import read_letters
from work.official.found import Read
from work.official.letter import Letter


async def test_letters_that_wait_for_long_ones_are_read_and_only_what_takes_long_itself_is_not(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sixty seconds counted from the beginning: a few long letters had all beside them set aside."""
    monkeypatch.setattr(official, "SECONDS", 3)
    goes_on = threading.Event()
    await read_letters.office(store)

    def reads(letter: Letter, received: datetime) -> Read:
        if letter.subject == "long":
            goes_on.wait(60)
        return read_letters.NOTHING

    async def unread(came: Came, now: datetime) -> None:
        raise AssertionError(came)

    handler = Official(
        store, reads, lambda tx, now: read_letters.desk(tx), MachineClock(), "bkhcn.vn", unread
    )
    subjects = ["long", "long", *(f"{n}" for n in range(12))]
    one = await read_letters.came(store)
    came = [Came(one, b"", Letter("a@b.vn", "", (), name, None, None, (), ())) for name in subjects]

    try:
        found = await asyncio.gather(*map(handler.settle, came), return_exceptions=True)
    finally:
        goes_on.set()
    slow = [isinstance(what, TimeoutError) for what in found]
    assert slow == [True, True, *[False] * 12], found
