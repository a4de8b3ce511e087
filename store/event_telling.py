"""Tells people of an event by mail: invitations, changes, cancellations, each once, and only what concerns them.

What has not left is taken back when something newer follows, and what it said goes into the
newer one: nobody hears of a change to what they never heard of.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, or_, select, update

from store import event as events
from store import notice as notices
from store.directory import people
from store.event_move import Moved
from store.schema.event import event_part
from store.schema.notice import notice
from store.tx import Tx
from work.act import Act
from work.event import NOTICE, Answer, Event, Occurrence, Participant
from work.event_facts import asked, facts
from work.hold import RESTORED
from work.outbox import NewNotice, NoticeState
from work.person import Person

SUPERSEDED = "superseded"


class News(StrEnum):
    """What a person is told, which decides the METHOD (RFC 5546 §3.2)."""

    INVITED = "invited"
    CHANGED = "changed"
    CANCELLED = "cancelled"
    REMOVED = "removed"

    @property
    def method(self) -> str:
        """REQUEST while they are asked to it, else CANCEL."""
        return "REQUEST" if self in (News.INVITED, News.CHANGED) else "CANCEL"


@dataclass(frozen=True, slots=True)
class Word:
    """What is told: *changes* are pairs of what was and what is, by name, as JSON values."""

    news: News
    changes: Mapping[str, Mapping[str, Any]]
    why: str | None = None


def tell(tx: Tx, done: Moved, them: Iterable[Participant], word: Word, act: Act) -> int:
    """How many of *them* are told *word* of what was done."""
    return sum(_told(tx, done, one, word, act) for one in them)


def needless(tx: Tx, row: Row[Any]) -> str | None:
    """Why a claimed notice of an event is not to be sent any more; None where it is."""
    told = json.loads(row.facts)
    if told.get("method") == "CANCEL":
        return None
    part = (event_part.c.event_id == row.event_id) & (event_part.c.person_id == row.person_id)
    answer = tx.value(select(event_part.c.answer).where(part))
    if answer is None:
        return "not-asked"
    if row.kind != NOTICE and answer == Answer.DECLINED:
        return "declined"
    return _over(tx, row, told)


def _over(tx: Tx, row: Row[Any], told: Mapping[str, Any]) -> str | None:
    found = events.one(tx, row.event_id)
    if found is None or not found.state.open:
        return "event-over"
    time = None if row.kind == NOTICE else found.at(told["time"])
    return "event-over" if time is not None and not time.state.open else None


def _told(tx: Tx, done: Moved, one: Participant, word: Word, act: Act) -> bool:
    event = done.after
    unsent = _take_back(tx, event, one, done.only, act.now)
    fresh = _merged(word, unsent, done.only)
    if fresh is None:
        _note_told(tx, event.id, one.person, None)
        return False
    only = done.only if fresh.news is not News.INVITED else None
    key = f"{NOTICE}:{event.id}:{event.sequence}:{fresh.news.method.lower()}:{one.person}"
    new = NewNotice(
        key=key,
        kind=NOTICE,
        person=one.person,
        language=one.language,
        reason="event-removed" if fresh.news is News.REMOVED else f"event-{one.part}",
        facts={
            **_facts(event, one, only, fresh.news),
            "method": fresh.news.method,
            "news": fresh.news,
            "changes": fresh.changes,
            "why": fresh.why,
        },
        at=done.office,
        event=event.id,
    )
    reader = _person(one)
    added = notices.add(tx, new, notices.channels_of(tx, (reader,), done.office, ()), act.now)
    if only is None:
        _note_told(tx, event.id, one.person, event.sequence)
    return bool(added)


def _facts(event: Event, one: Participant, only: Occurrence | None, news: News) -> dict[str, Any]:
    """Who is asked no longer is told of nobody else (RFC 5546 §3.2.5)."""
    told = facts(event, one, only)
    return {**told, "asked": [asked(one)]} if news is News.REMOVED else told


def _merged(word: Word, unsent: list[Mapping[str, Any]], only: Occurrence | None) -> Word | None:
    """*word* with what was taken back unsent; None where nothing is left to say.

    Who was to be asked to a series still is when one time of it goes.
    """
    if any(told["news"] == News.INVITED for told in unsent):
        asked = word.news.method == "REQUEST" or only is not None
        return Word(News.INVITED, {}) if asked else None
    if word.news.method == "CANCEL":
        return word
    changes = dict(word.changes)
    for told in reversed(unsent):
        for name, pair in told["changes"].items():
            changes[name] = {**pair, "now": changes.get(name, pair)["now"]}
    still = {name: pair for name, pair in changes.items() if pair["was"] != pair["now"]}
    return Word(word.news, still, word.why)


def _take_back(
    tx: Tx, event: Event, one: Participant, only: Occurrence | None, now: datetime
) -> list[Mapping[str, Any]]:
    """The facts of what the person was to be told and has not left, oldest first; it is taken back.

    A change of another time of a series stays. What may have been sent before the store was restored
    counts as sent.
    """
    certain = or_(notice.c.error.is_(None), notice.c.error != RESTORED)
    mine = (notice.c.event_id == event.id) & (notice.c.person_id == one.person)
    waiting = mine & (notice.c.kind == NOTICE) & notice.c.state.in_(notices.IN_HAND) & certain
    rows = tx.all(tx.lock(select(notice.c.id, notice.c.facts).where(waiting).order_by(notice.c.id)))
    original = None if only is None else facts(event, one, only)["original"]
    found = [(row.id, json.loads(row.facts)) for row in rows]
    gone = [
        (key, told)
        for key, told in found
        if told["news"] == News.INVITED or original is None or told["original"] == original
    ]
    end = {"state": NoticeState.CANCELLED, "holder": None, "error": SUPERSEDED, "settled_at": now}
    if gone:
        tx.run(update(notice).where(notice.c.id.in_([key for key, _ in gone])).values(end))
    return [told for _, told in gone]


def take_back_reminders(tx: Tx, event: Event, time: int | None, now: datetime) -> int:
    """How many reminders of the event, or of one *time* of it, were taken back: they say what is not so any more."""
    waiting = (notice.c.event_id == event.id) & (notice.c.kind != NOTICE)
    rows = tx.all(
        tx.lock(
            select(notice.c.id, notice.c.facts).where(waiting, notice.c.state.in_(notices.IN_HAND))
        )
    )
    gone = [row.id for row in rows if time in (None, json.loads(row.facts)["time"])]
    end = {"state": NoticeState.CANCELLED, "holder": None, "error": SUPERSEDED, "settled_at": now}
    return tx.run(update(notice).where(notice.c.id.in_(gone)).values(end)) if gone else 0


def open_times(event: Event, office: datetime) -> tuple[Occurrence, ...]:
    """Its times that are still to come."""
    return tuple(one for one in event.occurrences if one.state.open and one.span.starts > office)


def _note_told(tx: Tx, number: int, who: int, sequence: int | None) -> None:
    place = (event_part.c.event_id == number) & (event_part.c.person_id == who)
    tx.run(update(event_part).where(place).values(told=sequence))


def _person(one: Participant) -> Person:
    return people.told_at(one.person, one.name, one.mailbox, one.language)
