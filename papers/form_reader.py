"""A filled sheet that a stranger sent, read apart: in a process that may be killed, from a file of its own."""

import tempfile
from pathlib import Path

from papers.table import Limits, Unreadable, read_table
from work.sheet import Sheet

SECONDS, PROCESSOR_SECONDS, MEMORY_MIB = 30.0, 15, 512  # a filled sheet takes a hundredth of each


def read_sheet(
    octets: bytes, most: int, name: str | None = None, seconds: float = SECONDS
) -> Sheet | Unreadable:
    """The sheet *name*, or the first, of a workbook of at most *most* octets. Blocks."""
    limits = Limits(most, MEMORY_MIB, PROCESSOR_SECONDS, seconds)
    with tempfile.NamedTemporaryFile(suffix=".xlsx") as copy:
        copy.write(octets)
        copy.flush()
        return read_table(Path(copy.name), name, limits)
