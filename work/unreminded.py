"""Rows of a register whose tasks nobody would be reminded of: told before they are kept, with the remedy."""

from collections.abc import Collection, Iterator
from dataclasses import replace

from work.person import Position
from work.preview import Change, Entry, Preview, Problem, Weight, in_order
from work.task import Party

CODE = "nobody-reminded"


def leads(preview: Preview) -> frozenset[Party]:
    """Who leads what is to be reminded of from now on."""
    return frozenset(lead for _, lead in _reminded(preview))


def told(preview: Preview, alone: Collection[Party]) -> Preview:
    """*preview* with a warning for each row whose lead is one of *alone*, behind whom nobody stands."""
    found = tuple(problem(entry.row, lead) for entry, lead in _reminded(preview) if lead in alone)
    return replace(preview, problems=in_order((*preview.problems, *found)))


def rows(preview: Preview) -> frozenset[int]:
    """The rows that were told."""
    return frozenset(problem.row for problem in preview.problems if problem.code == CODE)


def _reminded(preview: Preview) -> Iterator[tuple[Entry, Party]]:
    """The rows that give a task its deadline or its lead; what has no deadline is never reminded of."""
    for entry in preview.opened:
        if entry.closing is None and entry.task.deadline is not None:
            yield entry, entry.task.parties[0]
    for change in preview.changes:
        if _is_reminded(change):
            yield change.entry, (change.parties or change.task.parties)[0]


def _is_reminded(change: Change) -> bool:
    ends = change.withdrawn or change.closing is not None
    dated = change.deadline is not None or change.task.due is not None
    return dated and not ends and (change.deadline is not None or change.parties is not None)


def problem(row: int, lead: Party) -> Problem:
    """That nobody is reminded of what a row gives to *lead*.

    What has a unit is told through its head, else through the agency's clerk.
    """
    facts = {
        "who": lead.name,
        "agency": lead.agency,
        "unit": lead.unit_name or "",
        "position": Position.UNIT_HEAD if lead.unit_name else Position.CLERK,
    }
    return Problem(Weight.WARNING, row, None, CODE, facts)
