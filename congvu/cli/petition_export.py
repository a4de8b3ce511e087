"""`congvu petition export`: the register of petitions as a file, with masked senders."""

from datetime import date
from pathlib import Path

import click

from congvu.cli.petition_query import chosen, filters, found
from congvu.cli.shell import Shell
from congvu.cli.table_file import CSV, XLSX, Listing, require_new, write_lists
from congvu.cli.task_words import counted
from work.petitioner import NOBODY
from work.register_export import written_day
from work.sheet import Value


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@filters
@click.pass_obj
def export(
    shell: Shell, file: Path, kind: str | None, states: tuple[str, ...], since: date | None,
    until: date | None,
) -> None:  # fmt: skip
    """Writes the register of petitions as a new xlsx or csv FILE, the oldest first.

    Senders are masked, and who denounces is left out.
    """
    from schedules.petition_register import row

    require_new(file, (XLSX, CSV))
    today, judged, who = found(shell, chosen(kind, states, since, until), None)
    language = shell.config.office.language
    rows = [
        tuple(row(one, who.get(one.petition.id, NOBODY), today, language))
        for one in reversed(judged)
    ]
    write_lists(shell.config.office.name, file, [_listing(rows, today, language)])
    click.echo(f"Wrote {counted(len(rows), 'petition')} to {file}.")


def _listing(rows: list[tuple[Value, ...]], today: date, language: str) -> Listing:
    from schedules.petition_register import columns
    from templates import sentence, word

    printed = sentence("petition.printed", {"printed": written_day(today)}, language)
    title = word("petition.register", language)
    return Listing(title, title, printed, columns(language), rows)
