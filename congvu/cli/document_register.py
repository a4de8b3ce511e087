"""`congvu document register`: one of the office's three registers, to print, to sign, or for programs."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import click

from congvu.cli import output
from congvu.cli.arguments import DAY
from congvu.cli.output import json_option
from congvu.cli.shell import Shell
from congvu.cli.table_file import CSV, HTML, XLSX, Listing, require_new, write_lists
from congvu.cli.task_office import office_now
from congvu.cli.task_words import counted
from work.deadline import Reached
from work.office_register import Book, Register, years
from work.register_export import written_day
from work.sheet import Value

KINDS = (XLSX, CSV, HTML)
EARLIEST, LATEST = date(1945, 9, 2), date(2199, 12, 31)


@click.command()
@click.option(
    "--kind",
    type=click.Choice([str(one) for one in Register]),
    required=True,
    help="di: what went out; den: what came in; theo-doi: how that is dealt with.",
)
@click.option("--from", "since", type=DAY, help="The first day; otherwise that of the year.")
@click.option("--to", "until", type=DAY, help="The last day; otherwise today.")
@click.option(
    "--output",
    "file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="A new .xlsx, .csv or .html.",
)
@json_option
@click.pass_obj
def register(
    shell: Shell, kind: str, since: date | None, until: date | None, file: Path | None, as_json: bool,
) -> None:  # fmt: skip
    """Shows or writes one of the office's registers, with the columns of the law.

    The html prints on A4 across with a header and a number on each page, and so
    does the xlsx. Each year has a sheet of its own, as its numbers begin anew;
    numbers that are missing or came twice are told below the rows.

    \b
    Examples:
      congvu document register --kind den --from 2026-01-01 --to 2026-06-30 --output so-den.html
      congvu document register --kind theo-doi --output so-theo-doi.xlsx
    """
    now = office_now(shell)
    today = now.day
    last = until or today
    first = since or last.replace(month=1, day=1)
    _require_days(first, last)
    if file is not None:
        require_new(file, KINDS)
    books = [_book(shell, Register(kind), part, now) for part in years(first, last)]
    if file is not None:
        _write(shell, file, books, today)
    elif as_json:
        output.as_json([_facts(one) for one in books])
    else:
        for one in books:
            _show(one)


def _require_days(first: date, last: date) -> None:
    if first > last:
        raise click.UsageError(
            f"the first day, {first:%d/%m/%Y}, is behind the last, {last:%d/%m/%Y}"
        )
    if first < EARLIEST or last > LATEST:
        raise click.UsageError(f"write days between {EARLIEST:%d/%m/%Y} and {LATEST:%d/%m/%Y}")


def _book(shell: Shell, register: Register, part: tuple[date, date], now: Reached) -> Book:
    from schedules.books import read_book

    zone = shell.config.office.zone
    return shell.with_store(lambda store: read_book(store, register, part, now, zone))


def _write(shell: Shell, file: Path, books: Sequence[Book], today: date) -> None:
    office = shell.config.office
    lists = [
        Listing(
            str(one.since.year),
            one.title,
            _period(one, today, office.language),
            one.columns,
            one.rows,
            _below(one, office.language),
        )
        for one in books
    ]
    count = write_lists(office.name, file, lists, lambda: _page(shell, books, today))
    click.echo(f"Wrote {counted(count, 'row')} to {file}.")
    for one in books:
        for line in _below(one, "en"):
            output.say(f"{one.since.year}: {line}")


def _below(one: Book, language: str) -> tuple[str, ...]:
    from schedules.books import below

    return below(one, language)


def _period(one: Book, today: date, language: str) -> str:
    from templates import sentence

    days = {"since": one.since, "until": one.until, "printed": today}
    facts = {name: written_day(day) for name, day in days.items()}
    return sentence("office-register.printed", facts, language)


def _page(shell: Shell, books: Sequence[Book], today: date) -> str:
    from web.register_page import register_page

    office = shell.config.office
    told = [(one, _below(one, office.language)) for one in books]
    return register_page(office.name, told, today, office.language)


def _show(one: Book) -> None:
    """The register on a terminal: what tells its rows apart; the files have every column."""
    click.secho(f"{one.title}, {one.since:%d/%m/%Y} - {one.until:%d/%m/%Y}", bold=True)
    places = _SHOWN[one.register]
    header = tuple(one.columns[place].title for place in places)
    rows = [tuple(_plain(row[place]) for place in places) for row in one.rows]
    output.table(header, rows, wide=len(places) - 1)
    for line in _below(one, "en"):
        output.say(line)


def _plain(cell: Value) -> str:
    match cell:
        case None:
            return ""
        case date():
            return f"{cell:%d/%m/%Y}"
        case _:
            return str(cell)


def _facts(one: Book) -> dict[str, Any]:
    return {
        "register": one.register,
        "title": one.title,
        "from": one.since,
        "to": one.until,
        "columns": [column.title for column in one.columns],
        "rows": [list(row) for row in one.rows],
        "missing": [list(found) for found in one.numbering.missing],
        "twice": list(one.numbering.twice),
        "without": one.numbering.without,
    }


_SHOWN = {
    Register.OUTGOING: (1, 0, 2),
    Register.INCOMING: (1, 0, 3, 5),
    Register.FOLLOWED: (0, 3, 2, 1),
}
