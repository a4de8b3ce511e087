"""`congvu task export`: tasks as the register that an office prints and signs."""

from pathlib import Path
from typing import Any

import click

from congvu.cli.shell import Shell
from congvu.cli.table_file import CSV, XLSX, Listing, printed_on, require_new, write_lists
from congvu.cli.task_office import calendar, office_now
from congvu.cli.task_query import chosen, filters, pages
from congvu.cli.task_words import counted
from work.office_register import COLUMNS, Register
from work.register_export import TITLE, arrival, register_row


@click.command("export")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@filters
@click.pass_obj
def command(shell: Shell, /, file: Path, **given: Any) -> None:
    """Writes the register as a new xlsx or CSV FILE.

    Its seven columns; all tasks unless options choose some, by arrival number; the file can be
    imported again.
    """
    require_new(file, (XLSX, CSV))
    now, zone = office_now(shell), shell.config.office.zone
    wanted = chosen(shell, given, now, calendar(shell), states=None)
    tasks = sorted((task for page in pages(shell, wanted) for task in page), key=arrival)
    rows = (register_row(task, now, zone) for task in tasks)
    columns = COLUMNS[Register.FOLLOWED]
    listing = Listing("Sổ theo dõi", TITLE, printed_on(now.day), columns, rows)
    count = write_lists(shell.config.office.name, file, [listing])
    click.echo(f"Wrote {counted(count, 'task')} to {file}.")
