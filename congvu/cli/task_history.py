"""What happened to a task, a line each: by whom and why, to whom it went, to which day its deadline moved."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, tzinfo

from congvu.cli.acting import named, names_in
from congvu.cli.shell import Shell
from store.directory.units import all_units
from work.history import Happened, last_submission
from work.task import Role, TaskEvent

HEADER = ("WHEN", "WHAT", "BY", "WHY")
HAPPENED = {
    TaskEvent.RECEIVE: "received",
    TaskEvent.REPORT: "reported",
    TaskEvent.SUBMIT: "submitted",
    TaskEvent.APPROVE: "approved",
    TaskEvent.RETURN: "returned",
    TaskEvent.FINISH: "done",
    TaskEvent.CANCEL: "cancelled",
    TaskEvent.RECALL: "recalled",
    TaskEvent.REOPEN: "reopened",
    TaskEvent.REDATE: "deadline changed",
    TaskEvent.ASSIGN: "assigned",
    TaskEvent.REWORD: "reworded",
    TaskEvent.HAND_ON: "handed on",
    TaskEvent.PAUSE: "paused",
    TaskEvent.RESUME: "resumed",
    TaskEvent.ASK: "asked for an extension",
    TaskEvent.GRANT: "extension granted",
    TaskEvent.REFUSE: "extension refused",
    TaskEvent.WITHDRAW: "extension withdrawn",
    TaskEvent.RECOUNT: "deadline counted again",
}


def rows(shell: Shell, happened: Sequence[Happened]) -> list[tuple[str, ...]]:
    """The lines of a history, oldest first, as *HEADER* names their cells."""
    zone = shell.config.office.zone
    people = names_in(shell, [*(one.by for one in happened), *_persons(happened)])
    units = {one.id: one.name for one in shell.read(all_units)}
    return [
        (
            f"{one.at.astimezone(zone):%d/%m/%Y %H:%M}",
            HAPPENED[one.event] + _more(one, people, units),
            named(one.by, people),
            one.reason or "",
        )
        for one in happened
    ]


def submission_named(happened: Sequence[Happened], zone: tzinfo) -> str:
    """The newest submission: "submission 2, of 26/11/2026 10:05"; "" where there was none."""
    found = last_submission(happened)
    if found is None:
        return ""
    number, one = found
    return f"submission {number}, of {one.at.astimezone(zone):%d/%m/%Y %H:%M}"


def _persons(happened: Iterable[Happened]) -> Iterator[str]:
    """The codes of those to whom the task went."""
    for one in happened:
        if one.event is TaskEvent.HAND_ON:
            yield f"person:{one.facts['now']}"
        if one.event is TaskEvent.ASSIGN:
            yield from (f"person:{to['person']}" for to in one.facts["now"] if to["person"])


def _more(one: Happened, people: Mapping[int, str], units: Mapping[int, str]) -> str:
    """What stands behind the name of the event; "" where that says all."""
    match one.event:
        case TaskEvent.REPORT:
            return f" {one.facts['percent']} %"
        case TaskEvent.HAND_ON:
            return f" to {people.get(one.facts['now'], 'somebody')}"
        case TaskEvent.ASSIGN:
            lead = next(to for to in one.facts["now"] if to["role"] == Role.LEAD)
            return f" to {people.get(lead['person']) or units.get(lead['unit']) or lead['agency']}"
        case TaskEvent.REDATE | TaskEvent.ASK | TaskEvent.GRANT if one.facts.get("due"):
            return f" to {_until(one.facts['due'])}"
        case _:
            return ""


def _until(due: str) -> str:
    """A day, with its hour where it has one; facts write it by ISO 8601, in the office's zone."""
    day, _, hour = due.lstrip("<").partition("T")
    return f"{date.fromisoformat(day):%d/%m/%Y}{f' {hour[:5]}' if hour else ''}"
