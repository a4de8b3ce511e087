"""Moves the open work of one person or agency to another, batch by batch; whoever it concerns is told once.

What is finished stays under who did it. The ladders go on where they are: the next rung, and what
waits for its reader's hours, is told to who has the task then; what was told is not told again.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, func, insert, or_, select, update

from store import clock, entitled, history, reminding, rung, worklist
from store.move import Moved, Said, hold, move, petition_of
from store.schema.absence import hand_over, hand_over_task
from store.schema.directory import agency, person, unit
from store.schema.life import task_event
from store.schema.notice import notice
from store.schema.work import OPEN_PARTY, task_party
from store.task import party_ids, set_parties
from store.tx import Tx
from work.access import Denied, Doing, OfOffice
from work.act import Act
from work.hand_over import HandOver, Outcome, Unfit
from work.outbox import NoticeState
from work.person import Person
from work.task import Party, Role, TaskEvent

GOES_ON = timedelta(days=7)  # for which a batch that was broken off goes on by itself
HANDED_OVER = "handed-over"  # why somebody is not told
BATCH = 20  # tasks of one transaction: a tenth of a second, in which others wait to write
_GIVING = (TaskEvent.ASSIGN, TaskEvent.HAND_ON)


def begin(
    tx: Tx, source: int, target: int, reason: str | None, act: Act
) -> HandOver | Unfit | Denied:
    """The batch that gives the work of person *source* to *target*; one that was broken off goes on."""
    by = fit(tx, source, target, act)
    if not isinstance(by, Act):
        return by
    return _begun(tx, {"from_id": source, "to_id": target}, reason, by)


def fit(tx: Tx, source: int, target: int, act: Act) -> Act | Unfit | Denied:
    """*act* as it may be done; or why the work of *source* does not go to *target*."""
    giver, taker = entitled.one(tx, source), entitled.one(tx, target)
    if giver is None or taker is None:
        return Unfit.UNKNOWN
    by = act
    for one in (giver, taker):
        about = OfOffice(one.agency, one.unit, one.id)
        who = entitled.admitted_office(tx, Doing.HAND_OVER, about, act)
        if isinstance(who, Denied):
            return who
        by = who
    if source == target:
        return Unfit.SAME
    if act.person == target and not _lists(tx, giver, act):
        return Unfit.SELF
    if taker.disabled:
        return Unfit.DISABLED
    return Unfit.CROSSED if _is_crossed(tx, source, target) else by


def begin_agency(tx: Tx, source: str, target: str, reason: str | None, act: Act) -> HandOver:
    """The same of an agency's, which store.succession has looked at."""
    found = _begun(tx, {"from_agency": source, "to_agency": target}, reason, act, empty=True)
    if isinstance(found, Unfit):
        raise RuntimeError(f"agency {source} is handed over twice: {found}")
    return found


def other_running(tx: Tx, source: int | str, target: int | str) -> Unfit | None:
    """That a hand-over of *source* to somebody else than *target* is not finished."""
    column = hand_over.c.from_agency if isinstance(source, str) else hand_over.c.from_id
    row = tx.one(select(hand_over).where(column == source, hand_over.c.finished_at.is_(None)))
    return None if row is None or target in (row.to_id, row.to_agency) else Unfit.RUNNING


def step(tx: Tx, number: int, now: datetime, limit: int = BATCH) -> int:
    """How many tasks were moved; none once all are."""
    batch = known(tx, number)
    ids = [row.task_id for row in tx.all(_left(batch).limit(limit))]
    hold(tx, ids)
    left = _left(batch).where(task_party.c.task_id.in_(ids))  # another process may have been first
    for task_id in [row.task_id for row in tx.all(left)]:
        _move(tx, batch, task_id, now)
    return len(ids)


def finish(tx: Tx, number: int, now: datetime) -> bool:
    """Whether the batch is finished by this: nothing of it was left, and nobody else had finished it."""
    batch = known(tx, number)
    left = tx.all(_left(batch).limit(1))
    over = {"finished_at": clock.office_now(tx, now)}
    this = (hand_over.c.id == number) & hand_over.c.finished_at.is_(None)
    return not left and tx.run(update(hand_over).where(this).values(over)) == 1


