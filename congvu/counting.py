"""Counts what is logged, whatever the log's level: the figures of a process are its events, by their codes."""

from collections.abc import Callable, Mapping
from typing import Any

from structlog.typing import EventDict, WrappedLogger

from work.figures import Figures

Count = Callable[[Figures, EventDict], None]


class Counting:
    """A step of the log's set-up: counts into *figures*, and passes the event on."""

    def __init__(self, figures: Figures) -> None:
        self._figures = figures

    def __call__(self, _logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
        """The event as it came; names of events are words of the code, never of a peer."""
        name = event["event"]
        self._figures.count("events", name, event["level"])
        if count := _COUNTED.get(name):
            count(self._figures, event)
        return event


def _taken(figures: Figures, event: EventDict) -> None:
    if "receipt" not in event:  # held later, after it was taken
        _ended(figures, event)
        return
    state = "held" if event["event"] == "letter.held" else "accepted"
    figures.count("letters", state, _version(event.get("tls")))
    figures.times["accept"].add(event["seconds"])


def _ended(figures: Figures, event: EventDict) -> None:
    outcome = event["event"].removeprefix("letter.")
    status, number = event.get("status", ""), event.get("recipients", 1)
    figures.count("outcomes", _OUTCOMES.get(outcome, outcome), status, number=number)
    if outcome == "delivered" and "seconds" in event:
        figures.times["delivery"].add(event["seconds"])


def _refused(figures: Figures, event: EventDict) -> None:
    figures.count("refusals", str(event.get("rule")))


def _connected(figures: Figures, event: EventDict) -> None:
    figures.count("hops", _version(event.get("tls")))


def _version(tls: Any) -> str:
    """The protocol alone, "none" in clear."""
    return str(tls).partition(" ")[0] if tls else "none"


_OUTCOMES = {"waiting": "deferred"}
_COUNTED: Mapping[str, Count] = {
    "letter.accepted": _taken,
    "letter.held": _taken,
    "letter.delivered": _ended,
    "letter.waiting": _ended,
    "letter.uncertain": _ended,
    "letter.refused": _ended,
    "letter.expired": _ended,
    "letter.dropped": _ended,
    "policy.refused": _refused,
    "hop.connected": _connected,
}
