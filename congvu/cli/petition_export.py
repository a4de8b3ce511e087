"""`congvu petition export`: the register of petitions as a file, with masked senders."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import click

from congvu.cli.petition_query import chosen, due, filters, found
from congvu.cli.shell import Shell
from congvu.cli.table_file import CSV, XLSX, Listing, require_new, write_lists
from congvu.cli.task_words import counted
from work.office_register import Column
from work.petition_tally import Judged, class_of
from work.petitioner import NOBODY, Petitioner
from work.register_export import written_day
from work.sheet import Value
from work.task import TaskClass

COLUMNS = {
    "code": 16.0, "received": 12.0, "channel": 14.0, "kind": 14.0, "title": 40.0, "sender": 20.0,
    "state": 16.0, "due": 12.0, "standing": 12.0, "competent": 24.0, "result": 18.0,
}  # fmt: skip
_CENTRED = frozenset({"received", "due"})


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
    require_new(file, (XLSX, CSV))
    today, judged, who = found(shell, chosen(kind, states, since, until), None)
    language = shell.config.office.language
    rows = [
        tuple(_row(one, who.get(one.petition.id, NOBODY), today, language))
        for one in reversed(judged)
    ]
    write_lists(shell.config.office.name, file, [_listing(rows, today, language)])
    click.echo(f"Wrote {counted(len(rows), 'petition')} to {file}.")


def _listing(rows: list[tuple[Value, ...]], today: date, language: str) -> Listing:
    from templates import sentence, word

    columns = tuple(
        Column(word(f"petition.column.{name}", language), width, name in _CENTRED)
        for name, width in COLUMNS.items()
    )
    printed = sentence("petition.printed", {"printed": written_day(today)}, language)
    title = word("petition.register", language)
    return Listing(title, title, printed, columns, rows)


def _row(one: Judged, who: Petitioner, today: date, language: str) -> Iterator[Value]:
    from templates import word

    own = one.petition
    yield own.code
    yield own.received
    yield word(f"petition.channel.{own.channel}", language)
    yield word(f"petition.kind.{own.kind}", language)
    yield own.title
    yield who.name
    yield word(f"petition.state.{own.state}", language)
    yield next(due(one), None)
    standing = class_of(one, today)
    late = standing in (TaskClass.DONE_LATE, TaskClass.OPEN_LATE)
    owed = standing is not TaskClass.CANCELLED
    yield word(f"petition.standing.{'late' if late else 'in-time'}", language) if owed else None
    yield own.competent
    yield own.result
