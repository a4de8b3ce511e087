"""Tasks for programs to read: pages of a list, one of them, its history."""

from collections.abc import Sequence
from dataclasses import replace

from schedules.scope import Filter, narrowed
from store import Tx, entitled, worklist
from store.program import versions
from store.worklist import Wanted
from web.api import task_facts
from web.api import task_shapes as shapes
from web.api.kinds import cursor
from web.api.offer import Ask, Offer, Told
from web.api.problem import Problem
from work.access import Denied, Doing
from work.program import ApiScope
from work.task import OPEN_STATES, Task

_ONLY = {"late": Filter.LATE, "soon": Filter.SOON, "waiting": Filter.WAIT}


def offers() -> Sequence[Offer]:
    """What may be asked about tasks."""
    scope = ApiScope.READ_TASKS
    return (
        Offer("GET", "/tasks", "tasks.list", scope, shapes.TaskPage, listed, shapes.TaskQuery),
        Offer("GET", "/tasks/{number}", "tasks.one", scope, shapes.TaskWhole, one),
        Offer("GET", "/tasks/{number}/history", "tasks.history", scope, shapes.History, happened),
    )


def listed(tx: Tx, ask: Ask) -> Told | Problem:
    """The next tasks of one's reach that meet what is asked for."""
    query, act = ask.queried(shapes.TaskQuery), ask.act
    within = entitled.reach_of(tx, Doing.LIST, act)
    if isinstance(within, Denied):
        return Told(shapes.TaskPage(items=[], next=None))
    wanted = Wanted(
        states=frozenset(query.state) or None,
        due_by=query.due_by,
        number=query.number,
        paper=query.document,
        within=within,
    )
    if query.only is not None:
        wanted = _only(ask, wanted, query.only)
    numbers = worklist.behind(tx, wanted, query.cursor or 0, query.limit + 1)
    shown = numbers[: query.limit]
    found, seen = worklist.several(tx, shown), versions.of_tasks(tx, shown)
    items = [task_facts.line(ask, found[one], seen[one]) for one in shown]
    further = cursor(shown[-1]) if len(numbers) > len(shown) else None
    return Told(shapes.TaskPage(items=items, next=further))


def one(tx: Tx, ask: Ask) -> Told | Problem:
    """The whole task; what is not theirs to see is not there."""
    task = worklist.one(tx, ask.number)
    if task is None or not _sees(tx, ask, task):
        return Problem("not-found")
    version = versions.of_tasks(tx, (task.id,))[task.id]
    return Told(task_facts.whole(tx, ask, task, version), {"etag": f'"{version}"'})


def happened(tx: Tx, ask: Ask) -> Told | Problem:
    """Its history."""
    task = worklist.one(tx, ask.number)
    if task is None or not _sees(tx, ask, task):
        return Problem("not-found")
    return Told(task_facts.happened(tx, ask, task))


def _only(ask: Ask, wanted: Wanted, only: str) -> Wanted:
    """Open ones, of the states that were asked for beside."""
    chosen = narrowed(
        replace(wanted, states=OPEN_STATES), _ONLY[only], ask.desk.now, ask.desk.calendar
    )
    if wanted.states is None or chosen.states is None:
        return chosen
    return replace(chosen, states=chosen.states & wanted.states)


def _sees(tx: Tx, ask: Ask, task: Task) -> bool:
    who = entitled.one(tx, ask.person.id)
    return who is not None and entitled.sees(tx, who, task, ask.office(tx))
