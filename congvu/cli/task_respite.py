"""`congvu task ack` and `task snooze`: who knows of a reminder, and who wants to hear of it later."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, TypeVar

import click

from congvu.cli.acting import no_task
from congvu.cli.arguments import EMAIL, ID, NEAR_DAY
from congvu.cli.refused import Refused
from congvu.cli.said import SAID
from congvu.cli.shell import Shell, actor
from congvu.cli.task_office import office_time, person_number, plan
from congvu.cli.task_refused import require
from store import respite, worklist
from work.act import Act
from work.respite import Respite, RespiteKind

Command = TypeVar("Command", bound=Callable[..., Any])

MOST_DAYS = 31
WORDS = {RespiteKind.ACKNOWLEDGED: "acknowledged", RespiteKind.SNOOZED: "put off"}


def _options(function: Command) -> Command:
    options = (
        click.argument("number", type=ID, metavar="ID"),
        click.option("--by", "mailbox", type=EMAIL, required=True, metavar="MAILBOX", help="Whose it is: who is reminded of the task."),
        click.option("--until", "day", type=NEAR_DAY, help="To the morning of that day; otherwise as long as the office lets it."),
        click.option("--for", "days", type=click.IntRange(1, MOST_DAYS), metavar="DAYS", help="For so many working days, in place of a date."),
        click.option("--undo", is_flag=True, help="Takes back the one that lasts."),
    )  # fmt: skip
    for option in reversed(options):
        function = option(function)
    return function


@click.command()
@_options
@click.option("--reason", type=SAID, help="A remark, in one line; it is kept.")
@click.pass_obj
def ack(
    shell: Shell,
    number: int,
    mailbox: str,
    day: date | None,
    days: int | None,
    undo: bool,
    reason: str | None,
) -> None:
    """Notes that somebody knows of a task that is late or not received (đã biết).

    Nobody above them is told meanwhile, but for the reminder of the due day itself; their own
    reminders go on. What was kept from those above is told once at its end, if it is still
    true. Another deadline ends it.
    """
    _take(shell, RespiteKind.ACKNOWLEDGED, number, mailbox, day, days, undo, reason)


@click.command()
@_options
@click.option("--reason", type=SAID, help="Why, in one line; it is kept.")
@click.pass_obj
def snooze(
    shell: Shell,
    number: int,
    mailbox: str,
    day: date | None,
    days: int | None,
    undo: bool,
    reason: str | None,
) -> None:
    """Puts off somebody's own reminders of a task (hoãn nhắc).

    Others are told as before. What falls due meanwhile is told once at its end. It ends with the
    reminder of the due day at the latest, and with another deadline.
    """
    if reason is None and not undo:
        raise click.UsageError("Missing option '--reason'.")
    _take(shell, RespiteKind.SNOOZED, number, mailbox, day, days, undo, reason)


def _take(
    shell: Shell,
    kind: RespiteKind,
    number: int,
    mailbox: str,
    day: date | None,
    days: int | None,
    undo: bool,
    reason: str | None,
) -> None:
    if day is not None and days is not None:
        raise click.UsageError("Give --until or --for, and not both.")
    person, act = person_number(shell, mailbox), Act(actor(), shell.now)
    if undo:
        if not shell.write(respite.end, number, person, kind, act):
            raise Refused(
                f"nothing of task {number} is {WORDS[kind]} by {mailbox}; see congvu task show {number}"
            )
        click.echo(f"Task {number} is not {WORDS[kind]} by {mailbox} any more.")
        return
    version, until = _until(shell, kind, number, person, day, days)
    done = shell.write(respite.add, number, person, kind, version, until, act, reason)
    require(done, number)
    click.echo(f"Task {number} is {WORDS[kind]} by {mailbox} until {_clock(shell, until)}.")


def _until(
    shell: Shell, kind: RespiteKind, number: int, person: int, day: date | None, days: int | None
) -> tuple[int, datetime]:
    """The version of the deadline that was looked at, and until when it lasts."""
    from schedules.respite import after, latest, opening_of

    found = shell.read(worklist.one, number)
    if found is None:
        raise Refused(no_task(number))
    planned, office = plan(shell), shell.read(office_time, shell.now)
    before = shell.read(respite.of_tasks, (number,))
    last = latest(planned, found, person, kind, before, office)
    until = last
    if day is not None:
        until = opening_of(planned, found, day)
    elif days is not None:
        until = after(planned, found, days, office)
    if until <= office:
        what = f"{_clock(shell, until)} is over; "
        raise Refused(f"{what}{'give a later day' if last > office else _spent(kind)}")
    if until > last:
        raise Refused(f"that is too long; it lasts until {_clock(shell, last)} at most")
    return found.version, until


def _spent(kind: RespiteKind) -> str:
    if kind is RespiteKind.ACKNOWLEDGED:
        return "those above can be kept from it no longer; report, or ask for an extension"
    return "it cannot be put off any longer"


def _clock(shell: Shell, at: datetime) -> str:
    return f"{at.astimezone(shell.config.office.zone):%d/%m/%Y %H:%M}"


def said(one: Respite, clock: Callable[[datetime], str]) -> str:
    """One that lasts, in a line."""
    reason = f", {one.reason}" if one.reason else ""
    return f"{WORDS[one.kind]} by {one.person_name} until {clock(one.until)}{reason}"
