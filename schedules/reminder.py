"""What one rung of one task says, as facts: who is told, and what the templates make words of."""

from datetime import date, datetime
from typing import Any

from schedules.calendar import Calendar
from schedules.ladder import Rung
from work.audience import Recipient
from work.outbox import NewNotice
from work.task import Party, Role, Task

KIND = "reminder"


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
    on_its_day = calendar.today(rung.at) == calendar.today(office)
    return NewNotice(
        key=f"{KIND}:{task.id}:{task.version}:{rung.slot}:{person.id}",
        kind=KIND,
        person=person.id,
        language=person.language,
        reason=recipient.reason,
        facts=facts(task, rung, calendar, calendar.today(office)),
        at=rung.at if on_its_day else office,
        task=task.id,
        expires=expires,
    )


def facts(task: Task, rung: Rung, calendar: Calendar, today: date) -> dict[str, Any]:
    """JSON values; days are ISO 8601.

    *working_days* are those left after *today* until the due date, negative when it
    is past; *forecast* says that a day between may still become one off or worked.
    """
    due = task.due
    if due is None:
        raise ValueError(f"task {task.id} has no deadline to remind of")
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
        "due": due.isoformat(),
        "working_days": calendar.working_days(today, due),
        "forecast": calendar.forecast_between(min(today, due), max(today, due)),
        "lead": _names(task.lead),
        "coordinators": [_names(p) for p in task.parties if p.role is Role.COORDINATOR],
    }


def _names(party: Party) -> dict[str, str | None]:
    names = {"unit": party.unit_name, "person": party.person_name}
    return {"agency": party.agency_name, **names}
