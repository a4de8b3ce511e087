"""`congvu task receive`, `submit`, `approve` and `return`: a task on its way from who leads to who approves."""

from datetime import date
from pathlib import Path

import click

from congvu.cli import output
from congvu.cli.acting import acting, as_option
from congvu.cli.arguments import ID, NEAR_DAY
from congvu.cli.refused import Refused
from congvu.cli.said import SAID
from congvu.cli.shell import Shell
from congvu.cli.task_change import done_since
from congvu.cli.task_history import submission_named
from congvu.cli.task_office import office_day
from congvu.cli.task_refused import require
from congvu.cli.task_report import file_option, read_files
from store import history, task
from store.task import Submission

_number = click.argument("number", type=ID, metavar="ID")
_submission = click.option(
    "--submission",
    type=ID,
    metavar="N",
    help="The number of what you looked at, as congvu task show has it; nothing else is decided on.",
)


@click.command()
@_number
@as_option
@click.pass_obj
def receive(shell: Shell, number: int, acts_as: str | None) -> None:
    """Notes that who leads has received a task (tiếp nhận)."""
    require(shell.write(task.receive, number, acting(shell, acts_as)), number)
    click.echo(f"Task {number} is received.")


@click.command()
@_number
@click.option("--on", "day", type=NEAR_DAY, help="The day of the result document; otherwise today.")
@click.option("--result", type=SAID, help="Its number and sign, such as 45/BC-BYT.")
@click.option("--text", type=SAID, help="What was done, in one line.")
@file_option
@as_option
@click.pass_obj
def submit(
    shell: Shell,
    number: int,
    day: date | None,
    result: str | None,
    text: str | None,
    paths: tuple[Path, ...],
    acts_as: str | None,
) -> None:
    """Hands in a task as done, for who assigned it to approve (báo hoàn thành).

    Whether it is in time is judged by the day given here, not by that of the approval. Who
    approves is reminded from now on: who follows the task, else the head of the agency that leads.
    """
    today = office_day(shell)
    if day is not None and day > today:
        raise Refused(f"{day:%d/%m/%Y} is still to come; give the day on which it was done")
    new = Submission(day or today, today, result, text, read_files(shell, paths))
    require(shell.write(task.submit, number, new, acting(shell, acts_as)), number)
    click.echo(f"Task {number} is submitted as done on {day or today:%d/%m/%Y}.")


@click.command()
@_number
@click.option("--note", type=SAID, help="A remark, in one line; it is kept.")
@_submission
@as_option
@click.pass_obj
def approve(
    shell: Shell, number: int, note: str | None, submission: int | None, acts_as: str | None
) -> None:
    """Approves of what was submitted: the task is done, on the day of the submission (duyệt)."""
    require(shell.write(task.approve, number, acting(shell, acts_as), note, submission), number)
    since = done_since(shell, number)
    output.say(
        f"Task {number} is done since {since:%d/%m/%Y}: approved of {_which(shell, number)}."
    )


@click.command("return")
@_number
@click.option("--reason", type=SAID, required=True, help="Why, in one line; who leads is told.")
@_submission
@as_option
@click.pass_obj
def return_(
    shell: Shell, number: int, reason: str, submission: int | None, acts_as: str | None
) -> None:
    """Returns what was submitted to who leads, whose reminders go on (trả lại)."""
    act = acting(shell, acts_as)
    require(shell.write(task.send_back, number, reason, act, submission), number)
    which = _which(shell, number)
    output.say(f"Task {number} is under way again: returned {which}; who leads is told why.")


def _which(shell: Shell, number: int) -> str:
    return submission_named(shell.read(history.of_task, number), shell.config.office.zone)
