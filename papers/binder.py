"""The process that writes one workbook: `python -m papers.binder PATH`, told on standard input (papers.made).

First the pages, one JSON object a line, then their rows in batches that say which page they are of.
"""

import json
import sys
from collections.abc import Iterator, Sequence
from itertools import chain, groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

from papers import wire
from papers.book import Column, Layout, Page, write_pages
from papers.bounds import bind
from work.sheet import Value


def main(arguments: list[str]) -> int:
    """Writes the file that is named."""
    (path,) = arguments
    bind()
    lines = map(json.loads, sys.stdin)
    pages = next(lines)
    batches = groupby(lines, key=itemgetter("page"))
    waiting = next(batches, None)

    def rows(number: int) -> Iterator[Sequence[Value]]:
        nonlocal waiting
        if waiting is None or waiting[0] != number:
            return
        cells = chain.from_iterable(batch["rows"] for batch in waiting[1])
        yield from (tuple(map(wire.unpacked_value, row)) for row in cells)
        waiting = next(batches, None)

    write_pages(Path(path), (_page(told, rows(number)) for number, told in enumerate(pages)))
    return 0


def _page(told: dict[str, Any], rows: Iterator[Sequence[Value]]) -> Page:
    columns = tuple(Column(*one) for one in told["columns"])
    layout = Layout(told["office"], told["title"], told["subtitle"], columns)
    return Page(told["name"], layout, rows, tuple(told["below"]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
