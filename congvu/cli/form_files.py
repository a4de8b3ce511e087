"""Sheets of strangers, read apart for the commands about forms."""

from pathlib import Path
from typing import TYPE_CHECKING

from congvu.cli.form_words import say
from congvu.cli.refused import Refused
from store.form.submissions import FILE_MOST

if TYPE_CHECKING:
    from work.sheet import Sheet


def octets_of(file: Path) -> bytes:
    """What *file* holds; Refused where it is larger than is kept."""
    with file.open("rb") as stream:
        octets = stream.read(FILE_MOST + 1)
    if len(octets) > FILE_MOST:
        most = FILE_MOST >> 20
        raise Refused(f"{file} is larger than {most} MiB; remove pictures and other sheets from it")
    return octets


def sheet_of(file: Path, octets: bytes, language: str, name: str | None = None) -> "Sheet":
    """The sheet *name*, or the first, of the workbook whose *octets* were read of *file*."""
    from papers.form_reader import read_sheet
    from papers.table import Unreadable

    found = read_sheet(octets, FILE_MOST, name)
    if isinstance(found, Unreadable):
        names = ", ".join(f'"{one}"' for one in found.names)
        facts = {"file": str(file), "row": found.row, "names": names}
        raise Refused(say(f"register.file.{found.trouble}", language, **facts))
    return found
