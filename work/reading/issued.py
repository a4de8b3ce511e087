"""Finds the day on which a paper was issued: the line of place and date at its head."""

from work.reading.clause import sentences
from work.reading.point import Day, Point
from work.reading.scene import Scene
from work.reading.text import words_of

HEAD = 3000  # characters of a paper in which the line stands
LONGEST_LINE = 20  # words and signs
LONGEST_PLACE = 6  # words: "Thành phố Hồ Chí Minh"


def issued_in(text: str) -> Day | None:
    """The day of the first line such as "Hà Nội, ngày 24 tháng 9 năm 2026" (Nghị định 30/2020/NĐ-CP, Phụ lục I)."""
    for clauses in sentences(words_of(text[:HEAD])):
        for clause in clauses:
            if len(clause.tokens) > LONGEST_LINE:
                continue
            day = _place_and_day(Scene.of(clause))
            if day is not None:
                return day
    return None


def _place_and_day(scene: Scene) -> Day | None:
    comma = len(scene.chunks) - 2
    point = scene.value(comma + 1)
    if not 0 < comma <= LONGEST_PLACE or scene.sign(comma) != ",":
        return None
    if not isinstance(point, Point) or not isinstance(point.where, Day) or point.hour is not None:
        return None
    first = scene.clause.tokens[0]
    return point.where if point.where.year is not None and first.written[0].isupper() else None
