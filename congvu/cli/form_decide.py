"""`congvu form accept`, `return`, `excuse` and `ask-again`: what is decided of a request."""

from datetime import date

import click

from congvu.cli.arguments import ID, NEAR_DAY, TITLE
from congvu.cli.form_words import refuse_secrets, require
from congvu.cli.shell import Shell, actor
from congvu.cli.task_office import office_day
from store.form import submissions
from work.act import Act

_number = click.argument("number", type=ID, metavar="ID")
_reason = click.option(
    "--reason", type=TITLE, required=True, help="Why, in one line; its member is told."
)


@click.command()
@_number
@click.option("--note", type=TITLE, help="A remark, in one line; its member is told.")
@click.pass_obj
def accept(shell: Shell, number: int, note: str | None) -> None:
    """Accepts what was sent last; nothing more can be sent then, unless it is returned."""
    refuse_secrets(shell, (note or "",))
    require(shell.write(submissions.accept, number, Act(actor(), shell.now), note), number)
    click.echo(f"Request {number} is accepted; its member is told.")


@click.command("return")
@_number
@_reason
@click.option(
    "--due", type=NEAR_DAY, help="Another day by which it is to be sent; the ladder begins anew."
)
@click.pass_obj
def return_(shell: Shell, number: int, reason: str, due: date | None) -> None:
    """Returns what was sent, to be corrected (trả lại); what was sent is kept."""
    refuse_secrets(shell, (reason,))
    today, act = office_day(shell), Act(actor(), shell.now)
    require(shell.write(submissions.send_back, number, reason, due, today, act), number)
    until = "" if due is None else f" and has until {due:%d/%m/%Y}"
    click.echo(f"Request {number} is returned; its member is told why{until}.")


@click.command()
@_number
@click.option("--reason", type=TITLE, required=True, help="Why, in one line; totals show it.")
@click.pass_obj
def excuse(shell: Shell, number: int, reason: str) -> None:
    """Lets a member off one request; totals name it with the reason."""
    refuse_secrets(shell, (reason,))
    require(shell.write(submissions.excuse, number, reason, Act(actor(), shell.now)), number)
    click.echo(f"Request {number} is excused; nobody is reminded of it.")


@click.command("ask-again")
@_number
@_reason
@click.pass_obj
def ask_again(shell: Shell, number: int, reason: str) -> None:
    """Takes back that a member was excused; its reminders go on."""
    refuse_secrets(shell, (reason,))
    require(shell.write(submissions.ask_again, number, reason, Act(actor(), shell.now)), number)
    click.echo(f"Request {number} is asked for again; its member is told.")


COMMANDS = (accept, return_, excuse, ask_again)
