"""Tasks whose deadline is over: each version of a deadline is told of once, where a webhook wants to know."""

from sqlalchemy import insert, select, update

from store import lateness
from store.program import hook
from store.schema.program import webhook_late
from store.schema.work import OPEN, task
from store.tx import Tx
from store.worklist import Condition
from work.act import Act
from work.deadline import Reached
from work.program import Happening

MOST = 200  # tasks of one transaction


def tell(tx: Tx, now: Reached, act: Act) -> int:
    """How many tasks were told of as late now, MOST at most: none where no webhook wants to know."""
    if not hook.wanted(tx, Happening.TASK_LATE):
        return 0
    rows = tx.all(select(task.c.id, task.c.version).where(*_untold(now)).limit(MOST))
    for row in rows:
        values = {"task_id": row.id, "version": row.version}
        if not tx.insert_new(webhook_late, values):
            mine = webhook_late.c.task_id == row.id
            again = mine & (webhook_late.c.version != row.version)
            if tx.run(update(webhook_late).where(again).values(version=row.version)) == 0:
                continue
        tx.audit(act.now, "task.late", f"task:{row.id}", by=act.by, version=row.version)
    return len(rows)


def pass_over(tx: Tx, now: Reached) -> None:
    """Counts what is late already as told, where no webhook wanted to know until now."""
    if hook.wanted(tx, Happening.TASK_LATE):
        return
    known = select(webhook_late.c.task_id).where(webhook_late.c.task_id == task.c.id)
    mine = select(task.c.version).where(task.c.id == webhook_late.c.task_id).scalar_subquery()
    tx.run(update(webhook_late).values(version=mine))
    rest = select(task.c.id, task.c.version).where(*_late(now), ~known.exists())
    tx.run(insert(webhook_late).from_select(["task_id", "version"], rest))


def _late(now: Reached) -> tuple[Condition, ...]:
    over = lateness.over_now(task.c.due, task.c.due_last, now)
    return OPEN, task.c.stopped_on.is_(None), over


def _untold(now: Reached) -> tuple[Condition, ...]:
    same = (webhook_late.c.task_id == task.c.id) & (webhook_late.c.version == task.c.version)
    return (*_late(now), ~select(webhook_late.c.task_id).where(same).exists())
