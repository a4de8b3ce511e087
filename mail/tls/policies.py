"""The MTA-STS policy of a domain: kept for as long as it says, looked for where its record tells of another (RFC 8461)."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from mail.dns import Found, Resolver
from mail.tls.fetch import Fetcher, Unfetched
from mail.tls.memory import Memory
from mail.tls.sts import Invalid, policy_number
from mail.tls.tally import FETCH, INVALID
from work.tls import Kept, Policy, Session

log = structlog.get_logger()

AGAIN = timedelta(minutes=5)  # the least pause after a policy that could not be fetched, §3.3
FRESH = timedelta(days=1)  # older ones are fetched anew in the background, §10.2
FAILURES = 10_000


class Policies:
    """Knows the policies of domains; one fetch at a time for each."""

    def __init__(
        self, resolver: Resolver, fetcher: Fetcher, memory: Memory, now: Callable[[], datetime]
    ) -> None:
        self._resolver = resolver
        self._fetcher = fetcher
        self._memory = memory
        self._now = now
        self._not_before: dict[str, datetime] = {}
        self._fetching: dict[str, asyncio.Event] = {}

    async def of(self, domain: str) -> Policy | None:
        """The policy to follow now; None where there is none, and none can be fetched.

        One that is kept holds while its record is the same, and while nothing better
        can be had: who hides the record or the file gains nothing (§5.1).
        """
        while True:
            number = await self._number(domain)
            kept, now = self._memory.policies.get(domain, self._now()), self._now()
            if number is None or (kept is not None and kept.number == number):
                break
            if domain in self._not_before and now < self._not_before[domain]:
                break
            fetching = self._fetching.get(domain)
            if fetching is None:
                await self._fetch(domain, number)
                break
            await fetching.wait()
        kept = self._memory.policies.get(domain, self._now())
        return kept.policy if kept is not None else None

    async def refresh(self) -> None:
        """Fetches anew what grew old, so that no policy ends while its domain still publishes it."""
        for kept in self._memory.policies.all(self._now()):
            if self._now() - kept.fetched_at <= min(FRESH, kept.policy.max_age / 2):
                continue
            number = await self._number(kept.domain)
            if number is not None and kept.domain not in self._fetching:
                await self._fetch(kept.domain, number)

    async def _number(self, domain: str) -> str | None:
        answer = await self._resolver.txt(f"_mta-sts.{domain}")
        return policy_number(answer.records) if isinstance(answer, Found) else None

    async def _fetch(self, domain: str, number: str) -> None:
        fetching = self._fetching[domain] = asyncio.Event()
        try:
            policy = await self._fetcher.policy(domain)
            self._memory.policies.put(Kept(domain, number, policy, self._now()))
            self._not_before.pop(domain, None)
            if policy.max_age < AGAIN:  # it would be fetched for each connection
                self._waits(domain)
            log.info("sts.fetched", domain=domain, mode=policy.mode)
        except (Unfetched, Invalid) as error:
            self._waits(domain)
            fault = INVALID if isinstance(error, Invalid) else FETCH
            failed = Session(domain, "sts", domain, fault=fault)
            self._memory.tally.add(self._now().date(), failed)
            log.warning("sts.unfetched", domain=domain, reason=str(error))
        finally:  # one who was cancelled leaves it to the next who waits
            del self._fetching[domain]
            fetching.set()

    def _waits(self, domain: str) -> None:
        while len(self._not_before) >= FAILURES:
            del self._not_before[next(iter(self._not_before))]
        self._not_before[domain] = self._now() + AGAIN
