"""A later day that somebody chooses: so many working days on, out of a month of buttons, or as it is written.

It is a part of several courses. Days off are answered by their names, and the next
working day is offered. The dialog's data hold *was*, the day after which it has to lie; the
choice becomes *due*, and *days* where working days were asked for.
"""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from bot.course import BACK, Heard, Scene, choice
from bot.outcome import Outcome
from bot.screen import Button, Rows
from bot.spoken_day import is_no_day, spoken_day
from schedules.calendar import ONE_DAY, Calendar, DayKind
from templates import words
from work.dialog import Dialog

DATE, MONTH, OFF = "date", "month", "off"
STEPS = frozenset({DATE, MONTH, OFF})
OFFERED = (3, 5, 10)  # working days
FARTHEST = timedelta(days=366)
MONTHS = 12
NONE = "·"  # in the place of a day that cannot be chosen
SMALL = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")  # a seventh of a phone's width holds no brackets
MOST_DAYS = 250  # as `congvu task extend --days` takes them


@dataclass(frozen=True, slots=True)
class _Meant:
    """A day that somebody means, and how many working days were asked for, if they were."""

    day: date
    days: int | None = None


def hears_day(scene: Scene, one: Dialog, heard: Heard, then: str) -> Outcome:
    """What becomes of an answer at one of STEPS; with a day that will do, the step *then*."""
    if heard.choice == MONTH:
        return scene.goes(one, MONTH, month=min(heard.value, MONTHS))
    if heard.choice == BACK:
        return scene.goes(one, DATE)
    meant = _meant(scene, one, heard)
    if meant is None:
        key = "day.none" if is_no_day(heard.text) else "day.unclear"
        return scene.stays(one, scene.word(key))
    if why := _amiss(scene, one, meant.day):
        return scene.stays(one, why)
    if not scene.desk.calendar.is_working(meant.day):
        return scene.goes(one, OFF, off=meant.day.isoformat())
    return scene.goes(one, then, due=meant.day.isoformat(), days=meant.days)


def said_at_once(scene: Scene, was: date, text: str) -> Mapping[str, Any]:
    """The data of a day that will do, out of the words behind a command; nothing for any other."""
    one = Dialog(0, 0, "", 0, DATE, {"was": was.isoformat()})
    meant = _meant(scene, one, Heard(text))
    if meant is None or _amiss(scene, one, meant.day):
        return {}
    if not scene.desk.calendar.is_working(meant.day):
        return {}
    return {"due": meant.day.isoformat(), "days": meant.days}


def day_facts(scene: Scene, one: Dialog) -> dict[str, Any]:
    """What the templates say of the step; "chat/choose-day.j2" says it."""
    if one.step == MONTH:
        return _month_facts(scene.desk.calendar, _month(one, int(one.data["month"])))
    if one.step == OFF:
        off = date.fromisoformat(one.data["off"])
        name = scene.desk.calendar.why(off).name
        return {"off": off.isoformat(), "off_name": name, "next": _next(scene, off).isoformat()}
    return {}


def day_rows(scene: Scene, one: Dialog) -> Rows:
    """The buttons of the step."""
    if one.step == MONTH:
        return _month_rows(scene, one)
    if one.step == OFF:
        day = _next(scene, date.fromisoformat(one.data["off"]))
        takes = scene.word("button.take-day", day=f"{day:%d/%m}")
        other = choice(one, scene.word("button.other-day"), MONTH, _months(one, day))
        return ((choice(one, takes, "day", (day - _was(one)).days), other),)
    first = (choice(one, scene.word("button.days", days=n), "days", n) for n in OFFERED)
    month = _months(one, _first(scene, one))
    return (tuple(first), (choice(one, scene.word("button.other-day"), MONTH, month),))


def _meant(scene: Scene, one: Dialog, heard: Heard) -> _Meant | None:
    if heard.choice == "day":
        return _Meant(_was(one) + timedelta(days=heard.value))
    if heard.choice == "days":
        return _counted(scene, one, heard.value)
    if heard.choice:
        return None
    said = spoken_day(heard.text, _first(scene, one), scene.desk.today)
    if isinstance(said, int):
        return _counted(scene, one, said)
    return None if said is None else _Meant(said)


