"""`congvu plan copy`: the next period's plan out of one, shown first and made once it is wanted."""

from typing import Any

import click

from congvu.cli import output
from congvu.cli.acting import as_option
from congvu.cli.arguments import ID, LANGUAGES
from congvu.cli.import_steps import Wishes, agree
from congvu.cli.output import json_option
from congvu.cli.plan_head import Given, head_of, head_options
from congvu.cli.plan_import import keep
from congvu.cli.plan_words import columns, coming, head_fields, say, unfit
from congvu.cli.refused import Refused
from congvu.cli.shell import Shell
from congvu.cli.task_office import calendar, office_day
from schedules import plans
from store.plan import Unfit
from work.plan_copy import Copied, Copy


@click.command("copy")
@click.argument("number", type=ID, metavar="PLAN")
@head_options
@click.option("--dry-run", is_flag=True, help="Only show what would be made.")
@click.option("--yes", is_flag=True, help="Make it without asking.")
@click.option(
    "--language", type=click.Choice(LANGUAGES), help="Of all that is said; otherwise the office's."
)
@as_option
@json_option
@click.pass_obj
def command(
    shell: Shell, /, number: int, dry_run: bool, yes: bool, language: str | None,
    acts_as: str | None, as_json: bool, **given: Any,
) -> None:  # fmt: skip
    """Makes the plan of another period out of PLAN: its groups and tasks, each deadline as many periods later.

    What was cancelled or recalled is left out. A deadline is taken as it was first given, before
    any extension; a last day of a month stays one. A period is a month, a quarter, half a year or
    whole years, as PLAN's own. Whoever is not there any more is replaced by
    their unit.

    \b
    Example:
      congvu plan copy 1 --document 40 --year 2027 --dry-run
    """
    wishes = Wishes(yes, False, language or shell.config.office.language)
    found = shell.read(plans.source, number)
    if found is None:
        raise Refused(unfit(Unfit.PLAN, wishes.language, plan=number))
    head = head_of(shell, Given(**given), wishes.language)
    copy = found.copied(given["document"], head, calendar(shell))
    if as_json:
        output.as_json(_facts(copy))
    else:
        _show(shell, copy, wishes.language)
    if dry_run or (as_json and not yes):
        return
    agree(wishes, say("say.ask", wishes.language, tasks=len(copy.tasks), bad=0), "")
    keep(shell, copy.plan, acts_as, wishes.language, quiet=as_json)


def _show(shell: Shell, copy: Copy, language: str) -> None:
    head, count = copy.plan.head, coming(copy.plan, office_day(shell))
    rows = [_row(one, language) for one in copy.tasks]
    if rows:
        head_line = columns(language, "no", "due", "task", "note")
        output.table(head_line, rows, wide=2, style=lambda row: "yellow")
        click.echo()
    told = {
        "tasks": say("say.count", language, tasks=count["tasks"]),
        "undated": str(count["undated"] or ""),
        "overdue": str(count["overdue"] or ""),
        "off": str(sum(one.off for one in copy.tasks) or ""),
        "gone": str(sum(bool(one.gone) for one in copy.tasks) or ""),
        "left-out": str(copy.left_out or ""),
    }
    counts = [(say(f"label.{k}", language), v) for k, v in told.items()]
    output.fields(head.title, [*head_fields(head, language), *counts])
    click.echo()


def _row(one: Copied, language: str) -> tuple[str, ...]:
    new = one.task.deadline
    due = say("say.no-due", language)
    if new is not None and one.was is not None:
        due = say("say.was", language, was=one.was, due=new.due)
    notes = [say("say.note-off", language)] if one.off else []
    if one.gone:
        notes.append(say("say.note-gone", language, names=", ".join(one.gone)))
    return str(one.source.id), due, one.task.content, "; ".join(notes)


def _facts(copy: Copy) -> dict[str, Any]:
    head = copy.plan.head
    return {
        "title": head.title,
        "begins": head.begins,
        "ends": head.ends,
        "left_out": copy.left_out,
        "tasks": [
            {
                "source": one.source.id,
                "content": one.task.content,
                "was": one.was,
                "due": None if one.task.deadline is None else one.task.deadline.due,
                "day_off": one.off,
                "gone": one.gone,
            }
            for one in copy.tasks
        ],
    }
