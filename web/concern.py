"""What a person should know or do: judged from the figures, told by code; the templates make sentences of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from store.board import Board
from store.overview import Count, Standing
from web.vitals import Vitals
from work.letter import State
from work.signing import Signing

SLOW_AFTER = timedelta(hours=1)  # five attempts with the default pauses
SILENT_AFTER = timedelta(minutes=15)  # a rung that is due is released within seconds

_NONE = Count(0)
_TOLD_APART = frozenset({"notices", "notices-in-hand", "tick", "store", "gateway"})


class Level(StrEnum):
    """How much it asks of a person; the last one is the gravest."""

    GOOD = "good"  # nothing
    WATCH = "watch"  # to know it: it mends itself, or is somebody's daily work
    ACT = "act"  # to do something, also at night


@dataclass(frozen=True, slots=True)
class Concern:
    """One thing to tell; *names* are of loops or of mail domains, *since* is when it began."""

    code: str
    level: Level
    count: Count = _NONE
    names: tuple[str, ...] = ()
    since: datetime | None = None


def gravest(concerns: tuple[Concern, ...]) -> Level:
    """The level of all of them together."""
    levels = {concern.level for concern in concerns}
    return next((level for level in (Level.ACT, Level.WATCH) if level in levels), Level.GOOD)


def concerns(
    board: Board | None, vitals: Vitals, now: datetime, office_now: datetime | None
) -> tuple[Concern, ...]:
    """All there is, the gravest first.

    *board* is None while the store cannot be read. *office_now* is None in a
    simulation, whose clock waits for reminders instead of running past them.
    """
    found = list(_of_process(vitals))
    if board is None:
        found.append(Concern("store", Level.ACT))
    else:
        found += _of_mail(board, now)
        found += _of_signing(board.signing)
        found += _of_notices(board, office_now)
        found += _of_work(board)
    return tuple(sorted(found, key=lambda concern: concern.level is not Level.ACT))


def _of_process(vitals: Vitals) -> Iterator[Concern]:
    failed = tuple(loop.name for loop in vitals.loops() if not loop.healthy)
    if vitals.stopping():
        yield Concern("stopping", Level.WATCH)
        return  # loops that have ended, as they were asked to, are no failure
    if failed:
        yield Concern("loop", Level.ACT, names=failed)
    if stuck := tuple(kind for kind in vitals.stuck() if kind not in _TOLD_APART):
        yield Concern("unmoved", Level.ACT, names=stuck)
    if "gateway" in vitals.stuck():
        yield Concern("gateway", Level.ACT)
    if not vitals.room():
        yield Concern("space", Level.ACT)
    if not vitals.holding():
        yield Concern("lease", Level.ACT)


def _of_mail(board: Board, now: datetime) -> Iterator[Concern]:
    stands = {standing.state: standing for standing in board.mail.open}
    if board.doubt:
        yield Concern("restored", Level.ACT)
    if held := _besides(stands.get(State.HELD), board.mail.approvals.number):
        yield Concern("held", Level.ACT, held)
    if board.mail.approvals.number:
        yield Concern("approval", Level.WATCH, board.mail.approvals)
    if lost := _besides(stands.get(State.UNCERTAIN), board.doubt.recipients):
        yield Concern("uncertain", Level.WATCH, lost)
    if board.suspended:
        domains = tuple(one.domain for one in board.suspended)
        yield Concern("suspended", Level.WATCH, Count(len(domains)), domains)
    waiting = stands.get(State.WAITING)
    if waiting and waiting.oldest and now - waiting.oldest >= SLOW_AFTER:
        yield Concern("slow", Level.WATCH, since=waiting.oldest)
    if dead := board.mail.workers.dead:
        yield Concern("dead", Level.WATCH, Count(dead))


def _besides(standing: Standing | None, told_apart: int) -> Count | None:
    """How many stand there besides those that have a sentence of their own; None where nobody does."""
    if standing is None or standing.recipients <= told_apart:
        return None
    return Count(standing.recipients - told_apart, standing.capped)


def _of_signing(signing: Signing) -> Iterator[Concern]:
    """Letters wait for keys that DNS does not show any more, so that one cannot wait; none waits for the others."""
    kinds = (
        ("contradicted", Level.ACT, signing.contradicted),
        ("unpublished", Level.WATCH, signing.unpublished),
        ("unsigned", Level.WATCH, signing.unsigned),
        ("unknown", Level.WATCH, signing.unknown),
    )
    for code, level, domains in kinds:
        if domains:
            yield Concern(code, level, Count(len(domains)), domains)


def _of_notices(board: Board, office_now: datetime | None) -> Iterator[Concern]:
    if board.notices.stuck.number:
        yield Concern("stuck", Level.ACT, board.notices.stuck)
    due = board.notices.next_at
    if office_now and due and due <= office_now - SILENT_AFTER:
        yield Concern("silent", Level.ACT, since=due)


def _of_work(board: Board) -> Iterator[Concern]:
    if board.work.unreminded.number:
        yield Concern("unreminded", Level.WATCH, board.work.unreminded)
    if board.work.late.number:
        yield Concern("late", Level.WATCH, board.work.late)
