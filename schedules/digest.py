"""At which hours the morning digest may come: the office's own, then later ones at which the person may be told."""

from collections.abc import Iterator
from datetime import date, time

from schedules.customs import Customs
from work.person import Person

LATER = (time(8), time(8, 30), time(9), time(10), time(13, 30))  # than the office's own hour
MOST = 4  # hours offered


def digest_hours(customs: Customs, person: Person, today: date) -> Iterator[str]:
    """Hours such as "07:45", the office's own first; none where there is no digest."""
    first, told = customs.on(today).digest_at, customs.of(person, today)
    if first is None:
        return
    yield first.isoformat("minutes")
    later = [one for one in LATER if one > first and (told is None or told.ends(one) == one)]
    yield from (one.isoformat("minutes") for one in later[: MOST - 1])
