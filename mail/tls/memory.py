"""What this process knows of recipients' domains; `mail/tls/keeper` writes it down and reads what others learned."""

import asyncio
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from work.tls import Kept

DOMAINS = 10_000  # of each sort; the oldest is forgotten here, not in the store


class Memory:
    """In memory alone; *changed* is set when there is something to write down."""

    def __init__(self) -> None:
        self.changed = asyncio.Event()
        self._policies: dict[str, Kept] = {}
        self._new_policies: dict[str, Kept] = {}

    def policy(self, domain: str, now: datetime) -> Kept | None:
        """The policy that holds for *domain*."""
        kept = self._policies.get(domain)
        return kept if kept is not None and now < kept.expires_at else None

    def policies_older(self, than: Callable[[Kept], timedelta], now: datetime) -> tuple[Kept, ...]:
        """Those that hold and were fetched longer ago than *than* says."""
        return tuple(
            kept
            for kept in self._policies.values()
            if now - kept.fetched_at > than(kept) and now < kept.expires_at
        )

    def keep(self, kept: Kept) -> None:
        """A policy was fetched."""
        _put(self._policies, kept.domain, kept)
        _put(self._new_policies, kept.domain, kept)
        self.changed.set()

    def learn(self, policies: Iterable[Kept]) -> None:
        """What the store says; of two policies for one domain the later stands."""
        for kept in policies:
            known = self._policies.get(kept.domain)
            if known is None or known.fetched_at < kept.fetched_at:
                _put(self._policies, kept.domain, kept)

    def unwritten(self) -> tuple[Kept, ...]:
        """Takes what has to be written down."""
        self.changed.clear()
        taken, self._new_policies = tuple(self._new_policies.values()), {}
        return taken

    def give_back(self, policies: Iterable[Kept]) -> None:
        """It could not be written down; what came meanwhile is newer."""
        self._new_policies = {kept.domain: kept for kept in policies} | self._new_policies


def _put(known: dict[str, Kept], domain: str, kept: Kept) -> None:
    known.pop(domain, None)
    while len(known) >= DOMAINS:
        del known[next(iter(known))]
    known[domain] = kept
