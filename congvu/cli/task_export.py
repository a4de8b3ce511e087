"""`congvu task export`: tasks as the register that an office prints and signs."""

import os
import tempfile
from pathlib import Path
from typing import Any

import click

from congvu.cli.acting import as_option
from congvu.cli.refused import Refused
from congvu.cli.shell import Shell
from congvu.cli.task_office import calendar, office_now
from congvu.cli.task_query import chosen, filters, pages, within_reach
from congvu.cli.task_words import counted
from work.access import Doing
from work.document import Direction
from work.register_export import TITLE, arrival, register_row, written_day
from work.register_form import TITLES
from work.task import Task

WIDTHS = (8.0, 52.0, 26.0, 14.0, 22.0, 20.0, 18.0)  # characters; together one A4 page across
CENTRED = (0, 3)


@click.command("export")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@filters
@as_option
@click.pass_obj
def command(shell: Shell, /, file: Path, acts_as: str | None, **given: Any) -> None:
    """Writes the register as a new xlsx FILE.

    Its seven columns; all tasks unless options choose some, by arrival number; the file can be
    imported again. Petitions have a register of their own: congvu petition export.
    """
    from papers.book import Column, Layout, write_book

    if file.suffix.lower() != ".xlsx":
        raise click.UsageError(f"{file} is no name of an xlsx; write {file.stem}.xlsx")
    if file.exists():
        raise Refused(f"{file} stands already; name another file, or move it away first")
    if not file.parent.is_dir():
        raise Refused(f"there is no folder {file.parent}; make it first, or name another file")
    now, zone = office_now(shell), shell.config.office.zone
    asked = chosen(shell, given, now, calendar(shell), states=None)
    wanted = within_reach(shell, asked, Doing.EXPORT, acts_as)
    columns = tuple(
        Column(title, width, place in CENTRED)
        for place, (title, width) in enumerate(zip(TITLES.values(), WIDTHS, strict=True))
    )
    layout = Layout(shell.config.office.name, TITLE, f"(Xuất ngày {written_day(now.day)})", columns)
    everything = (task for page in pages(shell, wanted) for task in page)
    tasks = sorted((task for task in everything if _has_paper(task)), key=arrival)
    rows = (register_row(task, now, zone) for task in tasks)
    with tempfile.NamedTemporaryFile(dir=file.parent, prefix=".congvu-", suffix=".xlsx") as draft:
        count = write_book(Path(draft.name), layout, rows)
        os.link(draft.name, file)  # a name that was taken meanwhile is refused, not overwritten
    click.echo(f"Wrote {counted(count, 'task')} to {file}.")


def _has_paper(task: Task) -> bool:
    """Whether it stands in the books of documents, and so can be read again by its number and sign."""
    return task.document.direction is not Direction.PETITION
