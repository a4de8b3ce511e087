"""What the parties of a task bear of it, so that an agency's thousands are counted by an index of theirs alone."""

import functools
from collections.abc import Iterable, Iterator

from sqlalchemy import Update, bindparam, select, update

from store.schema.work import task, task_party
from store.tx import Tx
from work.task import Party, Role

BORNE = ("due", "due_last", "stopped_on", "stopped_at", "done_on")


def follow(tx: Tx, task_id: int) -> None:
    """Lets them bear what the task's row says by now, and whether it is open."""
    tx.run(_follow(), {"task": task_id})


@functools.cache
def _follow() -> Update:
    here = task.c.id == task_party.c.task_id
    borne = {name: select(task.c[name]).where(here).scalar_subquery() for name in BORNE}
    still = select(task.c.closed_at.is_(None)).where(here).scalar_subquery()
    theirs = update(task_party).where(task_party.c.task_id == bindparam("task"))
    return theirs.values(**borne, open=still)


def with_counted(parties: Iterable[Party]) -> Iterator[tuple[Party, bool]]:
    """Each of a task's *parties*, and whether it is the one by which its agency has the task: who follows has it not."""
    known = set[str]()
    for one in parties:
        counted = one.role is not Role.FOLLOWER and one.agency not in known
        if counted:
            known.add(one.agency)
        yield one, counted
