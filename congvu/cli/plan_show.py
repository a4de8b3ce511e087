"""`congvu plan list` and `show`: how far plans are, by group, counted as the official reports count."""

from dataclasses import asdict
from datetime import tzinfo
from typing import Any

import click

from congvu.cli import output
from congvu.cli.arguments import ID
from congvu.cli.due_words import short
from congvu.cli.output import json_option
from congvu.cli.plan_words import say, unfit
from congvu.cli.refused import Refused
from congvu.cli.shell import Shell
from congvu.cli.task_office import office_now
from schedules import plans
from schedules.plans import Seen
from store.plan import Unfit
from work.deadline import Reached
from work.plan import Group, Plan, Progress
from work.plan_report import standing
from work.tally import Tally
from work.task import Task

HEADER = ("NO", "GROUP", "TASKS", "DONE", "RATE", "LATE")


def seen(shell: Shell, number: int, now: Reached) -> Seen:
    """The plan of that number. Raises Refused where there is none."""
    found = shell.read(plans.seen, number, now)
    if found is None:
        raise Refused(unfit(Unfit.PLAN, shell.config.office.language, plan=number))
    return found


@click.command("list")
@json_option
@click.pass_obj
def list_(shell: Shell, as_json: bool) -> None:
    """Lists the plans, the newest first, with how far each is.

    The rate is what is done of what has fallen due, cut off at two places as the
    official reports do it.
    """
    found = shell.read(plans.listed, office_now(shell))
    if as_json:
        output.as_json([_facts(one, far) for one, far in found])
    elif not found:
        output.say(say("say.none", shell.config.office.language))
    else:
        header = ("NO", "PERIOD", "PLAN", "TASKS", "DONE", "RATE", "LATE")
        rows = [
            (str(one.id), _period(one), f"{one.head.title} ({one.head.owner.name})", *_counts(far.whole))
            for one, far in found
        ]  # fmt: skip
        output.table(header, rows, wide=2, style=_late)


@click.command()
@click.argument("number", type=ID, metavar="PLAN")
@click.option("--tasks", "with_tasks", is_flag=True, help="With every task below its group.")
@json_option
@click.pass_obj
def show(shell: Shell, number: int, with_tasks: bool, as_json: bool) -> None:
    """Shows how far a plan is, group by group; a group counts what is within it, too."""
    now = office_now(shell)
    found = seen(shell, number, now)
    if as_json:
        output.as_json(_facts(found.plan, found.far) | {"groups": _groups(found, now)})
        return
    _head(found)
    rows = [
        (found.plan.label(one), one.title, *_counts(found.far.of(one))) for one in found.plan.groups
    ]
    if rows:
        click.echo()
        output.table(HEADER, [*rows, ("", "all", *_counts(found.far.whole))], wide=1, style=_late)
    if with_tasks:
        _tasks(found, now, shell.config.office.zone)


def _head(found: Seen) -> None:
    one, whole = found.plan, found.far.whole
    paper = one.document
    rates = f"{whole.done_rate() or '-'} of what has fallen due, {whole.done_share() or '-'} of all"
    output.fields(
        f"{one.id}  {one.head.title}",
        [
            ("document", f"{paper.number}, {paper.issued:%d/%m/%Y}, {paper.issuer}"),
            ("period", _period(one)),
            ("owner", one.head.owner.name),
            ("tasks", f"{whole.total}, of them done {whole.done}, late {_late_of(whole)}"),
            ("done", rates),
            ("cancelled", str(whole.cancelled or "")),
        ],
    )


def _tasks(found: Seen, now: Reached, zone: tzinfo) -> None:
    rows = []
    for group in found.plan.groups:
        for task in found.tasks.get(group.id, ()):
            due = "-" if task.until is None else short(task.until, zone)
            lead = task.lead
            who = lead.person_name or lead.unit_name or lead.agency_name
            label = found.plan.label(group)
            rows.append((str(task.id), label, due, f"{who}: {task.content}", _class(task, now)))
    if rows:
        click.echo()
        output.table(("NO", "GROUP", "DUE", "TASK", "CLASS"), rows, wide=3)


def _class(task: Task, now: Reached) -> str:
    return str(task.class_at(now)).replace("-", " ")


def _period(one: Plan) -> str:
    begins, ends = one.head.begins, one.head.ends
    whole = (begins.month, begins.day, ends.month, ends.day) == (1, 1, 12, 31)
    if whole and begins.year == ends.year:
        return str(begins.year)
    return f"{begins:%d/%m/%Y}–{ends:%d/%m/%Y}"


def _counts(tally: Tally) -> tuple[str, ...]:
    late = _late_of(tally)
    return str(tally.total), str(tally.done), tally.done_rate() or "-", str(late or "-")


def _late_of(tally: Tally) -> int:
    """What is past its deadline, open or done."""
    return tally.open_late + tally.done_late


def _late(row: Any) -> str | None:
    return None if row[-1] == "-" else "red"


def _facts(one: Plan, far: Progress) -> dict[str, Any]:
    return {
        "id": one.id,
        "title": one.head.title,
        "begins": one.head.begins,
        "ends": one.head.ends,
        "owner": asdict(one.head.owner),
        "document": {"id": one.document_id, "number": one.document.number},
        "progress": _tally(far.whole),
    }


def _groups(found: Seen, now: Reached) -> list[dict[str, Any]]:
    def facts(group: Group) -> dict[str, Any]:
        tasks = found.tasks.get(group.id, ())
        return {
            "group": found.plan.label(group),
            "title": group.title,
            "progress": _tally(found.far.of(group)),
            "tasks": [
                {"id": t.id, "content": t.content, "due": t.due, "due_at": t.until and t.until.at, "class": t.class_at(now),
                 "standing": standing(t, now)}
                for t in tasks
            ],
        }  # fmt: skip

    return [facts(one) for one in found.plan.groups]


def _tally(tally: Tally) -> dict[str, Any]:
    more = {"total": tally.total, "done": tally.done, "open": tally.open}
    rates = {"done_rate": tally.done_rate(), "late_rate": tally.late_rate()}
    return {**asdict(tally), **more, **rates, "done_share": tally.done_share()}
