"""The day on which a document came in, entered or corrected once it is kept: terms count from it, and what is new is told of."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, select, update

from store import clock, rung
from store import document as documents
from store.document import NumberTaken
from store.opening import FRESH
from store.schema.work import OPEN, deadline, document, task
from store.tx import Tx
from work.act import Act


@dataclass(frozen=True, slots=True)
class Received:
    """What came of it: the tasks that count as new from now on, and those whose deadline counts from the day before.

    Both are empty for a document that is not there.
    """

    begun: tuple[int, ...] = ()
    counted_before: tuple[int, ...] = ()


def receive(tx: Tx, number: int, day: date, act: Act) -> Received | NumberTaken:
    """Enters *day* for the document of that number; its arrival number must be free in that year.

    Where it came in of late, the open tasks that nobody was told of as new are told of from now on.
    """
    found = documents.held(tx, number)
    if found is None:
        return Received()
    taken = documents.take_year(tx, number, found, day)
    if taken is not None:
        return taken
    tx.run(update(document).where(document.c.id == number).values(received=day))
    tx.audit(act.now, "document.received", f"document:{number}", by=act.by, day=day.isoformat())
    office = clock.office_now(tx, act.now)
    begun: tuple[int, ...] = ()
    if office.date() - day <= FRESH:
        rows = tx.all(select(task.c.id).where(task.c.document_id == number, OPEN))
        begun = rung.begin_chase(tx, [row.id for row in rows], office)
    if begun:
        rung.wait_for_plan(tx, office, act)
    before = found.received
    return Received(begun, () if before in (None, day) else _counted_from(tx, number, before))


def _counted_from(tx: Tx, number: int, before: date | None) -> tuple[int, ...]:
    in_force = and_(deadline.c.task_id == task.c.id, deadline.c.version == task.c.version)
    chosen = select(task.c.id).join(deadline, in_force).where(task.c.document_id == number, OPEN)
    rows = tx.all(chosen.where(deadline.c.start == before).order_by(task.c.id))
    return tuple(int(row.id) for row in rows)
