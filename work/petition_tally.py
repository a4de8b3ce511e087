"""Petitions in classes, so that they are counted as tasks are, with the same rounding."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from work.petition import Kind, Petition, State
from work.petition_course import Clock, is_late
from work.tally import Tally
from work.task import TaskClass

_CANCELLED = frozenset({State.WITHDRAWN, State.JOINED})  # nothing was owed any more
_DONE = frozenset({State.FORWARDED, State.ANSWERED, State.PUBLISHED, State.CLOSED, State.REFUSED})


class Judged(NamedTuple):
    """A petition beside its clocks."""

    petition: Petition
    clocks: tuple[Clock, ...]


def class_of(one: Judged, today: date) -> TaskClass:
    """The class of a petition on *today*: derived, never kept."""
    if one.petition.state in _CANCELLED:
        return TaskClass.CANCELLED
    late = is_late(one.clocks, today)
    if one.petition.state in _DONE:
        return TaskClass.DONE_LATE if late else TaskClass.DONE_IN_TIME
    return TaskClass.OPEN_LATE if late else TaskClass.OPEN_IN_TIME


def tallies(found: Iterable[Judged], today: date) -> dict[Kind | None, Tally]:
    """A tally of each kind that there is, and under None that of all."""
    counts: dict[Kind | None, Counter[TaskClass]] = {None: Counter()}
    for one in found:
        kind = class_of(one, today)
        counts.setdefault(one.petition.kind, Counter())[kind] += 1
        counts[None][kind] += 1
    order = [*Kind, None]
    return {kind: Tally.of(counts[kind]) for kind in order if kind in counts}


def by_state(found: Iterable[Judged]) -> dict[State, int]:
    """How many stand in each state, in the order of State."""
    counts = Counter(one.petition.state for one in found)
    return {state: counts[state] for state in State if counts[state]}


def due(one: Judged) -> Iterator[date]:
    """The day that is watched, where one still is."""
    for clock in one.clocks:
        if clock.met is None:
            yield clock.due
            return
