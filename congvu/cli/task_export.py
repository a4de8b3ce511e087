"""`congvu task export`: tasks as the register that an office prints and signs."""

from pathlib import Path
from typing import Any

import click

from congvu.cli.acting import as_option
from congvu.cli.shell import Shell
from congvu.cli.table_file import CSV, XLSX, Listing, printed_on, require_new, write_lists
from congvu.cli.task_office import calendar, office_now
from congvu.cli.task_query import chosen, filters, pages, within_reach
from congvu.cli.task_words import counted
from work.access import Doing
from work.document import Direction
from work.office_register import COLUMNS, Register
from work.register_export import TITLE, arrival, register_row
from work.task import Task


@click.command("export")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@filters
@as_option
@click.pass_obj
def command(shell: Shell, /, file: Path, acts_as: str | None, **given: Any) -> None:
    """Writes the register as a new xlsx or CSV FILE.

    Its seven columns; all tasks unless options choose some, by arrival number; the file can be
    imported again. Petitions have a register of their own: congvu petition export.
    """
    require_new(file, (XLSX, CSV))
    now, zone = office_now(shell), shell.config.office.zone
    asked = chosen(shell, given, now, calendar(shell), states=None)
    wanted = within_reach(shell, asked, Doing.EXPORT, acts_as)
    everything = (task for page in pages(shell, wanted) for task in page)
    tasks = sorted((task for task in everything if _has_paper(task)), key=arrival)
    rows = (register_row(task, now, zone) for task in tasks)
    columns = COLUMNS[Register.FOLLOWED]
    listing = Listing("Sổ theo dõi", TITLE, printed_on(now.day), columns, rows)
    count = write_lists(shell.config.office.name, file, [listing])
    click.echo(f"Wrote {counted(count, 'task')} to {file}.")


def _has_paper(task: Task) -> bool:
    """Whether it stands in the books of documents, and so can be read again by its number and sign."""
    return task.document.direction is not Direction.PETITION
