"""Who is reminded says that they know of it (đã biết): those above are spared for as long as the office lets it."""

from datetime import datetime
from enum import StrEnum

from schedules.ladder import Plan
from schedules.respite import latest
from store import Tx, clock, respite, worklist
from work.act import Act
from work.respite import RespiteKind

KIND = RespiteKind.ACKNOWLEDGED


class Unknowing(StrEnum):
    """Why it was not noted."""

    NOT_REMINDED = "not-known"  # there is no such task, or it does not wait for them
    LONG = "known-long"  # those above were spared as long as they may be


def acknowledge(tx: Tx, plan: Plan, number: int, person: int, act: Act) -> datetime | Unknowing:
    """Until when those above *person* are spared of task *number*, or why they are not."""
    task = worklist.one(tx, number)
    if task is None:
        return Unknowing.NOT_REMINDED
    office, before = clock.office_now(tx, act.now), respite.of_tasks(tx, (number,))
    until = latest(plan, task, person, KIND, before, office)
    if until <= office:
        return Unknowing.LONG
    done = respite.add(tx, number, person, KIND, task.version, until, act)
    return done if isinstance(done, datetime) else Unknowing.NOT_REMINDED
