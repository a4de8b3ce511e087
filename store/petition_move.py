"""Moves a petition by an event: the one place where its state changes, whoever asks for it.

The petition is locked, the table of work.petition asked, the task by which it is watched moved
with it, and history, letters and account follow in the same transaction. The task comes first:
what it refuses leaves nothing behind.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from sqlalchemy import select, update

from store import clock, entitled, petition, petition_post, petitioner, stand_in, worklist
from store import petition_task as watch
from store.move import Refused as TaskRefused
from store.petition import Hands
from store.schema.petition import petition as table
from store.tx import Tx
from work.access import OfPetition, may
from work.act import Act
from work.petition import (
    ENDED,
    NAMED,
    PASSED_ON,
    RIGHTS,
    Event,
    Happened,
    Impossible,
    Kind,
    Petition,
    State,
    moved,
)
from work.petition_course import Clock, after, course_of, running
from work.petition_letter import LETTERS, Sent, Writing
from work.petitioner import NOBODY, Petitioner, bears
from work.task import Party

AUDITED = MappingProxyType(
    {
        Event.REGISTER: "registered",
        Event.CLASSIFY: "classified",
        Event.ASK: "supplement-asked",
        Event.SUPPLY: "supplied",
        Event.FORWARD: "forwarded",
        Event.ASSIGN: "assigned",
        Event.ANSWER: "answered",
        Event.PUBLISH: "published",
        Event.CLOSE: "closed",
        Event.REFUSE: "refused",
        Event.WITHDRAW: "withdrawn",
        Event.JOIN: "joined",
        Event.ERASE: "erased",
        Event.SEE: "seen",
    }
)
JOINABLE = frozenset(
    {State.RECEIVED, State.REGISTERED, State.CLASSIFIED, State.SUPPLEMENT, State.HANDLING}
)


class Refusal(StrEnum):
    """Why a petition was not changed, whatever its state."""

    UNKNOWN = "unknown"  # no such petition
    FORBIDDEN = "forbidden"  # that is not for who asks
    BEARS = "bears"  # the words, which all may read, tell who sent it
    PASSED_ON = "passed-on"  # its kind is not dealt with here, but passed on
    ELSEWHERE = "elsewhere"  # who would be given it is of another agency
    SECRET = "secret"  # noqa: S105 - who denounces is told to nobody
    ERASED = "erased"  # there is nothing left
    TARGET = "target"  # the other is not there, is the same, or has been dealt with
    HOLDS = "holds"  # others were joined with it
    WAITS = "waits"  # it was joined with one that is still to be answered


@dataclass(frozen=True, slots=True)
class OfTask:
    """Why the task by which it is watched could not follow: *why* is what store.move gave."""

    task: int
    why: TaskRefused


Refused = Refusal | Impossible | OfTask


@dataclass(frozen=True, slots=True)
class Whom:
    """Who lets something happen, and with what."""

    act: Act
    hands: Hands

    def of(self, number: int) -> Act:
        """The act as the petition's task is to know it."""
        return replace(self.act, petition=number)


@dataclass(frozen=True, slots=True)
class Deed:
    """What goes with an event: *facts* for history and letters, *values* for the row, *codes* for the account."""

    event: Event
    reason: str | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict)
    codes: Mapping[str, str | int] = field(default_factory=dict)
    lead: Party | None = None  # who is given it
    result: str | None = None  # number and sign of what ends the work


@dataclass(frozen=True, slots=True)
class Done:
    """What happened: the petition after it, its letters, and who sent it where that was asked for."""

    petition: Petition
    number: int
    letters: tuple[Sent, ...] = ()
    who: Petitioner = NOBODY


def move(tx: Tx, number: int, deed: Deed, whom: Whom) -> Done | Refused:
    """Lets the event of *deed* happen to the petition; or why it does not."""
    found = locked(tx, number)
    if found is None:
        return Refusal.UNKNOWN
    by = _entitled(tx, found, deed.event, whom)
    if by is None:
        return Refusal.FORBIDDEN
    who = petitioner.whole(tx, number)
    refused = _refused(tx, found, deed, who)
    if refused is not None:
        return refused
    state = moved(found.state, deed.event, found.before)
    if state is None:
        return Impossible(found.state)
    past = petition.history(tx, (number,))[number]
    new = replace(found, state=state, **_following(found, state, deed))
    day = by.hands.today
    course = after(course_of(found.received, past), deed.event, state, day)
    now = running(by.hands.clocks(new.kind, new.depth, course))
    step = watch.Step(found, deed.event, now, day, deed.lead, deed.result)
    why = watch.follow(tx, step, by.of(number))
    if why is not None:
        return OfTask(found.task, why)
    return _put_down(tx, found, new, deed, by, len(past) + 1, now, who)


def locked(tx: Tx, number: int) -> Petition | None:
    """The petition, which nobody else changes before the commit; None where there is none."""
    tx.one(tx.lock(select(table.c.id).where(table.c.id == number)))
    return petition.one(tx, number)


