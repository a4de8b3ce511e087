"""The next reminder that one person will get, as far as it can be told."""

from datetime import datetime
from typing import NamedTuple

from schedules.explain import explain
from schedules.ladder import Plan
from store import Tx, reminding, worklist
from store.worklist import Wanted

LOOKED_AT = 8  # tasks whose next rung comes first: that of one may be for others


class Coming(NamedTuple):
    """When it is, an office instant, and of which *task*; None for one of several, or a digest."""

    at: datetime
    task: int | None


def next_reminder(tx: Tx, plan: Plan, person: int, own: Wanted, office: datetime) -> Coming | None:
    """The first of what waits for that person and of the next rungs of their *own* tasks; None for none."""
    waiting = reminding.next_of(tx, person)
    found = [] if waiting is None else [Coming(waiting.at, waiting.task)]
    for task in worklist.next_reminded(tx, own, LOOKED_AT):
        told = explain(tx, plan, task, office)
        for ahead in () if told is None else told.ahead:
            if any(who.person.id == person for who, _ in ahead.to):
                found.append(Coming(ahead.at, task))
                break
    return min(found, key=lambda one: one.at, default=None)
