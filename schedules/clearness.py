"""Open tasks that are not clear about one of the six things ("6 rõ"), out of a list of somebody's, for pages."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from store import Tx, entitled, worklist
from store.worklist import Wanted
from work.clarity import Clarity, Clear
from work.person import Person
from work.task import Task

AT_ONCE = 200  # tasks that are read together
LOOKED_AT = 1000  # of one list


class Unclear(NamedTuple):
    """A task, and what it is not clear about."""

    task: Task
    missing: tuple[Clear, ...]


def missing(task: Task, people: Sequence[Person], home: str) -> tuple[Clear, ...]:
    """What one task is not clear about; nothing where it is over.

    *people* are those behind its parties, *home* is the office's own agency.
    """
    return Clarity(people, home).missing(task, task.document) if task.state.open else ()


def unclear(tx: Tx, wanted: Wanted, home: str, office: datetime) -> tuple[Unclear, ...]:
    """Those of the list, of which the first LOOKED_AT are looked at."""
    found: list[Unclear] = []
    for number in range(1, LOOKED_AT // AT_ONCE + 1):
        page = worklist.page(tx, wanted, number, AT_ONCE)
        found += _unclear(tx, page.tasks, home, office)
        if number >= page.pages:
            break
    return tuple(found)


def _unclear(tx: Tx, tasks: Sequence[Task], home: str, office: datetime) -> list[Unclear]:
    going = [one for one in tasks if one.state.open]
    if not going:
        return []
    clear = Clarity(entitled.of_tasks(tx, going, office)[0].people, home)
    judged = (Unclear(one, clear.missing(one, one.document)) for one in going)
    return [one for one in judged if one.missing]
