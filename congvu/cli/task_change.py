"""`congvu task done`, `cancel`, `reopen`, `due` and `assign`: what one person decides about one task."""

from datetime import date

import click

from congvu.cli import output
from congvu.cli.arguments import DAY, TITLE
from congvu.cli.refused import Refused
from congvu.cli.shell import Shell, actor
from congvu.cli.task_office import calendar, office_day, roster
from congvu.cli.task_words import say
from store import task
from store.task import Refusal
from work.act import Act
from work.assignee import Nobody, read_assignees
from work.deadline import BY_HAND, Deadline
from work.task import Party

_REFUSALS = {
    Refusal.UNKNOWN: "there is no task {number}; see congvu task list",
    Refusal.CLOSED: "task {number} is closed already; see congvu task show {number}",
    Refusal.OPEN: "task {number} is open already; see congvu task show {number}",
    Refusal.UNCHANGED: "that is how task {number} stands already; see congvu task show {number}",
}

_number = click.argument("number", type=int, metavar="ID")
_reason = click.option("--reason", type=TITLE, required=True, help="Why, in one line; it is kept.")


@click.command()
@_number
@click.option("--on", "day", type=DAY, help="The day of the result document; otherwise today.")
@click.option("--result", type=TITLE, help="Its number and sign, such as 45/BC-BYT.")
@click.pass_obj
def done(shell: Shell, number: int, day: date | None, result: str | None) -> None:
    """Notes that a task is done; nobody is reminded of it any more."""
    today = office_day(shell)
    if day is not None and day > today:
        raise Refused(f"{day:%d/%m/%Y} is still to come; give the day on which it was done")
    act = Act(actor(), shell.now)
    _require(shell.write(task.finish, number, day or today, result, act), number)
    click.echo(f"Task {number} is done since {day or today:%d/%m/%Y}.")


@click.command()
@_number
@click.pass_obj
def cancel(shell: Shell, number: int) -> None:
    """Notes that a task was withdrawn by who assigned it."""
    _require(shell.write(task.cancel, number, Act(actor(), shell.now)), number)
    click.echo(f"Task {number} is cancelled.")


@click.command()
@_number
@_reason
@click.pass_obj
def reopen(shell: Shell, number: int, reason: str) -> None:
    """Opens a task again that is done or cancelled.

    Its people are reminded of it again. The reason stands in the history of its
    deadline; of a task without one, the account keeps the reason's hash.
    """
    _require(shell.write(task.reopen, number, reason, Act(actor(), shell.now)), number)
    click.echo(f"Task {number} is open again.")


@click.command()
@_number
@click.argument("day", type=DAY, metavar="DATE")
@_reason
@click.pass_obj
def due(shell: Shell, number: int, day: date, reason: str) -> None:
    """Gives a task another deadline; the one before stays in its history.

    Reminders are planned anew. A register that still has the deadline before
    does not bring it back.
    """
    new = Deadline(day, BY_HAND, f"{day:%d/%m/%Y}", day)
    _require(shell.write(task.change_due, number, new, reason, Act(actor(), shell.now)), number)
    click.echo(f"Task {number} is due on {day:%d/%m/%Y}.")
    if day < office_day(shell):
        output.say("That day is over: its people are told as soon as reminders may leave.")
    elif not calendar(shell).is_working(day):
        output.say("That is a day off; the last reminder comes on the working day before.")


@click.command()
@_number
@click.argument("person", type=TITLE, metavar="PERSON")
@click.pass_obj
def assign(shell: Shell, number: int, person: str) -> None:
    """Lets another PERSON lead a task: a mailbox, or a name or unit as a register may write it.

    Whoever helps stays. The new lead is told what the one before was told last;
    nobody is told twice.
    """
    lead = _lead(shell, person)
    _require(shell.write(task.give_lead, number, lead, Act(actor(), shell.now)), number)
    output.say(f"Task {number} is led by {_named(lead)}.")


def _named(party: Party) -> str:
    names = (party.person_name, party.unit_name, party.agency_name)
    return ", ".join(name for name in names if name)


def _lead(shell: Shell, name: str) -> Party:
    people = shell.read(roster, office_day(shell), shell.config.office.domain, None)
    if people is None:
        raise RuntimeError("without an agency of its own there is a roster always")
    found = read_assignees(name, people)
    if isinstance(found, Nobody):
        facts = {"name": found.name, "others": ", ".join(found.others)}
        raise Refused(say(f"problem.{found.gap}", "en", **facts))
    if len(found.parties) > 1:
        several = "; ".join(_named(party) for party in found.parties)
        raise Refused(f'"{name}" names several; a task has one lead, write one of: {several}')
    return found.parties[0]


def _require(outcome: object, number: int) -> None:
    """Raises Refused where the store refused the change."""
    if isinstance(outcome, Refusal):
        raise Refused(_REFUSALS[outcome].format(number=number))
