"""The labelled letters of tests/data/letters that readers are built by."""

import csv
import unicodedata
import zipfile
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "data" / "letters"


@cache
def labels(name: str) -> dict[str, dict[str, str]]:
    """What each letter of the set *name* says, by its file and by columns."""
    with (FOLDER / f"{name}.tsv").open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return {row["file"]: row for row in rows}


@cache
def octets(name: str) -> dict[str, bytes]:
    """The letters of the set *name*, by their file."""
    with zipfile.ZipFile(FOLDER / f"{name}.zip") as archive:
        return {one.filename: archive.read(one) for one in archive.infolist()}


def plain(text: str) -> str:
    """*text* in NFC with its blanks and line ends collapsed."""
    return " ".join(unicodedata.normalize("NFC", text).split())
