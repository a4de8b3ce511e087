"""Whether somebody may see what an event is about: the rights by which they would ask for it."""

from datetime import datetime

from store import clock, entitled, worklist
from store.program import letters, papers
from store.program.hook import TEST
from store.tx import Tx
from work.act import Act
from work.person import Person


def may_know(tx: Tx, who: Person, subject: str, now: datetime) -> bool:
    """Whether *who* may see the task, document or message that *subject* names."""
    if who.disabled:
        return False
    if subject == TEST:
        return True
    kind, _, told = subject.partition(":")
    number, office = int(told), clock.office_now(tx, now)
    act = Act(f"person:{who.id}", now, who.id)
    if kind == "task":
        task = worklist.one(tx, number)
        return task is not None and entitled.sees(tx, who, task, office)
    if kind == "document":
        return papers.one(tx, who, number, act, office) is not None
    return letters.one(tx, who, number, office) is not None
