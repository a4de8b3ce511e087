"""Pages of a letter that are pictures, and what was read of them by sight."""

from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from work.official.document import Document
from work.official.found import Finding, Paper
from work.official.letter import Letter, Sheet
from work.spelling import spelling_key

SCAN = "scan"  # the kind of a sheet that was read by sight
GUESSED = 0.6  # certainty of what was read by sight, at most: one dot makes another digit
_ALIKE = 0.8  # of two numbers, of which one was read by sight
PICTURE = "picture"  # the code of why a file was not read: papers.opened.Why


@dataclass(frozen=True, slots=True)
class Scans:
    """What was read of the pictures in one letter, and of which not all, each with the code of why."""

    sheets: tuple[Sheet, ...] = ()
    obstacles: tuple[tuple[tuple[str, ...], str], ...] = ()


def pictures(letter: Letter) -> tuple[tuple[str, ...], ...]:
    """The places of files that could not be read, since only pictures stand in them."""
    return tuple(place for place, why in letter.obstacles if why == PICTURE)


def most_certain(sheet: Sheet) -> float:
    """How certain anything can be that stands in *sheet*."""
    return GUESSED if sheet.kind == SCAN else 1.0


def without_copies(letter: Letter, documents: tuple[Document, ...]) -> tuple[Document, ...]:
    """*documents* without scans of those among them that can be read for certain: what was signed goes beside what was typed."""
    seen = {number for number, one in enumerate(letter.sheets) if one.kind == SCAN}
    clear = [one.paper for one in documents if one.sheet not in seen]
    return tuple(
        one
        for one in documents
        if one.sheet not in seen or not any(_is_copy(one.paper, other) for other in clear)
    )


def _is_copy(scan: Paper, clear: Paper) -> bool:
    """Whether *scan* bears nearly the number of *clear*, or comes from the same body on the same day."""
    if clear.number is None:
        return False
    if scan.number is not None:
        alike = SequenceMatcher(None, scan.number.value, clear.number.value).ratio()
        return alike >= _ALIKE
    if scan.issued is None or _value(scan.issued) != _value(clear.issued):
        return False
    return spelling_key(_value(scan.issuer)) == spelling_key(_value(clear.issuer))


def _value(found: Finding | None) -> str:
    return "" if found is None else found.value


def with_scans(letter: Letter, scans: Scans) -> Letter:
    """*letter* with what was read of its pictures, behind all else."""
    read = {one.place for one in scans.sheets}
    left = [one for one in letter.obstacles if one[0] not in read or one[1] != PICTURE]
    told = dict.fromkeys((*left, *(one for one in scans.obstacles if one[1] != PICTURE)))
    return replace(letter, sheets=(*letter.sheets, *scans.sheets), obstacles=tuple(told))
