"""`congvu task pause` and `resume`: a task on which nobody has to act for a while."""

from datetime import date

import click

from congvu.cli.acting import acting, as_option
from congvu.cli.arguments import ID, NEAR_DAY
from congvu.cli.due_words import on
from congvu.cli.said import SAID
from congvu.cli.shell import Shell
from congvu.cli.task_office import calendar, office_day
from congvu.cli.task_refused import require
from store import deadlines
from store import pause as pauses

_number = click.argument("number", type=ID, metavar="ID")


@click.command()
@_number
@click.option("--reason", type=SAID, required=True, help="Why, in one line; who leads is told.")
@as_option
@click.pass_obj
def pause(shell: Shell, number: int, reason: str, acts_as: str | None) -> None:
    """Pauses a task: nobody is reminded of it, and its clock stands (tạm dừng)."""
    act = acting(shell, acts_as)
    require(shell.write(pauses.pause, number, office_day(shell), reason, act), number)
    click.echo(f"Task {number} is paused.")


@click.command()
@_number
@click.option(
    "--due", "day", type=NEAR_DAY, help="The new deadline, in place of the one that is counted."
)
@click.option("--reason", type=SAID, help="A remark, in one line; it is kept.")
@as_option
@click.pass_obj
def resume(
    shell: Shell, number: int, day: date | None, reason: str | None, acts_as: str | None
) -> None:
    """Lets a paused task go on (tiếp tục).

    Its deadline moves by the working days that the pause took, that on which it began among
    them. The old one stays in its history. Who leads is told.
    """
    from schedules.resuming import resume as go_on

    act, before = acting(shell, acts_as), shell.read(deadlines.versions, number)
    days, today = calendar(shell), office_day(shell)
    require(shell.write(go_on, days, number, today, act, reason, day), number)
    versions = shell.read(deadlines.versions, number)
    if len(versions) == len(before):
        click.echo(f"Task {number} goes on; its deadline did not move.")
    else:
        new = versions[-1].deadline
        due = on(new.until, shell.config.office.zone)
        click.echo(f"Task {number} goes on; it is due {due}, {new.source}.")
