"""`congvu read --lines`: a sentence a line in, an object a line out, however many there are."""

import json
from collections.abc import Iterator
from datetime import date, datetime
from typing import IO, Any

import click

from congvu.cli.output import plain
from congvu.cli.read_deadlines import Reader, received_of
from congvu.cli.refused import Refused

TAB = "\t"


def stream(reader: Reader, file: str, received: date | datetime | None) -> None:
    """Prints what each line of *file* says, as soon as it is read.

    Raises Refused at the end where lines could not be read; each of them has its object too.
    """
    wrong = 0
    with click.open_file(file, encoding="utf-8", errors="replace") as lines:
        for found in _read(reader, lines, received):
            wrong += "error" in found
            click.echo(json.dumps(found, ensure_ascii=False, default=plain))
    if wrong:
        raise Refused(
            f"{wrong} lines have no day; write the day of receipt, a TAB and the sentence on each line"
        )


def _read(
    reader: Reader, lines: IO[str], received: date | datetime | None
) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(lines, 1):
        day, tab, sentence = line.rstrip("\r\n").partition(TAB)
        try:
            when = received_of(day.strip()) if tab and day.strip() else received
        except ValueError as error:
            yield {"line": number, "error": str(error)}
            continue
        if not tab:
            yield {"line": number, "error": "there is no TAB between day and sentence"}
            continue
        yield reader.facts(sentence, when)
