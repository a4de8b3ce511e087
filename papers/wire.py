"""How a table travels from the reader's process: one JSON object a line, nothing that runs when it is read.

First what the workbook is, then the rows in batches, last END:
an answer without its end is one that was cut off.
"""

import itertools
import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from typing import Any

from papers.trouble import Trouble, Unreadable
from work.sheet import Flaw, Line, Merge, Value

BATCH = 500  # rows of one line
END = '{"end": true}'


def head(name: str, names: Iterable[str], merges: Iterable[Merge]) -> str:
    """The first line."""
    places = [[merge.top, merge.left, merge.bottom, merge.right] for merge in merges]
    return json.dumps({"name": name, "names": list(names), "merges": places})


def batches(lines: Iterable[Line]) -> Iterator[str]:
    """The rows."""
    rest = iter(lines)
    while batch := list(itertools.islice(rest, BATCH)):
        yield json.dumps({"lines": [_packed(line) for line in batch]})


def refusal(why: Unreadable) -> str:
    """The last line of an answer that says why there is none."""
    return json.dumps({"trouble": why.trouble, "row": why.row, "names": list(why.names)})


def refused(message: dict[str, Any]) -> Unreadable:
    """The refusal in *message*."""
    return Unreadable(Trouble(message["trouble"]), int(message["row"]), tuple(message["names"]))


def lines(message: dict[str, Any]) -> Iterator[Line]:
    """The rows of one batch."""
    for number, cells, flaws in message["lines"]:
        by_column = {column: Flaw(flaw) for column, flaw in flaws}
        yield Line(number, tuple(map(unpacked_value, cells)), by_column)


def merges(message: dict[str, Any]) -> tuple[Merge, ...]:
    """The merged cells of the first line."""
    return tuple(Merge(*place) for place in message["merges"])


def _packed(line: Line) -> list[Any]:
    return [line.number, [packed_value(cell) for cell in line.cells], list(line.flaws.items())]


def packed_value(value: Value) -> Any:
    """A cell as JSON takes it."""
    match value:
        case datetime():
            return {"instant": value.isoformat()}
        case date():
            return {"day": value.isoformat()}
        case time():
            return {"hour": value.isoformat()}
        case _:
            return value


def unpacked_value(value: Any) -> Value:
    """The cell again; raises ValueError for what packed_value() never gives."""
    match value:
        case {"instant": text}:
            return datetime.fromisoformat(text)
        case {"day": text}:
            return date.fromisoformat(text)
        case {"hour": text}:
            return time.fromisoformat(text)
        case None | str() | int() | float():  # a bool is an int
            return value
        case _:
            raise ValueError("no value of a cell")