def begin_undo(tx: Tx, number: int, act: Act) -> HandOver | Unfit | Denied:
    """The batch, whose tasks step_back gives back to who had them."""
    batch = of_number(tx, number)
    if batch is None:
        return Unfit.UNKNOWN
    if isinstance(batch.source, str):
        return Unfit.LASTING
    giver = entitled.one(tx, batch.source)
    if giver is None or giver.disabled:
        return Unfit.DISABLED
    about = OfOffice(giver.agency, giver.unit, giver.id)
    who = entitled.admitted_office(tx, Doing.HAND_OVER, about, act)
    if isinstance(who, Denied):
        return who
    if batch.undone_at is not None:
        return Unfit.UNDONE
    if batch.finished_at is None:
        return Unfit.BROKEN_OFF
    tx.audit(act.now, "hand-over.undone", f"person:{giver.id}", by=who.by, batch=number)
    return batch


def step_back(tx: Tx, number: int, act: Act, limit: int = BATCH) -> int:
    """How many tasks were looked at: given back, or left where they have ended or were given on."""
    mine = (hand_over_task.c.hand_over_id == number) & hand_over_task.c.outcome.is_(None)
    rows = tx.all(
        select(hand_over_task).where(mine).order_by(hand_over_task.c.task_id).limit(limit)
    )
    hold(tx, [row.task_id for row in rows])
    batch = known(tx, number)
    for row in rows:
        outcome = _move_back(tx, batch, row, act)
        this = mine & (hand_over_task.c.task_id == row.task_id)
        tx.run(update(hand_over_task).where(this).values(outcome=outcome))
    return len(rows)


def finish_undo(tx: Tx, number: int, now: datetime) -> dict[Outcome, int]:
    """How many tasks are back, and how many were left and why."""
    over = {"undone_at": clock.office_now(tx, now)}
    still = (hand_over.c.id == number) & hand_over.c.undone_at.is_(None)
    tx.run(update(hand_over).where(still).values(over))
    counted = select(hand_over_task.c.outcome, func.count().label("found"))
    theirs = counted.where(hand_over_task.c.hand_over_id == number)
    rows = tx.all(theirs.group_by(hand_over_task.c.outcome))
    return {Outcome(row.outcome): row.found for row in rows}


def tasks_of(tx: Tx, number: int, outcome: Outcome | None = None) -> tuple[int, ...]:
    """The numbers of the tasks that the batch has moved; with *outcome*, of which undoing made that."""
    chosen = select(hand_over_task.c.task_id).where(hand_over_task.c.hand_over_id == number)
    if outcome is not None:
        chosen = chosen.where(hand_over_task.c.outcome == outcome)
    return tuple(row.task_id for row in tx.all(chosen.order_by(hand_over_task.c.task_id)))


def broken_off(tx: Tx, machine_now: datetime) -> tuple[int, ...]:
    """The batches of these days of which some is still to be moved, or nobody was told of the end.

    Not to who is disabled by now; and none that lies so long that its source may have work anew.
    """
    since = clock.office_now(tx, machine_now) - GOES_ON
    gone = select(person.c.id).where(person.c.disabled_at.is_not(None))
    stands = hand_over.c.to_id.is_(None) | hand_over.c.to_id.not_in(gone)
    lately = hand_over.c.begun_at >= since
    chosen = select(hand_over.c.id).where(hand_over.c.finished_at.is_(None), stands, lately)
    return tuple(row.id for row in tx.all(chosen.order_by(hand_over.c.id)))


def half_undone(tx: Tx) -> dict[int, str]:
    """The batches whose undoing began and has not ended, with who began it."""
    looked = hand_over.join(hand_over_task, hand_over_task.c.hand_over_id == hand_over.c.id)
    half = hand_over.c.undone_at.is_(None) & hand_over_task.c.outcome.is_not(None)
    chosen = select(hand_over.c.id).select_from(looked).where(half).distinct()
    return {row.id: _undone_by(tx, row.id) for row in tx.all(chosen.order_by(hand_over.c.id))}


def open_tasks(tx: Tx, source: int | str) -> tuple[int, ...]:
    """The numbers of the open tasks in which that person, or that agency, has a part."""
    chosen = select(task_party.c.task_id).where(OPEN_PARTY, _theirs(source)).distinct()
    return tuple(row.task_id for row in tx.all(chosen.order_by(task_party.c.task_id)))


def of_number(tx: Tx, number: int) -> HandOver | None:
    """The batch of that number."""
    row = tx.one(select(hand_over).where(hand_over.c.id == number))
    return None if row is None else _of_row(tx, row)


