"""What every page stands on: the office, its store and clocks, where the console is reached, and who guards its door."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from ipaddress import IPv4Network, IPv6Network
from typing import Any, Protocol
from urllib.parse import urlsplit

from schedules.calendar import Calendar
from schedules.clock import Clock, OfficeClock
from schedules.ladder import Plan
from schedules.second import Letters
from schedules.task_facts import Disclosure, item, told_of
from store import Store, Tx
from store.console.second import Seal
from store.petition import Hands
from web.console.operating import Operating
from work import proposal
from work.deadline import Reached
from work.intake import Intake
from work.official.letter import Letter
from work.secrecy.contents import Contents
from work.secrecy.discretion import Discretion
from work.task import Task


class Guard(Protocol):
    """Makes who guesses wait, by name and by network; *now* is a monotonic clock's, in seconds."""

    def wait_seconds(self, name: str, peer: str, now: float) -> float:
        """How long until another guess at *name* is looked at for *peer*."""
        ...

    def failed(self, name: str, peer: str, now: float) -> Sequence[object]:
        """Counts a wrong guess; what makes others wait from now on."""
        ...

    def came(self, name: str, peer: str) -> None:
        """*name* came in from *peer*."""
        ...


class Passwords(Protocol):
    """Hashes and verifies passwords, slowly and never on the loop."""

    async def hash(self, password: str) -> str:
        """What is kept of it."""
        ...

    async def verify(self, kept: str | None, password: str, peer: str) -> bool | None:
        """Whether it is the one; as slow where nothing is kept. None at once where too many wait."""
        ...


class Tray(Protocol):
    """Against what letters of the tray are read, and what they say."""

    def desk(self, tx: Tx, now: datetime) -> proposal.Desk:
        """The directory, calendar and rules as they stand at the machine's *now*."""
        ...

    def lately(self, tx: Tx, now: datetime) -> proposal.Desk:
        """The same as it stood a few seconds before, for what only shows."""
        ...

    async def letter(self, found: Intake) -> Letter:
        """The letter as its reader sees it; what takes too long is among its obstacles."""
        ...


@dataclass(frozen=True, slots=True)
class Place:
    """Where browsers reach the console: *url* as letters name it, and the *proxies* whose word is taken."""

    url: str
    proxies: tuple[IPv4Network | IPv6Network, ...] = ()

    @property
    def secure(self) -> bool:
        """Whether it is reached by TLS, so that cookies never travel without."""
        return self.url.startswith("https:")

    @property
    def relying(self) -> str:
        """The domain that passkeys are bound to; "" where browsers know none: by an address, or without TLS elsewhere."""
        host = urlsplit(self.url).hostname or ""
        domain = not re.fullmatch(r"[0-9.]+|.*:.*", host)
        return host if domain and (self.secure or host == "localhost") else ""

    @property
    def origins(self) -> frozenset[str]:
        """The origins (RFC 6454) that forms may come from; on this machine, by any of its names."""
        parts = urlsplit(self.url)
        names = {parts.netloc}
        if parts.hostname in _HERE:
            names |= {re.sub(r"^(\[::1\]|[^:]+)", name, parts.netloc) for name in _HERE_WRITTEN}
        return frozenset(f"{parts.scheme}://{name}" for name in names)


_HERE = ("127.0.0.1", "::1", "localhost")
_HERE_WRITTEN = ("127.0.0.1", "[::1]", "localhost")


@dataclass(frozen=True, slots=True)
class Desk:
    """One office's console; *office* is its clock, which may be simulated, *name* what it is called.

    *seal* keeps second factors, *letters* carries out decisions on held mail, *contents* looks into
    files, *petitions* makes what events of petitions need on a day, at the machine's instant;
    *mailbox* is the office's own.
    """

    name: str
    language: str
    store: Store
    machine: Clock
    office: OfficeClock
    plan: Plan
    place: Place
    guard: Guard
    passwords: Passwords
    seal: Seal
    operating: Operating
    tray: Tray
    discretion: Discretion = field(default_factory=Discretion)
    letters: Letters | None = None
    contents: Contents | None = None
    petitions: Callable[[date, datetime], Hands] | None = None
    mailbox: str = ""

    def disclosure(self, *texts: str | None) -> Disclosure:
        """How much is shown of what *texts* are about: what bears a mark of secrecy stays a code."""
        return "code" if self.discretion.gravest(texts, self.now.day) else "title"

    def line(self, task: Task) -> dict[str, Any]:
        """One task as a list shows it, as far as it may be told."""
        return item(task, self.now, self.calendar, self.disclosure(*told_of(task)))

    @property
    def calendar(self) -> Calendar:
        """The official calendar."""
        return self.plan.calendar

    @property
    def zone(self) -> tzinfo:
        """That of the office's people."""
        return self.plan.calendar.zone

    @property
    def now(self) -> Reached:
        """The office's day and instant."""
        return self.calendar.reached(self.office.now())

    @property
    def today(self) -> date:
        """The office's day."""
        return self.now.day
