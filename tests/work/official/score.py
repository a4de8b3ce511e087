"""`python -m tests.work.official.score NAME [FIELD …]` prints how well the letters of a labelled set are read, and what of a FIELD is wrong."""

import asyncio
import sys

from schedules.official import official_calendar
from tests.work.official.scoring import answers_of, read_letters, score


def main(name: str, *fields: str) -> None:
    """Prints the figures of the set *name*."""
    found = score(asyncio.run(read_letters(name)), answers_of(name), official_calendar())
    for line in found.lines():
        print(line)
    for file, field, wanted, got in found.wrong:
        if field in fields:
            print(f"{file} {field}\n  wanted {wanted}\n  read   {got}")


if __name__ == "__main__":
    main(*sys.argv[1:])
