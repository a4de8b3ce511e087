"""Takes the answers of those who were invited; each is of one person, and the newest counts."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import delete, insert, update

from store import clock
from store import event as events
from store.event_move import Impossible, Refusal, Said, locked, note
from store.schema.event import event_answer, event_part
from store.tx import Tx
from work.act import Act
from work.event import Answer, Event, Happening, Occurrence, Participant, moved
from work.icalendar.reply import Reply


class Ignored(StrEnum):
    """Why an answer does not count."""

    UNKNOWN = "unknown"  # of no event of ours
    STRANGER = "stranger"  # by nobody who is asked to it
    AUTHOR = "author"  # by another than who wrote the letter
    OLD = "old"  # to what was told before something changed
    NO_TIME = "no-time"  # to a time that the event does not have


@dataclass(frozen=True, slots=True)
class Answered:
    """What counts now: *one* answered *answer* to the event, or to one *time* of a series."""

    event: Event
    one: Participant
    answer: Answer
    time: Occurrence | None = None


def take(tx: Tx, reply: Reply, author: str, act: Act) -> Answered | Ignored | Impossible:
    """Notes what came back by mail from *author*, the one mailbox in From, in small letters.

    It counts only from the mailbox that was invited, and only to what that was last told
    (SEQUENCE, RFC 5546 §2.1.5): an answer to a time that is no more says nothing of the new one.
    """
    number = events.by_uid(tx, reply.uid)
    event = None if number is None else locked(tx, number)
    if event is None:
        return Ignored.UNKNOWN
    if reply.mailbox != author:
        return Ignored.AUTHOR
    one = next((one for one in event.participants if one.mailbox == author), None)
    if one is None or one.told is None:
        return Ignored.STRANGER
    time = None
    if reply.original is not None:
        time = next((at for at in event.occurrences if at.original == reply.original), None)
        if time is None or event.rule is None:
            return Ignored.NO_TIME
    if reply.sequence < _told(one, time):
        return Ignored.OLD
    return _keep(tx, event, one, time, reply.answer, act)


def answer(
    tx: Tx, number: int, who: int, said: Answer, time: int | None, act: Act
) -> Answered | Ignored | Impossible | Refusal:
    """Notes what somebody said otherwise: by telephone, at the counter."""
    event = locked(tx, number)
    if event is None:
        return Refusal.UNKNOWN
    one = next((one for one in event.participants if one.person == who), None)
    if one is None:
        return Refusal.STRANGER
    at = None if time is None else event.at(time)
    if time is not None and (at is None or event.rule is None):
        return Refusal.NO_TIME
    return _keep(tx, event, one, at, said, act)


def _told(one: Participant, time: Occurrence | None) -> int:
    """The least SEQUENCE that an answer may name: that of what this one was last told of it.

    A single time that was moved has its own; a calendar answers to any other with that of the series.
    """
    return time.sequence if time is not None and time.sequence else one.told or 0


def _keep(
    tx: Tx, event: Event, one: Participant, time: Occurrence | None, said: Answer, act: Act
) -> Answered | Impossible:
    stood = event.state if time is None else time.state
    if moved(stood, Happening.ANSWER) is None or not event.state.open:
        return Impossible(stood)
    office = clock.office_now(tx, act.now)
    if time is None:
        _whole(tx, event.id, one.person, said, office)
    else:
        _single(tx, event.id, time.number, one.person, said, office)
    codes = {"person": one.person, "answer": said, "time": 0 if time is None else time.number}
    told = Said(facts=codes, codes={name: _code(value) for name, value in codes.items()})
    note(tx, event.id, Happening.ANSWER, stood, office, act, told)
    return Answered(event, one, said, time)


def _whole(tx: Tx, number: int, who: int, said: Answer, office: datetime) -> None:
    """To the whole event; what was said of single times before is overtaken by it."""
    place = (event_part.c.event_id == number) & (event_part.c.person_id == who)
    tx.run(update(event_part).where(place).values(answer=said, answered_at=office))
    these = (event_answer.c.event_id == number) & (event_answer.c.person_id == who)
    tx.run(delete(event_answer).where(these))


def _single(tx: Tx, number: int, time: int, who: int, said: Answer, office: datetime) -> None:
    key = {"event_id": number, "number": time, "person_id": who}
    same = (event_answer.c.event_id == number) & (event_answer.c.number == time)
    tx.run(delete(event_answer).where(same, event_answer.c.person_id == who))
    tx.run(insert(event_answer).values(**key, answer=said, answered_at=office))


def _code(value: object) -> str | int:
    return value if isinstance(value, int) else str(value)
