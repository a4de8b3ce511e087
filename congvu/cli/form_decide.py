"""`congvu form accept`, `return`, `excuse` and `ask-again`: what is decided of a request."""

from collections.abc import Callable
from datetime import date

import click

from congvu.cli.acting import as_option, by_office
from congvu.cli.arguments import ID, NEAR_DAY
from congvu.cli.form_words import require
from congvu.cli.said import SAID
from congvu.cli.shell import Shell
from congvu.cli.task_office import office_day
from store import Tx
from store.form import submissions
from work.access import Doing
from work.act import Act

_number = click.argument("number", type=ID, metavar="ID")
_reason = click.option(
    "--reason", type=SAID, required=True, help="Why, in one line; its member is told."
)


@click.command()
@_number
@click.option("--note", type=SAID, help="A remark, in one line; its member is told.")
@as_option
@click.pass_obj
def accept(shell: Shell, number: int, note: str | None, acts_as: str | None) -> None:
    """Accepts what was sent last; nothing more can be sent then, unless it is returned."""
    _decided(shell, acts_as, number, lambda tx, act: submissions.accept(tx, number, act, note))
    click.echo(f"Request {number} is accepted; its member is told.")


@click.command("return")
@_number
@_reason
@click.option(
    "--due", type=NEAR_DAY, help="Another day by which it is to be sent; the ladder begins anew."
)
@as_option
@click.pass_obj
def return_(shell: Shell, number: int, reason: str, due: date | None, acts_as: str | None) -> None:
    """Returns what was sent, to be corrected (trả lại); what was sent is kept."""
    today = office_day(shell)
    _decided(
        shell, acts_as, number,
        lambda tx, act: submissions.send_back(tx, number, reason, due, today, act),
    )  # fmt: skip
    until = "" if due is None else f" and has until {due:%d/%m/%Y}"
    click.echo(f"Request {number} is returned; its member is told why{until}.")


@click.command()
@_number
@click.option("--reason", type=SAID, required=True, help="Why, in one line; totals show it.")
@as_option
@click.pass_obj
def excuse(shell: Shell, number: int, reason: str, acts_as: str | None) -> None:
    """Lets a member off one request; totals name it with the reason."""
    _decided(shell, acts_as, number, lambda tx, act: submissions.excuse(tx, number, reason, act))
    click.echo(f"Request {number} is excused; nobody is reminded of it.")


@click.command("ask-again")
@_number
@_reason
@as_option
@click.pass_obj
def ask_again(shell: Shell, number: int, reason: str, acts_as: str | None) -> None:
    """Takes back that a member was excused; its reminders go on."""
    _decided(shell, acts_as, number, lambda tx, act: submissions.ask_again(tx, number, reason, act))
    click.echo(f"Request {number} is asked for again; its member is told.")


def _decided(
    shell: Shell, acts_as: str | None, number: int, do: Callable[[Tx, Act], object]
) -> None:
    """Decides by *do*; raises Refused where who acts may not, or the store refused it."""
    require(by_office(shell, acts_as, Doing.ASK, "reports", do), number)


COMMANDS = (accept, return_, excuse, ask_again)
