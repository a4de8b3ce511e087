"""What of a task programs are told, as far as it may be told: what bears a mark of secrecy is a code only."""

from datetime import datetime, tzinfo
from typing import Any

from schedules.task_facts import told_of
from store import Tx, deadlines, entitled, extension, history, report
from store.directory import people
from web.api import task_shapes as shapes
from web.api.discreet import is_hidden
from web.api.offer import Ask
from work.act import person_of
from work.extension import Extension
from work.possible import possible
from work.task import Party, Task, TaskEvent

OFFERED = (
    *(TaskEvent.RECEIVE, TaskEvent.REPORT, TaskEvent.SUBMIT, TaskEvent.APPROVE, TaskEvent.RETURN),
    *(TaskEvent.ASK, TaskEvent.GRANT, TaskEvent.REFUSE),
)
_DECIDING = (TaskEvent.GRANT, TaskEvent.REFUSE)
_LATE = {"done-late": True, "open-late": True, "done-in-time": False, "open-in-time": False}


def line(ask: Ask, task: Task, version: int) -> shapes.TaskLine:
    """One of a list."""
    return shapes.TaskLine(**_facts(ask, task, version, is_hidden(ask, *told_of(task))))


def whole(tx: Tx, ask: Ask, task: Task, version: int) -> shapes.TaskWhole:
    """All of one."""
    last, zone = report.newest(tx, task.id), ask.desk.zone
    asked, dated = extension.of_task(tx, task.id), deadlines.versions(tx, task.id)
    said = [*(one.reason for one in asked), *(one.reason for one in dated)]
    hidden = is_hidden(ask, *told_of(task), *said, None if last is None else last.text)
    progress = None
    if last is not None:
        text = None if hidden else last.text
        at = last.at.astimezone(zone)
        progress = shapes.Progress(percent=last.percent, at=at, text=text)
    return shapes.TaskWhole(
        **_facts(ask, task, version, hidden),
        deadlines=[
            shapes.DeadlineShape(
                version=one.number,
                day=one.deadline.due,
                at=_local(one.deadline.until.last, zone),
                reason=None if hidden else one.reason,
            )
            for one in dated
        ],
        extensions=[_extension(one, zone, hidden) for one in asked],
        progress=progress,
        can=_can(tx, ask, task, any(one.outcome is None for one in asked)),
    )


def happened(tx: Tx, ask: Ask, task: Task) -> shapes.History:
    """Its history; reasons and names stay out where it bears a mark."""
    events, zone = history.of_task(tx, task.id), ask.desk.zone
    hidden = is_hidden(ask, *told_of(task), *(one.reason for one in events))
    names = people.names_of(tx, set(filter(None, (person_of(one.by) for one in events))))
    items = [
        shapes.HappenedShape(
            number=one.number,
            event=one.event,
            state=one.state,
            at=one.at.astimezone(zone),
            by=one.by,
            name=None if hidden else names.get(person_of(one.by) or 0),
            reason=None if hidden else one.reason,
            percent=one.facts.get("percent"),
        )
        for one in events
    ]
    return shapes.History(items=items)


def _facts(ask: Ask, task: Task, version: int, hidden: bool) -> dict[str, Any]:
    zone, kind = ask.desk.zone, task.class_at(ask.desk.now)
    paper, due = task.document, None
    if task.due is not None:
        due = shapes.Until(day=task.due, at=_local(task.due_last, zone))
    return {
        "id": task.id,
        "version": str(version),
        "state": task.state,
        "result_class": kind,
        "late": _LATE.get(kind),
        "hidden": hidden,
        "title": None if hidden else task.content,
        "product": None if hidden else task.product,
        "document": shapes.Paper(
            id=task.document_id,
            number=paper.number,
            kind=paper.kind,
            issued=paper.issued,
            urgency=paper.urgency,
            issuer=None if hidden else paper.issuer,
        ),
        "due": due,
        "opened_at": _local(task.opened_at, zone),
        "received_at": _local(task.received_at, zone),
        "closed_at": _local(task.closed_at, zone),
        "done_on": task.done_on,
        "result": None if hidden else task.result,
        "parties": [_party(one, hidden) for one in task.parties],
    }


def _extension(one: Extension, zone: tzinfo, hidden: bool) -> shapes.ExtensionShape:
    return shapes.ExtensionShape(
        was=one.was,
        due=one.due,
        reason=None if hidden else one.reason,
        document=one.document,
        at=one.at.astimezone(zone),
        outcome=one.outcome,
        granted=one.granted,
    )


def _can(tx: Tx, ask: Ask, task: Task, asked: bool) -> list[TaskEvent]:
    """What their rights and its state allow; another deadline while one may be asked for, or is."""
    who = entitled.one(tx, ask.person.id)
    if who is None:
        return []
    about = entitled.of_task(tx, task, ask.office(tx))
    barred = extension.barred(tx, task.id, task.due, ask.desk.today) is not None
    unfit = {TaskEvent.ASK} if barred else set()
    unfit |= set() if asked else set(_DECIDING)
    return [one for one in OFFERED if one not in unfit and possible(who, one, task, about)]


def _party(one: Party, hidden: bool) -> shapes.PartyShape:
    return shapes.PartyShape(
        role=one.role,
        agency=one.agency,
        agency_name=None if hidden else one.agency_name,
        unit=one.unit,
        unit_name=None if hidden else one.unit_name,
        person=one.person,
        person_name=None if hidden else one.person_name,
    )


def _local(at: datetime | None, zone: tzinfo) -> datetime | None:
    return None if at is None else at.astimezone(zone)
