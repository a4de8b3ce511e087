"""Reads a CSV or xlsx file into rows, or says of every cell what is wrong with it."""

import csv
import difflib
import io
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from congvu.cli.refused import Refused
from congvu.cli.task_words import unreadable
from work.register_row import shown
from work.spelling import search_key

Fault = tuple[int, str]  # a line, and what is wrong there

HEADER_WITHIN = 40  # lines of a workbook: title and office stand above it
_COUNTS = ("stt", "tt", "so thu tu")  # a column that only counts the rows
MOST_FAULTS = 50  # told at once; behind them a person mends the file first


@dataclass(frozen=True, slots=True)
class Column:
    """One column: how a cell is read, what an empty one means, and whether it may be empty at all.

    *also* are its other titles, as offices write them; compared without accents.
    """

    read: Callable[[str], Any]
    empty: Any = None
    needed: bool = False
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the file that held something."""

    line: int
    cells: Mapping[str, Any]


def read_sheet(path: str, columns: Mapping[str, Column]) -> tuple[Row, ...]:
    """The rows of the file *path* ("-" is standard input), every cell read.

    Raises Refused with each fault's line and column; then nothing was kept.
    """
    rows, faults = read_rows(path, columns)
    refuse(path, faults)
    return rows


def read_rows(path: str, columns: Mapping[str, Column]) -> tuple[tuple[Row, ...], list[Fault]]:
    """The rows in which nothing is wrong, and what is wrong with the others.

    Raises Refused for a file or a header that cannot be read, or without any row.
    """
    top, header, below = _table(path, columns)
    refuse(path, [(top, fault) for fault in _header_faults(header, columns)])
    known = [name for name in header if name]
    in_order = {name: columns[name] for name in (*known, *columns)}  # faults are told as one reads
    faults: list[Fault] = []
    rows = []
    for line, cells in below:
        if any(cell.strip() for cell in cells):
            before = len(faults)
            row = Row(line, dict(_read(line, header, cells, in_order, faults)))
            rows += [row] if len(faults) == before else []
    if not rows and not faults:
        raise Refused(f"{path} holds no row below its header; nothing was changed")
    return tuple(rows), faults


def _table(
    path: str, columns: Mapping[str, Column]
) -> tuple[int, list[str], Iterator[tuple[int, list[str]]]]:
    """The line of the header, the columns that it names ("" for one that only counts), and what stands below."""
    if path.lower().endswith(".xlsx"):
        every = _of_workbook(path)
        top = max(range(len(every[:HEADER_WITHIN])), key=lambda at: _known(every[at][1], columns))
        line, titles = every[top]
        return line, [_named(one, columns) for one in titles], iter(every[top + 1 :])
    lines = _lines(path)
    cut = _cut(path, csv.reader(lines, delimiter=_delimiter(lines)))
    return 1, [_named(one, columns) for one in next(cut, (1, []))[1]], cut


def _of_workbook(path: str) -> list[tuple[int, list[str]]]:
    """The lines of the first sheet that can be seen, by their numbers. Raises Refused where there are none."""
    from papers.table import Unreadable, read_table

    found = read_table(Path(path))
    if isinstance(found, Unreadable):
        raise Refused(unreadable(path, found, "en"))
    return [(one.number, [shown(cell) for cell in one.cells]) for one in found.lines]


def _known(titles: Sequence[str], columns: Mapping[str, Column]) -> int:
    return sum(_named(one, columns) in columns for one in titles)


def _named(title: str, columns: Mapping[str, Column]) -> str:
    """The name of the column with that title, the title itself where there is none."""
    plain = " ".join(search_key(title).split())
    if plain in _COUNTS:
        return ""
    for name, column in columns.items():
        if plain in (name.replace("_", " "), *map(search_key, column.also)):
            return name
    return " ".join(title.split()).lower()


def refuse(path: str, faults: Sequence[Fault]) -> None:
    """Raises Refused with a sentence for each of *faults*, when there are any."""
    if not faults:
        return
    told = [f"{path}:{line}: {sentence}" for line, sentence in faults[:MOST_FAULTS]]
    more = len(faults) - len(told)
    rest = f" (and {more} more)" if more else ""
    raise Refused("\n".join([*told, f"nothing was kept; mend the file and import it again{rest}"]))


def _lines(path: str) -> list[str]:
    octets = sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
    try:
        text = octets.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = octets.count(b"\n", 0, error.start) + 1
        raise Refused(
            f'{path}:{line}: is not UTF-8; save it from the spreadsheet as "CSV UTF-8"'
        ) from None
    return io.StringIO(text, newline="").readlines()


def _delimiter(lines: Sequence[str]) -> str:
    """Spreadsheets set to Vietnamese separate by semicolons."""
    header = lines[0] if lines else ""
    return max(",;\t", key=header.count)


def _header_faults(header: Sequence[str], columns: Mapping[str, Column]) -> Iterator[str]:
    for name in filter(None, header):
        if name not in columns:
            near = difflib.get_close_matches(name, columns, n=1)
            remedy = f'did you mean "{near[0]}"?' if near else f"known are {_titles(columns)}"
            yield f'unknown column "{name}"; {remedy}'
    for name in sorted({name for name in header if name and header.count(name) > 1}):
        yield f'the column "{name}" stands twice; remove one'
    for name, column in columns.items():
        if column.needed and name not in header:
            yield f'the column "{name}" is missing; add it'


def _titles(columns: Mapping[str, Column]) -> str:
    """Every column by its name, and as offices write it."""
    return ", ".join(
        f'{name} ("{column.also[0]}")' if column.also else name for name, column in columns.items()
    )


def _cut(path: str, reader: Any) -> Iterator[tuple[int, list[str]]]:
    """Each row with the line it begins on: a cell in quotes may go over several."""
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise Refused(f"{path}:{line}: is no CSV ({error}); nothing was changed") from error
        yield line, cells


def _read(
    line: int,
    header: Sequence[str],
    cells: Sequence[str],
    columns: Mapping[str, Column],
    faults: list[Fault],
) -> Iterator[tuple[str, Any]]:
    if len(cells) > len(header):
        faults.append((line, f"has {len(cells)} cells, the header {len(header)}; quote commas"))
    given = {name: cell.strip() for name, cell in zip(header, cells, strict=False)}
    for name, column in columns.items():
        text = given.get(name, "")
        if not text:
            if column.needed:
                faults.append((line, f"{name} is empty; fill it in"))
            yield name, column.empty
            continue
        try:
            yield name, column.read(text)
        except ValueError as error:
            faults.append((line, f"{name}: {error}"))
