"""`congvu task done`, `cancel`, `recall`, `reopen`, `due` and `assign`: what who assigned a task decides."""

from datetime import date

import click

from congvu.cli import output
from congvu.cli.acting import acting, as_option
from congvu.cli.arguments import EMAIL, ID, NEAR_DAY, TITLE
from congvu.cli.document_add import text_of
from congvu.cli.due_words import DUE, Given, on
from congvu.cli.refused import Refused
from congvu.cli.said import SAID, Said
from congvu.cli.shell import Shell
from congvu.cli.task_office import calendar, office_day, office_now, person_number, roster
from congvu.cli.task_refused import require
from congvu.cli.task_term import term_of
from congvu.cli.task_words import say
from store import handing, task, worklist
from work.assignee import Nobody, read_assignees
from work.register_row import LONGEST_CELL
from work.task import Party

WORDS = Said(text_of(LONGEST_CELL))
_number = click.argument("number", type=ID, metavar="ID")
_reason = click.option("--reason", type=SAID, required=True, help="Why, in one line; it is kept.")


@click.command()
@_number
@click.option("--on", "day", type=NEAR_DAY, help="The day of the result document; otherwise today.")
@click.option("--result", type=SAID, help="Its number and sign, such as 45/BC-BYT.")
@as_option
@click.pass_obj
def done(
    shell: Shell, number: int, day: date | None, result: str | None, acts_as: str | None
) -> None:
    """Notes that a task is done, without approval; nobody is reminded of it any more.

    What was submitted is judged by the day of its submission unless --on says another.
    """
    today = office_day(shell)
    if day is not None and day > today:
        raise Refused(f"{day:%d/%m/%Y} is still to come; give the day on which it was done")
    act = acting(shell, acts_as)
    if day is None:
        require(shell.write(task.finish_now, number, today, result, act), number)
    else:
        require(shell.write(task.finish, number, day, result, act), number)
    since = done_since(shell, number)
    click.echo(f"Task {number} is done since {since:%d/%m/%Y}.")


@click.command()
@_number
@click.option("--reason", type=SAID, help="Why, in one line; it is kept.")
@as_option
@click.pass_obj
def cancel(shell: Shell, number: int, reason: str | None, acts_as: str | None) -> None:
    """Cancels a task that nobody needs any more (hủy)."""
    require(shell.write(task.cancel, number, acting(shell, acts_as), reason), number)
    click.echo(f"Task {number} is cancelled.")


@click.command()
@_number
@_reason
@as_option
@click.pass_obj
def recall(shell: Shell, number: int, reason: str, acts_as: str | None) -> None:
    """Takes a task back, for who assigned it (thu hồi)."""
    require(shell.write(task.recall, number, acting(shell, acts_as), reason), number)
    click.echo(f"Task {number} is recalled.")


@click.command()
@_number
@_reason
@as_option
@click.pass_obj
def reopen(shell: Shell, number: int, reason: str, acts_as: str | None) -> None:
    """Opens a task again that is done, cancelled or recalled.

    Its people are reminded of it again. The reason stands in its history, and in
    that of its deadline.
    """
    require(shell.write(task.reopen, number, reason, acting(shell, acts_as)), number)
    click.echo(f"Task {number} is open again.")


