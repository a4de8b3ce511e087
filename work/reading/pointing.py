"""Reads a point in time: a day with its hour and day of the week, in whatever order they are written, or a span."""

from dataclasses import replace
from datetime import timedelta

from work.reading.clock import day_part_at, has_minutes, hour_at
from work.reading.day import bare_day_at, day_at, now_at, weekday_at
from work.reading.phrases import Found, Phrases
from work.reading.point import Day, Point
from work.reading.span import span_at
from work.reading.text import Words

_BEFORE_HOUR = Phrases(
    {"{lúc,vào lúc,vào,trước,trước lúc,chậm nhất,chậm nhất là,chậm nhất lúc,muộn nhất}": True}
)
_JOINT = Phrases({"{của,vào,các ngày,vào các ngày,của các ngày,trong}": True})
_LOOSE = frozenset({",", "("})
_BETWEEN = frozenset({",", "(", "-", "–"})


def point_at(words: Words, place: int, told: bool = False) -> Found[Point] | None:
    """The point in time that stands at *place*.

    *told* says that a word before it has announced one, so that "20/10" is a day.
    """
    hour = hour_at(words, place)
    if hour is not None:
        return _hour_first(words, place, hour)
    part = day_part_at(words, place)
    if part is not None:
        day = _day_at(words, _past(words, part.end, _LOOSE), True) or _now(words, part.end)
        return None if day is None else Found(replace(day.value, part=part.value), day.end)
    day = _day_at(words, place, told)
    if day is not None:
        return _with_hour(words, day)
    span = span_at(words, place)
    return None if span is None else Found(Point(span.value), span.end)


def _hour_first(words: Words, place: int, hour: Found[timedelta]) -> Found[Point] | None:
    """An hour with its day behind it; without one it must be written as one of the clock."""
    start = _past(words, hour.end, _BETWEEN)
    joint = _JOINT.at(words, start)
    day = _day_at(words, joint.end if joint else start, True) or _now(words, start)
    if day is not None:
        return Found(replace(day.value, hour=hour.value), _closed(words, start, day.end))
    return Found(Point(None, hour.value), hour.end) if has_minutes(words, place) else None


def _day_at(words: Words, place: int, told: bool) -> Found[Point] | None:
    """A day with the day of the week before or behind it, or a day of the week alone."""
    weekday = weekday_at(words, place)
    if weekday is None:
        found = day_at(words, place) or (bare_day_at(words, place) if told else None)
        return None if found is None else _with_weekday(words, Found(Point(found.value), found.end))
    start = _past(words, weekday.end, _LOOSE)
    dated = day_at(words, start) or bare_day_at(words, start)
    if dated is None or not isinstance(dated.value, Day):
        return Found(Point(weekday.value), weekday.end)
    point = Point(dated.value, weekday=weekday.value.weekday)
    return Found(point, _closed(words, start, dated.end))


def _with_weekday(words: Words, day: Found[Point]) -> Found[Point]:
    start = _past(words, day.end, _LOOSE)
    weekday = weekday_at(words, start)
    if weekday is None or not isinstance(day.value.where, Day):
        return day
    return Found(
        replace(day.value, weekday=weekday.value.weekday), _closed(words, start, weekday.end)
    )


def _with_hour(words: Words, day: Found[Point]) -> Found[Point]:
    """An hour behind its day: "ngày 15/10/2026 lúc 17 giờ", "(trước 17 giờ 00)"."""
    start = _past(words, day.end, _BETWEEN if _is_clock(words, day.end + 1) else _LOOSE)
    said = _BEFORE_HOUR.at(words, start)
    number = said.end if said else start
    hour = hour_at(words, number)
    if hour is None or number == day.end or not (said or has_minutes(words, number)):
        return day
    if _day_at(words, _past(words, hour.end, _LOOSE), True) is not None:
        return day
    return Found(replace(day.value, hour=hour.value), _closed(words, start, hour.end))


def _is_clock(words: Words, place: int) -> bool:
    """Whether an hour with its minutes stands at *place*: "30/11/2026 - 10:00"."""
    return hour_at(words, place) is not None and has_minutes(words, place)


def _now(words: Words, place: int) -> Found[Point] | None:
    found = now_at(words, place)
    return None if found is None else Found(Point(found.value), found.end)


def _past(words: Words, place: int, signs: frozenset[str]) -> int:
    return place + 1 if words.sign(place) in signs else place


def _closed(words: Words, start: int, end: int) -> int:
    """Behind the bracket that closes the one before *start*."""
    return end + 1 if words.sign(start - 1) == "(" and words.sign(end) == ")" else end
