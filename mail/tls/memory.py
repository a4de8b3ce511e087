"""What this process knows of recipients' domains; `mail/tls/keeper` writes it down and reads what others learned."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, Protocol, TypeVar

from mail.tls.tally import Tally
from work.tls import Kept, Level, Shown

DOMAINS = 10_000  # of each sort; the oldest is forgotten here, not in the store


class Known(Protocol):
    """A fact about one domain, true for a while."""

    @property
    def domain(self) -> str:
        """In A-labels."""
        ...

    @property
    def expires_at(self) -> datetime:
        """When it is true no more."""
        ...


F = TypeVar("F", bound=Known)


class Book(Generic[F]):
    """Facts by domain: those that are known, those that have to be written, those that are being written."""

    def __init__(self, changed: Callable[[], None]) -> None:
        self._changed = changed
        self._known: dict[str, F] = {}
        self._new: dict[str, F] = {}
        self._writing: dict[str, F] = {}

    def get(self, domain: str, now: datetime) -> F | None:
        """What is true of *domain*."""
        fact = self._known.get(domain)
        return fact if fact is not None and now < fact.expires_at else None

    def all(self, now: datetime) -> tuple[F, ...]:
        """Every fact that is true."""
        return tuple(fact for fact in self._known.values() if now < fact.expires_at)

    def put(self, fact: F) -> None:
        """Something was learned."""
        for book in (self._known, self._new):
            book.pop(fact.domain, None)
            while len(book) >= DOMAINS:
                del book[next(iter(book))]
            book[fact.domain] = fact
        self._changed()

    def learn(self, stored: Iterable[F]) -> None:
        """What the store says; what it has not been told yet goes before."""
        self._known = {fact.domain: fact for fact in stored} | self._writing | self._new

    def take(self) -> tuple[F, ...]:
        """What has to be written down; `written` must follow."""
        self._writing, self._new = self._new, {}
        return tuple(self._writing.values())

    def written(self, *, well: bool) -> None:
        """It stands in the store; where it could not be written *well*, it is taken again."""
        if not well:
            self._new = self._writing | self._new
        self._writing = {}


class Memory:
    """In memory alone; *changed* is set when there is something to write down."""

    def __init__(self) -> None:
        self.changed = asyncio.Event()
        self.tally = Tally()
        self.policies: Book[Kept] = Book(self.changed.set)
        self.shown: Book[Shown] = Book(self.changed.set)


@dataclass(frozen=True, slots=True)
class Past:
    """Remembers for *span* what domains have shown; for none at all, where it is zero."""

    memory: Memory
    span: timedelta

    def level(self, domain: str, now: datetime) -> Level | None:
        """The best that *domain* has shown."""
        shown = self.memory.shown.get(domain, now) if self.span else None
        return shown.level if shown is not None else None

    def saw(self, domain: str, level: Level, now: datetime) -> None:
        """*domain* has shown this; it is noted where it is better, or what is known has grown half old."""
        known = self.memory.shown.get(domain, now)
        if known is not None and known.level == "verified" != level:
            return
        fresh = known is not None and known.level == level
        if not self.span or (fresh and known and now - known.shown_at < self.span / 2):
            return
        self.memory.shown.put(Shown(domain, level, now, now + self.span))
