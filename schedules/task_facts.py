"""What of a task people are shown: facts for the templates of chat and console, as far as they may be told.

At the level "code" no title, name or issuer reaches a template, so that none can slip out by one.
"""

from typing import Any, Literal

from schedules.calendar import Calendar
from schedules.soon import SOON_WORKING_DAYS
from work.deadline import Reached, due_facts, in_zone
from work.report import Report
from work.task import RUNNING_STATES, Party, Role, Task

Disclosure = Literal["code", "title"]


def item(task: Task, now: Reached, calendar: Calendar, disclosure: Disclosure) -> dict[str, Any]:
    """One line of a list: *days* are working days, left or over; *mark* is how it stands.

    *lead* is who leads, as a list of others' tasks shows it.
    """
    due, today = task.due, now.day
    days = 0 if due is None else calendar.working_days(today, due)
    return {
        "number": task.id,
        "name": task.content if disclosure == "title" else None,
        "kind": task.document.kind,
        "document": task.document.number,
        **in_zone(due_facts(task.until), calendar.zone),
        "today": today.isoformat(),
        "days": days,
        "mark": mark(task, now, days),
        "lead": task.lead.name if disclosure == "title" else None,
    }


def card(task: Task, now: Reached, calendar: Calendar, disclosure: Disclosure) -> dict[str, Any]:
    """Everything that may be shown of one task."""
    due, today = task.due, now.day
    foreseen = due is not None and calendar.forecast_between(min(today, due), max(today, due))
    told = {
        "issued": task.document.issued.isoformat(),
        "urgency": task.document.urgency,
        "forecast": foreseen,
        "done_on": None if task.done_on is None else task.done_on.isoformat(),
        "stopped_on": None if task.stopped_on is None else task.stopped_on.isoformat(),
        "received": task.received_at is not None,
    }
    named: dict[str, Any] = {
        "issuer": task.document.issuer,
        "product": task.product,
        "lead": _names(task.lead),
        "coordinators": [_names(p) for p in task.parties if p.role is Role.COORDINATOR],
        "result": task.result,
    }
    hidden: dict[str, Any] = {**dict.fromkeys(named), "coordinators": []}
    shown = named if disclosure == "title" else hidden
    return {**item(task, now, calendar, disclosure), **told, **shown}


def progress(told: Report, calendar: Calendar, disclosure: Disclosure) -> dict[str, Any]:
    """The last report on a task."""
    text = told.text if disclosure == "title" else None
    return {"percent": told.percent, "on": calendar.today(told.at).isoformat(), "text": text}


def told_of(task: Task) -> tuple[str | None, ...]:
    """The texts that say what a task is about."""
    return (task.content, task.product, task.result, task.document.number)


def mark(task: Task, now: Reached, days: int) -> str:
    """How the task stands: "late", "soon" or "open" while who leads has to act, else its state."""
    if task.state not in RUNNING_STATES:
        return task.state.value
    if task.until is None:
        return "open"
    if task.until.is_over(now):
        return "late"
    return "soon" if days <= SOON_WORKING_DAYS else "open"


def _names(party: Party) -> dict[str, str | None]:
    names = {"unit": party.unit_name, "person": party.person_name}
    return {"agency": party.agency_name, **names}
