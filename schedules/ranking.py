"""The agencies below one beside each other, the worst first, for who may list what is its own, in chat and console."""

from collections.abc import Sequence
from dataclasses import dataclass

from schedules.span import quarter
from store import Tx, statistics
from store.directory.agencies import all_agencies
from work.agency import Agency
from work.deadline import Reached
from work.tally import Tally


@dataclass(frozen=True, slots=True)
class Row:
    """One unit, with its number, or one agency, with its code."""

    name: str
    tally: Tally
    unit: int | None = None
    code: str = ""


def below(code: str, every: Sequence[Agency]) -> tuple[str, ...]:
    """The agencies that belong to that one, at whatever depth."""
    found: list[str] = []
    above = {code}
    while above:
        above = {one.code for one in every if one.parent in above} - set(found)
        found += sorted(above)
    return tuple(found)


def agencies_of(tx: Tx, code: str, now: Reached) -> tuple[Row, ...]:
    """That agency and those below it which lead something in this quarter; none where there are none below it."""
    every = all_agencies(tx)
    under = below(code, every)
    if not under:
        return ()
    names = {one.code: one.short_name for one in every}
    tallies = statistics.by_code(tx, quarter(now.day)[0], now, (code, *under))
    return ranked([Row(names[one], tally, code=one) for one, tally in tallies.items()])


def ranked(rows: Sequence[Row]) -> tuple[Row, ...]:
    """By the share of what has fallen due that is late, then by how much is open."""
    return tuple(sorted(rows, key=lambda one: (-_late_share(one.tally), -one.tally.open, one.name)))


def _late_share(tally: Tally) -> float:
    return tally.open_late / tally.fallen_due if tally.fallen_due else 0.0
