"""The tick: once a second it lets due rungs become notices, in whichever process holds its lease.

APScheduler only rings it, on the machine's time; what is due stands in the
store. If two processes ticked at once, row locks and the notices' unique keys
would still allow one effect (design, law 7).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from schedules import report_tick, stand_ins
from schedules.clock import Clock
from schedules.event_tick import remind
from schedules.ladder import Case, Plan, Release, Rung
from schedules.recount import is_day_off, look_again
from schedules.tell import digest_hour, tell
from store import (
    Store,
    Tx,
    audience,
    clock,
    event_rung,
    lease,
    morning,
    notice,
    recount,
    reminding,
    stand_in,
    worklist,
)
from store import rung as rungs
from store.bell import Ear
from store.reminding import NewReminding
from store.rung import Next, Waiting
from work.audience import Recipient
from work.audience import audience as audience_of
from work.finish import finish
from work.notice import REMINDER, SUBMITTED, UNRECEIVED
from work.task import Task, TaskState

LEASE = "tick"
TERM = timedelta(seconds=30)
BATCH = 100  # rungs of one transaction
PEOPLE = 100  # told of the calendar in one
QUIET_SECONDS = 5.0  # longer than the tick's second: only a stopped scheduler lets it pass

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Released:
    """What one transaction did; *more* when there may be as much again, or a simulated clock jumped.

    *moved* and *off* are tasks whose deadline a change of the calendar moved, or whose day it
    made a day off; *told* are people who were told of that. *reports* were asked for.
    """

    rungs: int
    notices: int
    more: bool
    moved: int = 0
    off: int = 0
    told: int = 0
    reports: int = 0


class Tick:
    """The loop of one process; *holder* names it in the lease."""

    def __init__(self, store: Store, plan: Plan, machine: Clock, holder: str) -> None:
        self._store = store
        self._plan = plan
        self._machine = machine
        self._holder = holder
        self._sure_until = datetime.min.replace(tzinfo=UTC)

    async def run(self) -> None:
        """Ticks every second of the machine's time, and when the bell rings "tick", for ever.

        Cancelled, it gives the lease back, so that the next one need not wait for its end.
        """
        ear = self._store.bell.ear("tick")
        scheduler = AsyncIOScheduler(timezone=UTC)
        once = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        scheduler.add_job(_ring, "interval", seconds=1, args=(ear,), **once)
        scheduler.start()
        try:
            while True:
                await self.once()
                await ear.heard(QUIET_SECONDS)
        finally:
            scheduler.shutdown(wait=False)
            await finish(self._store.write(lease.give_back, LEASE, self._holder))

    async def once(self) -> int:
        """How many notices were put into the outbox; 0 where another process has the tick."""
        now = self._machine.now()
        hour = digest_hour(self._plan, now)
        if not await self._store.read(is_due, self._plan, now, hour):
            return 0
        notices, more = 0, await self._holds(now)
        while more:
            done = await self._store.write(release, self._plan, self._machine.now())
            _tell(done)
            notices, more = notices + done.notices, done.more
        return notices

    async def _holds(self, now: datetime) -> bool:
        """Whether the lease is ours, renewed when half of it is over."""
        if now < self._sure_until:
            return True
        taken = await self._store.write(lease.take, LEASE, self._holder, now, TERM)
        if taken:
            self._sure_until = now + TERM / 2
        return taken


def _tell(done: Released) -> None:
    if done.rungs or done.reports or done.notices:
        counts = {"notices": done.notices, "reports": done.reports}
        log.info("tick.released", rungs=done.rungs, **counts)
    if done.moved or done.off:
        log.info("calendar.recounted", moved=done.moved, off=done.off)
    if done.told:
        log.info("calendar.told", people=done.told)


def is_due(tx: Tx, plan: Plan, now: datetime, hour: str) -> bool:
    """Whether there is anything to do, reports that are asked for among it."""
    return has_work(tx, plan.mark, now, hour) or report_tick.has_work(tx, plan.calendar, now)


def has_work(tx: Tx, mark: str, now: datetime, hour: str = morning.NEVER) -> bool:
    """Whether anything is due, or was computed by another plan than *mark*, or people are to be told of the calendar.

    *hour* is that of the morning digest. Always in a simulation, whose clock waits.
    """
    if clock.anchor(tx) is not None or rungs.is_waiting(tx, now, mark):
        return True
    if event_rung.is_waiting(tx, now, mark) or recount.is_untold(tx):
        return True
    turn = stand_in.next_due(tx)
    if turn is not None and turn <= now:
        return True
    return reminding.is_waiting(tx, now) or morning.is_waiting(tx, now, hour)


def release(tx: Tx, plan: Plan, now: datetime, limit: int = BATCH) -> Released:
    """Releases at most *limit* due rungs and computes the next of each; once none is left, people are told.

    *now* is the machine's. A simulated office clock is let run on where nothing
    that is due stands unsent any more.
    """
    office = clock.office_now(tx, now)
    first = look_again(tx, plan, rungs.due(tx, office, limit), office, now)
    due = first.rows
    told = [one for row in due for one in _told(plan, row, office)]
    _put(tx, plan, told, office, now)
    standing = stand_ins.tell(tx, plan.calendar, office, now)
    rungs.set_next(tx, [_next(plan, row, told, office) for row in due], plan.mark)
    second = look_again(tx, plan, rungs.planned_otherwise(tx, plan.mark, limit), office, now)
    others = second.rows
    rungs.set_next(tx, [_next(plan, row, (), office) for row in others], plan.mark)
    people = _tell_of_calendar(tx, plan, office, now)
    events = remind(tx, plan, office, now, limit)
    reported = report_tick.release(tx, plan.calendar, office, now, limit)
    left = first.left + second.left
    notices, worked = 0, bool(due or others)
    if len(due) < limit and not left:  # what falls together is told together
        notices, rounds = tell(tx, plan, office, now, limit)
        worked = worked or rounds
    ahead = _first(
        rungs.next_due(tx), reminding.next_at(tx), morning.next_at(tx), stand_in.next_due(tx)
    )
    jumped = False
    if not left and people < PEOPLE:
        others_ahead = _first(event_rung.next_due(tx), report_tick.next_due(tx))
        jumped = _let_run(tx, office, _first(ahead, others_ahead), now)
    more = (ahead is not None and ahead <= office) or len(others) + second.left == limit
    moved, off = first.moved + second.moved, first.off + second.off
    again = jumped or events.more or bool(left) or people == PEOPLE or (more and worked)
    again = again or reported.more
    notices += standing + events.notices + reported.notices
    count = len(told) + events.rows
    return Released(count, notices, again, moved, off, people, reported.opened)


def _tell_of_calendar(tx: Tx, plan: Plan, office: datetime, now: datetime) -> int:
    """How many people were told what the calendar did to their tasks: none while rows are left, so that each is told once."""
    if not recount.is_untold(tx) or rungs.is_planned_otherwise(tx, plan.mark):
        return 0
    return recount.tell(tx, office, now, PEOPLE)


class _Due(NamedTuple):
    """One rung of one task that is to be told now."""

    row: Waiting
    rung: Rung
    kind: str


def _told(plan: Plan, row: Waiting, office: datetime) -> Iterator[_Due]:
    """What of the row is to be told now: some are due only to be computed, or wait for the morning.

    The deadline's rung comes last: of two at one time it is the one that is told.
    """
    start = _start(plan, row, row.chased, office)
    if start is not None and start.at <= office:
        yield _Due(row, start.rung, UNRECEIVED if start.rung.unreceived else REMINDER)
    ahead = _ahead(plan, row, row.released, office)
    if ahead is not None and ahead.at <= office:
        yield _Due(row, ahead.rung, REMINDER if row.submission is None else SUBMITTED)


def _put(tx: Tx, plan: Plan, told: Sequence[_Due], office: datetime, now: datetime) -> None:
    """Puts down whom each rung tells; tasks and people are asked for once for all rungs."""
    tasks = worklist.several(tx, {one.row.task for one in told}) if told else {}
    people = audience.people_behind(tx, tasks.values(), office) if tasks else ()
    for one in told:
        task = tasks[one.row.task]
        chosen = audience_of(task.parties, people, one.rung.to)
        for who in chosen:
            reminding.put(tx, _reminding(plan, task, one, who, office))
        codes: dict[str, str | int] = {"slot": one.rung.slot, "version": task.version}
        tx.audit(now, "task.reminded", f"task:{task.id}", people=len(chosen), **codes)


def _reminding(plan: Plan, task: Task, due: _Due, who: Recipient, office: datetime) -> NewReminding:
    row, rung = due.row, due.rung
    which = task.version if row.submission is None else row.submission
    ladder = plan.ladder(row.due.day, Case(row.urgency, row.kind))
    return NewReminding(
        key=f"{due.kind}:{task.id}:{which}:{rung.slot}:{who.person.id}",
        kind=due.kind,
        task=task.id,
        person=who.person.id,
        version=task.version,
        slot=rung.slot,
        rung_at=rung.at,
        reason=who.reason,
        at=office,
        any_time=ladder is not None and ladder.any_time,
        submission=row.submission,
        since=None if row.submission is None else row.due.day,
    )


def _next(plan: Plan, row: Waiting, told: Sequence[_Due], office: datetime) -> Next:
    mine = [one for one in told if one.row is row]
    begun = next((one.rung.order for one in mine if _is_start(one.rung)), row.chased)
    done = next((one.rung.order for one in mine if not _is_start(one.rung)), row.released)
    releases = _ahead(plan, row, done, office), _start(plan, row, begun, office)
    at = _first(*(one.at for one in releases if one is not None))
    return Next(row.task, done, at, is_day_off(row, plan), begun)


def _is_start(rung: Rung) -> bool:
    return rung.slot[0] in "OR"


def _ahead(plan: Plan, row: Waiting, released: int | None, office: datetime) -> Release | None:
    approval = row.submission is not None
    return plan.next(row.due, released, office, approval=approval, case=Case(row.urgency, row.kind))


def _start(plan: Plan, row: Waiting, chased: int | None, office: datetime) -> Release | None:
    if row.submission is not None:
        return None
    received = row.state is not TaskState.ASSIGNED
    return plan.start(
        row.due, row.begun, chased, office, Case(row.urgency, row.kind), received=received
    )


def _first(*instants: datetime | None) -> datetime | None:
    return min((one for one in instants if one is not None), default=None)


def _let_run(tx: Tx, office: datetime, ahead: datetime | None, now: datetime) -> bool:
    """Lets a simulated clock run as far as the next rung; it waits while something due is unsent.

    Whether it is there at once.
    """
    if clock.anchor(tx) is None:
        return False
    if ahead is not None:
        clock.bound(tx, ahead, now)
    if (ahead is None or ahead > office) and notice.unsent(tx, office) == 0:
        return clock.let_run(tx, ahead, now)
    return False


async def _ring(ear: Ear) -> None:
    """A coroutine, so that APScheduler runs it in this loop and not on a thread."""
    ear.strike()
