"""Office hours (giờ làm việc): when the office's morning and afternoon begin and end."""

from dataclasses import dataclass
from datetime import datetime, time
from typing import NamedTuple


class Session(NamedTuple):
    """One part of the day, in the office's time."""

    opens: time
    closes: time


MORNING = Session(time(7, 30), time(11, 30))
AFTERNOON = Session(time(13, 30), time(17))


@dataclass(frozen=True, slots=True)
class Sessions:
    """The two parts of a working day; those of most provinces, where nobody says others."""

    morning: Session = MORNING
    afternoon: Session = AFTERNOON

    def last_until(self, local: datetime) -> datetime | None:
        """*local* itself in office hours, else the end of the part of its day that is over; None before the first.

        Of a day that is worked: which days are, the calendar says.
        """
        begun = [one for one in (self.morning, self.afternoon) if one.opens <= local.time()]
        if not begun:
            return None
        closes = begun[-1].closes
        return min(local, local.replace(hour=closes.hour, minute=closes.minute, second=0))


USUAL = Sessions()  # of an office that says nothing else
