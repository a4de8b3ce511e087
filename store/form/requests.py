"""Requests in the store: opened once for each period and member, moved by one table, and their next rungs."""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    and_,
    bindparam,
    func,
    insert,
    or_,
    select,
    update,
)

from store import clock, upcoming
from store.schema.base import MICROSECOND
from store.schema.directory import agency, person, unit
from store.schema.form import report_event, report_form, report_request
from store.tx import Tx
from work.act import Act
from work.form.period import PeriodKind
from work.form.request import MOVES, Happened, Request, RequestEvent, RequestState, can
from work.form.toml import kept_form
from work.task import Party, Role

AUDITED = {  # what the account calls it
    RequestEvent.OPEN: "opened",
    RequestEvent.SUBMIT: "submitted",
    RequestEvent.RETURN: "returned",
    RequestEvent.ACCEPT: "accepted",
    RequestEvent.EXCUSE: "excused",
    RequestEvent.ASK_AGAIN: "asked-again",
    RequestEvent.REDATE: "due-changed",
}


class Refusal(StrEnum):
    """Why nothing was changed, whatever the state."""

    UNKNOWN = "unknown"  # no such request
    OVERTAKEN = "overtaken"  # the form's version, or what was sent, has changed meanwhile
    NOT_LATER = "not-later"  # the day given is past


@dataclass(frozen=True, slots=True)
class Impossible:
    """Why an event did not happen: not in that *state*, in which others *can*."""

    state: RequestState
    can: tuple[RequestEvent, ...]


Refused = Refusal | Impossible


@dataclass(frozen=True, slots=True)
class NewRequest:
    """One request before the store has given a number."""

    form: str
    form_version: int
    period: str
    kind: PeriodKind
    first: date
    last: date
    due: date
    member: str
    party: Party
    excused: str | None = None
    fixed: bool = False


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which requests are asked for; None stands for all."""

    form: str | None = None
    period: str | None = None
    states: Collection[RequestState] | None = None
    agency: str | None = None
    late_on: date | None = None


@dataclass(frozen=True, slots=True)
class Moved:
    """What happened to a request: its *row* before, its *state* after, the event's *number*."""

    row: Row[Any]
    state: RequestState
    number: int
    office: datetime


@dataclass(frozen=True, slots=True)
class Said:
    """What goes with an event: the *reason* and *facts* for the history."""

    reason: str | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Waiting:
    """The ladder of one request that waits for its member: see store.rung.Waiting."""

    request: int
    released: int | None
    next_at: datetime | None
    plan: str


NOTHING = Said()


def open_new(tx: Tx, new: Sequence[NewRequest], office: datetime, act: Act) -> tuple[int, ...]:
    """The numbers of those that were opened now; what another had opened before stays as it is.

    Their ladder waits to be computed: see set_next.
    """
    opened = [one for one in new if tx.insert_new(report_request, _values(one, office))]
    if not opened:
        return ()
    same = (report_request.c.form == opened[0].form) & (report_request.c.period == opened[0].period)
    members = report_request.c.member.in_([one.member for one in opened])
    rows = tx.all(select(report_request).where(same, members).order_by(report_request.c.id))
    events = [
        {
            "request_id": row.id,
            "number": 1,
            "event": RequestEvent.OPEN,
            "state": row.state,
            "at": office,
            "by": act.by,
            "reason": row.reason,
            "facts": "{}",
        }
        for row in rows
    ]
    tx.run(insert(report_event), events)
    for row in rows:
        codes = {"form": row.form, "version": row.form_version, "period": row.period}
        event = "excused" if row.state == RequestState.EXCUSED else "opened"
        tx.audit(act.now, f"report.{event}", f"report:{row.id}", **codes, by=act.by)
    return tuple(row.id for row in rows)


