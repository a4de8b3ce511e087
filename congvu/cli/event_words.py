"""What the commands about events say: times, kinds, answers, and why something was refused."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from congvu.cli.acting import acting, allowed
from congvu.cli.refused import Refused
from congvu.cli.shell import Shell
from store import Tx, event_right
from store.event_change import Done
from store.event_move import Impossible, Refusal
from work.act import Act
from work.event import (
    Answer,
    Event,
    EventKind,
    EventState,
    Happening,
    Occurrence,
    Participant,
    Span,
    moved,
)

KINDS = {
    EventKind.MEETING: "meeting",
    EventKind.CONFERENCE: "conference",
    EventKind.TRAINING: "training",
    EventKind.DIALOGUE: "dialogue",
    EventKind.RECEPTION: "reception of citizens",
    EventKind.WORKING_VISIT: "working visit",
}
STATES = {
    EventState.PLANNED: "planned",
    EventState.MOVED: "moved",
    EventState.CANCELLED: "cancelled",
    EventState.HELD: "held",
}
ANSWERS = {
    Answer.NONE: "no answer yet",
    Answer.ACCEPTED: "comes",
    Answer.DECLINED: "does not come",
    Answer.TENTATIVE: "may come",
}
HAPPENED = {
    Happening.ADD: "planned",
    Happening.CHANGE: "changed",
    Happening.INVITE: "invited to",
    Happening.REMOVE: "somebody taken out",
    Happening.MOVE: "moved",
    Happening.CANCEL: "cancelled",
    Happening.HOLD: "held",
    Happening.ANSWER: "answered",
}
_REFUSALS = {
    Refusal.UNKNOWN: "there is no event {number}; see congvu event list",
    Refusal.NO_TIME: "event {number} has no such time; see congvu event show {number}",
    Refusal.WHICH: "event {number} comes round; say which time by --on DAY, see congvu event show {number}",
    Refusal.PAST: "that time is over; give one that is still to come, or plan another event",
    Refusal.NOT_YET: "that time of event {number} has not begun; cancel or move it, or wait",
    Refusal.UNCHANGED: "that is how event {number} stands already; see congvu event show {number}",
    Refusal.STRANGER: "that person is not asked to event {number}; see congvu event show {number}",
    Refusal.ASKED: "they are asked to event {number} already; see congvu event show {number}",
    Refusal.MANY: "an event has 500 people at most; plan a second one for the others",
}


def unknown(number: int) -> str:
    """That there is no such event."""
    return _REFUSALS[Refusal.UNKNOWN].format(number=number)


def refused(why: Refusal, number: int) -> Refused:
    """What to raise where the store refused it."""
    return Refused(_REFUSALS[why].format(number=number))


def possible(event: Event, happening: Happening, time: int | None, *, alone: bool = False) -> None:
    """Raises Refused where that cannot happen to the event, or to one *time* of it, before anybody is asked.

    *alone*: it happens to one time of a series only, which has to be named.
    """
    if alone and time is None and event.rule is not None:
        raise refused(Refusal.WHICH, event.id)
    one = None if time is None else event.at(time)
    state = event.state if one is None or not event.state.open else one.state
    if moved(state, happening) is None:
        raise impossible(event.id, state)


def impossible(number: int, state: EventState) -> Refused:
    """What to raise where the state does not let it happen."""
    return Refused(
        f"event {number} is {STATES[state]}, which is for good; plan another by congvu event add"
    )


def convened(
    shell: Shell, acts_as: str | None, number: int, do: Callable[[Tx, Act], object]
) -> Done:
    """What *do* did to the event; raises Refused where who acts may not, or the store refused it."""
    done = shell.write(event_right.convened, number, acting(shell, acts_as), do)
    return require(allowed(done, f"event {number}"), number)


def require(outcome: object, number: int) -> Done:
    """What was done; raises Refused where the store refused it."""
    if isinstance(outcome, Refusal):
        raise refused(outcome, number)
    if isinstance(outcome, Impossible):
        raise impossible(number, outcome.state)
    if not isinstance(outcome, Done):
        raise TypeError(f"no outcome of an event: {outcome!r}")
    return outcome


def in_zone(shell: Shell, day: date) -> datetime:
    """The first instant of *day* in the office's zone."""
    return datetime.combine(day, time(), shell.config.office.zone)


def series(shell: Shell, span: Span) -> str:
    """A time as one line: "08:00-10:00 01/12/2026", "01/12/2026", "01/12/2026 to 03/12/2026"."""
    zone = shell.config.office.zone
    starts, ends = span.starts.astimezone(zone), span.ends.astimezone(zone)
    if span.all_day:
        last = ends - timedelta(days=1)
        first = f"{starts:%d/%m/%Y}"
        return first if last.date() == starts.date() else f"{first} to {last:%d/%m/%Y}"
    if starts.date() == ends.date():
        return f"{starts:%H:%M}-{ends:%H:%M} {starts:%d/%m/%Y}"
    return f"{starts:%H:%M %d/%m/%Y} to {ends:%H:%M %d/%m/%Y}"


def time_facts(when: Occurrence) -> dict[str, Any]:
    """One time for programs."""
    return {
        "time": when.number,
        "starts": when.span.starts,
        "ends": when.span.ends,
        "all_day": when.span.all_day,
        "original": when.original,
        "time_state": when.state,
    }


def answered(event: Event, who: Participant) -> str:
    """What somebody said, or that they were told nothing yet."""
    if who.told is None:
        return "not invited yet"
    single = [one.answers[who.person] for one in event.occurrences if who.person in one.answers]
    more = f"; otherwise for {len(single)} of the times" if single else ""
    return f"{ANSWERS[who.answer]}{more}"


def happened(event: Event, what: Happening, facts: Mapping[str, Any]) -> str:
    """What happened, before by whom; an answer says whose it is, and what they said."""
    if what is not Happening.ANSWER:
        return HAPPENED[what]
    name = next(
        (one.name for one in event.participants if one.person == facts["person"]), "somebody"
    )
    time = f" at time {facts['time']}" if facts["time"] else ""
    return f"{name} {ANSWERS[Answer(facts['answer'])]}{time}, noted"


def told(count: int) -> str:
    """How many are told, as a sentence."""
    if not count:
        return "Nobody has to be told."
    return f"{count} {'person is' if count == 1 else 'people are'} told by mail."
