"""The tick's step for events: reminders that are due become notices, and the next of each is computed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from schedules.event_ladder import EventRung, event_rungs
from schedules.ladder import Plan
from store import Tx, event_rung, notice, restoration
from store import event as events
from store.directory import people
from store.event_rung import Next, Waiting
from work.event import REMINDER, Answer, Event, Occurrence, Participant
from work.event_facts import facts
from work.outbox import NewNotice

Told = dict[tuple[int, int], tuple[Waiting, EventRung]]


@dataclass(frozen=True, slots=True)
class Reminded:
    """What one step did; *more* when there may be as much again."""

    rows: int
    notices: int
    more: bool


def remind(tx: Tx, plan: Plan, office: datetime, now: datetime, limit: int) -> Reminded:
    """Makes notices of at most *limit* due reminders, and computes the next of each.

    Of several missed ones only the newest is told, and none once the event has begun.
    """
    due = event_rung.due(tx, office, limit)
    told = _told(plan, due, office)
    notices = _notify(tx, plan, told, office, now)
    event_rung.set_next(tx, [_next(plan, row, told, office) for row in due], plan.mark)
    others = event_rung.planned_otherwise(tx, plan.mark, limit)
    event_rung.set_next(tx, [_next(plan, row, {}, office) for row in others], plan.mark)
    ahead = event_rung.next_due(tx)
    more = (ahead is not None and ahead <= office) or len(others) == limit
    return Reminded(len(told), notices, more and bool(due or others))


def _told(plan: Plan, due: tuple[Waiting, ...], office: datetime) -> Told:
    """The newest reminder that is over and not told; what was over before anybody was asked is none."""
    found: Told = {}
    for row in due:
        missed = [
            rung
            for rung in _rungs(plan, row)
            if rung.at <= office and rung.order > _done(row) and not row.fresh
        ]
        if missed and office < row.starts:
            found[row.event, row.number] = row, missed[-1]
    return found


def _next(plan: Plan, row: Waiting, told: Told, office: datetime) -> Next:
    rungs = _rungs(plan, row)
    done = _done(row)
    if row.fresh:  # what was over when they were asked counts as done
        done = max((rung.order for rung in rungs if rung.at <= office), default=-1)
    if (row.event, row.number) in told:
        done = told[row.event, row.number][1].order
    ahead = [rung for rung in rungs if rung.order > done]
    over = office >= row.starts or not ahead
    return Next(row, done, None if over else ahead[0].at)


def _done(row: Waiting) -> int:
    return -1 if row.released is None else row.released


def _rungs(plan: Plan, row: Waiting) -> tuple[EventRung, ...]:
    return event_rungs(row.starts, row.all_day, plan.calendar, plan.events)


def _notify(tx: Tx, plan: Plan, told: Told, office: datetime, now: datetime) -> int:
    if not told:
        return 0
    found = {one.id: one for one in events.several(tx, {number for number, _ in told})}
    before = restoration.told_before(tx)
    added = 0
    for (number, time), (row, rung) in told.items():
        event, when = found[number], found[number].at(time)
        if when is None or not when.state.open or not event.state.open:
            continue
        them = tuple(one for one in event.reached if _comes(event, one, when))
        people_ = people.several(tx, [one.person for one in them])
        addresses = notice.channels_of(tx, people_, office, plan.channels)
        in_doubt = before is not None and rung.at <= before
        new = [_reminder(event, when, row, rung, one) for one in them]
        count = sum(notice.add(tx, one, addresses, now, in_doubt=in_doubt) for one in new)
        codes: dict[str, str | int] = {"slot": rung.slot, "time": time, "notices": count}
        tx.audit(now, "event.reminded", f"event:{number}", **codes)
        added += count
    return added


def _comes(event: Event, one: Participant, when: Occurrence) -> bool:
    return event.answer(one, when) is not Answer.DECLINED


def _reminder(
    event: Event, when: Occurrence, row: Waiting, rung: EventRung, one: Participant
) -> NewNotice:
    """There is one for each step of each time as it was last set, however often it is released."""
    told: dict[str, Any] = {
        **facts(event, one, when),
        "asked": [],
        "changes": {},
        "time": when.number,
    }
    return NewNotice(
        key=f"{REMINDER}:{event.id}:{when.number}:{row.sequence}:{rung.slot}:{one.person}",
        kind=REMINDER,
        person=one.person,
        language=one.language,
        reason=f"event-{one.part}",
        facts={**told, "slot": rung.slot, "answer": event.answer(one, when)},
        at=rung.at,
        event=event.id,
        expires=when.span.starts,
    )
