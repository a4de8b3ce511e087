"""`congvu person hand-over`, `hand-overs` and `hand-back`: all the open work of one who leaves goes to another."""

import sys
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import click

from congvu.cli import output
from congvu.cli.acting import acting, as_option, denial
from congvu.cli.arguments import EMAIL, ID
from congvu.cli.output import json_option
from congvu.cli.refused import Refused
from congvu.cli.said import SAID
from congvu.cli.shell import Shell
from congvu.cli.task_office import office_now, office_time, person_number
from congvu.cli.task_words import counted
from store import event, hand_over, hand_over_news
from store.event import Wanted
from work.access import Denied
from work.act import Act
from work.deadline import Reached
from work.hand_over import HandOver, Outcome, Portion, Unfit

MEETINGS_AHEAD = timedelta(days=366)
MEETINGS_MOST = 200  # times that are looked at
_UNFIT = {
    Unfit.UNKNOWN: "there is no such hand-over; see congvu person hand-overs",
    Unfit.SAME: "who gives and who gets are the same; name two",
    Unfit.SELF: "they may not see that work, so they do not take it to themselves; name somebody else",
    Unfit.DISABLED: "who would get the work is disabled; see congvu person enable --help",
    Unfit.NOTHING: "no open task is theirs, so there is nothing to hand over",
    Unfit.RUNNING: "a hand-over of theirs to somebody else was broken off; run that one to its end"
    " first, see congvu person hand-overs",
    Unfit.CROSSED: "work of others still goes to who gives, or work of who gets still goes away; run that"
    " hand-over to its end first, see congvu person hand-overs",
    Unfit.LASTING: "one agency's work that went to another is not given back at once; its people went"
    " with it. Give single tasks to others by congvu task assign",
    Unfit.BROKEN_OFF: "that was broken off and nobody was told of it; run it again to its end first, see"
    " congvu person hand-overs",
    Unfit.UNDONE: "that was given back already; see congvu person hand-overs",
}
_LEFT = {
    Outcome.CLOSED: "ended since, left as they are",
    Outcome.CHANGED: "were given to others since, left as they are",
}


@click.command("hand-over")
@click.argument("source", type=EMAIL, metavar="FROM")
@click.argument("target", type=EMAIL, metavar="TO")
@click.option(
    "--reason", type=SAID, help="Why, in one line; it is kept, and all concerned are told."
)
@click.option("--dry-run", is_flag=True, help="Only show what would go over.")
@click.option("--yes", is_flag=True, help="Hand over without asking.")
@as_option
@click.pass_obj
def hand_over_(
    shell: Shell,
    source: str,
    target: str,
    reason: str | None,
    dry_run: bool,
    yes: bool,
    acts_as: str | None,
) -> None:
    """Gives all open work of FROM to TO: what they lead, help with and follow, and where they stand in.

    Shows first what that is, and asks. Everybody concerned is told once. What is finished stays under
    FROM; reminders go on where they are. One that was broken off goes on when it is run again.

    \b
    Example:
      congvu person hand-over hoa.lt@vpcp.gov.vn nam.tv@vpcp.gov.vn --reason "chuyển công tác"
    """
    numbers = person_number(shell, source), person_number(shell, target)
    act, today = acting(shell, acts_as), office_now(shell)
    tasks = shell.read(hand_over.open_tasks, numbers[0])
    show(f"{source} → {target}", shell.read(hand_over_news.portion, numbers[0], tasks, today))
    if dry_run or not agree(len(tasks), yes):
        return
    batch = require(shell.write(hand_over_news.begin, *numbers, reason, today.day, act), source)
    run(shell, batch.id, len(tasks), today)
    _tell_of_meetings(shell, source, numbers[0])
    click.echo(f"To take it back: congvu person hand-back {batch.id}")
    click.echo(f"Where they have left: congvu person disable {source}")


@click.command("hand-overs")
@json_option
@click.pass_obj
def hand_overs(shell: Shell, as_json: bool) -> None:
    """Lists what was handed over at once, the newest first."""
    found = shell.read(hand_over.batches)
    if as_json:
        output.as_json([_facts(one) for one in found])
    elif not found:
        click.echo("Nothing was handed over yet; see congvu person hand-over --help.")
    else:
        zone = shell.config.office.zone
        rows = [
            (
                str(one.id),
                f"{one.begun_at.astimezone(zone):%d/%m/%Y %H:%M}",
                f"{one.source_name} → {one.target_name}",
                one.begun_by,
                _state(one),
            )
            for one in found
        ]
        output.table(("NO", "WHEN", "FROM AND TO", "BY", "STATE"), rows, wide=2)


