"""The tick: once a second it lets due rungs become notices, in whichever process holds its lease.

APScheduler only rings it, on the machine's time; what is due stands in the
store. If two processes ticked at once, row locks and the notices' unique keys
would still allow one effect (design, law 7).
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from schedules import report_tick, stand_ins
from schedules.clock import Clock
from schedules.event_tick import remind
from schedules.ladder import Plan, Release, Rung
from schedules.recount import is_day_off, look_again
from schedules.reminder import approval_reminder, reminder
from store import (
    Store,
    Tx,
    audience,
    clock,
    event_rung,
    lease,
    notice,
    recount,
    restoration,
    stand_in,
    worklist,
)
from store import rung as rungs
from store.bell import Ear
from store.rung import Next, Waiting
from work.audience import audience as audience_of
from work.finish import finish
from work.outbox import NewNotice
from work.person import Person
from work.task import Task

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
        if not await self._store.read(is_due, self._plan, now):
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


def is_due(tx: Tx, plan: Plan, now: datetime) -> bool:
    """Whether there is anything to do, reports that are asked for among it."""
    return has_work(tx, plan.mark, now) or report_tick.has_work(tx, plan.calendar, now)


def has_work(tx: Tx, mark: str, now: datetime) -> bool:
    """Whether a rung is due or was computed by another plan, or people are to be told of the calendar.

    Always in a simulation, whose clock waits.
    """
    if clock.anchor(tx) is not None or rungs.is_waiting(tx, now, mark):
        return True
    if event_rung.is_waiting(tx, now, mark) or recount.is_untold(tx):
        return True
    turn = stand_in.next_due(tx)
    return turn is not None and turn <= now


def release(tx: Tx, plan: Plan, now: datetime, limit: int = BATCH) -> Released:
    """Makes notices of at most *limit* due rungs and computes the next rung of each.

    *now* is the machine's. A simulated office clock is let run on where nothing
    that is due stands unsent any more.
    """
    office = clock.office_now(tx, now)
    first = look_again(tx, plan, rungs.due(tx, office, limit), office, now)
    due = first.rows
    told = _told(plan, due, office)
    notices = _notify(tx, plan, told, office, now)
    notices += stand_ins.tell(tx, plan.calendar, office, now)
    rungs.set_next(tx, [_next(plan, row, told.get(row.task), office) for row in due], plan.mark)
    second = look_again(tx, plan, rungs.planned_otherwise(tx, plan.mark, limit), office, now)
    others = second.rows
    rungs.set_next(tx, [_next(plan, row, None, office) for row in others], plan.mark)
    people = _tell_of_calendar(tx, plan, office, now)
    events = remind(tx, plan, office, now, limit)
    reported = report_tick.release(tx, plan.calendar, office, now, limit)
    ahead = _first(rungs.next_due(tx), stand_in.next_due(tx))
    left = first.left + second.left
    jumped = False
    if not left and people < PEOPLE:
        others_ahead = _first(event_rung.next_due(tx), report_tick.next_due(tx))
        jumped = _let_run(tx, office, _first(ahead, others_ahead), now)
    more = (ahead is not None and ahead <= office) or len(others) + second.left == limit
    moved, off = first.moved + second.moved, first.off + second.off
    again = jumped or events.more or reported.more or bool(left) or people == PEOPLE
    again = again or (more and bool(due or others))
    notices += events.notices + reported.notices
    count = len(told) + events.rows
    return Released(count, notices, again, moved, off, people, reported.opened)


def _tell_of_calendar(tx: Tx, plan: Plan, office: datetime, now: datetime) -> int:
    """How many people were told what the calendar did to their tasks: none while rows are left, so that each is told once."""
    if not recount.is_untold(tx) or rungs.is_planned_otherwise(tx, plan.mark):
        return 0
    return recount.tell(tx, office, now, PEOPLE)


def _told(
    plan: Plan, due: tuple[Waiting, ...], office: datetime
) -> dict[int, tuple[Waiting, Rung]]:
    """The row and its rung to tell now, by task: some are due only to be computed, or wait for the morning."""
    found = ((row, _ahead(plan, row, row.released, office)) for row in due)
    return {row.task: (row, ahead.rung) for row, ahead in found if ahead and ahead.at <= office}


def _notify(
    tx: Tx,
    plan: Plan,
    told: dict[int, tuple[Waiting, Rung]],
    office: datetime,
    now: datetime,
) -> int:
    """How many notices were added; tasks, people and channels are asked for once for all rungs."""
    tasks = worklist.several(tx, told.keys()) if told else {}
    people = audience.people_behind(tx, tasks.values(), office) if tasks else ()
    addresses = notice.channels_of(tx, people, office, plan.channels)
    before = restoration.told_before(tx) if tasks else None
    added = 0
    for number, task in tasks.items():
        row, rung = told[number]
        new = _notices(plan, task, row, rung, people, office)
        in_doubt = before is not None and rung.at <= before
        count = sum(notice.add(tx, one, addresses, now, in_doubt=in_doubt) for one in new)
        codes: dict[str, str | int] = {"slot": rung.slot, "version": task.version}
        tx.audit(now, "task.reminded", f"task:{number}", notices=count, **codes)
        added += count
    return added


def _notices(
    plan: Plan,
    task: Task,
    row: Waiting,
    rung: Rung,
    people: tuple[Person, ...],
    office: datetime,
) -> list[NewNotice]:
    following = _ahead(plan, row, rung.order, office)
    expires = following.at if following else None
    chosen, calendar = audience_of(task.parties, people, rung.to), plan.calendar
    if row.submission is None:
        return [reminder(task, rung, who, calendar, office, expires) for who in chosen]
    since = row.submission, row.due.day
    return [approval_reminder(task, rung, since, who, calendar, office, expires) for who in chosen]


def _next(plan: Plan, row: Waiting, told: tuple[Waiting, Rung] | None, office: datetime) -> Next:
    released = row.released if told is None else told[1].order
    ahead = _ahead(plan, row, released, office)
    return Next(row.task, released, None if ahead is None else ahead.at, is_day_off(row, plan))


def _ahead(plan: Plan, row: Waiting, released: int | None, office: datetime) -> Release | None:
    return plan.next(row.due, released, office, approval=row.submission is not None)


def _first(*instants: datetime | None) -> datetime | None:
    return min((at for at in instants if at is not None), default=None)


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
