"""Proposals: clerks are told of letters that wait to be registered, at the hours at which people are told.

What is so urgent that its reminders keep no hours keeps none here either.

Wherever it runs: a round is its holder's, each notice has its key (design, law 7).
"""

import asyncio
from datetime import datetime

import structlog

from schedules.clock import Clock
from schedules.ladder import Case, Plan
from store import Store, proposal_notice
from work.document import Urgency
from work.person import Person

LOOK_SECONDS = 30.0

log = structlog.get_logger()


class Proposals:
    """The loop of one process; *domain* is whose mailboxes the office's own people have, *holder* names the loop."""

    def __init__(self, store: Store, plan: Plan, domain: str, machine: Clock, holder: str) -> None:
        self._store = store
        self._plan = plan
        self._domain = domain
        self._machine = machine
        self._holder = holder

    async def run(self) -> None:
        """Looks twice a minute, for ever."""
        while True:
            await self.once()
            await asyncio.sleep(LOOK_SECONDS)

    async def once(self) -> int:
        """How many notices were put into the outbox."""
        now = self._machine.now()
        if not await self._store.read(proposal_notice.has_work, now):
            return 0
        tell, may_tell = proposal_notice.tell, self._may_tell
        told = await self._store.write(tell, self._domain, may_tell, self._holder, now)
        if told:
            log.info("proposals.told", notices=told)
        return told

    def _may_tell(self, who: Person, urgency: Urgency, office: datetime) -> bool:
        ladder = self._plan.ladder(self._plan.calendar.local(office).date(), Case(urgency))
        if ladder is not None and ladder.any_time:
            return True
        return self._plan.customs.may_tell(who, office, self._plan.calendar) == office