def known(tx: Tx, number: int) -> HandOver:
    """The same of one that is there."""
    found = of_number(tx, number)
    if found is None:
        raise RuntimeError(f"there is no hand-over {number}")
    return found


def batches(tx: Tx) -> tuple[HandOver, ...]:
    """All there were, the newest first."""
    return tuple(
        _of_row(tx, row) for row in tx.all(select(hand_over).order_by(hand_over.c.id.desc()))
    )


def _begun(
    tx: Tx, who: dict[str, Any], reason: str | None, act: Act, *, empty: bool = False
) -> HandOver | Unfit:
    source, target = who.values()
    _lock(tx, source)
    ours = [getattr(hand_over.c, name) for name in who]
    same = select(hand_over).where(ours[0] == source, hand_over.c.finished_at.is_(None))
    running = tx.one(same)
    if running is not None:
        found = _of_row(tx, running)
        return found if found.target == target else Unfit.RUNNING
    if not empty and not open_tasks(tx, source):
        return Unfit.NOTHING
    office = clock.office_now(tx, act.now)
    said = {"reason": reason, "begun_at": office, "begun_by": act.by}
    statement = insert(hand_over).values(**who, **said).returning(hand_over.c.id)
    number = int(tx.value(statement))
    kind = "agency" if empty else "person"
    tx.audit(
        act.now, "hand-over.begun", f"{kind}:{source}", by=act.by, batch=number, to=f"{kind}:{target}"
    )  # fmt: skip
    return known(tx, number)


def _lists(tx: Tx, giver: Person, act: Act) -> bool:
    """Whether the work of *giver* is seen by who acts as it is: an operator sees none."""
    about = OfOffice(giver.agency, giver.unit, giver.id)
    return isinstance(entitled.admitted_office(tx, Doing.LIST, about, act), Act)


def _is_crossed(tx: Tx, source: int, target: int) -> bool:
    """Whether work goes to *source* at the moment, or away from *target*: it would go to and fro, or be left behind."""
    both = person.c.id.in_((source, target))
    tx.all(tx.lock(select(person.c.id).where(both).order_by(person.c.id)))
    against = or_(hand_over.c.to_id == source, hand_over.c.from_id == target)
    running = select(hand_over.c.id).where(against, hand_over.c.finished_at.is_(None))
    return bool(tx.all(running.limit(1)))


def _lock(tx: Tx, source: int | str) -> None:
    """Nobody else begins one of the same before the commit."""
    if isinstance(source, str):
        tx.all(tx.lock(select(agency.c.code).where(agency.c.code == source)))
    else:
        tx.all(tx.lock(select(person.c.id).where(person.c.id == source)))


def _theirs(source: int | str) -> Any:
    if isinstance(source, str):
        return task_party.c.agency == source
    return task_party.c.person_id == source


def _left(batch: HandOver) -> Any:
    chosen = select(task_party.c.task_id).where(OPEN_PARTY, _theirs(batch.source)).distinct()
    return chosen.order_by(task_party.c.task_id)


def _move(tx: Tx, batch: HandOver, task_id: int, now: datetime) -> None:
    was = worklist.parties(tx, task_id)
    new = _merged([_given(tx, batch, party) for party in was])
    facts = {"was": party_ids(was), "now": party_ids(new), "hand_over": batch.id}
    act = Act(batch.begun_by, now, petition=petition_of(tx, task_id))
    said = Said(batch.reason, facts, {"batch": batch.id})
    done = move(tx, task_id, TaskEvent.ASSIGN, act, said)
    if not isinstance(done, Moved):
        raise RuntimeError(f"task {task_id} is open, and yet cannot be given to others")
    set_parties(tx, task_id, new)
    if isinstance(batch.source, int) and isinstance(batch.target, int):
        _take_back(tx, task_id, batch.source, now)
        _pass_on(tx, task_id, batch.source, batch.target, act)
    key = {"hand_over_id": batch.id, "task_id": task_id}
    tx.insert_new(hand_over_task, {**key, "number": done.number})


def _given(tx: Tx, batch: HandOver, party: Party) -> Party:
    if isinstance(batch.target, str):
        if party.agency != batch.source:
            return party
        return Party(
            party.role, batch.target, unit_number(tx, batch.target, party.unit_name), party.person
        )
    if party.person != batch.source:
        return party
    taker = entitled.one(tx, batch.target)
    if taker is None:
        raise RuntimeError(f"person {batch.target} is gone")
    return Party(party.role, taker.agency, unit_number(tx, taker.agency, taker.unit), taker.id)


