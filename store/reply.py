"""Answers to our notices in the store: which notice one answers, what proves its author, and what is told of it.

What an answer changes goes through the functions that every other door uses.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import exists, select

from store import audience, authenticity, clock, entitled, notice, stand_in, telling, tray, worklist
from store.directory import people
from store.move import Refusal, Refused
from store.schema.directory import person, secret
from store.schema.notice import CONFIRMED
from store.schema.notice import notice as notices
from store.tx import Tx
from work.access import Doing
from work.act import Act
from work.audience import Told
from work.audience import audience as audience_of
from work.notice import QUESTION, REPLY_TAKEN, Channel, tasks_of
from work.outbox import NewNotice
from work.person import Person

HOUR = timedelta(hours=1)
LETTERS = 2000  # those of some years to one person


@dataclass(frozen=True, slots=True)
class Answered:
    """A notice by mail that somebody answers: to whom it went, and the *tasks* that it tells of."""

    id: int
    kind: str
    dedup_key: str
    person: int
    tasks: tuple[int, ...]
    facts: Mapping[str, Any]


def key(tx: Tx) -> bytes:
    """What signs the addresses of answers: the same for every worker of this office."""
    octets: bytes = tx.value(select(secret.c.octets).where(secret.c.name == "reply"))
    return octets


def answered(tx: Tx, number: int) -> Answered | None:
    """The notice of that number, where it went by mail."""
    by_mail = (notices.c.id == number) & (notices.c.channel == Channel.MAIL)
    row = tx.one(select(notices).where(by_mail))
    if row is None:
        return None
    facts = json.loads(row.facts)
    tasks = tuple(one["task"] for one in tasks_of(facts) if isinstance(one.get("task"), int))
    return Answered(row.id, row.kind, row.dedup_key, row.person_id, tasks, facts)


def keys_to(tx: Tx, addresses: Collection[str]) -> list[str]:
    """The dedup keys of what was written by mail to the people of *addresses*, the newest, LETTERS at most."""
    c = notices.c
    them = select(person.c.id).where(person.c.email.in_(addresses))
    by_mail = c.person_id.in_(them) & (c.channel == Channel.MAIL)
    newest = select(c.dedup_key).where(by_mail).order_by(c.id.desc()).limit(LETTERS)
    return [row.dedup_key for row in tx.all(newest)]


def results(tx: Tx, intake: int) -> str:
    """What our own listener found out about who wrote the letter; "" where it did not come by that."""
    letters = (one.letter for one in tray.arrivals(tx, intake) if one.letter is not None)
    found = (authenticity.of_letter(tx, letter) for letter in letters)
    return next((one.results for one in found if one is not None), "")


def mailboxes(tx: Tx, intake: int) -> tuple[str, ...]:
    """The watched mailboxes out of which the letter came."""
    places = (one.place for one in tray.arrivals(tx, intake))
    return tuple(place.mailbox for place in places if place is not None)


def author(tx: Tx, address: str, addressee: int, office: datetime) -> Person | None:
    """Who answers from *address*: to whom the notice went, or who stands in for them at *office*; None for anybody else."""
    found = people.person_at(tx, address)
    if found is None or found.disabled:
        return None
    absent = stand_in.absent_for(tx, found.id, office)
    return found if addressee in (found.id, *(one.id for one in absent)) else None


def confirmed(tx: Tx, task: int, person: int, now: datetime) -> tuple[int, int]:
    """How many answers were confirmed within the hour before *now*: of that person about the task, and all."""
    late = CONFIRMED & (notices.c.not_before > now - HOUR)
    keys = [row.dedup_key for row in tx.all(select(notices.c.dedup_key).where(late))]
    return sum(one.startswith(_thread(task, person)) for one in keys), len(keys)


def is_taken(tx: Tx, task: int, person: int, intake: int) -> bool:
    """Whether what that letter says was done before."""
    same = notices.c.dedup_key == f"{_thread(task, person)}{intake}:{Channel.MAIL}"
    return bool(tx.value(select(exists().where(same))))


def confirm(
    tx: Tx, task: int, to: Person, intake: int, facts: Mapping[str, Any], now: datetime
) -> None:
    """Tells who answered what was understood; of a letter that was *left* to a person again, once it is read anew."""
    again = f"{intake}:left" if facts["left"] else str(intake)
    new = NewNotice(
        key=f"{_thread(task, to.id)}{again}",
        kind=REPLY_TAKEN,
        person=to.id,
        language=to.language,
        reason="answered",
        facts=facts,
        at=clock.office_now(tx, now),
    )
    notice.add(tx, new, {to.id: ((Channel.MAIL, to.email),)}, now)


def pass_on(tx: Tx, task_id: int, words: str, who: Person, intake: int, act: Act) -> int | Refused:
    """How many people who follow the task, or decide about it, are told what *who* asks; they answer them directly."""
    told = entitled.admitted(tx, task_id, Doing.SEE, act)
    task = worklist.one(tx, task_id)
    if told is None or task is None:
        return Refusal.UNKNOWN
    if not isinstance(told, Act):
        return told
    office = clock.office_now(tx, act.now)
    behind = audience.people_behind(tx, (task,), office)
    reached = audience_of(task.parties, behind, (Told.APPROVER,))
    chosen = [one for one in reached if one.person.id != who.id]
    facts = {**telling.about(task), "by": who.name, "reply_to": who.email, "words": words}
    addresses = notice.channels_of(tx, [one.person for one in chosen], office, ())
    for one in chosen:
        new = NewNotice(
            key=f"{QUESTION}:{task_id}:{intake}:{one.person.id}",
            kind=QUESTION,
            person=one.person.id,
            language=one.person.language,
            reason=one.reason,
            facts={**facts, **one.told},
            at=office,
        )
        notice.add(tx, new, addresses, act.now)
    if chosen:
        tx.audit(act.now, "task.asked", f"task:{task_id}", by=told.by, people=len(chosen))
    return len(chosen) or Refusal.NOBODY


def _thread(task: int, person: int) -> str:
    return f"{REPLY_TAKEN}:{task}:{person}:"
