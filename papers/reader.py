"""The process that opens one hostile file: `python -m papers.reader`, the file on standard input.

It binds itself before it reads a single octet: so much memory, so much time of
the processor, no file to be written. Whatever the file does to it, it can do to
nobody else; its only way out is the answer on standard output (papers.wire).
"""

import resource
import sys
from collections.abc import Iterable, Iterator

import python_calamine as calamine

from papers import csv_table, wire
from papers.container import is_workbook, trouble_of_workbook
from papers.trouble import Trouble, Unreadable
from papers.xlsx_table import Workbook
from work.sheet import Line
from work.spelling import spelling_key

MOST_ROWS = 100_000


def main(arguments: list[str]) -> int:
    """Answers for the file on standard input; *arguments* are kind, sheet, octets, MiB, seconds."""
    kind, sheet, octets, memory_mib, seconds = arguments
    _bind(int(memory_mib) << 20, int(seconds))
    content = sys.stdin.buffer.read(int(octets) + 1)
    try:
        for line in _answer(kind, sheet, content, int(octets)):
            print(line, flush=True)  # noqa: T201 - this is the answer
    except MemoryError:
        print(wire.refusal(Unreadable(Trouble.TOO_HUNGRY)), flush=True)  # noqa: T201
    return 0


def _bind(memory: int, seconds: int) -> None:
    limits = {
        resource.RLIMIT_AS: memory,
        resource.RLIMIT_CPU: seconds,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_NOFILE: 16,
    }
    for name, limit in limits.items():
        resource.setrlimit(name, (limit, limit + 1 if name == resource.RLIMIT_CPU else limit))


def _answer(kind: str, sheet: str, content: bytes, most: int) -> Iterator[str]:
    if len(content) > most:
        return iter([wire.refusal(Unreadable(Trouble.TOO_LARGE))])
    if kind == "xlsx" or is_workbook(content):
        return _workbook(content, sheet)
    return _text(content)


def _workbook(content: bytes, sheet: str) -> Iterator[str]:
    trouble = trouble_of_workbook(content)
    if trouble is not None:
        yield wire.refusal(Unreadable(trouble))
        return
    try:
        book = Workbook(content)
        name = _chosen(book.names, sheet)
        if name is None:
            yield wire.refusal(Unreadable(Trouble.NO_SHEET, names=book.names))
            return
        yield wire.head(name, book.names, book.merges(name))
        yield from _rows(book.lines(name))
    except calamine.CalamineError:
        yield wire.refusal(Unreadable(Trouble.BROKEN))


def _chosen(names: tuple[str, ...], asked: str) -> str | None:
    """The sheet of the name *asked*, or the first that can be seen."""
    if not asked:
        return names[0] if names else None
    return next((name for name in names if spelling_key(name) == spelling_key(asked)), None)


def _text(content: bytes) -> Iterator[str]:
    text = csv_table.decoded(content)
    if text is None:
        yield wire.refusal(Unreadable(Trouble.ENCODING))
        return
    yield wire.head("", (), ())
    try:
        yield from _rows(Line(n, tuple(_cells(cells))) for n, cells in csv_table.records(text))
    except csv_table.BadQuotes as error:
        yield wire.refusal(Unreadable(Trouble.QUOTES, error.row))


def _cells(cells: list[str]) -> Iterator[str | None]:
    for cell in cells:
        yield cell if cell.strip() else None


def _rows(lines: Iterable[Line]) -> Iterator[str]:
    number = 0
    for number, batch in enumerate(wire.batches(lines), 1):
        if number * wire.BATCH > MOST_ROWS:
            yield wire.refusal(Unreadable(Trouble.TOO_MANY_ROWS, MOST_ROWS))
            return
        yield batch
    yield wire.END if number else wire.refusal(Unreadable(Trouble.EMPTY))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