def move(
    tx: Tx, number: int, event: RequestEvent, act: Act, said: Said = NOTHING, **values: Any
) -> Moved | Refused:
    """Moves the request by *event* as the table says, and puts it into history and account.

    Where its member waits no more, no rung comes; where it waits again, the ladder is computed anew.
    """
    row = locked(tx, number)
    if row is None:
        return Refusal.UNKNOWN
    state = MOVES.get((RequestState(row.state), event))
    if state is None:
        return Impossible(RequestState(row.state), can(RequestState(row.state)))
    office = clock.office_now(tx, act.now)
    ladder: dict[str, Any] = {"next_at": None, "plan": None}
    if state.waits:
        ladder = {"next_at": office + MICROSECOND, "plan": ""}
    changed = {**ladder, **values, "state": state, "reason": said.reason}
    tx.run(update(report_request).where(report_request.c.id == number).values(changed))
    position = note(tx, number, event, state, office, act, said)
    if state.waits:
        clock.bound(tx, office + MICROSECOND, act.now)
        tx.ring("tick")
    return Moved(row, state, position, office)


def note(
    tx: Tx, number: int, event: RequestEvent, state: RequestState, office: datetime, act: Act, said: Said
) -> int:  # fmt: skip
    """The number of the event, once it stands in the history and the account; the request is locked."""
    newest = select(func.max(report_event.c.number)).where(report_event.c.request_id == number)
    position = int(tx.value(newest) or 0) + 1
    told = json.dumps(said.facts, ensure_ascii=False, sort_keys=True)
    values = {"event": event, "state": state, "at": office, "by": act.by, "reason": said.reason}
    key = {"request_id": number, "number": position, "facts": told}
    tx.run(insert(report_event).values(**key, **values))
    codes: dict[str, str | int] = {"number": position, "by": act.by}
    if said.reason:
        codes["reason"] = hashlib.sha256(said.reason.encode()).hexdigest()
    tx.audit(act.now, f"report.{AUDITED[event]}", f"report:{number}", **codes)
    return position


def locked(tx: Tx, number: int) -> Row[Any] | None:
    """The request's row, which stays as read until the commit."""
    return tx.one(tx.lock(select(report_request).where(report_request.c.id == number)))


def one(tx: Tx, number: int) -> Request | None:
    """The request of that number."""
    return several(tx, (number,)).get(number)


def several(tx: Tx, numbers: Collection[int]) -> dict[int, Request]:
    """Those requests, by number."""
    chosen = _whole().where(report_request.c.id.in_(numbers))
    return {row.id: _request(row) for row in tx.all(chosen.order_by(report_request.c.id))}


def listed(tx: Tx, wanted: Wanted, limit: int | None = None) -> tuple[Request, ...]:
    """Requests, the next due first."""
    chosen = _whole().where(*_conditions(wanted))
    ordered = chosen.order_by(report_request.c.due, report_request.c.id).limit(limit)
    return tuple(_request(row) for row in tx.all(ordered))


def periods(tx: Tx, most: int) -> dict[str, tuple[str, ...]]:
    """By form the periods that it was asked for in, the last due first; at most so many of each."""
    form, period = report_request.c.form, report_request.c.period
    last = func.max(report_request.c.due).desc()
    place = func.row_number().over(partition_by=form, order_by=(last, period)).label("place")
    each = select(form, period, place).group_by(form, period).subquery()
    found: dict[str, tuple[str, ...]] = {}
    for row in tx.all(select(each).where(each.c.place <= most).order_by(each.c.place)):
        found[row.form] = (*found.get(row.form, ()), row.period)
    return found


def history(tx: Tx, number: int) -> tuple[Happened, ...]:
    """All that happened to the request, in order."""
    chosen = select(report_event).where(report_event.c.request_id == number)
    return tuple(
        Happened(
            row.number,
            RequestEvent(row.event),
            RequestState(row.state),
            row.at,
            row.by,
            row.reason,
            json.loads(row.facts),
        )
        for row in tx.all(chosen.order_by(report_event.c.number))
    )


def due(tx: Tx, office: datetime, limit: int) -> tuple[Waiting, ...]:
    """At most *limit* requests whose next rung is due, the oldest first, locked."""
    return _taken(tx, due_at(office).limit(limit))


def planned_otherwise(tx: Tx, mark: str, limit: int) -> tuple[Waiting, ...]:
    """At most *limit* that were computed by another plan than *mark*, locked."""
    return _taken(tx, not_planned_by(mark).limit(limit))


_SET_NEXT = (
    update(report_request)
    .where(report_request.c.id == bindparam("request"))
    .values(released=bindparam("released"), next_at=bindparam("next_at"), plan=bindparam("plan"))
)


