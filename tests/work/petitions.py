"""Petitions by hand, for figures: eight of October 2026, judged on the 30th."""

from datetime import UTC, date, datetime
from typing import Any

from work.petition import Channel, Depth, Event, Happened, Kind, Petition, State
from work.petition_course import Clocks, course_of
from work.petition_tally import Judged

AT = datetime(2026, 10, 1, tzinfo=UTC)
FIRST = date(2026, 10, 1)  # to be passed on by 08/10, answered by 22/10

_SORTED = ("2026-10-01", Event.REGISTER, State.REGISTERED)
_GIVEN = ("2026-10-07", Event.ASSIGN, State.HANDLING)

ROWS: tuple[tuple[Kind, State, date, tuple[tuple[str, Event, State], ...]], ...] = (
    # answered on the last day
    (Kind.REFLECTION, State.ANSWERED, FIRST,
     (_SORTED, _GIVEN, ("2026-10-22", Event.ANSWER, State.ANSWERED))),
    # passed on too late, answered in time
    (Kind.REFLECTION, State.CLOSED, FIRST,
     (_SORTED, ("2026-10-12", Event.ASSIGN, State.HANDLING),
      ("2026-10-20", Event.ANSWER, State.ANSWERED), ("2026-10-29", Event.CLOSE, State.CLOSED))),
    # a complaint passed on a day too late: 10 working days after the 1st are the 15th
    (Kind.COMPLAINT, State.FORWARDED, FIRST, (_SORTED, ("2026-10-16", Event.FORWARD, State.FORWARDED))),
    # not answered
    (Kind.REFLECTION, State.HANDLING, FIRST, (_SORTED, _GIVEN)),
    # not even entered
    (Kind.UNSORTED, State.RECEIVED, date(2026, 10, 28), ()),
    # stands since the 5th
    (Kind.REFLECTION, State.SUPPLEMENT, FIRST, (_SORTED, ("2026-10-05", Event.ASK, State.SUPPLEMENT))),
    (Kind.REFLECTION, State.WITHDRAWN, FIRST, (_SORTED, ("2026-10-29", Event.WITHDRAW, State.WITHDRAWN))),
    (Kind.REFLECTION, State.JOINED, FIRST, (_SORTED, ("2026-10-29", Event.JOIN, State.JOINED))),
)  # fmt: skip


def judged(clocks: Clocks) -> list[Judged]:
    """Each beside its clocks."""
    return [_judged(number, row, clocks) for number, row in enumerate(ROWS, 1)]


def _judged(number: int, row: Any, clocks: Clocks) -> Judged:
    kind, state, received, happened = row
    past = [
        Happened(n, event, after, date.fromisoformat(day), AT, "cli", None, {})
        for n, (day, event, after) in enumerate(happened, 1)
    ]
    one = Petition(
        *(number, 2026, number, kind, Depth.VERIFY, Channel.POST, "x", state, "G18", number),
        received=received,
        opened_at=AT,
    )
    return Judged(one, clocks(kind, Depth.VERIFY, course_of(received, past)))
