"""What the store answered to a change, in a sentence."""

from collections.abc import Sequence

import click

from congvu.cli.refused import Refused
from congvu.cli.sheet import Row, refuse
from store.directory.change import Conflict, Effect, Tally


def conflict(found: Conflict) -> str:
    """Why a row cannot stand, and what to do."""
    value, column, holder = f'"{found.value}"', found.column, found.holder
    match found.reason, column:
        case "taken", "domain":
            return f"domain {value} belongs to {holder}; take it from there first"
        case "unknown", "agency":
            return f"agency {value} is not registered; add it with congvu agency add first"
        case "cycle", "successor":
            return f"successor {value} was itself followed by this agency; name another"
        case "foreign", _:
            domain = found.value.rpartition("@")[2]
            return (
                f"{column} {value} lies outside the mail domains of {holder}; correct it, or let"
                f" the agency have that domain: congvu agency domain {holder} {domain}"
            )
        case reason, _:
            return f"{column} {value} {_REASONS[reason]}"


_REASONS = {
    "taken": "is registered already; see it with `list`, or choose another",
    "unknown": "is not registered; add it first",
    "cycle": "stands below this agency itself; name another",
    "backwards": "lies before valid_from; exchange them",
    "twice": "stands twice in the file; remove one",
}


def refuse_conflict(found: Conflict | None) -> None:
    """Raises Refused for a conflict."""
    if found is not None:
        raise Refused(conflict(found))


def import_done(
    path: str,
    rows: Sequence[Row],
    outcome: Tally | tuple[Conflict, ...],
    noun: str,
    *,
    quiet: bool = False,
) -> None:
    """Says what an import did (*quiet*: not on standard output), or raises Refused with the line of every row that cannot stand."""
    if isinstance(outcome, tuple):
        faults = sorted((rows[found.row].line, conflict(found)) for found in outcome)
        refuse(path, faults)
        return
    counts = f"{outcome.added} added, {outcome.changed} changed, {outcome.unchanged} unchanged"
    click.echo(f"{noun}: {counts}.", err=quiet)


def effect(outcome: Effect, what: str, done: str, unknown: str) -> None:
    """Says what became of *what*; Refused with *unknown* where there is none."""
    if outcome is Effect.UNKNOWN:
        raise Refused(unknown)
    if outcome is Effect.ALREADY:
        click.echo(f"{what} was {done} already.")
    else:
        click.echo(f"{what} is {done} from now on.")