@click.command("hand-back")
@click.argument("number", type=ID, metavar="NO")
@as_option
@click.pass_obj
def hand_back(shell: Shell, number: int, acts_as: str | None) -> None:
    """Gives back what was handed over, as far as nothing has changed since.

    Stand-ins that ended by it stay ended.
    """
    act, today = acting(shell, acts_as), office_now(shell)
    require(shell.write(hand_over.begin_undo, number, act), "that person")
    by = Act(act.by, act.now)
    _through(lambda: shell.write(hand_over.step_back, number, by), None)
    became = shell.write(hand_over_news.conclude_undo, number, today, act.now)
    click.echo(f"{counted(became.get(Outcome.BACK, 0), 'task')} went back.")
    for outcome, told in _LEFT.items():
        if became.get(outcome):
            click.echo(f"{counted(became[outcome], 'task')} {told}.")


def _tell_of_meetings(shell: Shell, mailbox: str, number: int) -> None:
    """Who is asked to a meeting is asked by name: somebody decides who comes instead."""
    since = shell.read(office_time, shell.now)
    wanted = Wanted(since, since + MEETINGS_AHEAD, person=number)
    found = {event.id for event, _ in shell.read(event.times, wanted, MEETINGS_MOST)}
    if found:
        output.say(
            f"{counted(len(found), 'event')} to come still ask{'s' if len(found) == 1 else ''} {mailbox}; see congvu event list"
            f" --person {mailbox}, and ask another by congvu event invite"
        )


def run(shell: Shell, number: int, total: int, today: Reached) -> None:
    """Moves what the batch has to move, and says so."""
    moved = _through(lambda: shell.write(hand_over.step, number, shell.now), total)
    told = shell.write(hand_over_news.conclude, number, today, shell.now)
    people = "somebody else tells them" if told is None else f"{_people(told)} told"
    click.echo(f"{counted(moved, 'task')} went over; {people}.")


def show(title: str, has: Portion) -> None:
    """What would go over."""
    output.fields(
        title,
        [
            ("tasks", str(has.tasks)),
            ("led", str(has.lead or "")),
            ("late", str(has.late or "")),
        ],
    )
    if has.nearest:
        click.echo()
        rows = [
            (str(number), "-" if due is None else f"{due:%d/%m/%Y}", document)
            for number, document, due in has.nearest
        ]
        output.table(("NO", "DUE", "DOCUMENT"), rows, wide=2)
        if has.tasks > len(rows):
            click.echo(f"and {has.tasks - len(rows)} more")
        click.echo()


def agree(tasks: int, yes: bool) -> bool:
    """Whether to go on; Refused where nobody can be asked."""
    if not yes:
        if not sys.stdin.isatty():
            raise Refused("nothing was changed; add --yes to do it without being asked")
        click.confirm(f"Hand over {counted(tasks, 'task')}?", abort=True)
    return True


def require(outcome: HandOver | Unfit | Denied, whom: str) -> HandOver:
    """The batch. Raises Refused where the store refused."""
    if isinstance(outcome, Denied):
        raise Refused(denial(outcome, whom))
    if isinstance(outcome, Unfit):
        raise Refused(_UNFIT[outcome])
    return outcome


def _through(step: Callable[[], int], total: int | None) -> int:
    """How many tasks all the steps moved; told on a terminal as it goes."""
    moved, shown = 0, sys.stderr.isatty()
    while some := step():
        moved += some
        if shown:
            of_all = "" if total is None else f" of {total}"
            click.echo(f"\r{moved}{of_all} tasks", nl=False, err=True)
    if shown and moved:
        click.echo("\r\x1b[K", nl=False, err=True)
    return moved


def _people(number: int) -> str:
    return "1 person is" if number == 1 else f"{number} people are"


def _state(one: HandOver) -> str:
    if one.undone_at is not None:
        return "given back"
    return "broken off: run it again" if one.finished_at is None else "done"


def _facts(one: HandOver) -> dict[str, Any]:
    return {
        "id": one.id,
        "from": one.source,
        "from_name": one.source_name,
        "to": one.target,
        "to_name": one.target_name,
        "reason": one.reason,
        "begun_at": one.begun_at,
        "by": one.begun_by,
        "finished_at": one.finished_at,
        "undone_at": one.undone_at,
    }
