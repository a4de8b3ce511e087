"""`congvu plan export`: the report on a plan, to work on, to print, or for programs."""

from datetime import tzinfo
from pathlib import Path

import click

from congvu.cli.arguments import ID
from congvu.cli.plan_show import seen
from congvu.cli.shell import Shell
from congvu.cli.table_file import CSV, HTML, XLSX, Listing, printed_on, require_new, write_lists
from congvu.cli.task_office import office_now
from congvu.cli.task_words import counted
from schedules.plans import Seen
from work.deadline import Reached
from work.plan_report import COLUMNS, SUMMARY, SUMMARY_COLUMNS, TITLE, rows, summary_rows


@click.command("export")
@click.argument("number", type=ID, metavar="PLAN")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.pass_obj
def command(shell: Shell, number: int, file: Path) -> None:
    """Writes the report on a plan to a new FILE: .xlsx, .csv, or .html to print.

    Group by group, each task with how it stands; the xlsx has the figures of each group
    on a second sheet, the page above the tasks. The columns before the last are those of
    the annex, so that the xlsx and the CSV can be read again as the annex of another plan.
    """
    require_new(file, (XLSX, CSV, HTML))
    now = office_now(shell)
    found = seen(shell, number, now)
    name = shell.config.office.name
    write_lists(
        name, file, _lists(found, now, shell.config.office.zone), lambda: _page(shell, found, now)
    )
    tasks = sum(map(len, found.tasks.values()))
    click.echo(f"Wrote {counted(tasks, 'task')} of plan {number} to {file}.")


def _lists(found: Seen, now: Reached, zone: tzinfo) -> tuple[Listing, Listing]:
    title, below = f"{TITLE}\n{found.plan.head.title}", printed_on(now.day)
    every = tuple(rows(found.plan, found.tasks, now, zone))
    figures = tuple(summary_rows(found.plan, found.far))
    return (
        Listing("Kế hoạch", title, below, COLUMNS, every),
        Listing("Tổng hợp", SUMMARY, below, SUMMARY_COLUMNS, figures),
    )


def _page(shell: Shell, found: Seen, now: Reached) -> str:
    from web.plan_page import plan_page

    office = shell.config.office
    return plan_page(
        office.name, found.plan, found.tasks, found.far, now, office.zone, office.language
    )
