"""Reads the ladders and the customs of telling: the table that is shipped, and the office's own rows over it."""

from datetime import time
from pathlib import Path
from typing import NamedTuple

from schedules.customs import Custom, Customs, Hours
from schedules.ladder import A_WEEK, MOST_HOURS, HourStep, Ladder, Start, Step
from work.audience import Told
from work.dated import DataFile, Row
from work.document import Urgency

TABLES = ("ladder", "custom", "unit_hours")
LONGEST = 31  # days of a span that anything is put off or repeated by


class Reminding(NamedTuple):
    """When reminders leave, and how they are told."""

    ladders: tuple[Ladder, ...]
    customs: Customs


def shipped_ladders() -> tuple[Ladder, ...]:
    """The ladders that come with the program."""
    return reminding().ladders


def reminding(*overlays: Path) -> Reminding:
    """The shipped rows with those of *overlays* after them, the last one on top.

    Raises DataRefused, whose text names file, line and remedy.
    """
    sources = [DataFile.shipped("schedules", "ladder.toml", TABLES)]
    sources += [DataFile.at(path, TABLES) for path in overlays]
    return Reminding(
        tuple(read_ladder(row) for source in sources for row in source.rows("ladder")),
        Customs(
            tuple(_custom(row) for source in sources for row in source.rows("custom")),
            tuple(_hours(row) for source in sources for row in source.rows("unit_hours")),
        ),
    )


def read_ladder(row: Row) -> Ladder:
    """The ladder that a table of dated data defines. Raises DataRefused."""
    row.only(
        "valid_from", "source", "urgency", "kinds", "opens", "closes", "any_time", "rung",
        "weekly", "every_days", "hours", "start", "approval", "approval_weekly",
    )  # fmt: skip
    steps = tuple(_step(rung) for rung in row.rows("rung"))
    if not steps:
        raise row.refused("write at least one [[ladder.rung]]")
    return Ladder(
        row.day("valid_from"),
        row.text("source"),
        row.hour("opens"),
        row.hour("closes"),
        steps,
        _told(row, "weekly"),
        tuple(_step(rung, "A") for rung in row.rows("approval")),
        _told(row, "approval_weekly"),
        tuple(_start(rung) for rung in row.rows("start")),
        tuple(Urgency(one) for one in row.texts("urgency", tuple(Urgency))),
        row.words("kinds"),
        _is(row, "any_time"),
        _count(row, "every_days", A_WEEK),
        tuple(_hour_step(rung) for rung in row.rows("hours")),
    )


def _step(row: Row, sign: str = "T") -> Step:
    row.only("working_days", "to")
    return Step(row.number("working_days"), _told(row, "to"), sign)


def _hour_step(row: Row) -> HourStep:
    row.only("before", "to")
    hours = row.number("before")
    if not 1 <= hours <= MOST_HOURS:
        raise row.refused(f"before is 1 to {MOST_HOURS} hours; days stand in ladder.rung")
    return HourStep(hours, _told(row, "to"))


def _start(row: Row) -> Start:
    row.only("hours", "working_days", "to", "unreceived")
    if ("hours" in row.values) == ("working_days" in row.values):
        raise row.refused("write hours or working_days, and not both")
    unit = "hours" if "hours" in row.values else "working_days"
    number = row.number(unit)
    if number < (unit == "working_days"):
        raise row.refused(f"{unit} is a number from {int(unit == 'working_days')} on")
    to, unreceived = _told(row, "to"), _is(row, "unreceived")
    if unit == "hours":
        return Start(to, number, 0, unreceived)
    return Start(to, None, number, unreceived)


def _custom(row: Row) -> Custom:
    row.only(
        "valid_from", "source", "group_over", "digest_at",
        "acknowledged_working_days", "snoozed_working_days", "snoozed_late_working_days",
    )  # fmt: skip
    return Custom(
        row.day("valid_from"),
        row.text("source"),
        _count(row, "group_over", 0) or None,
        row.hour("digest_at") if "digest_at" in row.values else None,
        _count(row, "acknowledged_working_days", 3),
        _count(row, "snoozed_working_days", 5),
        _count(row, "snoozed_late_working_days", 1),
    )


def _hours(row: Row) -> Hours:
    row.only("valid_from", "source", "agency", "unit", "opens", "closes", "quiet")
    opens, closes = row.hour("opens"), row.hour("closes")
    if opens >= closes:
        raise row.refused("opens lies before closes; exchange them")
    if "unit" in row.values and "agency" not in row.values:
        raise row.refused("name the agency of the unit by its code")
    agency, unit = (row.text(key) if key in row.values else "" for key in ("agency", "unit"))
    quiet = tuple(_span(row, one) for one in row.words("quiet"))
    found = Hours(row.day("valid_from"), row.text("source"), opens, closes, quiet, agency, unit)
    if found.ends(opens) is None:
        raise row.refused("quiet leaves no hour to tell anybody; shorten it")
    return found


def _span(row: Row, words: str) -> tuple[time, time]:
    try:
        begin, end = (time.fromisoformat(one.strip()) for one in words.split("-"))
    except ValueError as error:
        raise row.refused('quiet is a list of spans such as "11:30-13:30"') from error
    if begin >= end:
        raise row.refused(f'the span "{words}" ends before it begins; exchange the hours')
    return begin, end


def _count(row: Row, key: str, default: int) -> int:
    if key not in row.values:
        return default
    number = row.number(key)
    if not 1 <= number <= LONGEST:
        raise row.refused(f"{key} is a number from 1 to {LONGEST}")
    return number


def _is(row: Row, key: str) -> bool:
    value = row.values.get(key, False)
    if not isinstance(value, bool):
        raise row.refused(f"{key} is true or false, without quotes")
    return value


def _told(row: Row, key: str) -> tuple[Told, ...]:
    return tuple(Told(name) for name in row.texts(key, tuple(Told)))
