"""Tells everybody whom a hand-over concerns, once each: who had the work, who has it, and who works beside them."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime

from store import audience, clock, entitled, hand_over, notice, stand_in, worklist
from store.tx import Tx
from work.access import Denied
from work.act import Act
from work.audience import Told
from work.audience import audience as audience_of
from work.deadline import Reached
from work.hand_over import HandOver, Outcome, Portion, Unfit
from work.notice import HAND_OVER
from work.outbox import NewNotice
from work.person import Person
from work.task import Role, Task

NEAREST = 10  # tasks that a notice names, by deadline
SEVERAL = 500  # tasks of one read
PARTS = (Told.LEAD, Told.COORDINATOR, Told.FOLLOWER)


def begin(
    tx: Tx, source: int, target: int, reason: str | None, today: date, act: Act
) -> HandOver | Unfit | Denied:
    """The batch of one person's work, begun or going on; where they stand in for others goes over at once."""
    batch = hand_over.begin(tx, source, target, reason, act)
    if isinstance(batch, HandOver):
        stand_in.pass_on(tx, source, target, today, Act(batch.begun_by, act.now, act.person))
    return batch


def tell(tx: Tx, batch: HandOver, tasks: Collection[int], today: Reached, now: datetime) -> int:
    """How many people were told of *tasks*, which the batch has moved; *today* is when by the office."""
    people, portions = _concerned(tx, batch, tasks, today)
    had = batch.source if batch.undone_at is None else batch.target
    giver = entitled.one(tx, had) if isinstance(had, int) and tasks else None
    if giver is not None and not giver.disabled:
        people[giver.id] = giver
        portions[giver.id] = _of(_read(tx, tasks), None, today)
    office = clock.office_now(tx, now)
    addresses = notice.channels_of(tx, tuple(people.values()), office, ())
    news = [_notice(batch, people[who], portions[who], office) for who in people]
    return sum(notice.add(tx, one, addresses, now) > 0 for one in news)


def conclude(tx: Tx, number: int, today: Reached, now: datetime) -> int | None:
    """How many people were told that the batch is done; None where it is not, or somebody else has said so."""
    if not hand_over.finish(tx, number, now):
        return None
    return tell(tx, hand_over.known(tx, number), hand_over.tasks_of(tx, number), today, now)


def conclude_undo(tx: Tx, number: int, today: Reached, now: datetime) -> dict[Outcome, int]:
    """What became of the batch's tasks; whoever it concerns is told of those that went back."""
    found = hand_over.finish_undo(tx, number, now)
    back = hand_over.tasks_of(tx, number, Outcome.BACK)
    tell(tx, hand_over.known(tx, number), back, today, now)
    return found


def portion(tx: Tx, source: int | str, tasks: Collection[int], today: Reached) -> Portion:
    """What a person, or an agency, has of *tasks*."""
    return _of(_read(tx, tasks), source, today)


def _concerned(
    tx: Tx, batch: HandOver, tasks: Collection[int], today: Reached
) -> tuple[dict[int, Person], dict[int, Portion]]:
    """Everybody with a part in one of *tasks*, with how much that is."""
    people: dict[int, Person] = {}
    theirs: dict[int, list[Task]] = {}
    for some in _several(tasks):
        found = worklist.several(tx, some)
        known = audience.people_behind(tx, found.values())
        for task in found.values():
            for told in audience_of(task.parties, known, PARTS):
                people[told.person.id] = told.person
                theirs.setdefault(told.person.id, []).append(task)
    return people, {who: _of(some, who, today) for who, some in theirs.items()}


def _several(tasks: Collection[int]) -> Iterator[tuple[int, ...]]:
    numbers = tuple(tasks)
    for start in range(0, len(numbers), SEVERAL):
        yield numbers[start : start + SEVERAL]


def _read(tx: Tx, tasks: Collection[int]) -> list[Task]:
    return [task for some in _several(tasks) for task in worklist.several(tx, some).values()]


def _of(tasks: Collection[Task], who: int | str | None, today: Reached) -> Portion:
    soonest = sorted(tasks, key=lambda task: (task.due is None, task.due or today.day, task.id))
    nearest = tuple((one.id, one.document.number, one.due) for one in soonest[:NEAREST])
    late = sum(task.until is not None and task.until.is_over(today) for task in tasks)
    lead = sum(_leads(task, who) for task in tasks)
    return Portion(len(tasks), lead, late, nearest)


def _leads(task: Task, who: int | str | None) -> bool:
    lead = next(party for party in task.parties if party.role is Role.LEAD)
    return who in (lead.person, lead.agency)


def _notice(batch: HandOver, reader: Person, has: Portion, office: datetime) -> NewNotice:
    phase = "done" if batch.undone_at is None else "undone"
    facts = {
        "phase": phase,
        "agencies": batch.is_of_agencies,
        "source": batch.source_name,
        "target": batch.target_name,
        "tasks": has.tasks,
        "leads": has.lead,
        "late": has.late,
        "nearest": [_line(one) for one in has.nearest],
        "why": batch.reason,
    }
    return NewNotice(
        key=f"{HAND_OVER}:{batch.id}:{phase}:{reader.id}",
        kind=HAND_OVER,
        person=reader.id,
        language=reader.language,
        reason=_reason(batch, reader),
        facts=facts,
        at=office,
    )


def _line(one: tuple[int, str, date | None]) -> Mapping[str, object]:
    number, document, due = one
    return {"task": number, "document": document, "due": None if due is None else due.isoformat()}


def _reason(batch: HandOver, reader: Person) -> str:
    had, has = batch.source, batch.target
    if batch.undone_at is not None:
        had, has = has, had
    if reader.id == had:
        return "hand-over-from"
    mine = (reader.id, reader.agency) if batch.is_of_agencies else (reader.id,)
    return "hand-over-to" if has in mine else "hand-over-beside"
