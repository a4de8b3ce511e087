"""How agencies and people are imported: what is new, what changes from what to what, and only then, once it is wanted."""

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, Generic, TypeVar

import click

from congvu.cli import output
from congvu.cli.output import json_option
from congvu.cli.refused import Refused
from congvu.cli.sentences import conflict, import_done
from congvu.cli.sheet import Fault, Row, refuse
from congvu.cli.shell import Shell
from store.directory.change import Before, Conflict, Tally

MOST_SHOWN = 20  # of one kind; --json prints all

T = TypeVar("T")
Command = TypeVar("Command", bound=Callable[..., Any])
Facts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Wishes:
    """How far the command may go by itself."""

    dry_run: bool
    yes: bool
    as_json: bool


@dataclass(frozen=True, slots=True)
class Kind(Generic[T]):
    """What is imported: how many of it are called, how one is told, and the transactions that look and write."""

    noun: str
    facts: Callable[[T], Facts]
    before: Callable[..., Before[T] | tuple[Conflict, ...]]
    put: Callable[..., Tally | tuple[Conflict, ...]]


@dataclass(frozen=True, slots=True)
class Change:
    """One row of the file beside what stands; the first of its facts names it."""

    line: int
    was: Facts | None
    now: Facts

    @property
    def name(self) -> str:
        """Its code or mailbox."""
        return next(iter(self.now.values()))

    @property
    def fields(self) -> dict[str, tuple[str, str]]:
        """From what to what, by column, where the two differ."""
        was = self.was or {}
        return {key: (was[key], new) for key, new in self.now.items() if was.get(key, new) != new}


@dataclass(frozen=True, slots=True)
class Plan:
    """What the import of a file would do."""

    new: tuple[Change, ...]
    changed: tuple[Change, ...]
    unchanged: int

    @classmethod
    def of(cls, changes: Sequence[Change]) -> "Plan":
        """The rows sorted by what becomes of them."""
        new = tuple(one for one in changes if one.was is None)
        changed = tuple(one for one in changes if one.fields)
        return cls(new, changed, len(changes) - len(new) - len(changed))


def import_options(command: Command) -> Command:
    """The options of an import, given to the command as *wishes*' parts."""
    options = (
        click.option("--dry-run", is_flag=True, help="Only show what would be added and changed."),
        click.option("--yes", is_flag=True, help="Add and change without asking."),
        json_option,
    )
    for option in reversed(options):
        command = option(command)
    return command


def run_import(
    shell: Shell,
    file: str,
    rows: Sequence[Row],
    given: tuple[T, ...],
    kind: Kind[T],
    wishes: Wishes,
    faults: Sequence[Fault] = (),
) -> None:
    """Shows what *given*, read from *rows*, would do, and does it once it is agreed.

    *faults* of other rows are told together with what cannot stand of these; then nothing is done.
    """
    before = shell.read(kind.before, given)
    if faults:
        refuse(file, sorted([*faults, *_conflicts(rows, before)], key=itemgetter(0)))
    plan = _plan(file, rows, given, before, kind.facts)
    if wishes.as_json:
        output.as_json(_json(plan))
    else:
        _show(file, plan)
    if not plan.new and not plan.changed:
        click.echo("Nothing is new; nothing was changed.", err=wishes.as_json)
        return
    if wishes.dry_run or (wishes.as_json and not wishes.yes):
        return
    _agree(plan, wishes.yes)
    import_done(
        file, rows, shell.write(kind.put, given, shell.now), kind.noun, quiet=wishes.as_json
    )


def _plan(
    file: str,
    rows: Sequence[Row],
    given: Sequence[T],
    before: Before[T] | tuple[Conflict, ...],
    facts: Callable[[T], Facts],
) -> Plan:
    if isinstance(before, tuple):
        refuse(file, sorted(_conflicts(rows, before)))
        before = Before(())
    pairs = zip(rows, before.rows, given, strict=True)
    changes = [
        Change(row.line, None if was is None else facts(was), facts(new)) for row, was, new in pairs
    ]
    return Plan.of(changes)


def _conflicts(rows: Sequence[Row], before: Before[T] | tuple[Conflict, ...]) -> Iterator[Fault]:
    for found in before if isinstance(before, tuple) else ():
        yield rows[found.row].line, conflict(found)


def _agree(plan: Plan, yes: bool) -> None:
    if yes:
        return
    if not sys.stdin.isatty():
        raise Refused("nothing was changed; add --yes to add and change without being asked")
    click.confirm(f"Add {len(plan.new)} and change {len(plan.changed)}?", abort=True)


def _show(file: str, plan: Plan) -> None:
    """The long lists first, and what they come to last, where the eye is."""
    _list("New", plan.new, map(_described, plan.new))
    _list("Changed", plan.changed, map(_differences, plan.changed))
    counts = (len(plan.new), len(plan.changed), plan.unchanged)
    output.fields(file, list(zip(("new", "changed", "unchanged"), map(str, counts), strict=True)))
    click.echo()


def _list(title: str, found: Sequence[Change], told: Iterator[str]) -> None:
    if not found:
        return
    click.secho(title, bold=True)
    for sentence, _ in zip(told, range(MOST_SHOWN), strict=False):
        text = output.harmless(sentence)
        first, *rest = output.folded(text, max(20, output.screen_width() - 4))
        click.echo("\n".join([f"  {first}", *(f"    {line}" for line in rest)]))
    if len(found) > MOST_SHOWN:
        click.echo(f"  and {len(found) - MOST_SHOWN} more; --json prints all")
    click.echo()


def _described(one: Change) -> str:
    return ", ".join(dict.fromkeys(filter(None, one.now.values())))


def _differences(one: Change) -> str:
    fields = (
        f"{column}: {was or 'nothing'} → {now or 'nothing'}"
        for column, (was, now) in one.fields.items()
    )
    return f"{one.name}, {'; '.join(fields)}"


def _json(plan: Plan) -> dict[str, Any]:
    return {
        "new": [{"line": one.line, **one.now} for one in plan.new],
        "changed": [
            {
                "line": one.line,
                "name": one.name,
                "columns": {
                    column: {"was": was, "now": now} for column, (was, now) in one.fields.items()
                },
            }
            for one in plan.changed
        ],
        "unchanged": plan.unchanged,
    }
