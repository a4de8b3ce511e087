"""Hands a task on inside the unit that leads it: another person there leads from now on (giao lại).

The unit's receipt stands, since it is the unit's; the others who have a part stay. Both people are told.
"""

from collections.abc import Sequence

from store import audience, telling, worklist
from store import task as tasks
from store.directory import people
from store.move import Moved, Refusal, Refused, Said, admitted, locked, move
from store.schema.directory import person
from store.tx import Tx
from work.act import Act
from work.audience import Recipient
from work.person import Person
from work.spelling import search_key
from work.task import MOVES, Party, Role, Task, TaskEvent, TaskState


def hand_on(
    tx: Tx, task_id: int, to: int, act: Act, reason: str | None = None
) -> TaskState | Refused:
    """Lets the person of number *to* lead; refused where they are not of the unit that leads."""
    row, was = locked(tx, task_id), worklist.parties(tx, task_id)
    if row is None:
        return Refusal.UNKNOWN
    who = admitted(tx, task_id, TaskEvent.HAND_ON, act)
    if not isinstance(who, Act):
        return who
    (lead,) = (one for one in was if one.role is Role.LEAD)
    told = _people(tx, [number for number in (lead.person, to) if number is not None])
    new = told.get(to)
    if (TaskState(row.state), TaskEvent.HAND_ON) in MOVES:
        why = _amiss(lead, told.get(lead.person or 0), new)
        if why is not None:
            return why
    facts = {"was": lead.person, "now": to}
    done = move(tx, task_id, TaskEvent.HAND_ON, who, Said(reason, facts, {"person": to}))
    if not isinstance(done, Moved):
        return done
    parties = [_led_by(one, to) if one.role is Role.LEAD else one for one in was]
    kept = [one for one in parties if one.role is Role.LEAD or one.person != to]
    tasks.replace_parties(tx, task_id, kept, done, act)
    _tell(tx, task_id, lead, tuple(told.values()), done, act, reason)
    return done.state


def others(tx: Tx, task: Task) -> tuple[Person, ...]:
    """Who of the unit that leads can lead in place of who does, by name."""
    lead = task.lead
    unit = lead.unit
    if unit is None and lead.person is not None:
        unit = audience.unit_of(tx, lead.person)
    there = () if unit is None else people.of_unit(tx, unit)
    free = (one for one in there if not one.disabled and one.id != lead.person)
    return tuple(sorted(free, key=lambda one: search_key(one.name).split()[::-1]))


def _amiss(lead: Party, was: Person | None, new: Person | None) -> Refusal | None:
    unit = lead.unit_name or (None if was is None else was.unit)
    if new is None or new.disabled or unit is None:
        return Refusal.OUTSIDE
    if lead.person == new.id:
        return Refusal.UNCHANGED
    return None if (new.agency, new.unit) == (lead.agency, unit) else Refusal.OUTSIDE


def _led_by(lead: Party, to: int) -> Party:
    return Party(Role.LEAD, lead.agency, lead.unit, to)


def _people(tx: Tx, numbers: Sequence[int]) -> dict[int, Person]:
    rows = tx.all(people.everybody().where(person.c.id.in_(numbers)).order_by(person.c.id))
    return {one.id: one for one in map(people.of_row, rows)}


def _tell(
    tx: Tx,
    task_id: int,
    lead: Party,
    told: tuple[Person, ...],
    done: Moved,
    act: Act,
    reason: str | None,
) -> None:
    task = worklist.one(tx, task_id)
    if task is None:
        raise RuntimeError(f"task {task_id} was held, and yet is gone")
    chosen = [
        Recipient(one, "handed-from" if one.id == lead.person else "lead")
        for one in told
        if not one.disabled
    ]
    telling.tell_them(tx, task, TaskEvent.HAND_ON, done, chosen, act, {"why": reason})
