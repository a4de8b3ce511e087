"""What forms of events say: when, who, and in which words; or why that cannot be."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from store import Tx
from store.directory import people
from store.directory.units import all_units
from web.console.days import read_day
from web.console.naming import Naming, Unnamed, names
from web.console.visit import Visit
from web.number import number_of
from work.event import Part, Span

LONGEST = {"title": 300, "place": 300, "link": 500, "note": 2000, "why": 300}
PEOPLE_LONGEST = 20_000  # characters: 500 people
DEFAULT_LENGTH = timedelta(hours=1)
_LINK = re.compile(r"https?://[!-~]{1,480}")


@dataclass(frozen=True, slots=True)
class Amiss:
    """Why a form is not taken: a key below [web.events.amiss], and what it is about."""

    key: str
    about: str = ""


def words(visit: Visit, names: Collection[str]) -> dict[str, str | None] | Amiss:
    """The fields of those *names*, each on one line but the note; None for an empty one."""
    found = {name: visit.field(name) for name in names}
    lines = {name: t if name == "note" else " ".join(t.split()) for name, t in found.items()}
    if any(len(text) > LONGEST[name] for name, text in lines.items()):
        return Amiss("long")
    if lines.get("link") and not _LINK.fullmatch(lines["link"]):
        return Amiss("link")
    discretion, today = visit.desk.discretion, visit.desk.today
    if discretion.refuses((lines.get("why"),), today) or discretion.is_secret(
        lines.values(), today
    ):
        return Amiss("secret")
    return {name: text or None for name, text in lines.items()}


def was(visit: Visit, name: str) -> str:
    """What the field of that *name* held when its page was made: nobody undoes unseen what another changed since."""
    return visit.field(f"was-{name}")


def span(visit: Visit, length: timedelta = DEFAULT_LENGTH, *, whole: bool | None = None) -> Span | Amiss:  # fmt: skip
    """From when to when: by hours on one day, or whole days where no hour is given.

    *length* is how long it takes where no end is given; *whole* says which of both it has to be.
    """
    first, begins = read_day(visit.field("day")), _hour(visit.field("from"))
    if first is None or (visit.field("from") and begins is None):
        return Amiss("day")
    if whole is not None and whole is not (begins is None):
        return Amiss("whole")
    found = _whole_days(visit, first) if begins is None else _hours(visit, first, begins, length)
    return Amiss("backwards") if found is None else found


def asked(tx: Tx, visit: Visit) -> tuple[tuple[int, Part], ...] | Amiss:
    """Who is named, themselves or by unit, each once: as the chair, else to attend, else welcome."""
    found: dict[int, Part] = {}
    naming = Naming(tx, visit)
    named = (("chair", Part.CHAIR), ("people", Part.REQUIRED), ("optional", Part.OPTIONAL))
    wanted = number_of(visit.field("unit"))
    for field, part in named:
        if len(visit.field(field)) > PEOPLE_LONGEST:
            return Amiss("long")
        some = naming.people(*names(visit.field(field)))
        if isinstance(some, Unnamed):
            return Amiss("unnamed", some.why)
        for who in some:
            if who.disabled:
                return Amiss("gone", who.name)
            found.setdefault(who.id, part)
        if field == "people" and wanted:
            for number in _of_unit(tx, visit, wanted):
                found.setdefault(number, part)
    return tuple(found.items())


def units(tx: Tx, visit: Visit) -> list[tuple[int, str]]:
    """The units of the person's agency, to ask everybody of one."""
    return [(one.id, one.name) for one in all_units(tx) if one.agency == visit.person.agency]


def _of_unit(tx: Tx, visit: Visit, number: int) -> list[int]:
    if number not in dict(units(tx, visit)):
        return []
    return [one.id for one in people.of_unit(tx, number) if not one.disabled]


def _whole_days(visit: Visit, first: date) -> Span | None:
    last = read_day(visit.field("last")) if visit.field("last") else first
    if last is None or last < first:
        return None
    start = visit.desk.calendar.instant(first, time())
    return Span(start, visit.desk.calendar.instant(last + timedelta(days=1), time()), True)


def _hours(visit: Visit, on: date, begins: time, length: timedelta) -> Span | None:
    start, ends = visit.desk.calendar.instant(on, begins), _hour(visit.field("to"))
    if visit.field("to") and ends is None:
        return None
    end: datetime = start + length if ends is None else visit.desk.calendar.instant(on, ends)
    return Span(start, end) if start < end else None


def _hour(written: str) -> time | None:
    try:
        return time.fromisoformat(written).replace(tzinfo=None, second=0, microsecond=0)
    except ValueError:
        return None
