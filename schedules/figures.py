"""The charts of assigned work, out of the store's counts and in a reader's words: for commands and for chats alike."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from types import MappingProxyType
from typing import Any

from schedules.calendar import Calendar
from store import Tx, chart
from store.worklist import Within
from templates import sentence
from work.chart import (
    AGES,
    WEEK,
    Chart,
    ChartKind,
    Series,
    Tone,
    ages,
    largest,
    mondays,
    months,
)
from work.deadline import Reached


@dataclass(frozen=True, slots=True)
class Figures:
    """What is asked for: *now* is the office's, *whose* tasks leave all in where it is empty.

    *since* and *until* are days; without them the charts over time show their usual span. How
    late what is late is, and who has it, is always told of *now*.
    """

    now: Reached
    calendar: Calendar
    language: str
    whose: tuple[Within, ...] = ()
    since: date | None = None
    until: date | None = None

    @property
    def last(self) -> date:
        """The last day of the span; nothing is counted of days to come."""
        return self.now.day if self.until is None else min(self.until, self.now.day)

    def say(self, key: str, **facts: Any) -> str:
        """The sentence of charts at *key*."""
        return sentence(f"chart.{key}", facts, self.language)


def made(tx: Tx, kind: ChartKind, asked: Figures) -> Chart | None:
    """The chart in words and numbers; None where there is nothing to draw."""
    return _MAKERS[kind](tx, asked)


def _on_time(tx: Tx, asked: Figures) -> Chart | None:
    firsts = [one.first for one in months((), asked.last, since=asked.since)]
    since = max(firsts[0], asked.since or firsts[0])
    done = chart.done_between(tx, since, asked.last, asked.whose)
    found = months(done, asked.last, since=asked.since)
    in_time, late = (sum(getattr(one, name) for one in found) for name in ("in_time", "late"))
    if not in_time + late:
        return None
    facts = {"in_time": in_time, "done": in_time + late, "since": since, "until": asked.last}
    return Chart(
        asked.say("on-time.title"),
        tuple(f"{one.first.month}/{one.first:%y}" for one in found),
        (Series(asked.say("on-time.rate"), tuple(one.rate for one in found), Tone.GOOD),),
        asked.say("on-time.alt", rate=100 * in_time // (in_time + late), **facts),
        percent=True,
    )


def _ageing(tx: Tx, asked: Figures) -> Chart | None:
    days, today = asked.calendar, asked.now.day
    dues = chart.late_dues(tx, asked.now, asked.whose)
    if not dues:
        return None
    values = ages(dues, lambda due: max(days.working_days(due, today), 1))
    begins = (1, *(end + 1 for end in AGES))
    labels = [f"{a}–{b}" for a, b in zip(begins, AGES, strict=False)] + [f"> {AGES[-1]}"]
    facts = {"late": sum(values), "beyond": values[-1], "most": AGES[-1], "oldest": min(dues)}
    return Chart(
        asked.say("ageing.title"),
        tuple(labels),
        (Series(asked.say("ageing.late"), values, Tone.BAD),),
        asked.say("ageing.alt", **facts),
    )


def _units(tx: Tx, asked: Figures) -> Chart | None:
    loads = chart.loads(tx, asked.now, asked.whose)
    found = largest(loads)
    if not found:
        return None
    first, late = found[0][0], sum(late for _, late, _ in loads)
    people = chart.is_by_person(asked.whose)
    facts = {
        "people": people,
        "units": len(loads),
        "open": sum(a + b for _, a, b in loads),
        "late": late,
    }
    return Chart(
        asked.say("units.title", people=people),
        tuple(name for name, _, _ in found),
        (
            Series(asked.say("units.late"), tuple(n for _, n, _ in found), Tone.BAD),
            Series(asked.say("units.rest"), tuple(n for _, _, n in found), Tone.GOOD),
        ),
        asked.say("units.alt", first=first, first_late=found[0][1], shown=len(found), **facts),
        across=True,
        stacked=True,
    )


def _weeks(tx: Tx, asked: Figures) -> Chart | None:
    firsts, zone = mondays(asked.last, since=asked.since), asked.calendar.zone
    bounds = [datetime.combine(day, time(), zone) for day in (*firsts, firsts[-1] + WEEK)]
    found = chart.flows(tx, bounds, asked.whose)
    came, went = (tuple(one[place] for one in found) for place in (0, 1))
    if not sum(came) + sum(went):
        return None
    facts = {"opened": sum(came), "closed": sum(went), "weeks": len(firsts), "since": firsts[0]}
    return Chart(
        asked.say("weeks.title"),
        tuple(f"{day:%d/%m}" for day in firsts),
        (
            Series(asked.say("weeks.opened"), came, Tone.PLAIN),
            Series(asked.say("weeks.closed"), went, Tone.GOOD),
        ),
        asked.say("weeks.alt", **facts),
    )


_MAKERS: Mapping[ChartKind, Callable[[Tx, Figures], Chart | None]] = MappingProxyType(
    {
        ChartKind.ON_TIME: _on_time,
        ChartKind.AGEING: _ageing,
        ChartKind.UNITS: _units,
        ChartKind.WEEKS: _weeks,
    }
)
