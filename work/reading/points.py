"""Tells which points in time of a clause are deadlines, which meetings, and which nothing."""

from collections.abc import Set
from dataclasses import replace
from datetime import timedelta

from work.reading.chunk import Every
from work.reading.point import Day, Point, Span, Unit, Weekday, WeekOf
from work.reading.ranges import ENDS, keep_range
from work.reading.recurring import recurring
from work.reading.said import Ahead, ByPoint, Meeting, Recurring, Target, WithinTerm
from work.reading.scene import ACTS, DEMANDS, TASKS, Cues, Scene, is_named
from work.reading.term import Term
from work.reading.told import DOUBTFUL, FAIR, FAR, LIKELY, SURE, Told
from work.reading.veto import is_vetoed
from work.reading.vocabulary import Cue, Role

_STRONG: Set[Cue] = frozenset({Cue.BEFORE, Cue.UNTIL, Cue.THROUGH, Cue.LIMIT})
_WEAK: Set[Cue] = frozenset({Cue.WITHIN, Cue.TO, Cue.AT})


def keep_point(told: Told, place: int, point: Point) -> None:
    """Keeps what the point at *place* is, if it is anything."""
    scene = told.scene
    cues = with_limit(scene, place)
    if cues.nearest is Cue.FROM:
        keep_range(told, place, point, cues)
        return
    if _inherits(told, place, point) or _of_an_event(scene, place, point):
        return
    if point.where is None and point.hour is not None and cues.nearest is Cue.WITHIN:
        hours = Term(point.hour // timedelta(hours=1), Unit.HOUR)
        told.add(WithinTerm(hours), FAIR, cues.start, place + 1)
        return
    if not cues.found or cues.nearest is Cue.HOLD:
        _uncued(told, place, point)
        return
    if is_vetoed(scene, cues, place + 1):
        return
    _cued(told, place, point, cues)


def _of_an_event(scene: Scene, place: int, point: Point) -> bool:
    """Whether an hour is one of a day that is only named: "trước 6 giờ ngày thu gom"."""
    return point.where is None and point.hour is not None and scene.bare(place + 1) == "ngay"


def _cued(told: Told, place: int, point: Point, cues: Cues) -> None:
    scene = told.scene
    series = recurring(scene, place, point, _is_exclusive(cues))
    if series is not None:
        last = max(place + 1, _behind_every(scene, place))
        told.add(series, LIKELY, cues.start, last)
    elif point.where is None and _comes_round(scene, place):
        return
    elif cues.nearest is Cue.THROUGH and _is_year(point) and _aims(scene, cues, place):
        told.add(Target(point), FAR, cues.start, place + 1)
    elif _is_strong(scene, cues):
        _strong(told, place, point, cues)
    elif cues.nearest is Cue.AFTER:
        _tacit(told, place, point, cues)
    elif cues.nearest in _WEAK:
        _weak(told, place, point, cues)


def _is_strong(scene: Scene, cues: Cues) -> bool:
    """Whether the cues alone make a deadline: "trước", "chậm nhất", or "đến" where one is moved."""
    moved = cues.nearest in ENDS and scene.has_left(cues.start, {Role.MOVED})
    return moved or bool(_STRONG & set(cues.found))


def _strong(told: Told, place: int, point: Point, cues: Cues) -> None:
    scene, exclusive = told.scene, _is_exclusive(cues)
    end = scene.value(place + 2) if _has_end(scene, place, cues) else None
    least = _least(scene, place)
    if isinstance(end, Point):
        told.taken.add(place + 2)
        told.add(ByPoint(end), LIKELY, cues.start, place + 3)
    elif least is not None and exclusive:
        _add_ahead(told, place, point, cues, least)
    else:
        certainty = SURE if point.where is not None else DOUBTFUL
        told.add(ByPoint(point, exclusive), certainty, cues.start, place + 1)


def _is_exclusive(cues: Cues) -> bool:
    """By the nearest cue that says so: "chậm nhất là trước ngày" is before, "trước hết ngày" is not."""
    return cues.nearest is Cue.BEFORE


def _behind_every(scene: Scene, place: int) -> int:
    return place + 2 if isinstance(scene.value(place + 1), Every) else place + 1


def _least(scene: Scene, place: int) -> int | None:
    """Where the term stands in "trước ngày họp (16/10/2026) ít nhất 03 ngày làm việc"."""
    at = place + 1
    while scene.sign(at) in (")", ","):
        at += 1
    if scene.value(at) in (Cue.LEAST, Cue.UNTIL) and isinstance(scene.value(at + 1), Term):
        return at + 1
    return None


def _add_ahead(told: Told, place: int, point: Point, cues: Cues, last: int) -> None:
    term = told.scene.value(last)
    if isinstance(term, Term):
        told.taken.add(last)
        told.add(Ahead(term.number, term.unit, point), LIKELY, cues.start, last + 1)


def _weak(told: Told, place: int, point: Point, cues: Cues) -> None:
    """ "trong", "đến", "vào": a deadline only where something is to be done."""
    scene = told.scene
    if _is_year(point) and cues.nearest is Cue.TO:
        _aim(told, place, point, cues)
        return
    if cues.nearest is Cue.AT and _is_year(point):  # "kế hoạch đoàn vào năm 2027"
        fits = any(scene.value(at) is Role.FINISH for at in range(cues.start - 3, cues.start))
    elif cues.nearest is Cue.AT:
        if _meeting(told, place, point, cues):
            return
        roles = ACTS if point.hour is None else DEMANDS
        fits = scene.has_left(cues.start, roles) and point.where is not None
    elif cues.nearest is Cue.TO:
        fits = _reaches(scene, cues, place)
    else:
        fits = scene.has_left(cues.start, TASKS) or scene.has_right(place + 1, TASKS)
    if fits:
        told.add(ByPoint(point), FAIR, cues.start, place + 1, weak=True)


def _reaches(scene: Scene, cues: Cues, place: int) -> bool:
    """ "Đến ngày 30/9/2026, các sở phải hoàn thành", "thực hiện đến ngày 30/9/2026"."""
    if scene.has_left(cues.start, TASKS):
        return any(scene.value(at) in ACTS for at in range(cues.start - 3, cues.start))
    return scene.has_right(place + 1, TASKS)


def _aim(told: Told, place: int, point: Point, cues: Cues) -> None:
    scene = told.scene
    if scene.has_left(cues.start, {Role.VISION}):
        return
    ordered = scene.has_right(place + 1, TASKS) and cues.start <= 1
    if _aims(scene, cues, place):
        told.add(Target(point), FAR, cues.start, place + 1)
    elif ordered and scene.has_right(place + 1, DEMANDS):
        told.add(ByPoint(point), FAIR, cues.start, place + 1, weak=True)
    elif ordered:
        told.add(Target(point), FAR, cues.start, place + 1)


def _is_year(point: Point) -> bool:
    where = point.where
    return isinstance(where, Span) and where.unit is Unit.YEAR and where.part is None


def _aims(scene: Scene, cues: Cues, place: int) -> bool:
    """Whether a share or a rate is what is to be reached, and nobody is told that it must be."""
    if scene.has_right(place + 1, DEMANDS):
        return False
    aims = scene.has_left(cues.start, {Role.AIM}) or scene.has_right(place + 1, {Role.AIM})
    return aims or any(scene.sign(at) == "%" for at, _ in scene.right(place + 1))


def _comes_round(scene: Scene, place: int) -> bool:
    """Whether the clause speaks of days that come round, which of them nobody can tell."""
    values = (value for side in (scene.left(place), scene.right(place)) for _, value in side)
    return any(isinstance(value, Every) and not value.report for value in values)


def _has_end(scene: Scene, place: int, cues: Cues) -> bool:
    """Whether a further point ends the time: "Thời gian thực hiện: Quý IV/2026 - Quý I/2027"."""
    joined = scene.sign(place + 1) in ("-", "–") or scene.value(place + 1) in ENDS
    return joined and Cue.LIMIT in cues.found


def _tacit(told: Told, place: int, point: Point, cues: Cues) -> None:
    """ "Sau ngày 15/10/2026, nếu không nhận được ý kiến thì coi như thống nhất"."""
    if isinstance(point.where, Day) and told.scene.has_right(place + 1, {Role.TACIT}):
        told.add(ByPoint(point), DOUBTFUL, cues.start, place + 1)


def _uncued(told: Told, place: int, point: Point) -> None:
    scene = told.scene
    before = scene.before_event(place)
    cues = Cues((), place)
    if before is not None and is_named(point):
        cues = Cues((Cue.BEFORE,), before)
        if not is_vetoed(scene, cues, place + 1):
            _cued(told, place, point, cues)
        return
    if _meeting(told, place, point, cues):
        return
    if isinstance(scene.value(place + 1), Every) and (
        scene.has_right(place, ACTS) or scene.has_left(place, ACTS)
    ):
        _comes_by_itself(told, place, point, cues)
    elif _finishes(scene, place, point) and not is_vetoed(scene, cues, place + 1):
        first = place - 2 if scene.sign(place - 1) == ":" else place - 1
        told.add(ByPoint(point), DOUBTFUL, first, place + 1, weak=True)


def _comes_by_itself(told: Told, place: int, point: Point, cues: Cues) -> None:
    """ "Thứ Hai hằng tuần, các đơn vị báo cáo": the day itself, without a cue."""
    series = recurring(told.scene, place, point, False)
    apart = any(_is_hour(value) for _, value in told.scene.right(place + 1))
    if series is not None and not apart and not is_vetoed(told.scene, cues, place + 2):
        told.add(series, FAIR, place, place + 2)


def _is_hour(value: object) -> bool:
    """An hour of a day that stands elsewhere."""
    match value:
        case Point(where=None) | Term(unit=Unit.HOUR):
            return True
        case _:
            return False


def _finishes(scene: Scene, place: int, point: Point) -> bool:
    """ "hoàn thành tháng 11/2026", and the "thời gian: Quý IV/2026" of a plan."""
    before = scene.value(place - 2 if scene.sign(place - 1) == ":" else place - 1)
    if before is Role.HELD:
        return isinstance(point.where, Span)
    return before is Role.FINISH and point.where is not None


def _meeting(told: Told, place: int, point: Point, cues: Cues) -> bool:
    scene = told.scene
    around = {Role.MEETING, Role.INVITED, Role.TAKES_PLACE, Role.HELD}
    if (
        isinstance(point.where, Span | WeekOf | None)
        or scene.has_left(place, {Role.PAST})
        or scene.has_right(place, {Role.PAST})
    ):
        return False
    near = any(scene.value(at) is Role.TAKES_PLACE for at in range(cues.start - 2, cues.start))
    if not near and (point.hour is None or not scene.has_left(cues.start, around)):
        return False
    told.meetings.append(Meeting(point, scene.words(cues.start, place + 1)))
    return True


def _inherits(told: Told, place: int, point: Point) -> bool:
    """ "trước ngày 15/10 và 15/12": a further day under the same cue."""
    last = told.limits[-1] if told.limits and told.scene.joins(place - 1) else None
    if last is None or last.last != place - 1:
        return False
    match last.asked.when, point.where:
        case ByPoint(Point(Span()), exclusive), Span():
            told.limits.pop()
            told.add(ByPoint(point, exclusive), last.asked.certainty, last.first, place + 1)
        case ByPoint(_, exclusive), Day():
            told.add(ByPoint(point, exclusive), last.asked.certainty, place, place + 1)
        case Recurring(unit=Unit.MONTH) as series, Day():
            told.limits.pop()
            behind = _behind_every(told.scene, place)
            days = replace(series, points=(*series.points, point))
            told.add(days, last.asked.certainty, last.first, behind)
        case Recurring() as series, Day() | Weekday():
            behind = _behind_every(told.scene, place)
            told.add(replace(series, points=(point,)), last.asked.certainty, place, behind)
        case _:
            return False
    return True


def with_limit(scene: Scene, place: int) -> Cues:
    """The cues, and before them the "thời hạn …:" where one stands."""
    cues = scene.cues(place)
    if Cue.LIMIT in cues.found or cues.nearest is Cue.FROM:
        return cues
    limit = scene.limit(cues.start)
    return cues if limit is None else Cues((*cues.found, Cue.LIMIT), limit)
