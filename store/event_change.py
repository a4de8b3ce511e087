"""What people do to events: they plan, invite, change, move, cancel and hold them; who is concerned is told in the same commit."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update

from store import clock, event_rung
from store import event as events
from store.event_move import Moved, Refusal, Refused, Said, locked, move, note
from store.event_telling import News, Word, open_times, take_back_reminders, tell
from store.schema.event import event, event_answer, event_part, event_time
from store.tx import Tx
from work.act import Act
from work.event import (
    MOST_PARTICIPANTS,
    Answer,
    Event,
    EventState,
    Happening,
    NewEvent,
    Part,
    Participant,
    Span,
)
from work.event_facts import span_facts


@dataclass(frozen=True, slots=True)
class Done:
    """What came of it: the event as it is now, and how many people are told."""

    event: Event
    told: int


def add(tx: Tx, new: NewEvent, act: Act) -> int | Refusal:
    """The number of the event, which is planned; nobody is told before they are invited."""
    if len(new.participants) > MOST_PARTICIPANTS:
        return Refusal.MANY
    span = new.spans[0][1]
    values = {
        "uid": new.uid,
        "kind": new.what.kind,
        "title": new.what.title,
        "agency": new.what.agency,
        "place": new.what.place,
        "link": new.what.link,
        "note": new.what.note,
        "document_id": new.what.document,
        "all_day": span.all_day,
        "length_minutes": int((span.ends - span.starts).total_seconds() // 60),
        "rule": new.rule,
        "state": EventState.PLANNED,
        "sequence": 0,
    }
    tx.run(insert(event).values(values))
    number = int(tx.value(select(event.c.id).where(event.c.uid == new.uid)))
    tx.run(insert(event_time), [_time(number, at, new) for at in range(len(new.spans))])
    _add_parts(tx, number, new.participants)
    office, said = clock.office_now(tx, act.now), Said(codes={"times": len(new.spans)})
    note(tx, number, Happening.ADD, EventState.PLANNED, office, act, said)
    return number


def invite(tx: Tx, number: int, people: tuple[tuple[int, Part], ...], act: Act) -> Done | Refused:
    """Asks *people* to it, and everybody who was planned and not told yet.

    Nobody else is told, so the sequence stays (RFC 5546 §2.1.4).
    """
    before = locked(tx, number)
    if before is None:
        return Refusal.UNKNOWN
    asked = {one.person for one in before.participants}
    fresh = tuple((who, part) for who, part in people if who not in asked)
    if people and not fresh:
        return Refusal.ASKED
    if len(asked) + len(fresh) > MOST_PARTICIPANTS:
        return Refusal.MANY
    if before.state.open:
        _add_parts(tx, number, fresh)
    said = Said(told=False, codes={"people": len(fresh)})
    done = move(tx, number, Happening.INVITE, act, said)
    if not isinstance(done, Moved):
        return done
    told = tell(tx, done, done.after.unaware, Word(News.INVITED, {}), act)
    if told:
        ahead = open_times(done.after, done.office)
        known = event_rung.has(tx, number)
        fresh_times = [one for one in ahead if one.number not in known]
        event_rung.begin(tx, number, fresh_times, done.after.sequence, done.office, act)
    return _done(tx, number, told)


def remove(tx: Tx, number: int, who: int, act: Act, why: str | None = None) -> Done | Refused:
    """Asks somebody no longer; they are told, and nobody else (CANCEL, RFC 5546 §3.2.5)."""
    before = locked(tx, number)
    if before is None:
        return Refusal.UNKNOWN
    one = next((one for one in before.participants if one.person == who), None)
    if one is None:
        return Refusal.STRANGER
    done = move(tx, number, Happening.REMOVE, act, Said(why, codes={"person": who}))
    if not isinstance(done, Moved):
        return done
    told = tell(tx, done, _reached((one,)), Word(News.REMOVED, {}, why), act)
    theirs = (event_part.c.event_id == number) & (event_part.c.person_id == who)
    tx.run(delete(event_part).where(theirs))
    gone = (event_answer.c.event_id == number) & (event_answer.c.person_id == who)
    tx.run(delete(event_answer).where(gone))
    return _done(tx, number, told)


def change(
    tx: Tx, number: int, values: Mapping[str, str | None], act: Act, why: str | None = None
) -> Done | Refused:
    """Says otherwise what it is about or where it is; who knows of it hears what changed.

    *values* are of title, place, link and note. What people answered stands.
    """
    before = locked(tx, number)
    if before is None:
        return Refusal.UNKNOWN
    was = {name: getattr(before.what, name) for name in values}
    pairs = {name: {"was": was[name], "now": values[name]} for name in values}
    changed = {name: pair for name, pair in pairs.items() if pair["was"] != pair["now"]}
    if not changed:
        return Refusal.UNCHANGED
    said = Said(why, {"changes": changed}, {"fields": ",".join(sorted(changed))})
    fresh: dict[str, Any] = {name: values[name] for name in changed}
    done = move(tx, number, Happening.CHANGE, act, said, **fresh)
    if not isinstance(done, Moved):
        return done
    return _told_all(tx, done, Word(News.CHANGED, changed, why), act)


def reschedule(
    tx: Tx, number: int, time: int | None, span: Span, act: Act, why: str | None = None
) -> Done | Refused:
    """Moves it, or one *time* of a series, to *span*; who knows of it is asked again."""
    at = _which(tx, number, time, act.now)
    if not isinstance(at, _Which):
        return at
    if at.over or span.ends <= at.office:
        return Refusal.PAST
    before = at.event.at(at.time)
    if before is None or before.span == span:
        return Refusal.UNCHANGED
    pair = {"was": span_facts(before.span), "now": span_facts(span)}
    times = {"starts": span.starts, "ends": span.ends, "sequence": at.event.sequence + 1}
    values: dict[str, Any] = {}
    if at.event.rule is None:
        minutes = int((span.ends - span.starts).total_seconds() // 60)
        values = {"all_day": span.all_day, "length_minutes": minutes}
    said = Said(why, {"changes": {"time": pair}, "time": at.time}, {"time": at.time})
    done = move(tx, number, Happening.MOVE, act, said, time=at.time, times=times, **values)
    if not isinstance(done, Moved):
        return done
    _ask_again(tx, done, at.time)
    take_back_reminders(tx, done.after, at.time, act.now)
    event_rung.end(tx, number, [at.time])
    if done.after.reached:
        ahead = [one for one in open_times(done.after, done.office) if one.number == at.time]
        event_rung.begin(tx, number, ahead, done.after.sequence, done.office, act)
    return _told_all(tx, _seen_anew(tx, done), Word(News.CHANGED, {"time": pair}, why), act)


def cancel(
    tx: Tx, number: int, time: int | None, act: Act, why: str | None = None
) -> Done | Refused:
    """Cancels it, or one *time* of a series; who knows of it is told, with *why*."""
    before = locked(tx, number)
    if before is None:
        return Refusal.UNKNOWN
    one = time if before.rule is not None else 1
    done = move(tx, number, Happening.CANCEL, act, Said(why, {"time": one}), time=one)
    if not isinstance(done, Moved):
        return done
    event_rung.end(tx, number, None if one is None else [one])
    take_back_reminders(tx, done.after, one, act.now)
    return _told_all(tx, done, Word(News.CANCELLED, {}, why), act)


def hold(tx: Tx, number: int, time: int | None, act: Act) -> Done | Refused:
    """Notes that it was held, or that one *time* of a series was; with the last of them the series is over."""
    at = _which(tx, number, time, act.now)
    if not isinstance(at, _Which):
        return at
    shown = at.event.at(at.time)
    if shown is not None and shown.span.starts > at.office:
        return Refusal.NOT_YET
    said = Said(None, {"time": at.time}, {"time": at.time}, told=False)
    done = move(tx, number, Happening.HOLD, act, said, time=at.time)
    if not isinstance(done, Moved):
        return done
    event_rung.end(tx, number, [at.time])
    if not any(one.state.open for one in done.after.occurrences):
        tx.run(update(event).where(event.c.id == number).values(state=EventState.HELD))
    return _done(tx, number, 0)


@dataclass(frozen=True, slots=True)
class _Which:
    """The one time that is meant, and whether it is over."""

    event: Event
    time: int
    office: datetime
    over: bool


def _which(tx: Tx, number: int, time: int | None, now: datetime) -> _Which | Refusal:
    before = locked(tx, number)
    if before is None:
        return Refusal.UNKNOWN
    if time is None and before.rule is not None:
        return Refusal.WHICH
    at = before.at(time or 1)
    if at is None:
        return Refusal.NO_TIME
    office = clock.office_now(tx, now)
    return _Which(before, at.number, office, at.state.open and at.span.ends <= office)


def _told_all(tx: Tx, done: Moved, word: Word, act: Act) -> Done:
    return _done(tx, done.after.id, tell(tx, done, done.after.reached, word, act))


def _seen_anew(tx: Tx, done: Moved) -> Moved:
    """The same, with the answers as they stand after everybody is asked again."""
    after = _found(tx, done.after.id)
    only = None if done.only is None else after.at(done.only.number)
    return Moved(done.before, after, only, done.number, done.office)


def _ask_again(tx: Tx, done: Moved, time: int) -> None:
    """Forgets what was answered to the time that is no more (RFC 5546 §3.2.2.1)."""
    if done.after.rule is None:
        theirs = event_part.c.event_id == done.after.id
        none = {"answer": Answer.NONE, "answered_at": None}
        tx.run(update(event_part).where(theirs).values(none))
    these = (event_answer.c.event_id == done.after.id) & (event_answer.c.number == time)
    tx.run(delete(event_answer).where(these))


def _reached(them: Iterable[Participant]) -> tuple[Participant, ...]:
    return tuple(one for one in them if one.told is not None and not one.disabled)


def _time(number: int, at: int, new: NewEvent) -> dict[str, Any]:
    original, span = new.spans[at]
    key = {"event_id": number, "number": at + 1, "state": EventState.PLANNED, "sequence": 0}
    return {**key, "original": original, "starts": span.starts, "ends": span.ends}


def _add_parts(tx: Tx, number: int, people: tuple[tuple[int, Part], ...]) -> None:
    rows = [
        {"event_id": number, "person_id": who, "part": part, "answer": Answer.NONE}
        for who, part in people
    ]
    if rows:
        tx.run(insert(event_part), rows)


def _done(tx: Tx, number: int, told: int) -> Done:
    return Done(_found(tx, number), told)


def _found(tx: Tx, number: int) -> Event:
    found = events.one(tx, number)
    if found is None:
        raise RuntimeError(f"event {number} is gone while it was locked")
    return found
