"""Reads a text for what it asks, by when and of whom: the front of this package."""

import functools
from collections.abc import Iterator
from dataclasses import replace

from work.reading.addressee import addressees, fronted
from work.reading.clause import sentences
from work.reading.limits import told_in
from work.reading.point import Day, Unit
from work.reading.said import Asked, Ongoing, Reading, Recurring
from work.reading.scene import ACTS, Scene
from work.reading.text import Words, words_of
from work.reading.told import SURE, Limit, Told
from work.reading.vocabulary import Role

ONGOING_CERTAINTY = 0.7


@functools.lru_cache(maxsize=512)  # letters of one agency share many of their sentences
def read(text: str) -> Reading:
    """Every deadline, meeting and period in *text*, in the order in which they stand there."""
    found = Reading()
    for clauses in sentences(words_of(text)):
        found = _joined(found, _sentence(clauses))
    return found


def _joined(first: Reading, second: Reading) -> Reading:
    return Reading(
        first.deadlines + second.deadlines,
        first.meetings + second.meetings,
        first.periods + second.periods,
        first.undated + second.undated,
    )


def _sentence(clauses: tuple[Words, ...]) -> Reading:
    told = [told_in(Scene.of(clause)) for clause in clauses]
    deadlines = _in_series(tuple(_deadlines(told)))
    if not deadlines:
        deadlines = tuple(asked for one in told if (asked := _ongoing(one.scene)))
    return Reading(
        deadlines,
        tuple(meeting for one in told for meeting in one.meetings),
        tuple(period for one in told for period in one.periods),
        tuple(words for one in told for words in one.undated),
    )


def _deadlines(told: list[Told]) -> Iterator[Asked]:
    """Those of all clauses; the end of a range gives way to a deadline that stands behind it."""
    last_sure = max(
        (number for number, one in enumerate(told) if any(map(_is_sure, one.limits))), default=-1
    )
    for number, one in enumerate(told):
        for limit, asked in zip(one.limits, _with_addressees(one), strict=True):
            behind = (other for other in one.limits if other.first > limit.first)
            if not limit.spanning or not (last_sure > number or any(map(_is_sure, behind))):
                yield asked


def _is_sure(limit: Limit) -> bool:
    return limit.asked.certainty >= SURE and not limit.spanning


def _with_addressees(told: Told) -> Iterator[Asked]:
    """Each deadline with whom it is for; who was named before goes on doing."""
    scene, start = told.scene, 0
    names: tuple[str, ...] = ()
    for limit in told.limits:
        own = addressees(scene, start, limit.first)
        if not own and not names:
            own = fronted(scene, limit.last)
        names = own or names
        start = limit.last
        yield replace(limit.asked, addressee="; ".join(names) or None)


def _in_series(deadlines: tuple[Asked, ...]) -> tuple[Asked, ...]:
    """Days of the year that come round together are one series: 20/3, 20/6, 20/9 and 20/12."""
    kept: list[Asked] = []
    for asked in deadlines:
        merged = _merged(kept[-1], asked) if kept else None
        if merged is not None:
            kept[-1] = merged
        else:
            kept.append(asked)
    return tuple(kept)


def _merged(first: Asked, second: Asked) -> Asked | None:
    one, other = first.when, second.when
    if not isinstance(one, Recurring) or not isinstance(other, Recurring):
        return None
    if first.addressee != second.addressee or not _alike(one, other):
        return None
    series = replace(one, points=one.points + other.points)
    return replace(first, when=series, words=f"{first.words}, {second.words}")


def _alike(one: Recurring, other: Recurring) -> bool:
    first, second = one.points[0].where, other.points[0].where
    if one.unit is other.unit is Unit.WEEK:
        return one.exclusive is other.exclusive
    return (
        one.unit is other.unit is Unit.YEAR
        and one.exclusive is other.exclusive
        and isinstance(first, Day)
        and isinstance(second, Day)
        and first.day == second.day
    )


def _ongoing(scene: Scene) -> Asked | None:
    """ "Thường xuyên đôn đốc": at the head of a clause or right before what is to be done."""
    for place, chunk in enumerate(scene.chunks):
        if chunk.value is Role.PAST:
            return None
        if chunk.value is Role.ONGOING:
            if scene.value(place + 1) in ACTS or scene.limit(place) is not None:
                last = place + 2 if scene.value(place + 1) in ACTS else place + 1
                return Asked(Ongoing(), scene.words(place, last), ONGOING_CERTAINTY)
            return None
    return None
