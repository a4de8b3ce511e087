"""The process that makes one file: `python -m papers.maker PATH`, what is to stand in it on standard input.

It binds itself first: so much memory, so much time of the processor, so many octets to be
written. What it reads is one JSON object a line, as papers.made writes it.
"""

import json
import logging
import resource
import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

from papers import wire
from work.sheet import Value

MEMORY, SECONDS = 1 << 30, 60
LARGEST = 50 * 1024 * 1024  # octets of a file that a bot may send (Bot API, sendDocument)


def main(arguments: list[str]) -> int:
    """Writes the file that is named, out of what standard input says."""
    (path,) = arguments
    _bind()
    lines = map(json.loads, sys.stdin)
    head = next(lines)
    make = _draw if head["makes"] == "chart" else _write
    make(Path(path), head, lines)
    return 0


def _bind() -> None:
    limits = {
        resource.RLIMIT_AS: MEMORY,
        resource.RLIMIT_CPU: SECONDS,
        resource.RLIMIT_FSIZE: LARGEST,
        resource.RLIMIT_CORE: 0,
    }
    for name, limit in limits.items():
        resource.setrlimit(name, (limit, limit))


def _draw(path: Path, head: dict[str, Any], _lines: Iterable[Any]) -> None:
    # Without a folder of its own for its list of fonts it says so, as it is imported.
    logging.getLogger("matplotlib").setLevel(logging.ERROR)
    from papers.chart import draw
    from work.chart import Chart, Series, Tone

    told = head["chart"]
    series = (
        Series(one["name"], tuple(one["values"]), Tone(one["tone"])) for one in told["series"]
    )
    draw(Chart(**{**told, "labels": tuple(told["labels"]), "series": tuple(series)}), path)


def _write(path: Path, head: dict[str, Any], lines: Iterable[dict[str, Any]]) -> None:
    """The pages in their order, whose rows follow in batches that say which page they are of."""
    from papers.book import Column, Layout, Page, write_pages

    batches = groupby(lines, key=itemgetter("page"))
    waiting = next(batches, None)

    def rows(number: int) -> Iterator[Sequence[Value]]:
        nonlocal waiting
        if waiting is None or waiting[0] != number:
            return
        cells = chain.from_iterable(batch["rows"] for batch in waiting[1])
        yield from (tuple(map(wire.unpacked_value, row)) for row in cells)
        waiting = next(batches, None)

    def page(number: int, told: dict[str, Any]) -> Page:
        columns = tuple(Column(*one) for one in told["columns"])
        layout = Layout(told["office"], told["title"], told["subtitle"], columns)
        return Page(told["name"], layout, rows(number), tuple(told["below"]))

    write_pages(path, (page(number, told) for number, told in enumerate(head["pages"])))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
