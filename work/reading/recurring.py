"""Tells whether a point comes round, how often, and from when on."""

from dataclasses import replace

from work.reading.chunk import Every
from work.reading.point import Day, Point, Span, Unit, Weekday, Where
from work.reading.said import Recurring
from work.reading.scene import Scene
from work.reading.vocabulary import Cue

REPORT_REACH = 5  # chunks between a day and the kind of report that it is for


def recurring(scene: Scene, place: int, point: Point, exclusive: bool) -> Recurring | None:
    """The series of which the point at *place* is one, None where it comes once."""
    every = _every(scene, place)
    if point.where is None:
        point = replace(point, where=_day_apart(scene, place))
    unit = _unit(point, every)
    if unit is None:
        return None
    return Recurring((point,), unit, exclusive, _start(scene, place))


def _unit(point: Point, every: Every | None) -> Unit | None:
    match point.where:
        case Day(year=None) as day:
            return _of_day(day, every)
        case Weekday(weeks=None) if every is not None and every.unit is Unit.WEEK:
            return Unit.WEEK
        case None if every is not None and every.unit is Unit.DAY:
            return Unit.DAY
        case _:
            return None


def _of_day(day: Day, every: Every | None) -> Unit | None:
    if day.of_quarter is not None:
        return Unit.QUARTER
    if every is None or every.unit in (Unit.DAY, Unit.WEEK):
        return None
    if day.month is not None:
        return Unit.YEAR
    return Unit.MONTH if every.unit is Unit.MONTH else None


def _day_apart(scene: Scene, place: int) -> Where | None:
    """The day of an hour that stands apart from it: "Thứ Hai hằng tuần, … trước 9 giờ"."""
    for at, value in scene.left(place):
        before = scene.value(at - 1)
        if isinstance(value, Every) and isinstance(before, Point):
            return before.where
    return None


def _every(scene: Scene, place: int) -> Every | None:
    """What comes round: said right behind the point, else nearest before it, else behind."""
    found = _right(scene, place)
    behind = scene.value(place + 1)
    if isinstance(behind, Every):
        return behind
    for _, value in scene.left(place):
        if isinstance(value, Every):
            said = [one for one in found if not one.report]
            return said[0] if value.report and said else value
    return found[0] if found else None


def _right(scene: Scene, place: int) -> list[Every]:
    """What is said behind; a kind of report only right behind it: "(đối với báo cáo năm)"."""
    every = ((at, value) for at, value in scene.right(place + 1) if isinstance(value, Every))
    return [value for at, value in every if not value.report or at <= place + REPORT_REACH]


def _start(scene: Scene, place: int) -> Point | None:
    """ "Bắt đầu từ tháng 11/2026"."""
    for at, value in scene.left(place):
        if value is Cue.FROM:
            point = scene.value(at + 1)
            return (
                point if isinstance(point, Point) and isinstance(point.where, Day | Span) else None
            )
    return None