def entitles(tx: Tx, found: Petition, event: Event, whom: Whom) -> bool:
    """Whether who acts may let *event* happen to it, whatever its state."""
    return _entitled(tx, found, event, whom) is not None


def _entitled(tx: Tx, found: Petition, event: Event, whom: Whom) -> Whom | None:
    """*whom* as it may be done: in their own right, or for somebody who is away; None where they may not."""
    if whom.act.person is None:
        return None if event in NAMED else whom
    who, office = entitled.one(tx, whom.act.person), clock.office_now(tx, whom.act.now)
    if who is None:
        return None
    about = OfPetition(found.agency, _handler(tx, found), stand_in.absent_for(tx, who.id, office))
    grant = may(who, RIGHTS[event], about)
    return None if grant is None else replace(whom, act=entitled.by_grant(whom.act, grant))


def _refused(tx: Tx, found: Petition, deed: Deed, who: Petitioner) -> Refusal | Impossible | None:
    if moved(found.state, deed.event, found.before) is None:
        return Impossible(found.state)
    texts = [deed.reason, *deed.facts.values(), *deed.values.values()]
    if any(isinstance(text, str) and bears(text, who) for text in texts):
        return Refusal.BEARS
    kind = deed.values.get("kind", found.kind)
    if deed.event in (Event.ASSIGN, Event.ANSWER) and kind in PASSED_ON:
        return Refusal.PASSED_ON
    if deed.lead is not None and deed.lead.agency != found.agency:
        return Refusal.ELSEWHERE
    if deed.event in (Event.SEE, Event.ERASE) and found.erased:
        return Refusal.ERASED
    if deed.event is Event.SEE and kind is Kind.DENUNCIATION:
        return Refusal.SECRET
    return _held_up(tx, found, deed.event)


def _held_up(tx: Tx, found: Petition, event: Event) -> Refusal | None:
    if event is Event.WITHDRAW and petition_post.joined(tx, found.id):
        return Refusal.HOLDS
    if event is Event.ERASE and not is_settled(tx, found):
        return Refusal.WAITS
    return None


def is_over(tx: Tx, number: int) -> bool:
    """Whether the petition has ended, and so has the one that it was joined with."""
    found = petition.one(tx, number)
    return found is not None and found.state in ENDED and is_settled(tx, found)


def is_settled(tx: Tx, found: Petition) -> bool:
    """Whether nothing is to be written any more to who sent it: the one that it was joined with has ended too."""
    while found.joined_to is not None:
        other = petition.one(tx, found.joined_to)
        if other is None:
            return True
        found = other
    return found.state in ENDED


def _handler(tx: Tx, found: Petition) -> Party:
    task = worklist.one(tx, found.task)
    if task is None:
        raise RuntimeError(f"petition {found.id} has no task {found.task}")
    return task.lead


def _following(found: Petition, state: State, deed: Deed) -> dict[str, Any]:
    """What of the petition follows from the event, beside its state."""
    given = dict(deed.values)
    if deed.event is Event.ASK:
        given["before"] = found.state
    elif state is not found.state:
        given["before"] = None
    return given


def _put_down(
    tx: Tx,
    found: Petition,
    new: Petition,
    deed: Deed,
    whom: Whom,
    number: int,
    now: Clock | None,
    who: Petitioner,
) -> Done:
    office, act = clock.office_now(tx, whom.act.now), whom.act
    values = _following(found, new.state, deed)
    if new.state in ENDED and found.state not in ENDED:
        values["closed_at"] = office
    tx.run(update(table).where(table.c.id == found.id).values(state=new.state, **values))
    day = whom.hands.today
    facts = dict(deed.facts)
    happened = Happened(number, deed.event, new.state, day, office, act.by, deed.reason, facts)
    petition.add_event(tx, found.id, happened)
    subject = f"petition:{found.id}"
    tx.audit(act.now, f"petition.{AUDITED[deed.event]}", subject, by=act.by, **_codes(deed))
    letters = _letters(tx, new, deed, whom, number, now, office)
    return Done(new, number, letters, who if deed.event is Event.SEE else NOBODY)


def _letters(
    tx: Tx,
    new: Petition,
    deed: Deed,
    whom: Whom,
    number: int,
    now: Clock | None,
    office: datetime,
) -> tuple[Sent, ...]:
    if deed.event not in LETTERS:
        return ()
    hands = whom.hands
    due = now.due if now is not None and deed.event is Event.REGISTER else None
    writing = Writing(
        LETTERS[deed.event], new, number, hands.today, office, deed.facts, deed.reason, due
    )
    return petition_post.write(tx, writing, hands.compose, whom.act.now, hands.expires_at)


def _codes(deed: Deed) -> dict[str, str | int]:
    """Words may say anything: the account, which holds no personal data, keeps their hash."""
    if deed.reason is None:
        return dict(deed.codes)
    digest = hashlib.sha256(deed.reason.encode()).hexdigest()[:16]
    return {**deed.codes, "reason": digest}
