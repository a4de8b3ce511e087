"""When somebody is told that work does not move: once, again after hours, and when it moves again."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

STUCK_AFTER = 2  # looks in a row that find it: one may have fallen into a restart
MOVES_AFTER = 3  # looks in a row that do not: what comes and goes is one incident


class Watch(NamedTuple):
    """One kind of work: how long it may take, what it means when it takes longer, and what a person can do."""

    limit_seconds: float
    means: str
    remedy: str


WATCHES: Mapping[str, Watch] = {
    "store": Watch(
        60.0,
        "the store does not answer",
        "look at the disk, or the PostgreSQL server; store.slow in the log says more",
    ),
    "claims": Watch(
        180.0,
        "this process's queue takes up nothing",
        "restart this process; nothing accepted is lost by that",
    ),
    "sweeps": Watch(
        1800.0,
        "this process's queue ends nothing that is too old",
        "restart this process; nothing accepted is lost by that",
    ),
    "signing": Watch(
        45.0,
        "letters wait, because no key of their domain can sign",
        "congvu dkim check says why: a record that DNS does not show, a key file, a token",
    ),
    "gateway": Watch(
        1.0,
        "letters of an agency leave without its S/MIME signature, because the certificate has ended",
        "congvu check names the agency; put the next certificate and its key in place, then SIGHUP",
    ),
    "due": Watch(
        900.0,
        "letters are due and nobody takes them up",
        "see congvu queue list --state waiting, and whether a process with the role relay runs",
    ),
    "in-hand": Watch(
        7200.0,
        "a worker has letters that do not move",
        "see congvu queue list --state sending and --state claimed; restart the worker that"
        " congvu queue why names",
    ),
    "overaged": Watch(
        10800.0,
        "letters are past their time and do not end",
        "look for sweep.failed and bounce.failed in the log",
    ),
    "notices": Watch(
        900.0,
        "reminders are due and nobody sends them",
        "see whether processes with the roles schedules and bot run",
    ),
    "notices-in-hand": Watch(
        1800.0,
        "a worker has reminders that do not move",
        "restart the process with the roles schedules and bot",
    ),
    "mailboxes": Watch(
        600.0,
        "a mailbox is not watched, so that letters in it are not taken in",
        "congvu intake mailboxes names it and says why; congvu check tries its login",
    ),
    "tick": Watch(
        900.0,
        "reminders are not made, although they are due",
        "see whether a process with the role schedules runs",
    ),
}

Change = Literal["stuck", "still", "moves"]


@dataclass(frozen=True, slots=True)
class Word:
    """One thing to tell: what *kind* of work is stuck, still is, or moves again."""

    kind: str
    change: Change
    seconds: float


@dataclass(slots=True)
class _Case:
    found: int = 0  # looks in a row
    missed: int = 0
    seconds: float = 0.0
    told_at: float | None = None


class Vigil:
    """Keeps one case for each kind; *remind_seconds* lie between two words of the same."""

    def __init__(self, remind_seconds: float) -> None:
        self._remind_seconds = remind_seconds
        self._cases: dict[str, _Case] = {}

    def stuck(self) -> Mapping[str, float]:
        """The kinds that somebody was told of and that have not moved since, with their age."""
        return {kind: one.seconds for kind, one in self._cases.items() if one.told_at is not None}

    def look(self, ages: Mapping[str, float], now: float) -> tuple[Word, ...]:
        """What is to be told after one look, which found such *ages*; *now* is a monotonic clock's.

        An age is 0 where nothing of the kind waits; of a kind that is missing nothing is known.
        """
        return tuple(word for kind, age in ages.items() for word in self._see(kind, age, now))

    def leave(self, kinds: Collection[str]) -> None:
        """Somebody else watches *kinds* from now on."""
        for kind in kinds:
            self._cases.pop(kind, None)

    def _see(self, kind: str, age: float, now: float) -> Iterator[Word]:
        if age < WATCHES[kind].limit_seconds:
            yield from self._missed(kind)
            return
        case = self._cases.setdefault(kind, _Case())
        case.found, case.missed, case.seconds = case.found + 1, 0, age
        if case.told_at is None and case.found >= STUCK_AFTER:
            case.told_at = now
            yield Word(kind, "stuck", age)
        elif case.told_at is not None and now - case.told_at >= self._remind_seconds:
            case.told_at = now
            yield Word(kind, "still", age)

    def _missed(self, kind: str) -> Iterator[Word]:
        case = self._cases.get(kind)
        if case is None:
            return
        case.found, case.missed = 0, case.missed + 1
        if case.told_at is None or case.missed >= MOVES_AFTER:
            del self._cases[kind]
            if case.told_at is not None:
                yield Word(kind, "moves", case.seconds)
