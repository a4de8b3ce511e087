"""Petitions in the store: opened with the task by which each is watched, and read without who sent them."""

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, insert, select, update

from store import clock, document, opening, petitioner
from store.directory.change import Overtaken
from store.schema.petition import petition, petition_event, petition_register
from store.schema.petition import petitioner as petitioners
from store.schema.work import task
from store.tx import Tx
from work.act import Act
from work.document import Direction, Document
from work.petition import (
    Channel,
    Depth,
    Event,
    Happened,
    Kind,
    Petition,
    State,
    code_of,
)
from work.petition_course import Clocks, Course, running
from work.petition_letter import Compose, Writing
from work.petitioner import Petitioner, bears
from work.preview import Addition, Entry
from work.task import NewTask, Party, Role


@dataclass(frozen=True, slots=True)
class Naming:
    """What the task of a petition is called by, in the office's language: nothing of what it is about."""

    issuer: str
    content: str


@dataclass(frozen=True, slots=True)
class Hands:
    """What events of petitions need from outside the store: pure functions, and the office's day.

    *expires_at* is until when a letter to a sender is tried; *grounds* are those of the law on
    which what was received on a day may be refused: names in each language, by code; *body* gives
    the paragraphs of a letter in a language, as they stand in mail and on paper.
    """

    today: date
    clocks: Clocks
    compose: Compose
    name: Callable[[str], Naming]
    expires_at: datetime
    grounds: Callable[[date], Mapping[str, Mapping[str, str]]]
    body: Callable[[Writing, str], str]


