"""Pages of a letter that are pictures, and what was read of them by sight."""

from dataclasses import dataclass, replace

from work.official.letter import Letter, Sheet

SCAN = "scan"  # the kind of a sheet that was read by sight
GUESSED = 0.6  # certainty of what was read by sight, at most: one dot makes another digit
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


def with_scans(letter: Letter, scans: Scans) -> Letter:
    """*letter* with what was read of its pictures, behind all else."""
    read = {one.place for one in scans.sheets}
    left = [one for one in letter.obstacles if one[0] not in read or one[1] != PICTURE]
    told = dict.fromkeys((*left, *(one for one in scans.obstacles if one[1] != PICTURE)))
    return replace(letter, sheets=(*letter.sheets, *scans.sheets), obstacles=tuple(told))
