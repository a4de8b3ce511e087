"""Lists as files: xlsx to work on, CSV for programs, a page to print; none ever takes another file's place.

Every list that can be written to a file goes through here, so that all have the same
columns, names and guards: no cell is a formula for whoever opens the file.
"""

import os
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import click

from congvu.cli.refused import Refused
from work.office_register import Column
from work.register_export import written_day
from work.sheet import Value

Command = TypeVar("Command", bound=Callable[..., Any])
Written = TypeVar("Written")
Page = Callable[[], str]

XLSX, CSV, HTML = ".xlsx", ".csv", ".html"


@dataclass(frozen=True, slots=True)
class Listing:
    """One list: the name of its sheet, what stands above it, its columns, its rows, and lines below them."""

    name: str
    title: str
    subtitle: str
    columns: tuple[Column, ...]
    rows: Iterable[Sequence[Value]]
    below: tuple[str, ...] = ()


def output_option(*kinds: str) -> Callable[[Command], Command]:
    """Gives a command the option that writes its list to a new file of one of *kinds*."""
    known = " or ".join(kinds)
    return click.option(
        "--output",
        "file",
        type=click.Path(dir_okay=False, path_type=Path),
        help=f"Write all of it to a new {known} instead.",
    )


def require_new(file: Path, kinds: Sequence[str]) -> None:
    """Returns where *file* can be written as one of *kinds*; raises a usage error or Refused."""
    if file.suffix.lower() not in kinds:
        known = ", ".join(kinds)
        raise click.UsageError(
            f"{file} is of no kind that is written here; let it end in one of {known}"
        )
    if file.exists():
        raise Refused(f"{file} stands already; name another file, or move it away first")
    if not file.parent.is_dir():
        raise Refused(f"there is no folder {file.parent}; make it first, or name another file")


def write_lists(office: str, file: Path, lists: Sequence[Listing], page: Page | None = None) -> int:
    """How many rows were written to *file*, whose ending says as what; *page* makes the one to print.

    A CSV has one table: of several lists those with the columns of the first.
    """
    kind = file.suffix.lower()
    return write_new(file, lambda path: _WRITERS[kind](office, path, lists, page))


def write_new(file: Path, write: Callable[[Path], Written]) -> Written:
    """What *write* says of the file that it makes under another name; it has its own once it is whole."""
    with tempfile.NamedTemporaryFile(
        dir=file.parent, prefix=".congvu-", suffix=file.suffix
    ) as draft:
        said = write(Path(draft.name))
        try:
            os.link(draft.name, file)  # a name that was taken meanwhile is refused, not overwritten
        except FileExistsError as error:
            raise Refused(f"{file} stands already; name another file") from error
    return said


def printed_on(today: date) -> str:
    """What stands below a title: the day on which the list was written."""
    return f"(Xuất ngày {written_day(today)})"


def _xlsx(office: str, path: Path, lists: Sequence[Listing], _page: Page | None) -> int:
    from papers.book import Column as Title
    from papers.book import Layout, write_pages
    from papers.book import Page as Sheet

    def sheet(one: Listing) -> Sheet:
        columns = tuple(Title(c.title, c.width, c.centred) for c in one.columns)
        return Sheet(
            one.name, Layout(office, one.title, one.subtitle, columns), one.rows, one.below
        )

    return write_pages(path, map(sheet, lists))


def _csv(_office: str, path: Path, lists: Sequence[Listing], _page: Page | None) -> int:
    from papers.csv_book import write_csv

    first = lists[0].columns
    alike = (one for one in lists if one.columns == first)
    return write_csv(path, [c.title for c in first], (row for one in alike for row in one.rows))


def _html(_office: str, path: Path, lists: Sequence[Listing], page: Page | None) -> int:
    path.write_text("" if page is None else page(), "utf-8")
    return sum(len(tuple(one.rows)) for one in lists)


_WRITERS: Mapping[str, Callable[[str, Path, Sequence[Listing], Page | None], int]] = {
    XLSX: _xlsx,
    CSV: _csv,
    HTML: _html,
}