def set_next(tx: Tx, computed: Sequence[Waiting]) -> None:
    """Notes what was computed for each of several requests."""
    rows = [
        {"request": c.request, "released": c.released, "next_at": c.next_at, "plan": c.plan}
        for c in computed
    ]
    if rows:
        tx.run(_SET_NEXT, rows)


def redate(tx: Tx, number: int, due_on: date, office: datetime, act: Act) -> None:
    """Moves the due date of a request whose calendar changed; its ladder begins anew."""
    row = locked(tx, number)
    if row is None:
        return
    this = report_request.c.id == number
    values = {"due": due_on, "version": row.version + 1, "released": None}
    tx.run(update(report_request).where(this).values(values))
    said = Said(None, {"was": row.due.isoformat(), "due": due_on.isoformat()})
    note(tx, number, RequestEvent.REDATE, RequestState(row.state), office, act, said)


def next_due(tx: Tx) -> datetime | None:
    """The office instant of the next rung of all."""
    return upcoming.next_at(tx, report_request)


def due_at(office: datetime) -> Select[Any]:
    """Requests whose rung is due, by the index on next_at."""
    waiting = select(report_request).where(report_request.c.next_at <= office)
    return waiting.order_by(report_request.c.next_at)


def not_planned_by(mark: str) -> Select[Any]:
    """Requests of other plans, as two ranges of the index on plan."""
    return upcoming.not_planned_by(report_request, mark)


def _taken(tx: Tx, chosen: Select[Any]) -> tuple[Waiting, ...]:
    rows = tx.all(tx.lock_free(chosen))
    return tuple(Waiting(row.id, row.released, row.next_at, row.plan) for row in rows)


def _values(new: NewRequest, office: datetime) -> dict[str, Any]:
    waits = new.excused is None
    return {
        "form": new.form,
        "form_version": new.form_version,
        "period": new.period,
        "kind": new.kind,
        "first": new.first,
        "last": new.last,
        "due": new.due,
        "version": 1,
        "fixed": new.fixed,
        "member": new.member,
        "agency": new.party.agency,
        "unit_id": new.party.unit,
        "person_id": new.party.person,
        "state": RequestState.OPEN if waits else RequestState.EXCUSED,
        "opened_at": office,
        "submissions": 0,
        "reason": new.excused,
        "next_at": office + MICROSECOND if waits else None,
        "plan": "" if waits else None,
    }


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    found = [
        column == value
        for column, value in (
            (report_request.c.form, wanted.form),
            (report_request.c.period, wanted.period),
            (report_request.c.agency, wanted.agency),
        )
        if value is not None
    ]
    if wanted.states is not None:
        found.append(report_request.c.state.in_(sorted(wanted.states)))
    if wanted.late_on is not None:
        waits = report_request.c.state.in_([RequestState.OPEN, RequestState.RETURNED])
        late = and_(waits, report_request.c.due < wanted.late_on)
        found.append(or_(late, report_request.c.submitted_on > report_request.c.due))
    return found


def _whole() -> Select[Any]:
    same = (report_form.c.code == report_request.c.form) & (
        report_form.c.number == report_request.c.form_version
    )
    return (
        select(
            report_request,
            report_form.c.definition,
            agency.c.name.label("agency_name"),
            unit.c.name.label("unit_name"),
            person.c.name.label("person_name"),
        )
        .join(report_form, same)
        .join(agency, agency.c.code == report_request.c.agency)
        .outerjoin(unit, unit.c.id == report_request.c.unit_id)
        .outerjoin(person, person.c.id == report_request.c.person_id)
    )


def _request(row: Any) -> Request:
    names = (row.agency_name, row.unit_name, row.person_name)
    return Request(
        id=row.id,
        form=row.form,
        form_name=kept_form(row.definition).name,
        form_version=row.form_version,
        period=row.period,
        kind=PeriodKind(row.kind),
        first=row.first,
        last=row.last,
        due=row.due,
        version=row.version,
        party=Party(Role.LEAD, row.agency, row.unit_id, row.person_id, *names),
        state=RequestState(row.state),
        opened_at=row.opened_at,
        submissions=row.submissions,
        submitted_on=row.submitted_on,
        reason=row.reason,
        fixed=row.fixed,
    )