def _counted(scene: Scene, one: Dialog, days: int) -> _Meant | None:
    if not 0 < days <= MOST_DAYS:
        return None
    return _Meant(scene.desk.calendar.add_working_days(_was(one), days), days)


def _amiss(scene: Scene, one: Dialog, day: date) -> str | None:
    """Why the day will not do, whether worked or not."""
    was = _was(one)
    if day < _first(scene, one):
        return scene.word("day.too-early", day=f"{day:%d/%m/%Y}", was=f"{was:%d/%m/%Y}")
    return scene.word("day.too-far") if day > was + FARTHEST else None


def _was(one: Dialog) -> date:
    return date.fromisoformat(one.data["was"])


def _first(scene: Scene, one: Dialog) -> date:
    """The first day that may be chosen: after the deadline in force, and not over."""
    return max(_was(one) + ONE_DAY, scene.desk.today)


def _next(scene: Scene, off: date) -> date:
    return scene.desk.calendar.next_working_day(off)


def _months(one: Dialog, day: date) -> int:
    """How many months *day* lies after that of the deadline in force."""
    was = _was(one)
    return (day.year - was.year) * 12 + day.month - was.month


def _month(one: Dialog, number: int) -> date:
    """The first of the month that lies *number* after that of the deadline in force."""
    was = _was(one)
    months = was.month - 1 + number
    return date(was.year + months // 12, months % 12 + 1, 1)


def _month_rows(scene: Scene, one: Dialog) -> Rows:
    number = int(one.data["month"])
    shown = _month(one, number)
    names = words("day.weekdays", scene.language)
    head = tuple(choice(one, name, MONTH, number) for name in names)
    blank = [None] * shown.weekday()
    days = [*blank, *(shown + ONE_DAY * n for n in range(monthrange(shown.year, shown.month)[1]))]
    days += [None] * (-len(days) % 7)
    cells = [_cell(scene, one, day) for day in days]
    weeks = [tuple(cells[at : at + 7]) for at in range(0, len(cells), 7)]
    ahead = (week for week in weeks if any(one.label != NONE for one in week))
    return (head, *ahead, _turns(scene, one, number))


def _cell(scene: Scene, one: Dialog, day: date | None) -> Button:
    """One day; "·" where none may be chosen, in small numerals a day off, with a star a make-up day."""
    if day is None or _amiss(scene, one, day):
        return choice(one, NONE, MONTH, int(one.data["month"]))
    what = scene.desk.calendar.why(day).kind
    off = not scene.desk.calendar.is_working(day)
    made_up = "*" if what is DayKind.SWAP_WORK else ""
    label = f"{day.day}".translate(SMALL) if off else f"{day.day}{made_up}"
    return choice(one, label, "day", (day - _was(one)).days)


def _turns(scene: Scene, one: Dialog, number: int) -> tuple[Button, ...]:
    first = _months(one, _first(scene, one))
    found = [number - 1] if number > first else []
    found += [number + 1] if number < MONTHS else []
    return tuple(choice(one, _turn(one, month, number), MONTH, month) for month in found)


def _turn(one: Dialog, month: int, shown: int) -> str:
    named = f"{_month(one, month):%m/%Y}"
    return f"‹ {named}" if month < shown else f"{named} ›"


def _month_facts(calendar: Calendar, shown: date) -> dict[str, Any]:
    """The month, with the days off in it that have a name, and the days that make up for others."""
    days = [shown + ONE_DAY * n for n in range(monthrange(shown.year, shown.month)[1])]
    told = [(day, calendar.why(day)) for day in days]
    named = [(day, what) for day, what in told if what.kind not in _PLAIN]
    runs = groupby(named, key=lambda pair: (pair[1].kind, pair[1].name))
    return {"month": shown.isoformat(), "named": [_run(list(run)) for _, run in runs]}


_PLAIN = (DayKind.WEEKDAY, DayKind.WEEKEND)


def _run(run: list[Any]) -> dict[str, Any]:
    (first, what), (last, _) = run[0], run[-1]
    works = what.kind is DayKind.SWAP_WORK
    days = {"first": first.isoformat(), "last": last.isoformat()}
    return {**days, "name": what.name, "works": works, "forecast": what.forecast}
