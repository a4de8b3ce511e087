"""Waiting for what changes next, for long polls and for pages that follow along."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from typing import Any

from starlette.responses import StreamingResponse

HEARTBEAT_SECONDS = 15  # a line now and then shows both ends that the other is there


class Changes:
    """A count of changes, and a place to wait for the next one."""

    def __init__(self) -> None:
        self.count = 0
        self.closed = False
        self._struck = asyncio.Event()

    def strike(self) -> None:
        """Counts one change and wakes everybody who waits."""
        self.count += 1
        self._struck.set()
        self._struck = asyncio.Event()

    def close(self) -> None:
        """Wakes everybody for the last time."""
        self.closed = True
        self.strike()

    async def beyond(self, count: int) -> None:
        """Waits until there were more than *count* changes."""
        while self.count <= count and not self.closed:
            await self._struck.wait()


def event_stream(changes: Changes, since: int, said: Callable[[int], Any]) -> StreamingResponse:
    """A server-sent event after every change, with what *said* gives of those after a count."""
    return StreamingResponse(_events(changes, since, said), media_type="text/event-stream")


async def _events(changes: Changes, since: int, said: Callable[[int], Any]) -> AsyncIterator[str]:
    yield "retry: 1000\n\n"
    if since > changes.count:  # counted by a server that is gone
        since = 0
    while not changes.closed:
        if changes.count > since:
            news = json.dumps(said(since), ensure_ascii=False)
            since = changes.count
            yield f"id: {since}\ndata: {news}\n\n"
        try:
            async with asyncio.timeout(HEARTBEAT_SECONDS):
                await changes.beyond(since)
        except TimeoutError:
            yield ": still here\n\n"
