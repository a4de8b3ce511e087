"""Documents as programs see them: with a task in their person's reach, or of an agency whose registers they keep."""

from datetime import datetime

from sqlalchemy import ColumnElement, false, or_, select

from store import document as documents
from store import entitled, stand_in
from store.document import Kept, NumberTaken, Wanted
from store.schema.program import document_keeper
from store.schema.work import document, task, task_party
from store.tx import Tx
from store.worklist import in_reach
from work.access import Denied, Doing, OfOffice, Scope, reach
from work.act import Act
from work.document import Document
from work.likeness import Alike
from work.person import Person


def page(
    tx: Tx, who: Person, wanted: Wanted, after: int, limit: int, act: Act, office: datetime
) -> tuple[Kept, ...]:
    """At most *limit* documents that *who* may see, behind number *after*."""
    return documents.behind(tx, wanted, after, limit, _seen(tx, who, act, office))


def one(tx: Tx, who: Person, number: int, act: Act, office: datetime) -> Kept | None:
    """The document of that number; None for one that is not there or not theirs to see."""
    mine = document.c.id == number, _seen(tx, who, act, office, (number,))
    found = documents.kept(tx.all(select(document).where(*mine)))
    return found[0] if found else None


def enter(
    tx: Tx, new: Document, agency: str, anyway: bool, act: Act
) -> Kept | tuple[Alike, ...] | NumberTaken | Denied:
    """The document in the register of *agency*, where its person keeps that; else as documents.add has it."""

    def kept(tx: Tx, act: Act) -> Kept | tuple[Alike, ...] | NumberTaken:
        done = documents.add(tx, new, act, anyway)
        if isinstance(done, Kept):
            tx.insert_new(document_keeper, {"document_id": done.id, "agency": agency})
        return done

    return entitled.by_right(tx, Doing.REGISTER, OfOffice(agency), act, kept)


def seen_among(
    tx: Tx, who: Person, numbers: tuple[int, ...], act: Act, office: datetime
) -> frozenset[int]:
    """Which of those documents *who* may see."""
    mine = document.c.id.in_(numbers), _seen(tx, who, act, office, numbers)
    return frozenset(row.id for row in tx.all(select(document.c.id).where(*mine)))


def _seen(
    tx: Tx, who: Person, act: Act, office: datetime, among: tuple[int, ...] = ()
) -> ColumnElement[bool]:
    """That *who* may see a document; of tasks only those of *among* are looked at, where it names any."""
    ways: list[ColumnElement[bool]] = [false()]
    within = entitled.reach_of(tx, Doing.LIST, act)
    if not isinstance(within, Denied):
        mine = select(task.c.document_id).join(task_party, task_party.c.task_id == task.c.id)
        theirs = mine.where(task.c.document_id.in_(among)) if among else mine
        ways.append(document.c.id.in_(theirs.where(in_reach(within))))
    away = stand_in.absent_for(tx, who.id, office)
    for grant in reach(who, Doing.REGISTER, away):
        agency = (grant.instead_of or who).agency
        if grant.scope is Scope.AGENCY:
            entered = select(document_keeper.c.document_id)
            ways.append(document.c.id.in_(entered.where(document_keeper.c.agency == agency)))
            ways.append(document.c.issuer_code == agency)
    return or_(*ways)