def unit_number(tx: Tx, code: str, name: str | None) -> int | None:
    """The number of the unit of that name there, which is made where there is none."""
    if name is None:
        return None
    tx.insert_new(unit, {"agency": code, "name": name})
    return int(tx.value(select(unit.c.id).where(unit.c.agency == code, unit.c.name == name)))


def _merged(parties: list[Party]) -> list[Party]:
    """Each once: who leads helps no more, and who helps need not follow."""
    rank = list(Role)
    kept: dict[tuple[str, int | None, int | None], Party] = {}
    for one in sorted(parties, key=lambda party: rank.index(party.role)):
        kept.setdefault((one.agency, one.unit, one.person), one)
    return list(kept.values())


def _take_back(tx: Tx, task_id: int, source: int | str, now: datetime) -> None:
    """What was not sent yet to who has the task no more."""
    in_hand = notice.c.state.in_((NoticeState.PENDING, NoticeState.CLAIMED))
    theirs = (notice.c.task_id == task_id) & (notice.c.person_id == source) & in_hand
    end = {"state": NoticeState.CANCELLED, "holder": None, "settled_at": now}
    tx.run(update(notice).where(theirs).values(**end, error=HANDED_OVER))


def _pass_on(tx: Tx, task_id: int, source: int, target: int, act: Act) -> None:
    """What was due to *source*, and only waits for their hours, is due to *target*."""
    office = clock.office_now(tx, act.now)
    if reminding.pass_on(tx, task_id, source, target, HANDED_OVER, office):
        rung.wait_for_plan(tx, office, act)


def _move_back(tx: Tx, batch: HandOver, row: Row[Any], act: Act) -> Outcome:
    theirs = (task_event.c.task_id == row.task_id) & task_event.c.event.in_(_GIVING)
    newest = tx.value(select(func.max(task_event.c.number)).where(theirs))
    if newest != row.number:
        return Outcome.CHANGED
    found = worklist.one(tx, row.task_id)
    if found is None or not found.state.open:
        return Outcome.CLOSED
    was = _before(tx, row)
    facts = {"was": party_ids(found.parties), "now": party_ids(was), "hand_over": row.hand_over_id}
    by = replace(act, petition=petition_of(tx, row.task_id))
    done = move(
        tx, row.task_id, TaskEvent.ASSIGN, by, Said(None, facts, {"batch": row.hand_over_id})
    )
    if not isinstance(done, Moved):
        return Outcome.CLOSED
    set_parties(tx, row.task_id, was)
    if isinstance(batch.source, int) and isinstance(batch.target, int):
        _pass_on(tx, row.task_id, batch.target, batch.source, act)
    return Outcome.BACK


def _undone_by(tx: Tx, number: int) -> str:
    """Who gave the first task back; who had handed over, where none went back yet."""
    same = task_event.c.task_id == hand_over_task.c.task_id
    back = (hand_over_task.c.hand_over_id == number) & (hand_over_task.c.outcome == Outcome.BACK)
    behind = (task_event.c.number > hand_over_task.c.number) & (
        task_event.c.event == TaskEvent.ASSIGN
    )
    chosen = select(task_event.c.by).join(hand_over_task, same).where(back, behind)
    found = tx.one(chosen.order_by(task_event.c.task_id, task_event.c.number).limit(1))
    return known(tx, number).begun_by if found is None else str(found.by)


def _before(tx: Tx, row: Row[Any]) -> list[Party]:
    events = history.of_task(tx, row.task_id)
    facts = next(one.facts for one in events if one.number == row.number)
    return [
        Party(Role(one["role"]), one["agency"], one["unit"], one["person"]) for one in facts["was"]
    ]


def _of_row(tx: Tx, row: Row[Any]) -> HandOver:
    of_people = row.from_id is not None
    source, target = (row.from_id, row.to_id) if of_people else (row.from_agency, row.to_agency)
    column, name = (person.c.id, person.c.name) if of_people else (agency.c.code, agency.c.name)
    chosen = select(column.label("key"), name.label("name")).where(column.in_((source, target)))
    names = {one.key: one.name for one in tx.all(chosen)}
    return HandOver(
        row.id,
        source,
        target,
        names[source],
        names[target],
        row.reason,
        row.begun_at,
        row.begun_by,
        row.finished_at,
        row.undone_at,
    )
