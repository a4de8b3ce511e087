"""Tells members of their requests, by mail alone: what is asked for, what was returned or accepted, once each."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from store import audience, clock, notice
from store.form.requests import several
from store.tx import Tx
from work.act import Act
from work.audience import Recipient, Told
from work.audience import audience as audience_of
from work.form.request import Request, RequestEvent
from work.outbox import NewNotice
from work.person import Person

OPENED, REMINDER = "report-opened", "report-reminder"
RETURNED, ACCEPTED = "report-returned", "report-accepted"
KINDS = {
    RequestEvent.OPEN: OPENED,
    RequestEvent.REDATE: OPENED,
    RequestEvent.RETURN: RETURNED,
    RequestEvent.ACCEPT: ACCEPTED,
}
ASKED = (Told.LEAD,)


def tell(
    tx: Tx,
    number: int,
    event: RequestEvent,
    position: int,
    office: datetime,
    act: Act,
    facts: Mapping[str, Any],
    *,
    in_doubt: bool = False,
) -> int:
    """How many were told that *event*, number *position* of the request's history, happened."""
    return tell_all(tx, (number,), event, position, office, act, facts, in_doubt=in_doubt)


def tell_all(
    tx: Tx,
    numbers: Iterable[int],
    event: RequestEvent,
    position: int,
    office: datetime,
    act: Act,
    facts: Mapping[str, Any],
    *,
    in_doubt: bool = False,
) -> int:
    """The same of several requests to which the same happened."""
    requests = several(tx, tuple(numbers))
    people = behind(tx, requests.values(), office) if requests else ()
    added = 0
    for one in requests.values():
        for who in audience_of((one.party,), people, ASKED):
            new = NewNotice(
                key=f"{KINDS[event]}:{one.id}:{position}:{who.person.id}",
                kind=KINDS[event],
                person=who.person.id,
                language=who.person.language,
                reason=reason_of(who),
                facts={**facts_of(one), "why": None, "was": None, **facts, **who.told},
                at=office,
            )
            addresses = notice.channels_of(tx, [who.person], office, ())
            added += notice.add(tx, new, addresses, act.now, in_doubt=in_doubt)
    return added


def behind(tx: Tx, asked: Iterable[Request], office: datetime) -> tuple[Person, ...]:
    """Everybody whom a letter about one of these may address, with who stands in for them at *office*."""
    found = audience.behind(tx, [one.party for one in asked])
    return audience.with_deputies(tx, found, office)


def reason_of(who: Recipient) -> str:
    """The code of why this person hears of a report."""
    return f"report-{who.reason}"


def reminder_key(request: int, version: int, order: int, person: int) -> str:
    """What tells a reminder from others: its request, the due date's version, its rung and its reader."""
    return f"{REMINDER}:{request}:{version}:{order}:{person}"


def take_back(tx: Tx, row: Row[Any], act: Act) -> int:
    """How many reminders of the rung last told were taken back: nothing is waited for any more.

    Older ones have expired, as the next rung was due. *row* is the request's.
    """
    if row.released is None:
        return 0
    office = clock.office_now(tx, act.now)
    people = behind(tx, several(tx, (row.id,)).values(), office)
    keys = [reminder_key(row.id, row.version, row.released, one.id) for one in people]
    return notice.cancel(tx, keys, "report-sent", act.now)


def facts_of(one: Request) -> dict[str, Any]:
    """What every letter about a request says, as JSON values."""
    return {
        "report": one.id,
        "form": one.form,
        "content": one.form_name,
        "period": one.period,
        "period_kind": str(one.kind),
        "first": one.first.isoformat(),
        "last": one.last.isoformat(),
        "due": one.due.isoformat(),
        "member": {
            "agency": one.party.agency_name,
            "unit": one.party.unit_name,
            "person": one.party.person_name,
        },
    }
