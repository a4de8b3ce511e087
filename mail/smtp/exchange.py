"""One letter on one connection, as its sender waits for it."""

import asyncio
from enum import IntEnum

from mail.smtp.reply import Reply
from mail.smtp.transaction import Step, Transaction
from work.outcome import Outcome


class Stage(IntEnum):
    """How far a letter has come, in the order in which it is waited for."""

    BEHIND = 0  # another letter's answer comes first
    TURN = 1  # the next content on this connection is ours
    OPENED = 2  # the peer waits for our content
    ANSWERED = 3  # nothing more will be said


class Exchange:
    """One letter's commands, its transaction, and a wait for each stage."""

    __slots__ = ("_stage", "_waiter", "_wanted", "abandoned", "lines", "transaction", "written")

    def __init__(self, lines: list[bytes], transaction: Transaction) -> None:
        self.lines = lines
        self.transaction = transaction
        self.written = 0  # lines
        self.abandoned = False  # nobody waits any more, but the peer has our commands
        self._stage = Stage.BEHIND
        self._wanted = Stage.BEHIND
        self._waiter: asyncio.Future[None] | None = None

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """One for each recipient; complete once it is ANSWERED."""
        return self.transaction.outcomes

    @property
    def answered(self) -> bool:
        """Whether nothing more will be said."""
        return self._stage == Stage.ANSWERED

    async def until(self, stage: Stage) -> bool:
        """Waits for *stage*; False when it is over before, or by then."""
        if self._stage < stage:
            self._wanted = stage
            self._waiter = asyncio.get_running_loop().create_future()
            await self._waiter
        return self._stage < Stage.ANSWERED

    def reach(self, stage: Stage) -> None:
        """Wakes whoever waits for *stage* or an earlier one."""
        if stage > self._stage:
            self._stage = stage
        if self._waiter is not None and self._stage >= self._wanted and not self._waiter.done():
            self._waiter.set_result(None)

    def take(self, reply: Reply) -> Step:
        """What *reply* makes of it."""
        step = self.transaction.take(reply)
        if step == Step.CONTENT and self.transaction.wanted:
            self.reach(Stage.OPENED)
        elif step == Step.DONE:
            self.reach(Stage.ANSWERED)
        return step

    def lost(self, reason: str) -> None:
        """The connection is gone."""
        self.transaction.lost(reason)
        self.reach(Stage.ANSWERED)
