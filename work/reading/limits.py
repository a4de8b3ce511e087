"""Finds the deadlines of one clause: what each point and term in it is, by the words around it."""

from work.reading.point import Away, Point
from work.reading.points import keep_point
from work.reading.ranges import keep_open_range
from work.reading.said import ByPoint
from work.reading.scene import TASKS, Cues, Scene
from work.reading.term import Term
from work.reading.terms import keep_term
from work.reading.told import LIKELY, Told
from work.reading.veto import is_vetoed
from work.reading.vocabulary import Cue


def told_in(scene: Scene) -> Told:
    """Everything that the clause of *scene* says of time."""
    told = Told(scene)
    for place, chunk in enumerate(scene.chunks):
        if place in told.taken:
            continue
        if isinstance(chunk.value, Term):
            keep_term(told, place, chunk.value)
        elif isinstance(chunk.value, Point):
            keep_point(told, place, chunk.value)
        elif chunk.value is Cue.FROM:
            keep_open_range(told, place)
        elif chunk.value is Cue.WITHIN:
            _same_day(told, place)
    return told


def _same_day(told: Told, place: int) -> None:
    """ "trong ngày", "ngay trong ngày nhận được": the day of receipt itself."""
    scene = told.scene
    if scene.bare(place + 1) != "ngay" or not (
        scene.has_left(place, TASKS) or scene.has_right(place, TASKS)
    ):
        return
    following = scene.bare(place + 2)
    plain_end = place + 2 >= len(scene.chunks) or scene.sign(place + 2) in (".", ",", ")")
    if not plain_end and following not in ("nhan", "tiep", "lam", "den"):
        return
    cues = Cues((Cue.WITHIN,), place)
    if not is_vetoed(scene, cues, place + 2):
        told.add(ByPoint(Point(Away(0))), LIKELY, place, place + 2)
