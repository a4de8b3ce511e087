"""How commands write until when something is due, and how they read it."""

import re
from datetime import date, datetime, time, timedelta, tzinfo
from typing import NamedTuple

from congvu.cli.arguments import Kind, near_day
from work.deadline import BY_HAND, Deadline, Until, by_hand, by_hour

_HOUR = re.compile(r"(?P<before><?)(?P<day>\S+?)(?:[ T]+(?P<hour>\d{1,2}):(?P<minute>\d{2}))?")


class Given(NamedTuple):
    """A day as it was given, with an hour of it or None; *before* it where the hour itself is too late."""

    day: date
    hour: timedelta | None = None
    before: bool = False

    def deadline(self, zone: tzinfo) -> Deadline:
        """The deadline that somebody sets by it."""
        if self.hour is None:
            return by_hand(self.day)
        at = datetime.combine(self.day, time(), zone) + self.hour
        found = by_hour(at, self.before, BY_HAND, "")
        words = written(found.until, zone, "trước ", " ngày ")
        return Deadline(found.due, BY_HAND, words, found.due, found.exclusive, (), found.at)


def given(text: str) -> Given:
    """A day, or a day with an hour; "<" stands for "before".

    >>> given("<2026-10-28 16:00")
    Given(day=datetime.date(2026, 10, 28), hour=datetime.timedelta(seconds=57600), before=True)
    """
    found = _HOUR.fullmatch(text.strip())
    if found is None or (found["before"] and not found["hour"]):
        raise ValueError(_remedy(text))
    on = near_day(found["day"])
    if not found["hour"]:
        return Given(on)
    hours, minutes = int(found["hour"]), int(found["minute"])
    if minutes > 59 or hours * 60 + minutes > 24 * 60:
        raise ValueError(_remedy(text))
    return Given(on, timedelta(hours=hours, minutes=minutes), bool(found["before"]))


def _remedy(text: str) -> str:
    return (
        f'"{text}" is no day or hour; write it such as 2026-10-28, "2026-10-28 16:00",'
        ' or "<2026-10-28 16:00" where 16:00 is too late itself'
    )


def written(due: Until, zone: tzinfo, before: str = "before ", on: str = " on ") -> str:
    """ "28/10/2026", "before 16:00 on 28/10/2026"."""
    if due.at is None:
        return f"{due.day:%d/%m/%Y}"
    at = due.at.astimezone(zone)
    return f"{before if due.exclusive else ''}{at:%H:%M}{on}{at:%d/%m/%Y}"


def on(due: Until, zone: tzinfo) -> str:
    """The same within a sentence: "on 28/10/2026", "before 16:00 on 28/10/2026"."""
    if due.at is None:
        return f"on {written(due, zone)}"
    return written(due, zone) if due.exclusive else f"by {written(due, zone)}"


def counted(deadline: Deadline) -> str:
    """How it was counted, "" for a fixed day: ', 10 working days from 12/10/2026'."""
    of = deadline.counted
    if of is None:
        return ""
    unit = of.unit.replace("-", " ")
    more = f" and {of.moved} for pauses" if of.moved else ""
    return f", {of.number} {unit} from {of.start:%d/%m/%Y}{more}"


def short(due: Until, zone: tzinfo) -> str:
    """The same for a column: "28/10/2026 16:00"."""
    return f"{due.day:%d/%m/%Y}" if due.at is None else f"{due.at.astimezone(zone):%d/%m/%Y %H:%M}"


DUE = Kind("date", given)
