"""Which tasks a command is about: its options, and reading them page by page."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any, TypeVar

import click

from congvu.cli.acting import acting, denial
from congvu.cli.arguments import AGENCY, EMAIL, TITLE
from congvu.cli.refused import Refused
from congvu.cli.shell import Shell
from congvu.cli.task_office import person_number, unit_number
from store import Tx, audience, entitled, worklist
from store.worklist import Wanted
from work.access import Denied, Doing
from work.clarity import Clarity
from work.deadline import Reached
from work.task import OPEN_STATES, Party, Task, TaskState

if TYPE_CHECKING:
    from schedules.calendar import Calendar

Command = TypeVar("Command", bound=Callable[..., Any])

PAGE = 500  # tasks of one read
ALL = "all"
OPEN = "open"
STATES = (OPEN, *(str(state) for state in TaskState), ALL)


def filters(function: Command) -> Command:
    """Gives a command the options that choose tasks."""
    options = (
        click.option("--overdue", is_flag=True, help="Past their deadline."),
        click.option(
            "--unreminded", is_flag=True,
            help="Of which nobody is reminded, as no active person stands behind who leads.",
        ),
        click.option(
            "--due-within", "within", type=click.IntRange(0, 250), metavar="DAYS",
            help="Due within so many working days, or overdue.",
        ),
        click.option("--unit", type=TITLE, help="In which this unit, or anybody in it, has a part."),
        click.option("--person", type=EMAIL, metavar="MAILBOX", help="In which this person has a part."),
        click.option("--agency", type=AGENCY, help="In which this agency has a part."),
        click.option("--document", type=TITLE, help="Of documents with this number and sign."),
        click.option(
            "--state", type=click.Choice(STATES), help="Otherwise open.",
        ),
    )  # fmt: skip
    for option in reversed(options):
        function = option(function)
    return function


def chosen(
    shell: Shell,
    given: Mapping[str, Any],
    now: Reached,
    days: "Calendar",
    states: frozenset[TaskState] | None = OPEN_STATES,
) -> Wanted:
    """The tasks that the options *given* mean; *states* are meant where they give none."""
    within = given["within"]
    agency, unit, person = given["agency"], given["unit"], given["person"]
    if given["state"] is not None:
        states = _states(given["state"])
    return Wanted(
        states=OPEN_STATES if given["overdue"] or given["unreminded"] else states,
        person=None if person is None else person_number(shell, person),
        staff=None if unit is None else unit_number(shell, unit, agency),
        agency=agency,
        late_at=now if given["overdue"] else None,
        due_by=None if within is None else days.add_working_days(now.day, within),
        leads=_alone(shell, now) if given["unreminded"] else None,
        number=given["document"],
    )


def within_reach(shell: Shell, wanted: Wanted, doing: Doing, acts_as: str | None) -> Wanted:
    """Those of *wanted* that the person whom --as names may list or export; Refused for none."""
    act = acting(shell, acts_as)
    if act.person is None:
        return wanted
    within = shell.read(entitled.reach_of, doing, act)
    if isinstance(within, Denied):
        raise Refused(denial(within, "tasks"))
    return replace(wanted, within=within)


def pages(shell: Shell, wanted: Wanted, limit: int | None = None) -> Iterator[tuple[Task, ...]]:
    """The tasks, page by page in short reads, at most *limit*."""
    number, left = 1, limit
    while left is None or left > 0:
        found = shell.read(_page, wanted, number)
        tasks = found.tasks if left is None else found.tasks[:left]
        yield tasks
        if number >= found.pages:
            return
        number += 1
        left = None if left is None else left - len(tasks)


def facts(task: Task, now: Reached, clear: Clarity) -> dict[str, Any]:
    """A task for programs; *missing* are those of the six ("6 rõ") that it is not clear about."""
    return {
        "id": task.id,
        "content": task.content,
        "product": task.product,
        "state": task.state,
        "class": task.class_at(now),
        "due": task.due,
        "due_at": None if task.until is None else task.until.at,
        "exclusive": task.until is not None and task.until.exclusive,
        "version": task.version,
        "received_at": task.received_at,
        "stopped_on": task.stopped_on,
        "stopped_at": task.stopped_at,
        "done_on": task.done_on,
        "result": task.result,
        "opened_at": task.opened_at,
        "closed_at": task.closed_at,
        "document": {"id": task.document_id, **asdict(task.document)},
        "missing": clear.missing(task, task.document),
        "parties": [asdict(party) for party in task.parties],
    }


def _states(name: str) -> frozenset[TaskState] | None:
    if name == ALL:
        return None
    return OPEN_STATES if name == OPEN else frozenset({TaskState(name)})


def _alone(shell: Shell, now: Reached) -> frozenset[Party]:
    return frozenset(one.lead for one in shell.read(audience.unreminded, now))


def _page(tx: Tx, wanted: Wanted, number: int) -> worklist.Page:
    return worklist.page(tx, wanted, number, PAGE)
