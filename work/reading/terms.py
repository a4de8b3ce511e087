"""Tells which terms of a clause are deadlines, and which count back from a day."""

from collections.abc import Iterator, Set
from datetime import timedelta

from work.reading.point import Day, Part, Point, Span, Unit
from work.reading.points import keep_point, with_limit
from work.reading.ranges import ENDS
from work.reading.said import Ahead, ByPoint, WithinTerm
from work.reading.scene import ACTS, TASKS, Cues, Scene
from work.reading.term import Anchor, Term
from work.reading.told import FAIR, LIKELY, Told
from work.reading.veto import is_vetoed
from work.reading.vocabulary import Cue, Role

_LIMITING: Set[Cue] = frozenset(
    {Cue.WITHIN, Cue.UNTIL, Cue.LIMIT, Cue.AFTER, Cue.LEAST, Cue.BEFORE}
)
_WHOLE_DAY = 24  # hours


def keep_term(told: Told, place: int, term: Term) -> None:
    """Keeps what the term at *place* is, if it is anything."""
    scene = told.scene
    cues = with_limit(scene, place)
    if _is_spelled_out(scene, place, term) or _first_days(told, place, term, cues):
        return
    if _ahead(told, place, term, cues) or _on_the_clock(told, place, term, cues):
        return
    if not _is_limited(scene, place, term, cues) or is_vetoed(scene, cues, place + 1):
        return
    if term.start is Anchor.EVENT or (
        term.start is Anchor.SILENT and scene.has_left(place, {Role.MOVED})
    ):
        told.undated.append(scene.words(cues.start, place + 1))
        return
    doubtful = term.start in (Anchor.SILENT, Anchor.MOMENT) or Cue.AFTER in cues.found
    certainty = FAIR if doubtful else LIKELY
    told.add(WithinTerm(term), certainty, cues.start, place + 1)


def _is_spelled_out(scene: Scene, place: int, term: Term) -> bool:
    """Whether the last day stands behind: "02 tháng, kể từ ngày 01/10 đến ngày 30/11/2026"."""
    return (
        isinstance(term.start, Point)
        and scene.value(place + 1) in ENDS
        and isinstance(scene.value(place + 2), Point)
    )


def _first_days(told: Told, place: int, term: Term, cues: Cues) -> bool:
    """ "trong 10 ngày đầu tháng 11/2026"."""
    following = told.scene.value(place + 1)
    where = following.where if isinstance(following, Point) else None
    if term.unit is not Unit.DAY or not isinstance(where, Span) or where.part is not Part.START:
        return False
    told.taken.add(place + 1)
    if where.unit is Unit.MONTH and cues.found:
        day = Day(term.number, where.number, where.year, where.shift)
        told.add(ByPoint(Point(day)), FAIR, cues.start, place + 2)
    return True


def _is_limited(scene: Scene, place: int, term: Term, cues: Cues) -> bool:
    """Whether the term is one to keep: a cue stands before it, or it is counted from something."""
    if Cue.FROM in cues.found[:1]:
        return False
    if term.start is Anchor.SILENT:
        limiting = bool(_LIMITING - {Cue.AFTER, Cue.LEAST, Cue.BEFORE} & set(cues.found))
        moved = scene.has_left(place, {Role.MOVED})
        return (limiting or moved) and (
            scene.has_left(place, TASKS) or scene.has_right(place, TASKS) or moved
        )
    if _LIMITING & set(cues.found) or scene.has_left(place, {Role.MOVED}):
        return True
    return scene.has_left(place, TASKS) and term.start is not Anchor.EVENT


def _ahead(told: Told, place: int, term: Term, cues: Cues) -> bool:
    """ "chậm nhất 05 ngày làm việc trước ngày họp 20/8/2026", and the same in other orders."""
    scene = told.scene
    if isinstance(term.start, Point) and Cue.BEFORE in cues.found:
        told.add(Ahead(term.number, term.unit, term.start), LIKELY, cues.start, place + 1)
        return True
    if scene.value(place + 1) is not Cue.BEFORE or term.start is not Anchor.SILENT:
        return _before_event_behind(told, place, term, cues)
    if not cues.found and not scene.has_left(place, ACTS):
        return False
    event = scene.event_behind(place + 2)
    if event is None and scene.bare(place + 2) == "ngay":
        event = scene.event_told(cues.start)
    if event is None:
        told.undated.append(scene.words(cues.start, min(place + 6, len(scene.chunks))))
        told.taken.update(_until_comma(scene, place))
        return True
    point = scene.value(event)
    if isinstance(point, Point) and not is_vetoed(scene, cues, event + 1):
        told.taken.add(event)
        told.add(Ahead(term.number, term.unit, point), LIKELY, cues.start, max(event, place) + 1)
    return True


def _before_event_behind(told: Told, place: int, term: Term, cues: Cues) -> bool:
    """ "trước ngày họp ít nhất 05 ngày làm việc (cuộc họp dự kiến ngày 22/10/2026)"."""
    scene = told.scene
    before = scene.before_event(cues.start) if Cue.LEAST in cues.found else None
    if before is None or term.start is not Anchor.SILENT:
        return False
    start = place + 2 if scene.sign(place + 1) in (",", "(") else place + 1
    event = scene.event_behind(start)
    point = None if event is None else scene.value(event)
    if event is None or not isinstance(point, Point):
        told.undated.append(scene.words(before, place + 1))
        return True
    told.taken.add(event)
    told.add(Ahead(term.number, term.unit, point), FAIR, before, place + 1)
    return True


def _until_comma(scene: Scene, place: int) -> Iterator[int]:
    for at, _ in scene.right(place):
        if scene.sign(at) == ",":
            return
        yield at


def _on_the_clock(told: Told, place: int, term: Term, cues: Cues) -> bool:
    """ "trước 16 giờ" is an hour of the day, "trong 16 giờ" a length."""
    is_hour = term.unit is Unit.HOUR and term.start is Anchor.SILENT and term.number < _WHOLE_DAY
    if not is_hour or cues.nearest not in (Cue.BEFORE, Cue.AT):
        return False
    keep_point(told, place, Point(None, timedelta(hours=term.number)))
    return True