@click.command()
@_number
@click.argument("when", type=DUE, metavar="[DATE]", required=False)
@click.option("--term", type=TITLE, help='Or words that say it, such as "10 ngày làm việc".')
@click.option(
    "--from",
    "start",
    type=DUE,
    metavar="DATE",
    help="What a term counts from; otherwise the day of receipt, or that of the paper where the words say so.",
)
@_reason
@as_option
@click.pass_obj
def due(
    shell: Shell,
    number: int,
    when: Given | None,
    term: str | None,
    start: Given | None,
    reason: str,
    acts_as: str | None,
) -> None:
    """Gives a task another deadline; the one before stays in its history.

    DATE is a day, all of which complies, or an hour of it: "2026-10-28 16:00", or
    "<2026-10-28 16:00" where 16:00 is too late itself (trước 16 giờ). A term in days or
    longer is counted again when the calendar changes. Reminders are planned anew. A
    register that still has the deadline before does not bring it back.
    """
    if (when is None) == (term is None):
        raise click.UsageError("give the day, or words that say it by --term")
    if start is not None and term is None:
        raise click.UsageError("--from belongs to --term")
    zone = shell.config.office.zone
    new = when.deadline(zone) if when else term_of(shell, number, term or "", start)
    require(shell.write(task.change_due, number, new, reason, acting(shell, acts_as)), number)
    click.echo(f"Task {number} is due {on(new.until, zone)}.")
    if new.until.is_over(office_now(shell)):
        what = "That day" if new.at is None else "That hour"
        output.say(f"{what} is over: its people are told as soon as reminders may leave.")
    elif not calendar(shell).is_working(new.due):
        output.say("That is a day off; the last reminder comes on the working day before.")


@click.command()
@_number
@click.argument("person", type=TITLE, metavar="PERSON")
@as_option
@click.pass_obj
def assign(shell: Shell, number: int, person: str, acts_as: str | None) -> None:
    """Lets another PERSON lead a task: a mailbox, or a name or unit as a register may write it.

    Whoever helps stays. The new lead is told what the one before was told last;
    nobody is told twice.
    """
    lead = lead_named(shell, person)
    require(shell.write(task.give_lead, number, lead, acting(shell, acts_as)), number)
    output.say(f"Task {number} is led by {named(lead)}.")


@click.command()
@_number
@click.option("--content", type=WORDS, help="What is to be done, in one line.")
@click.option("--product", type=WORDS, help="What is to be handed in (sản phẩm), in one line.")
@as_option
@click.pass_obj
def describe(
    shell: Shell, number: int, content: str | None, product: str | None, acts_as: str | None
) -> None:
    """Says what a task is, and what is to be handed in; the words before stay in its history.

    \b
    Example:
      congvu task describe 12 --product "Báo cáo"
    """
    if content is None and product is None:
        raise click.UsageError("say what: --content, or --product")
    act = acting(shell, acts_as)
    require(shell.write(task.describe, number, content, product, act), number)
    click.echo(f"Task {number} is described.")


@click.command("hand-on")
@_number
@click.argument("mailbox", type=EMAIL)
@click.option("--reason", type=SAID, help="Why, in one line; it is kept, and both are told.")
@as_option
@click.pass_obj
def hand_on(
    shell: Shell, number: int, mailbox: str, reason: str | None, acts_as: str | None
) -> None:
    """Lets the person with that MAILBOX lead, who is of the same unit (giao lại trong đơn vị).

    What the unit has received stays received; who led before is told, and who leads now.
    """
    to = person_number(shell, mailbox)
    require(shell.write(handing.hand_on, number, to, acting(shell, acts_as), reason), number)
    click.echo(f"Task {number} is led by {mailbox}.")


def named(party: Party) -> str:
    """A party by its names."""
    names = (party.person_name, party.unit_name, party.agency_name)
    return ", ".join(name for name in names if name)


def lead_named(shell: Shell, name: str) -> Party:
    """Whom a register would mean by *name*; Refused with who might be meant."""
    people = shell.read(roster, office_day(shell), shell.config.office.domain, None)
    if people is None:
        raise RuntimeError("without an agency of its own there is a roster always")
    found = read_assignees(name, people)
    if isinstance(found, Nobody):
        facts = {"name": found.name, "others": ", ".join(found.others)}
        raise Refused(say(f"problem.{found.gap}", "en", **facts))
    if len(found.parties) > 1:
        several = "; ".join(named(party) for party in found.parties)
        raise Refused(f'"{name}" names several; a task has one lead, write one of: {several}')
    return found.parties[0]


def done_since(shell: Shell, number: int) -> date:
    """The day by which a task that is done is judged."""
    found = shell.read(worklist.one, number)
    if found is None or found.done_on is None:
        raise Refused(
            f"task {number} was opened again at this moment; see congvu task show {number}"
        )
    return found.done_on