@dataclass(frozen=True, slots=True)
class NewPetition:
    """A petition before it has a number; *agency* is the one that receives it."""

    title: str
    channel: Channel
    agency: str
    received: date
    who: Petitioner
    kind: Kind = Kind.UNSORTED
    depth: Depth = Depth.VERIFY
    proposed: Kind | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which petitions: all that meet every condition given; *since* and *until* bound the day of receipt, *agencies* received them."""

    kind: Kind | None = None
    states: tuple[State, ...] = ()
    since: date | None = None
    until: date | None = None
    agencies: tuple[str, ...] = ()


def open_(tx: Tx, new: NewPetition, hands: Hands, act: Act) -> Petition | None:
    """The petition as it is kept, received and not entered yet; None where its title tells who sent it.

    With it the task is opened by which its clocks are watched, led by the agency until
    it is given to somebody; the reminders are the ladder's.
    """
    if bears(new.title, new.who):
        return None
    office = clock.office_now(tx, act.now)
    year = new.received.year
    number = _next_number(tx, year)
    values = {
        "year": year,
        "number": number,
        "kind": new.kind,
        "proposed": new.proposed,
        "depth": new.depth,
        "channel": new.channel,
        "title": new.title,
        "state": State.RECEIVED,
        "agency": new.agency,
        "received": new.received,
        "task_id": _open_task(tx, new, number, hands, act),
        "opened_at": office,
    }
    tx.run(insert(petition).values(values))
    mine = (petition.c.year == year) & (petition.c.number == number)
    petition_id = int(tx.value(select(petition.c.id).where(mine)))
    petitioner.add(tx, petition_id, new.who)
    codes: dict[str, str | int] = {"kind": new.kind, "channel": new.channel}
    tx.audit(act.now, "petition.opened", f"petition:{petition_id}", by=act.by, **codes)
    return one(tx, petition_id)


def one(tx: Tx, number: int) -> Petition | None:
    """The petition of that id."""
    row = tx.one(_every().where(petition.c.id == number))
    return None if row is None else of_row(row)


def by_code(tx: Tx, number: int, year: int) -> Petition | None:
    """The petition that is called by *number* of *year*."""
    row = tx.one(_every().where(petition.c.number == number, petition.c.year == year))
    return None if row is None else of_row(row)


def listed(tx: Tx, wanted: Wanted, limit: int | None) -> tuple[Petition, ...]:
    """At most *limit* petitions, all where it is None, the newest first."""
    order = (petition.c.received.desc(), petition.c.id.desc())
    rows = tx.all(_every().where(*_conditions(wanted)).order_by(*order).limit(limit))
    return tuple(of_row(row) for row in rows)


def history(tx: Tx, numbers: Collection[int]) -> dict[int, tuple[Happened, ...]]:
    """What happened to each of the petitions, in order."""
    events = petition_event.c
    chosen = select(petition_event).where(events.petition_id.in_(numbers))
    found: dict[int, list[Happened]] = {number: [] for number in numbers}
    for row in tx.all(chosen.order_by(events.petition_id, events.number)):
        found[row.petition_id].append(_happened(row))
    return {number: tuple(rows) for number, rows in found.items()}


def add_event(tx: Tx, number: int, one: Happened) -> None:
    """Puts down one event."""
    told = json.dumps(dict(one.facts), ensure_ascii=False, sort_keys=True)
    values = {
        "number": one.number,
        "event": one.event,
        "state": one.state,
        "day": one.day,
        "at": one.at,
        "by": one.by,
        "reason": one.reason,
        "facts": told,
    }
    tx.run(insert(petition_event).values(petition_id=number, **values))


def of_row(row: Row[Any]) -> Petition:
    """The petition in a row of `_every`."""
    return Petition(
        id=row.id,
        year=row.year,
        number=row.number,
        kind=Kind(row.kind),
        depth=Depth(row.depth),
        channel=Channel(row.channel),
        title=row.title,
        state=State(row.state),
        agency=row.agency,
        task=row.task_id,
        received=row.received,
        opened_at=row.opened_at,
        before=None if row.before is None else State(row.before),
        closed_at=row.closed_at,
        joined_to=row.joined_to,
        competent=row.competent,
        ground=row.ground,
        result=row.result,
        erased=row.erased,
        proposed=None if row.proposed is None else Kind(row.proposed),
    )


def _every() -> Select[Any]:
    same = petitioners.c.petition_id == petition.c.id
    return select(petition, petitioners.c.erased).join(petitioners, same)


def _happened(row: Row[Any]) -> Happened:
    facts = json.loads(row.facts)
    event, state = Event(row.event), State(row.state)
    return Happened(row.number, event, state, row.day, row.at, row.by, row.reason, facts)


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.kind is not None:
        found.append(petition.c.kind == wanted.kind)
    if wanted.states:
        found.append(petition.c.state.in_(wanted.states))
    if wanted.since is not None:
        found.append(petition.c.received >= wanted.since)
    if wanted.until is not None:
        found.append(petition.c.received <= wanted.until)
    if wanted.agencies:
        found.append(petition.c.agency.in_(wanted.agencies))
    return found


def _next_number(tx: Tx, year: int) -> int:
    """The next of the year; nobody else takes one before the commit."""
    tx.insert_new(petition_register, {"year": year, "last": 0})
    mine = petition_register.c.year == year
    number = int(tx.value(tx.lock(select(petition_register.c.last).where(mine)))) + 1
    tx.run(update(petition_register).where(mine).values(last=number))
    return number


def _open_task(tx: Tx, new: NewPetition, number: int, hands: Hands, act: Act) -> int:
    code = code_of(number, new.received.year)
    named = hands.name(code)
    paper = Document(
        number=code,
        issuer=named.issuer,
        issued=new.received,
        excerpt=named.content,
        received=new.received,
        direction=Direction.PETITION,
    )
    kept = document.add(tx, paper, act)
    if not isinstance(kept, document.Kept):
        raise Overtaken("document")
    now = running(hands.clocks(new.kind, new.depth, Course(new.received)))
    lead = Party(Role.LEAD, new.agency)
    work = NewTask(named.content, (lead,), None if now is None else now.deadline)
    opening.open_more(tx, (Addition(kept.id, 0, Entry(0, 0, kept.document, work)),), act)
    return int(tx.value(select(func.max(task.c.id)).where(task.c.document_id == kept.id)))
