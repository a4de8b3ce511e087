"""Pushes updates to a bot's webhook, one after the other, each as often as it takes until it answers 2xx.

Faults with the method "push" strike here: before, the request does not leave; after, its answer is lost.
"""

import asyncio
from typing import Any

import httpx

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
        # To this machine: neither its proxy nor the certificates of the world have to do with it.
        async with httpx.AsyncClient(trust_env=False, verify=False, timeout=TIMEOUT_SECONDS) as to:  # noqa: S501
            while not changes.closed:
                seen, hook = changes.count, self._world.webhook
                update = self._world.updates.first() if hook.url else None
                if update is None:
                    pause = FIRST_PAUSE_SECONDS
                    await changes.beyond(seen)
                elif await self._pushed(to, hook, update):
                    self._world.updates.confirm(update["update_id"] + 1)
                    pause = FIRST_PAUSE_SECONDS
                else:
                    await asyncio.sleep(pause)
                    pause = min(pause * 2, LONGEST_PAUSE_SECONDS)

    async def _pushed(self, to: httpx.AsyncClient, hook: Webhook, update: dict[str, Any]) -> bool:
        """Whether the bot has taken it, as far as one can tell from here."""
        struck = self._faults.take(PUSH, None)
        for one in struck:
            if one.fault.kind is Kind.LATENCY:
                await asyncio.sleep(one.fault.seconds)
        lost = {one.fault.when for one in struck if one.fault.kind is Kind.DROP}
        if When.BEFORE in lost:
            hook.failed("Connection timed out", self._now())
            return False
        fields = {SECRET_FIELD: hook.secret} if hook.secret else {}
        try:
            answer = await to.post(hook.url, json=update, headers=fields)
        except httpx.HTTPError as error:
            hook.failed(type(error).__name__, self._now())
            return False
        if When.AFTER in lost:
            hook.failed("Read timeout expired", self._now())
        elif not answer.is_success:
            said = f"Wrong response from the webhook: {answer.status_code} {answer.reason_phrase}"
            hook.failed(said, self._now())
        else:
            return True
        return False
