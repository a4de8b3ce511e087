"""Faults on order: what goes wrong with which calls, so often or until it is lifted."""

import asyncio
import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from demo.telegram_refusal import Refused, bad, blocked, flood, migrated, second_poller

POLL = "getupdates"  # spared by a fault that names no method, so that the bot goes on listening
PUSH = "push"  # the emulator's own requests to a webhook, as the method of a fault


class Kind(StrEnum):
    """What goes wrong."""

    FLOOD = "flood"  # 429 with retry_after
    BLOCKED = "blocked"  # 403
    CONFLICT = "conflict"  # 409
    MIGRATED = "migrated"  # 400 with migrate_to_chat_id
    UNAVAILABLE = "unavailable"  # 502
    LATENCY = "latency"  # answered after so many seconds
    HOLD = "hold"  # no answer until the fault is lifted or the caller is gone
    DROP = "drop"  # the connection is cut


class When(StrEnum):
    """Whether the fault strikes before the method has its effect, or after."""

    BEFORE = "before"
    AFTER = "after"


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault; None for *method* or *chat_id* means any, for *count* until it is lifted."""

    kind: Kind
    method: str | None = None
    chat_id: int | None = None
    count: int | None = None
    when: When = When.BEFORE
    seconds: float = 1
    retry_after: int = 1
    migrate_to: int = 0

    def refusal(self) -> Refused | None:
        """The answer of a kind that refuses; None for those that only disturb."""
        made: Mapping[Kind, Callable[[], Refused]] = {
            Kind.FLOOD: lambda: flood(self.retry_after),
            Kind.BLOCKED: blocked,
            Kind.CONFLICT: second_poller,
            Kind.MIGRATED: lambda: migrated(self.migrate_to),
            Kind.UNAVAILABLE: lambda: Refused(502, "Bad Gateway"),
        }
        return made[self.kind]() if self.kind in made else None

    def concerns(self, method: str, chat_id: int | None) -> bool:
        """Whether it touches a call of *method* about *chat_id*."""
        if self.kind in (Kind.BLOCKED, Kind.MIGRATED) and chat_id is None:
            return False
        named = method == self.method if self.method else method != POLL
        return named and self.chat_id in (None, chat_id)


@dataclass(slots=True)
class Standing:
    """A fault in force: how often it struck, and a way to learn that it was lifted."""

    id: int
    fault: Fault
    hits: int = 0
    lifted: asyncio.Event = field(default_factory=asyncio.Event)

    def as_json(self) -> dict[str, Any]:
        """The fault as GET /emulator/faults lists it."""
        fault = self.fault
        return {
            "id": self.id,
            "kind": fault.kind,
            "method": fault.method,
            "chat_id": fault.chat_id,
            "count": fault.count,
            "when": fault.when,
            "hits": self.hits,
        }


class Faults:
    """All faults that were ordered, in that order; a spent one stays listed until it is lifted."""

    def __init__(self) -> None:
        self._standing: dict[int, Standing] = {}
        self._ids = itertools.count(1)

    def add(self, fault: Fault) -> Standing:
        """Puts *fault* in force."""
        standing = Standing(next(self._ids), fault)
        self._standing[standing.id] = standing
        return standing

    def take(self, method: str, chat_id: int | None) -> tuple[Standing, ...]:
        """The faults that strike this call; each has been counted."""
        struck = tuple(
            standing
            for standing in self._standing.values()
            if (standing.fault.count is None or standing.hits < standing.fault.count)
            and standing.fault.concerns(method, chat_id)
        )
        for standing in struck:
            standing.hits += 1
        return struck

    def lift(self, fault_id: int | None = None) -> int:
        """How many were lifted: the one with that id, or all; what they held goes on."""
        ids = [fault_id] if fault_id is not None else list(self._standing)
        lifted = [self._standing.pop(number) for number in ids if number in self._standing]
        for standing in lifted:
            standing.lifted.set()
        return len(lifted)

    def as_json(self) -> list[dict[str, Any]]:
        """What stands, oldest first."""
        return [standing.as_json() for standing in self._standing.values()]


def read_fault(given: Any) -> Fault:
    """The fault that a test ordered, as JSON; raises Refused with what is wrong with it."""
    if not isinstance(given, dict):
        raise bad("a fault is an object with a kind")
    unknown = given.keys() - {"kind", "method", "chat_id", "count", "when"} - _NUMBERS
    if unknown:
        raise bad(f"a fault has no {', '.join(sorted(unknown))}")
    kind, when = _choice(Kind, given.get("kind")), _choice(When, given.get("when", "before"))
    method = given.get("method") or ("getUpdates" if kind is Kind.CONFLICT else None)
    chat_id, count = given.get("chat_id"), given.get("count")
    numbers = {name: given[name] for name in _NUMBERS & given.keys()}
    for number in (*numbers.values(), *(n for n in (chat_id, count) if n is not None)):
        if isinstance(number, bool) or not isinstance(number, int | float):
            raise bad("chat_id, count, seconds, retry_after and migrate_to are numbers")
    if kind is Kind.MIGRATED and (chat_id is None or not numbers.get("migrate_to")):
        raise bad("a migrated chat needs chat_id and migrate_to")
    return Fault(kind, method and str(method).lower(), chat_id, count, when, **numbers)


_NUMBERS = frozenset({"seconds", "retry_after", "migrate_to"})


def _choice(kinds: Any, given: Any) -> Any:
    try:
        return kinds(given)
    except ValueError:
        raise bad(f"{given!r} is none of {', '.join(kinds)}") from None
