"""Statistics for programs: the official counts, as far as one may list."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from schedules.soon import last_soon_day
from store import Tx, entitled, statistics, worklist
from store.worklist import Wanted, Within
from web.api import other_shapes as shapes
from web.api.offer import Ask, Offer, Told
from web.api.problem import Problem
from work.access import Denied, Doing
from work.program import ApiScope
from work.tally import Tally


def offers() -> Sequence[Offer]:
    """What may be counted."""
    scope, answer = ApiScope.READ_STATISTICS, shapes.StatisticsShape
    query = shapes.StatisticsQuery
    return (Offer("GET", "/statistics", "statistics.one", scope, answer, counted, query),)


def counted(tx: Tx, ask: Ask) -> Told | Problem:
    """The counts of the widest that one may list: the agency, the unit, or what is one's own."""
    now, within = ask.desk.now, entitled.reach_of(tx, Doing.LIST, ask.act)
    first = ask.queried(shapes.StatisticsQuery).since or now.day.replace(month=1, day=1)
    if isinstance(within, Denied):
        return Problem("denied")
    reach, groups = _groups(tx, ask, within, first)
    told = shapes.StatisticsShape(
        reach=reach,
        since=first,
        at=ask.office(tx).astimezone(ask.desk.zone),
        groups=[shapes.Group(name=name, counts=_counts(tally)) for name, tally in groups],
        total=_counts(Tally.sum(tally for _, tally in groups)),
    )
    return Told(told)


def _groups(
    tx: Tx, ask: Ask, within: Sequence[Within], first: date
) -> tuple[str, list[tuple[str | None, Tally]]]:
    now = ask.desk.now
    for one in within:
        if one.agency is not None:
            return "agency", list(statistics.by_lead(tx, first, now, one.agency))
    for one in within:
        if one.staff is not None:
            soon = last_soon_day(now.day, ask.desk.calendar)
            held = statistics.by_person(tx, first, now, soon, one.staff)
            return "unit", [(who.name, who.tally) for who in held]
    mine = Wanted(states=None, since=first, within=tuple(within))
    return "own", [(ask.person.name, worklist.tally(tx, mine, now))]


def _counts(tally: Tally) -> shapes.Counts:
    found: dict[str, Any] = asdict(tally)
    del found["cancelled"]  # in no total
    found |= {"total": tally.total, "done": tally.done, "open": tally.open}
    return shapes.Counts(**found, done_rate=tally.done_rate(), late_rate=tally.late_rate())
