"""What the store answered to a change, in a sentence."""

from collections.abc import Sequence

import click

from congvu.cli.refused import Refused
from congvu.cli.sheet import Row, refuse
from store.directory.change import Conflict, Effect, Tally


def conflict(found: Conflict) -> str:
    """Why a row cannot stand, and what to do."""
    value = f'"{found.value}"'
    match found.reason, found.column:
        case "taken", "domain":
            return f"domain {value} belongs to {found.holder}; take it from there first"
        case "taken", column:
            return f"{column} {value} is registered already; see `list`, or choose another"
        case "unknown", "agency":
            return f"agency {value} is not registered; add it with congvu agency add first"
        case "unknown", column:
            return f"{column} {value} is not registered; add it first"
        case "cycle", column:
            return f"{column} {value} stands below this agency itself; name another"
        case "backwards", column:
            return f"{column} {value} lies before valid_from; exchange them"
        case _, column:
            return f"{column} {value} stands twice in the file; remove one"


def refuse_conflict(found: Conflict | None) -> None:
    """Raises Refused for a conflict."""
    if found is not None:
        raise Refused(conflict(found))


def import_done(
    path: str, rows: Sequence[Row], outcome: Tally | tuple[Conflict, ...], noun: str
) -> None:
    """Says what an import did, or raises Refused with the line of every row that cannot stand."""
    if isinstance(outcome, tuple):
        faults = sorted((rows[found.row].line, conflict(found)) for found in outcome)
        refuse(path, faults)
        return
    click.echo(
        f"{noun}: {outcome.added} added, {outcome.changed} changed, {outcome.unchanged} unchanged."
    )


def effect(outcome: Effect, what: str, done: str, unknown: str) -> None:
    """Says what became of *what*; Refused with *unknown* where there is none."""
    if outcome is Effect.UNKNOWN:
        raise Refused(unknown)
    if outcome is Effect.ALREADY:
        click.echo(f"{what} was {done} already.")
    else:
        click.echo(f"{what} is {done} from now on.")
