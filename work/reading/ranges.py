"""Tells what a range of days is: a time in which something is to be done, or what a report covers."""

from collections.abc import Set
from dataclasses import replace

from work.reading.point import Day, Point
from work.reading.said import ByPoint, Covered, Recurring
from work.reading.scene import ACTS, Cues, Scene
from work.reading.told import FAIR, LIKELY, Told
from work.reading.veto import is_vetoed
from work.reading.vocabulary import Cue, Role

_TELLING = frozenset({"báo cáo", "tổng hợp", "thống kê", "bao cao", "tong hop", "thong ke"})
ENDS: Set[Cue] = frozenset({Cue.TO, Cue.UNTIL, Cue.THROUGH})


def keep_range(told: Told, place: int, point: Point, cues: Cues) -> None:
    """ "từ ngày … đến hết ngày …": its end is the deadline, or both are what a report covers."""
    scene = told.scene
    if isinstance(point.where, Day) and point.where.since is not None:
        first = Point(replace(point.where, day=point.where.since))
        _ranged(told, cues, place, first, point)
        return
    at = place + 1
    while scene.sign(at) in (",", ")"):
        at += 1
    if (end := _moved_to(scene, at)) is not None:
        told.taken.add(at)
        _ranged(told, cues, at, point, end)
        return
    while scene.value(at) in ENDS or scene.sign(at) in ("-", "–"):
        at += 1
    last = scene.value(at)
    if not isinstance(last, Point) or at == place + 1:
        return
    told.taken.add(at)
    _ranged(told, cues, at, point, last)


def _moved_to(scene: Scene, place: int) -> Point | None:
    """The "sang ngay 20/10" of a text without accents, which could be a morning too."""
    point = scene.value(place)
    if not scene.clause.plain or not isinstance(point, Point) or point.part is None:
        return None
    return replace(point, part=None)


def keep_open_range(told: Told, place: int) -> None:
    """ "từ ngày ký đến hết ngày 31/12/2026"."""
    scene = told.scene
    for at in range(place + 1, place + 5):
        if scene.value(at) in ENDS and isinstance(scene.value(at + 1), Point):
            last = scene.value(at + 1)
            fits = scene.limit(place) is not None or scene.has_left(place, ACTS)
            if isinstance(last, Point) and fits:
                told.taken.add(at + 1)
                told.add(ByPoint(last), LIKELY, place, at + 2)
            return
        if isinstance(scene.value(at), Point):
            return


def _ranged(told: Told, cues: Cues, end: int, first: Point, last: Point) -> None:
    scene = told.scene
    if not scene.has_left(cues.start, {Role.DATA}) and _bounded(told, cues, first, last):
        return
    if scene.has_left(cues.start, {Role.DATA}) or _is_reported(scene, cues.start):
        told.periods.append(Covered(first, last, scene.words(cues.start, end + 1)))
        return
    if last.where is None or first.where is None or _takes_place(scene, cues.start):
        return
    named = Cue.LIMIT in cues.found or scene.limit(cues.start) is not None
    moved = scene.has_left(cues.start, {Role.MOVED})
    if not (named or moved or scene.has_left(cues.start, ACTS)):
        return
    if scene.has_left(cues.start, {Role.VISION}) or is_vetoed(scene, cues, end + 1):
        return
    sure = named or moved
    certainty = LIKELY if sure else FAIR
    told.add(ByPoint(last), certainty, cues.start, end + 1, spanning=not moved, weak=not sure)


def _bounded(told: Told, cues: Cues, first: Point, last: Point) -> bool:
    """Whether the range is that of a series: "hằng ngày từ ngày 04/02 đến ngày 10/02"."""
    before = told.limits[-1] if told.limits else None
    if before is None or before.last < cues.start:
        return False
    series = before.asked.when
    if not isinstance(series, Recurring):
        return False
    when = replace(series, start=first, until=last)
    told.limits[-1] = replace(before, asked=replace(before.asked, when=when))
    return True


def _is_reported(scene: Scene, place: int) -> bool:
    """ "báo cáo công suất phòng từ ngày … đến ngày …": what is told of, named behind the verb that tells it."""
    for at, value in scene.left(place):
        if scene.sign(at) in (",", ";", ":", "("):
            return False
        if value in ACTS:
            told = scene.words(at, at + 1).lower() in _TELLING
            return told and at < place - 1 and scene.limit(place) is None
        if value in (Role.MOVED, Cue.LIMIT):
            return False
    return False


def _takes_place(scene: Scene, place: int) -> bool:
    if scene.value(place - 1) in (Role.TAKES_PLACE, Role.VISIT):
        return True
    near = range(place - 3, place)
    return any(
        scene.value(at) in (Role.TAKES_PLACE, Role.VISIT, Role.MEETING) for at in near
    ) and not any(scene.value(at) in ACTS for at in near)
