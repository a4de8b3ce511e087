"""Every task that a list is about, as a table in a file."""

import itertools
from pathlib import Path

import click

from congvu.cli.shell import Shell
from congvu.cli.table_file import CSV, XLSX, Listing, printed_on, require_new, write_lists
from congvu.cli.task_clarity import unclear
from congvu.cli.task_office import clarity, office_now
from congvu.cli.task_query import pages
from congvu.cli.task_words import counted
from store.worklist import Wanted
from work.listing import TASKS, TASKS_TITLE, task_row


def write_tasks(shell: Shell, file: Path, wanted: Wanted, incomplete: bool) -> None:
    """Writes the tasks *wanted* to the new *file*, those alone that are not clear about something where *incomplete*."""
    require_new(file, (XLSX, CSV))
    now, clear = office_now(shell), clarity(shell)
    read = pages(shell, wanted)
    found = unclear(read, clear) if incomplete else itertools.chain.from_iterable(read)
    rows = (
        task_row(
            one,
            now,
            shell.config.office.zone,
            clear.missing(one, one.document) if one.state.open else (),
        )
        for one in found
    )
    listing = Listing("Nhiệm vụ", TASKS_TITLE, printed_on(now.day), TASKS, rows)
    count = write_lists(shell.config.office.name, file, [listing])
    click.echo(f"Wrote {counted(count, 'task')} to {file}.")
