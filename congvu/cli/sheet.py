"""Reads a CSV file into rows, or says of every cell what is wrong with it."""

import csv
import difflib
import io
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from congvu.cli.refused import Refused

MOST_FAULTS = 50  # told at once; behind them a person mends the file first


@dataclass(frozen=True, slots=True)
class Column:
    """One column: how a cell is read, what an empty one means, and whether it may be empty at all."""

    read: Callable[[str], Any]
    empty: Any = None
    needed: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the file that held something."""

    line: int
    cells: Mapping[str, Any]


def read_sheet(path: str, columns: Mapping[str, Column]) -> tuple[Row, ...]:
    """The rows of the CSV file *path* ("-" is standard input), every cell read.

    Raises Refused with each fault's line and column; then nothing was kept.
    """
    lines = _lines(path)
    cut = _cut(path, csv.reader(lines, delimiter=_delimiter(lines)))
    header = [name.strip().lower() for name in next(cut, (1, []))[1]]
    refuse(path, [(1, fault) for fault in _header_faults(header, columns)])
    in_order = {name: columns[name] for name in (*header, *columns)}  # faults are told as one reads
    faults: list[tuple[int, str]] = []
    rows = []
    for line, cells in cut:
        if any(cell.strip() for cell in cells):
            rows.append(Row(line, dict(_read(line, header, cells, in_order, faults))))
    refuse(path, faults)
    if not rows:
        raise Refused(f"{path} holds no row below its header; nothing was changed")
    return tuple(rows)


def refuse(path: str, faults: Sequence[tuple[int, str]]) -> None:
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
    for name in header:
        if name not in columns:
            near = difflib.get_close_matches(name, columns, n=1)
            remedy = f'did you mean "{near[0]}"?' if near else f"known are {', '.join(columns)}"
            yield f'unknown column "{name}"; {remedy}'
    for name in sorted({name for name in header if header.count(name) > 1}):
        yield f'the column "{name}" stands twice; remove one'
    for name, column in columns.items():
        if column.needed and name not in header:
            yield f'the column "{name}" is missing; add it'


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
    faults: list[tuple[int, str]],
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
