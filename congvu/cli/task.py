"""`congvu task`: assigned work, from a register and back into one."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, tzinfo
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from congvu.cli import (
    output,
    task_add,
    task_change,
    task_chart,
    task_explain,
    task_export,
    task_extend,
    task_history,
    task_import,
    task_life,
    task_nudge,
    task_pause,
    task_report,
    task_respite,
    task_statistics,
    task_undo,
)
from congvu.cli.acting import acting, as_option, named, names_in, no_task, require_seen
from congvu.cli.arguments import ID
from congvu.cli.document_words import done, related_facts, related_fields
from congvu.cli.due_words import counted, short, written
from congvu.cli.group import Group
from congvu.cli.output import json_option
from congvu.cli.refused import Refused
from congvu.cli.shell import Shell
from congvu.cli.table_file import CSV, XLSX, output_option
from congvu.cli.task_clarity import unclear, unclear_fields
from congvu.cli.task_list_file import write_tasks
from congvu.cli.task_office import calendar, clarity, office_now, office_time
from congvu.cli.task_query import chosen, facts, filters, pages, within_reach
from congvu.cli.task_respite import said
from store import Tx, deadlines, extension, history, plan, relation, report, respite, worklist
from work.access import Doing
from work.deadline import Reached, Version
from work.extension import Extension
from work.history import Happened, last_submission
from work.plan import Group as PlanGroup
from work.plan import Plan
from work.relation import Related
from work.report import Report
from work.respite import Respite
from work.task import RUNNING_STATES, Party, Role, Task, TaskClass, TaskState

if TYPE_CHECKING:
    from schedules.calendar import Calendar

NONE = "No task is like that."
LONGEST_CONTENT = 80  # characters in a list; `show` has all

_COLOURS = {
    TaskClass.OPEN_LATE: "red",
    TaskClass.DONE_LATE: "yellow",
    TaskClass.DONE_IN_TIME: "green",
    TaskClass.DONE_UNDATED: "green",
}


@click.group(cls=Group)
def command() -> None:
    """Assigned work. Days left are working days of the official calendar."""


command.add_command(task_add.add)
command.add_command(task_import.command)
command.add_command(task_undo.imports_)
command.add_command(task_export.command)
command.add_command(task_explain.command)
command.add_command(task_chart.command)
command.add_command(task_statistics.command)
for _change in (
    task_life.receive,
    task_report.progress,
    task_report.files,
    task_life.submit,
    task_respite.ack,
    task_respite.snooze,
    task_nudge.nudge,
    task_pause.pause,
    task_pause.resume,
    task_extend.extend,
    task_extend.decide,
    task_life.approve,
    task_life.return_,
    task_change.done,
    task_change.cancel,
    task_change.recall,
    task_change.reopen,
    task_change.due,
    task_change.assign,
    task_change.describe,
    task_change.hand_on,
):
    command.add_command(_change)


@command.command("list")
@filters
@click.option(
    "--incomplete",
    is_flag=True,
    help="Not clear about one of the six things (6 rõ); show tells which.",
)
@click.option(
    "--limit",
    default=100,
    show_default=True,
    type=click.IntRange(1, 100_000),
    help="At most so many lines.",
)
@output_option(XLSX, CSV)
@as_option
@json_option
@click.pass_obj
def list_(
    shell: Shell,
    /,
    incomplete: bool,
    limit: int,
    file: Path | None,
    acts_as: str | None,
    as_json: bool,
    **given: Any,
) -> None:
    """Lists tasks, the longest overdue first.

    Those without a deadline stand last. With --as those that the person has to do with; a head
    gets those of the unit or the agency.
    """
    now, days = office_now(shell), calendar(shell)
    wanted = within_reach(shell, chosen(shell, given, now, days), Doing.LIST, acts_as)
    if file is not None:
        write_tasks(shell, file, wanted, incomplete)
        return
    clear = clarity(shell) if incomplete or as_json else None
    if incomplete and clear is not None:
        found = list(islice(unclear(pages(shell, wanted), clear), limit))
    else:
        found = [one for page in pages(shell, wanted, limit) for one in page]
    if as_json and clear is not None:
        output.as_json([facts(one, now, clear) for one in found])
    elif not found:
        click.echo(NONE)
    else:
        header = ("NO", "DUE", "DOCUMENT", "TASK", "STATE")
        gone = shell.read(relation.on_documents, {one.document_id for one in found})
        rows = [_row(one, now, days, gone.get(one.document_id, ())) for one in found]
        colours = {
            row: _COLOURS.get(one.class_at(now)) for row, one in zip(rows, found, strict=True)
        }
        output.table(header, rows, wide=3, style=lambda row: colours.get(tuple(row)))
        if len(found) == limit:
            click.echo(f"There may be more; see them with --limit {limit * 10}.")


@command.command()
@click.argument("number", type=ID, metavar="ID")
@as_option
@json_option
@click.pass_obj
def show(shell: Shell, number: int, acts_as: str | None, as_json: bool) -> None:
    """Shows one task."""
    require_seen(shell, number, acting(shell, acts_as))
    found, versions, happened, told, asked = shell.read(_with_history, number)
    now = office_now(shell)
    if found is None:
        raise Refused(no_task(number))
    planned, clear = shell.read(plan.of_task, number), clarity(shell)
    gone = shell.read(relation.on_documents, (found.document_id,)).get(found.document_id, ())
    if as_json:
        more = {
            **_told_json(versions, happened, told, asked),
            "overruled": related_facts(gone),
            "plan": None if planned is None else _plan_facts(*planned),
            "respites": [asdict(one) for one in shell.read(respite.of_tasks, (number,))],
        }
        output.as_json({**facts(found, now, clear), **more})
        return
    zone, document = shell.config.office.zone, found.document
    parties = [(role.value, _names(found, role)) for role in Role]
    names = names_in(shell, (version.set_by for version in versions))
    output.fields(
        f"{number}  {found.content}",
        [
            ("state", _state(found, now, calendar(shell))),
            ("due", _due(found, versions, zone, names)),
            *((f"due {v.number}", _version(v, zone, names)) for v in reversed(versions[:-1])),
            ("asked", _asked(asked)),
            *parties,
            ("product", found.product or ""),
            ("document", f"{document.number}, {document.issued:%d/%m/%Y}, {document.issuer}"),
            *((f"  {label}", by) for label, by in related_fields(gone)),
            ("plan", "" if planned is None else _planned(*planned)),
            ("excerpt", document.excerpt),
            ("arrival no", str(document.arrival_number or "")),
            ("opened", _clock(found.opened_at, zone)),
            ("received", "" if found.received_at is None else _clock(found.received_at, zone)),
            ("progress", _progress(told, zone)),
            ("to approve", _to_approve(found, happened, zone)),
            *(("spared", said(one, lambda at: _clock(at, zone))) for one in _lasting(shell, found)),
            ("done on", "" if found.done_on is None else f"{found.done_on:%d/%m/%Y}"),
            ("result", found.result or ""),
            *unclear_fields(found, clear),
        ],
    )
    if happened:
        click.echo()
        output.table(task_history.HEADER, task_history.rows(shell, happened), wide=1)


def _told_json(
    versions: tuple[Version, ...],
    happened: Sequence[Happened],
    told: Sequence[Report],
    asked: Sequence[Extension],
) -> dict[str, Any]:
    return {
        "deadlines": [_version_facts(v) for v in versions],
        "history": [asdict(one) for one in happened],
        "submission": (last_submission(happened) or (None,))[0],
        "reports": [asdict(one) for one in told],
        "extensions": [asdict(one) for one in asked],
    }


def _lasting(shell: Shell, found: Task) -> list[Respite]:
    """Who is spared reminders of it now."""
    office = shell.read(office_time, shell.now)
    every = shell.read(respite.of_tasks, (found.id,))
    return [one for one in every if one.holds(found.version, office) and found.state.open]


def _due(found: Task, versions: tuple[Version, ...], zone: tzinfo, names: Mapping[int, str]) -> str:
    """The deadline; with who set it and why, once it is not the first."""
    if found.until is None:
        return ""
    first = written(found.until, zone) + counted(versions[-1].deadline)
    return _version(versions[-1], zone, names) if len(versions) > 1 else first


def _with_history(
    tx: Tx, number: int
) -> tuple[
    Task | None,
    tuple[Version, ...],
    tuple[Happened, ...],
    tuple[Report, ...],
    tuple[Extension, ...],
]:
    return (
        worklist.one(tx, number),
        deadlines.versions(tx, number),
        history.of_task(tx, number),
        report.reports(tx, number),
        extension.of_task(tx, number),
    )


def _planned(found: Plan, group: PlanGroup) -> str:
    return f"plan {found.id}, {found.head.title}: {found.label(group)} {group.title}"


def _plan_facts(found: Plan, group: PlanGroup) -> dict[str, Any]:
    return {"id": found.id, "title": found.head.title, "group": found.label(group)}


def _asked(asked: Sequence[Extension]) -> str:
    """The extension that nobody has decided."""
    waits = [one for one in asked if one.outcome is None]
    return "".join(
        f"until {one.due:%d/%m/%Y}, {one.reason}; the deadline stands until it is decided"
        for one in waits
    )


def _to_approve(found: Task, happened: Sequence[Happened], zone: tzinfo) -> str:
    waits = found.state is TaskState.SUBMITTED
    return task_history.submission_named(happened, zone) if waits else ""


def _progress(told: Sequence[Report], zone: tzinfo) -> str:
    if not told:
        return ""
    last = told[-1]
    words = f", {last.text}" if last.text else ""
    return f"{last.percent} % ({_clock(last.at, zone)}){words}"


def _clock(at: datetime, zone: tzinfo) -> str:
    return f"{at.astimezone(zone):%d/%m/%Y %H:%M}"


def _row(one: Task, now: Reached, days: "Calendar", gone: tuple[Related, ...]) -> tuple[str, ...]:
    due = "-" if one.until is None else short(one.until, days.zone)
    told = f"{one.lead.name}: {_cut(one.content)}"
    if gone:
        told += f" [document {done(gone[-1].relation)} {gone[-1].document.number}]"
    return (str(one.id), due, one.document.number, told, _state(one, now, days))


def _state(one: Task, now: Reached, days: "Calendar") -> str:
    kind = one.class_at(now)
    if one.state is TaskState.SUBMITTED:
        return "to approve, late" if kind is TaskClass.OPEN_LATE else "to approve"
    if one.state is TaskState.PAUSED:
        return "paused, late" if kind is TaskClass.OPEN_LATE else "paused"
    if one.state not in RUNNING_STATES or one.due is None:
        closed = kind if one.state is TaskState.DONE else one.state
        return "no deadline" if one.state.open else closed.replace("-", " ")
    left = days.working_days(now.day, one.due)
    if kind is TaskClass.OPEN_LATE:
        return f"late {-left or 1} d"
    return f"in {left} d" if left else "today"


def _cut(text: str) -> str:
    if len(text) <= LONGEST_CONTENT:
        return text
    return text[: LONGEST_CONTENT - 1].rsplit(" ", 1)[0] + "…"


def _names(one: Task, role: Role) -> str:
    return "; ".join(_full_name(party) for party in one.parties if party.role is role)


def _full_name(party: Party) -> str:
    names: Sequence[str | None] = (party.person_name, party.unit_name, party.agency_name)
    return ", ".join(name for name in names if name)


def _version(version: Version, zone: tzinfo, names: Mapping[int, str]) -> str:
    reason = f", {version.reason}" if version.reason else ""
    who = named(version.set_by, names)
    return (
        f"{written(version.deadline.until, zone)}{counted(version.deadline)}, set by {who}{reason}"
    )


def _version_facts(version: Version) -> dict[str, Any]:
    deadline = version.deadline
    return {
        "version": version.number,
        "due": deadline.due,
        "due_at": deadline.at,
        "literal": deadline.literal,
        "exclusive": deadline.exclusive,
        "rule": deadline.rule,
        "words": deadline.source,
        "counted": None if deadline.counted is None else asdict(deadline.counted),
        "reason": version.reason,
        "set_by": version.set_by,
    }
