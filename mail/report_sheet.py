"""The sheet of a report form as it goes with the letter that asks for the report, or for it once more."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from papers.form_book import FormSheet, form_sheet_octets
from store.form.by_mail import TAKEN
from store.form.telling import OPENED
from work.notice import Notice
from work.secrecy.discretion import Discretion

MOST = 180 * 1024  # octets: in base64 the letter stays within what the spool keeps in one row
XLSX = ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")


class Enclosed(NamedTuple):
    """A file that goes with a letter: its name and octets."""

    name: str
    octets: bytes


def asks(notice: Notice) -> int | None:
    """The request that a letter asks a report for, or whose sheet was not the one that came; None for any other."""
    anew = notice.kind == TAKEN and notice.facts.get("unfit")
    return int(notice.facts["report"]) if notice.kind == OPENED or anew else None


def enclosed(sheet: FormSheet, number: int, discretion: Discretion, day: date) -> Enclosed | None:
    """The file of *sheet*; None where it is too large for a letter, or bears a mark of secrecy."""
    if discretion.is_secret(_texts(sheet), day):
        return None
    octets = form_sheet_octets(sheet)
    return Enclosed(f"bao-cao-{number}.xlsx", octets) if len(octets) <= MOST else None


def _texts(sheet: FormSheet) -> Iterator[str]:
    yield from (sheet.title, *sheet.above)
    for line in sheet.lines:
        value = line.value if isinstance(line.value, str) else ""
        yield from (line.indicator.name, line.indicator.unit, line.hint, value)
