"""Files of the commands about forms: new ones that overwrite nothing, and sheets of strangers that are read apart."""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from congvu.cli.form_words import say
from congvu.cli.refused import Refused
from store.form.submissions import FILE_MOST

if TYPE_CHECKING:
    from work.sheet import Sheet

SECONDS, PROCESSOR_SECONDS, MEMORY_MIB = 30.0, 15, 512  # a filled sheet takes a hundredth of each


def new_file(file: Path, *endings: str) -> None:
    """Raises Refused where *file* cannot be written anew, and a usage error for another ending."""
    if file.suffix.lower() not in endings:
        raise click.UsageError(
            f"{file} is of no kind that is written here; end it in {', '.join(endings)}"
        )
    if file.exists():
        raise Refused(f"{file} stands already; name another file, or move it away first")
    if not file.parent.is_dir():
        raise Refused(f"there is no folder {file.parent}; make it first, or name another file")


def write_new(file: Path, write: Callable[[Path], None]) -> None:
    """Lets *write* make the file under another name, and gives it its own once it is whole."""
    with tempfile.NamedTemporaryFile(
        dir=file.parent, prefix=".congvu-", suffix=file.suffix
    ) as draft:
        write(Path(draft.name))
        try:
            os.link(draft.name, file)  # a name that was taken meanwhile is refused, not overwritten
        except FileExistsError as error:
            raise Refused(f"{file} stands already; name another file") from error


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
    from papers.table import Limits, Unreadable, read_table

    limits = Limits(FILE_MOST, MEMORY_MIB, PROCESSOR_SECONDS, SECONDS)
    with tempfile.NamedTemporaryFile(suffix=".xlsx") as copy:
        copy.write(octets)
        copy.flush()
        found = read_table(Path(copy.name), name, limits)
    if isinstance(found, Unreadable):
        names = ", ".join(f'"{one}"' for one in found.names)
        facts = {"file": str(file), "row": found.row, "names": names}
        raise Refused(say(f"register.file.{found.trouble}", language, **facts))
    return found
