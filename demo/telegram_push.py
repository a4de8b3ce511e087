"""Pushes updates to a bot's webhook, one after the other, each as often as it takes until it answers 2xx.

Faults with the method "push" strike here: before, the request does not leave; after, its answer is lost.
"""

import asyncio
import http.client
import json
from contextlib import closing
from typing import Any
from urllib.parse import urlsplit

from demo.clock import Now
from demo.telegram_faults import PUSH, Faults, Kind, When
from demo.telegram_updates import Webhook
from demo.telegram_world import World

SECRET_FIELD = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header field
TIMEOUT_SECONDS = 10.0
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 0.05, 1.0


class Push:
    """The loop of one emulator."""

    def __init__(self, world: World, faults: Faults, now: Now) -> None:
        self._world = world
        self._faults = faults
        self._now = now

    async def run(self) -> None:
        """Pushes what waits whenever there is a webhook, until cancelled or the emulator ends."""
        changes, pause = self._world.updates.changes, FIRST_PAUSE_SECONDS
        while not changes.closed:
            seen, hook = changes.count, self._world.webhook
            update = self._world.updates.first() if hook.url else None
            if update is None:
                pause = FIRST_PAUSE_SECONDS
                await changes.beyond(seen)
            elif await self._pushed(hook, update):
                self._world.updates.confirm(update["update_id"] + 1)
                pause = FIRST_PAUSE_SECONDS
            else:
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE_SECONDS)

    async def _pushed(self, hook: Webhook, update: dict[str, Any]) -> bool:
        """Whether the bot has taken it, as far as one can tell from here."""
        struck = self._faults.take(PUSH, None)
        for one in struck:
            if one.fault.kind is Kind.LATENCY:
                await asyncio.sleep(one.fault.seconds)
        lost = {one.fault.when for one in struck if one.fault.kind is Kind.DROP}
        if When.BEFORE in lost:
            hook.failed("Connection timed out", self._now())
            return False
        try:
            status = await asyncio.to_thread(_post, hook, json.dumps(update).encode())
        except (OSError, http.client.HTTPException) as error:
            hook.failed(type(error).__name__, self._now())
            return False
        if When.AFTER in lost:
            hook.failed("Read timeout expired", self._now())
        elif not 200 <= status < 300:
            hook.failed(f"Wrong response from the webhook: {status}", self._now())
        else:
            return True
        return False


def _post(hook: Webhook, body: bytes) -> int:
    """The status of the answer. Raises OSError or HTTPException where there is none."""
    where = urlsplit(hook.url)
    fields = {"Content-Type": "application/json"}
    if hook.secret:
        fields[SECRET_FIELD] = hook.secret
    there = http.client.HTTPConnection(where.netloc, timeout=TIMEOUT_SECONDS)
    with closing(there):
        there.request("POST", where.path or "/", body, fields)
        return there.getresponse().status
