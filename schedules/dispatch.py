"""Dispatch: hands the outbox's notices to the couriers and settles what became of each.

What is claimed stands under a lease, so that a dead worker's notices come back
or stand uncertain; a worker sends no longer than two thirds of its lease.
"""

import asyncio
from collections.abc import Mapping
from datetime import timedelta

import structlog

from schedules.clock import Clock
from store import Store, outbox
from work.finish import finish
from work.incident import new_incident
from work.notice import Channel, Courier
from work.outbox import Claimed
from work.outcome import Deferred, Delivered, Outcome, Uncertain

TERM = timedelta(seconds=60)
SENDING_SECONDS = TERM.total_seconds() * 2 / 3
BATCH = 32  # carried side by side
LOOK_AGAIN_SECONDS = 1.0
FIRST_PAUSE = timedelta(seconds=30)  # doubled with each attempt
LONGEST_PAUSE = timedelta(hours=1)

log = structlog.get_logger()


class Dispatch:
    """The loop of one worker over the channels it has couriers for.

    A slow channel holds up the others of the same loop: give each its own. *worker*
    is unique to this loop and this run of the process.
    """

    def __init__(
        self, store: Store, couriers: Mapping[Channel, Courier], machine: Clock, worker: str
    ) -> None:
        self._store = store
        self._couriers = dict(couriers)
        self._machine = machine
        self._worker = worker
        self._stopping = False

    async def run(self) -> None:
        """Carries what is due, at once when the bell rings "notices", until stop() is called.

        Cancelled while it sends, it leaves what was being sent by chat uncertain.
        """
        ear = self._store.bell.ear("notices")
        try:
            while not self._stopping:
                if not await self.once():
                    await ear.heard(LOOK_AGAIN_SECONDS)
        finally:
            await finish(self._store.write(outbox.leave, self._worker, self._machine.now()))

    def stop(self) -> None:
        """Lets run() end after the notices it has in hand."""
        self._stopping = True
        self._store.bell.sound(("notices",))

    async def once(self) -> int:
        """How many notices were claimed, and carried to an end."""
        channels, now = tuple(self._couriers), self._machine.now()
        if not await self._store.read(outbox.has_work, channels, now):
            return 0
        until = asyncio.get_running_loop().time() + SENDING_SECONDS
        claimed = await self._store.write(outbox.claim, self._worker, channels, now, TERM, BATCH)
        async with asyncio.TaskGroup() as group:
            for one in claimed:
                group.create_task(self._carry(one, until), name=f"notice:{one.notice.id}")
        return len(claimed)

    async def _carry(self, claimed: Claimed, until: float) -> None:
        notice = claimed.notice
        outcome = await self._delivered(claimed, until)
        now = self._machine.now()
        again = now + _pause(claimed.attempt)
        settled = await self._store.write(outbox.settle, claimed, self._worker, outcome, now, again)
        if not settled and not isinstance(outcome, Delivered):
            return  # somebody else has it, and tells what becomes of it
        level = log.info if isinstance(outcome, Delivered) else log.warning
        level(
            f"notice.{type(outcome).__name__.lower()}",
            notice=notice.id,
            channel=notice.channel,
            attempt=claimed.attempt,
        )

    async def _delivered(self, claimed: Claimed, until: float) -> Outcome:
        courier, sending = self._couriers[claimed.notice.channel], False

        async def begin() -> bool:
            nonlocal sending
            sending = await self._store.write(outbox.begin, claimed, self._worker)
            return sending

        try:
            async with asyncio.timeout_at(until):
                return await courier.deliver(claimed.notice, begin)
        except TimeoutError:
            reason = "no answer in time"
        except Exception:
            incident = new_incident()
            log.exception("notice.incident", incident=incident, notice=claimed.notice.id)
            reason = f"an error on our side, incident {incident}"
        return Uncertain(reason) if sending else Deferred("4.3.0", reason)


def _pause(attempt: int) -> timedelta:
    doublings: int = min(attempt - 1, 10)
    return min(FIRST_PAUSE * (1 << doublings), LONGEST_PAUSE)
