"""What one rung of one task says, as facts: who is told, and what the templates make words of."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from schedules.calendar import Calendar
from schedules.ladder import Rung
from work.audience import Recipient
from work.deadline import due_facts
from work.notice import REMINDER, SUBMITTED, UNRECEIVED
from work.outbox import NewNotice
from work.task import Party, Role, Task

KIND = REMINDER


def reminder(
    task: Task,
    rung: Rung,
    recipient: Recipient,
    calendar: Calendar,
    office: datetime,
    expires: datetime | None,
) -> NewNotice:
    """The notice of *rung* for one person, released at the instant *office*.

    Its key does not hold that instant: however often the rung is released, there
    is one notice for each version of the deadline.
    """
    person = recipient.person
    return NewNotice(
        key=f"{KIND}:{task.id}:{task.version}:{rung.slot}:{person.id}",
        kind=KIND,
        person=person.id,
        language=person.language,
        reason=recipient.reason,
        facts={**facts(task, rung, calendar, office), **recipient.told},
        at=office,
        task=task.id,
        expires=expires,
    )


def unreceived(
    task: Task,
    rung: Rung,
    recipient: Recipient,
    calendar: Calendar,
    office: datetime,
    expires: datetime | None,
) -> NewNotice:
    """The notice that who leads has not received the task yet."""
    new = reminder(task, rung, recipient, calendar, office, expires)
    opened = calendar.today(task.opened_at).isoformat()
    key = f"{UNRECEIVED}:{new.key.partition(':')[2]}"
    return replace(new, key=key, kind=UNRECEIVED, facts={**new.facts, "opened": opened})


def approval_reminder(
    task: Task,
    rung: Rung,
    submission: tuple[int, date],
    recipient: Recipient,
    calendar: Calendar,
    office: datetime,
    expires: datetime | None,
) -> NewNotice:
    """The notice for one who approves: *submission* is its number, and the day from which it waits.

    There is one for each rung of each submission.
    """
    person, (number, since) = recipient.person, submission
    today = calendar.today(office)
    waited = {
        "submission": number,
        "since": since.isoformat(),
        "waited": calendar.working_days(since, today),
        "done_on": None if task.stopped_on is None else task.stopped_on.isoformat(),
        "result": task.result,
    }
    return NewNotice(
        key=f"{SUBMITTED}:{task.id}:{number}:{rung.slot}:{person.id}",
        kind=SUBMITTED,
        person=person.id,
        language=person.language,
        reason=recipient.reason,
        facts={**_of_task(task, rung), **waited, **recipient.told},
        at=office,
        task=task.id,
        expires=expires,
    )


def facts(task: Task, rung: Rung, calendar: Calendar, office: datetime) -> dict[str, Any]:
    """JSON values; days are ISO 8601.

    *working_days* are those left after the day of *office* until the due date, negative
    when it is past; *late* says that it is, by the hour where there is one, and *forecast*
    that a day between may still become one off or worked.
    """
    due, today, until = task.due, calendar.today(office), task.until
    if due is None or until is None:
        raise ValueError(f"task {task.id} has no deadline to remind of")
    return {
        **_of_task(task, rung),
        "late": until.is_over(calendar.reached(office)),
        "working_days": calendar.working_days(today, due),
        "forecast": calendar.forecast_between(min(today, due), max(today, due)),
    }


def listed(task: Task, rung: Rung | None, calendar: Calendar, office: datetime) -> dict[str, Any]:
    """A task as an item of a message with several: facts of it that a line holds; *rung* None: of no rung."""
    until = None if task.until is None else task.until.local(calendar.zone)
    left = None if until is None else calendar.working_days(calendar.today(office), until.day)
    return {
        "task": task.id,
        "version": task.version,
        "slot": None if rung is None else rung.slot,
        "content": task.content,
        "document": {"number": task.document.number, "kind": task.document.kind},
        **due_facts(until),
        "late": until is not None and until.is_over(calendar.reached(office)),
        "working_days": left,
        "lead": _names(task.lead),
    }


def _of_task(task: Task, rung: Rung) -> dict[str, Any]:
    return {
        "task": task.id,
        "slot": rung.slot,
        "version": task.version,
        "content": task.content,
        "product": task.product,
        "document": {
            "number": task.document.number,
            "kind": task.document.kind,
            "issuer": task.document.issuer,
            "issued": task.document.issued.isoformat(),
            "urgency": task.document.urgency,
        },
        **due_facts(task.until),
        "lead": _names(task.lead),
        "coordinators": [_names(p) for p in task.parties if p.role is Role.COORDINATOR],
    }


def _names(party: Party) -> dict[str, str | None]:
    names = {"unit": party.unit_name, "person": party.person_name}
    return {"agency": party.agency_name, **names}
