"""`congvu task nudge`: reminds who leads a task at once."""

import click

from congvu.cli.acting import acting, as_option
from congvu.cli.arguments import ID
from congvu.cli.shell import Shell
from congvu.cli.task_office import office_day, plan
from congvu.cli.task_refused import require
from store import nudge as nudges


@click.command()
@click.argument("number", type=ID, metavar="ID")
@as_option
@click.pass_obj
def nudge(shell: Shell, number: int, acts_as: str | None) -> None:
    """Reminds who leads a task at once, by mail and chat, once a day at most (đôn đốc).

    For who assigned or follows it, and for the heads of who leads it. The ladder goes on as before.
    """
    act, served = acting(shell, acts_as), plan(shell).channels
    told = shell.write(nudges.nudge, number, office_day(shell), served, act)
    require(told, number)
    people = "1 person is" if told == 1 else f"{told} people are"
    click.echo(f"{people} reminded of task {number}; see congvu task explain {number}.")
