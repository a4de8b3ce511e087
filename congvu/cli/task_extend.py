"""`congvu task extend` and `decide`: a deadline that is asked to be moved, and what who assigned the task says."""

from datetime import date

import click

from congvu.cli.acting import acting, as_option, no_task, require_seen
from congvu.cli.arguments import ID, NEAR_DAY
from congvu.cli.refused import Refused
from congvu.cli.said import SAID
from congvu.cli.shell import Shell
from congvu.cli.task_office import calendar, office_day
from congvu.cli.task_refused import require
from store import extension, worklist
from work.extension import Ask

GRANT, REFUSE, WITHDRAW = "grant", "refuse", "withdraw"
_number = click.argument("number", type=ID, metavar="ID")


@click.command()
@_number
@click.option("--to", "day", type=NEAR_DAY, help="The date that is asked for.")
@click.option("--days", type=click.IntRange(1, 250), help="Or so many working days more.")
@click.option("--reason", type=SAID, required=True, help="Why, in one line; it is kept.")
@click.option("--document", type=SAID, help="Number and sign of the letter that asks.")
@as_option
@click.pass_obj
def extend(
    shell: Shell,
    number: int,
    day: date | None,
    days: int | None,
    reason: str,
    document: str | None,
    acts_as: str | None,
) -> None:
    """Asks for another deadline, before the one in force is there (xin gia hạn).

    Who decides is told. Until they decide, the deadline stands, and so do its reminders.
    """
    if (day is None) == (days is None):
        raise click.UsageError("give the date by --to, or working days by --days")
    act = acting(shell, acts_as)
    require_seen(shell, number, act)
    found = shell.read(worklist.one, number)
    if found is None or found.due is None:
        raise Refused(
            f"task {number} has no deadline to move; see congvu task show {number}"
            if found
            else no_task(number)
        )
    asked = day or calendar(shell).add_working_days(found.due, days or 0)
    new = Ask(found.due, asked, reason, office_day(shell), days, document)
    require(shell.write(extension.ask, number, new, act), number)
    click.echo(f"An extension of task {number} until {asked:%d/%m/%Y} is asked for.")


@click.command()
@_number
@click.argument("decision", type=click.Choice((GRANT, REFUSE, WITHDRAW)))
@click.option("--due", "day", type=NEAR_DAY, help="Grants this date in place of the one asked for.")
@click.option("--reason", type=SAID, help="Why, in one line; it is kept, and needed to refuse.")
@as_option
@click.pass_obj
def decide(
    shell: Shell,
    number: int,
    decision: str,
    day: date | None,
    reason: str | None,
    acts_as: str | None,
) -> None:
    """Grants or refuses the extension that is asked for, for who assigned the task.

    A granted one is a new deadline beside the old, and its reminders are planned anew;
    "withdraw" takes the request back, for who asked. Who leads is told.
    """
    act = acting(shell, acts_as)
    if day is not None and decision != GRANT:
        raise click.UsageError(f"--due belongs to {GRANT}")
    if decision == GRANT:
        done = shell.write(extension.grant, number, act, day, reason)
        require(done, number)
        click.echo(f"Task {number} is due on {done:%d/%m/%Y}.")
    elif decision == REFUSE:
        if reason is None:
            raise click.UsageError("say why by --reason; who leads is told")
        require(shell.write(extension.refuse, number, reason, act), number)
        click.echo(f"The deadline of task {number} stands.")
    else:
        require(shell.write(extension.withdraw, number, act, reason), number)
        click.echo(f"An extension of task {number} is no longer asked for.")
