"""An official document that came as edXML: what its head and its files ask for, and how each day was computed."""

from collections.abc import Sequence

from schedules.due import Due
from schedules.official_letter import Reckoned
from work.edxml import Package
from work.official.exact import DUE_RULE, exact, own_errands, standing
from work.official.found import Errand
from work.reading.point import Day, Point
from work.reading.said import Asked, ByPoint

SOURCE = "QCVN 102:2016/BTTTT, DueDate"


def reckoned(
    package: Package, files: Reckoned, places: Sequence[int], sheet: int, home: str
) -> Reckoned:
    """What the package says; *files* was read of its files, which are the sheets at *places*, its head that at *sheet*.

    *home* is the code of the office to which it should go.
    """
    read = exact(package, standing(files.read, places), sheet, home)
    own = [files.dues[place] for place in own_errands(package, files.read)]
    own += [None] * (len(read.errands) - len(own))
    dues = map(_due, read.errands, own)
    return Reckoned(read, tuple(dues))


def _due(errand: Errand, due: Due | None) -> Due | None:
    """How its day was computed: as *due*, where that has one, else it is the one in the head."""
    deadline, when = errand.deadline, errand.when
    if deadline is None or when is None or (due is not None and due.due is not None):
        return due
    day = deadline.due
    asked = Asked(ByPoint(Point(Day(day.day, day.month, day.year))), when.words, 1.0)
    return Due(day, DUE_RULE, asked, SOURCE, day)
