"""`congvu plan`: plans with groups of tasks, from their annex to the report on them."""

from typing import Any

import click

from congvu.cli import output, plan_copy, plan_export, plan_import, plan_show
from congvu.cli.acting import as_option
from congvu.cli.arguments import ID
from congvu.cli.group import Group
from congvu.cli.plan_head import Given, head_of, head_options
from congvu.cli.plan_import import by_planner
from congvu.cli.plan_words import unfit
from congvu.cli.refused import Refused
from congvu.cli.said import SAID
from congvu.cli.shell import Shell
from store import plan
from store.plan import Unfit
from work.plan import NewPlan, Plan

MOST_NAMED = 10  # tasks of a refusal


@click.group(cls=Group)
def command() -> None:
    """Plans (kế hoạch): what a document assigns in groups over a period, and how far it is."""


command.add_command(plan_import.command)
command.add_command(plan_copy.command)
command.add_command(plan_show.list_)
command.add_command(plan_show.show)
command.add_command(plan_export.command)


@command.command()
@head_options
@as_option
@click.pass_obj
def add(shell: Shell, /, acts_as: str | None, **given: Any) -> None:
    """Makes a plan without groups; give it some with congvu plan group.

    \b
    Example:
      congvu plan add --document 12 --year 2026
    """
    language = shell.config.office.language
    new = NewPlan(head_of(shell, Given(**given), language), given["document"], ())
    plan_import.keep(shell, new, acts_as, language)


@command.command()
@click.argument("number", type=ID, metavar="PLAN")
@click.argument("title", type=SAID)
@click.option("--within", help="The number of the group that it is within: II.")
@as_option
@click.pass_obj
def group(shell: Shell, number: int, title: str, within: str | None, acts_as: str | None) -> None:
    """Adds one more group, behind those that are there."""
    found = _plan(shell, number)
    around = None if within is None else _group(shell, found, within)
    done = by_planner(
        shell, acts_as, lambda tx, act: plan.add_group(tx, number, title, around, act)
    )
    if isinstance(done, Unfit):
        raise Refused(unfit(done, shell.config.office.language, plan=number, group=within))
    again = _plan(shell, number)
    label = next(again.label(one) for one in again.groups if one.id == done)
    output.say(f"Group {label} of plan {number} is added.")


@command.command()
@click.argument("number", type=ID, metavar="PLAN")
@click.argument("label", metavar="GROUP")
@click.argument("tasks", type=ID, nargs=-1, required=True, metavar="TASK...")
@as_option
@click.pass_obj
def put(shell: Shell, number: int, label: str, tasks: tuple[int, ...], acts_as: str | None) -> None:
    """Puts tasks into a group, out of the one that they were in.

    \b
    Example:
      congvu plan put 1 II.1 40 41
    """
    found = _plan(shell, number)
    place = _group(shell, found, label)
    done = by_planner(shell, acts_as, lambda tx, act: plan.put(tx, number, place, tasks, act))
    if isinstance(done, Unfit) or done:
        absent = "" if isinstance(done, Unfit) else ", ".join(map(str, done))
        why = done if isinstance(done, Unfit) else Unfit.TASK
        language = shell.config.office.language
        raise Refused(unfit(why, language, plan=number, group=label, tasks=absent))
    told = ", ".join(map(str, tasks))
    output.say(f"In group {label.upper()} of plan {number} now: {told}.")


@command.command()
@click.argument("tasks", type=ID, nargs=-1, required=True, metavar="TASK...")
@as_option
@click.pass_obj
def take(shell: Shell, tasks: tuple[int, ...], acts_as: str | None) -> None:
    """Takes tasks out of their groups; they stay tasks."""
    outside = by_planner(shell, acts_as, lambda tx, act: plan.take_out(tx, tasks, act))
    taken = [one for one in tasks if one not in outside]
    if taken:
        output.say(f"Out of their groups now: {', '.join(map(str, taken))}.")
    if outside:
        raise Refused(f"in no plan: task {', '.join(map(str, outside))}; see congvu task show ID")


@command.command()
@click.argument("number", type=ID, metavar="PLAN")
@as_option
@click.pass_obj
def remove(shell: Shell, number: int, acts_as: str | None) -> None:
    """Removes a plan of which nothing counts any more: its tasks were cancelled, recalled or taken out."""
    counting = by_planner(shell, acts_as, lambda tx, act: plan.remove(tx, number, act))
    if isinstance(counting, Unfit):
        raise Refused(unfit(counting, shell.config.office.language, plan=number))
    if counting:
        shown = ", ".join(map(str, counting[:MOST_NAMED]))
        more = f" and {len(counting) - MOST_NAMED} more" if len(counting) > MOST_NAMED else ""
        raise Refused(
            f"task {shown}{more} of plan {number} still count; take its import back (congvu task"
            " imports), cancel them, or take them out with congvu plan take"
        )
    output.say(f"Plan {number} is removed.")


def _plan(shell: Shell, number: int) -> Plan:
    found = shell.read(plan.one, number)
    if found is None:
        raise Refused(unfit(Unfit.PLAN, shell.config.office.language, plan=number))
    return found


def _group(shell: Shell, found: Plan, label: str) -> int:
    one = found.labelled(label)
    if one is None:
        language = shell.config.office.language
        raise Refused(unfit(Unfit.GROUP, language, plan=found.id, group=label))
    return one.id
