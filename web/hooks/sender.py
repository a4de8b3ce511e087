"""The loop that tells webhooks: claimed before it is sent, settled after; what has no answer goes once more.

Of what is told only ids leave: the program asks the API for the rest, by its token's rights.
"""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import structlog

from schedules.calendar import Calendar
from schedules.clock import Clock, OfficeClock
from store import Store
from store.program import hook, late, seen
from web.hooks.address import target
from web.hooks.post import Delivered, Failed, Outcome, Post
from web.hooks.signature import FIELD, signed
from work.act import Act
from work.program import Delivery, Hook, HookState

BATCH = 16  # told side by side
LOOK_SECONDS = 2.0
LATE_SECONDS = 20.0  # between looks for what has become late
FORGET_SECONDS = 3600.0

Disabled = Callable[[Hook, str], Awaitable[object]]

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Clocks:
    """The machine's clock, by which is sent, and the office's with its *calendar*, by which tasks are late."""

    machine: Clock
    office: OfficeClock
    calendar: Calendar


class Sender:
    """Tells what is due; *disabled* is called for a webhook that is given up, with the last answer."""

    def __init__(self, store: Store, clocks: Clocks, post: Post, disabled: Disabled) -> None:
        self._store = store
        self._clocks = clocks
        self._post = post
        self._disabled = disabled
        self._looked: dict[str, float] = {}

    async def run(self) -> None:
        """Tells for ever, at once when the bell rings."""
        ear = self._store.bell.ear(hook.TOPIC)
        while True:
            await self._by_time()
            if not await self.once():
                await ear.heard(LOOK_SECONDS)

    async def once(self) -> int:
        """How many were claimed, and sent or dropped."""
        now = self._clocks.machine.now()
        if not await self._store.read(hook.has_work, now):
            return 0
        claimed = await self._store.write(hook.claim, now, BATCH)
        async with asyncio.TaskGroup() as group:
            for one in claimed:
                group.create_task(self._told(one), name=f"webhook-event:{one.id}")
        return len(claimed)

    async def _told(self, one: Delivery) -> None:
        now = self._clocks.machine.now()
        if not await self._store.read(seen.may_know, one.hook.person, one.subject, now):
            await self._store.write(hook.settle, one, HookState.DROPPED, "not-theirs", now)
            return
        outcome = await self._post.send(target(one.hook.url), *_message(one, int(now.timestamp())))
        state, answer = _settled(outcome)
        after = self._clocks.machine.now()
        log.info("webhook.told", webhook=one.hook.id, name=one.name, state=state, answer=answer)
        if await self._store.write(hook.settle, one, state, answer, after):
            remedy = f"mend what is at its address, then congvu webhook enable {one.hook.id}"
            log.error("webhook.disabled", webhook=one.hook.id, answer=answer, remedy=remedy)
            await self._disabled(one.hook, answer)

    async def _by_time(self) -> None:
        """What happens because time passed: tasks become late, and what was told is forgotten."""
        now, clocks = self._clocks.machine.now(), self._clocks
        if self._is_time("late", LATE_SECONDS):
            reached = clocks.calendar.reached(clocks.office.now())
            while await self._store.write(late.tell, reached, Act("webhooks", now)) == late.MOST:
                pass
        if self._is_time("forget", FORGET_SECONDS):
            while await self._store.write(hook.forget, now) == hook.GONE_AT_ONCE:
                pass

    def _is_time(self, what: str, every_seconds: float) -> bool:
        passed = time.monotonic()
        if passed - self._looked.get(what, -every_seconds) < every_seconds:
            return False
        self._looked[what] = passed
        return True


def _message(one: Delivery, at: int) -> tuple[bytes, dict[str, str]]:
    """The body, the same at each attempt, and the fields that go with it."""
    kind, _, number = one.subject.partition(":")
    about = {"kind": kind, "id": int(number)} if number.isdecimal() else {"kind": kind}
    if kind in ("task", "document", "message"):
        about["url"] = f"/api/v1/{kind}s/{number}"
    told = {"id": one.name, "type": one.happening, "at": one.at.isoformat(), "about": about}
    body = json.dumps(told, separators=(",", ":")).encode()
    fields = {
        "User-Agent": "Congvu",
        "Congvu-Event": one.name,
        "Congvu-Attempt": str(one.attempt),
        FIELD: signed(one.hook.secret, at, body),
    }
    return body, {**fields, **({"Congvu-Repeat": "uncertain"} if one.doubtful else {})}


def _settled(outcome: Outcome) -> tuple[HookState, str]:
    if isinstance(outcome, Delivered):
        return HookState.DELIVERED, str(outcome.status)
    state = HookState.WAITING if isinstance(outcome, Failed) else HookState.UNCERTAIN
    return state, outcome.why
