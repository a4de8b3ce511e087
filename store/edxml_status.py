"""States that senders of edXML are told: a row with the change that it tells of, and a letter of the spool for each row, once."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Row, select, update

from store import spool
from store.schema.edxml import UNSENT, edxml_package, edxml_status
from store.tx import Tx
from work.edxml import Business, Reference
from work.exchange import Code
from work.letter import NewLetter

TOPIC = "edxml"  # one more waits to be written
_ASKED_BACK = frozenset({Code.AGREED, Code.DECLINED})


class Due(NamedTuple):
    """One state to be written: of the *document* as its sender names it, to an address."""

    id: int
    answer_to: str
    document: Reference
    home: str
    code: Code
    reason: str
    at: datetime


Compose = Callable[[Due], NewLetter]
"""The letter ready for the spool; pure, as it is called in a transaction."""


def add(tx: Tx, package: int, code: Code, reason: str | None, at: datetime) -> None:
    """Has the sender told *code*, once; nobody is told where nobody knows who sent it."""
    known = (edxml_package.c.id == package) & (edxml_package.c.answer_to != "")
    if tx.one(select(edxml_package.c.id).where(known)) is None:
        return
    new = {"package_id": package, "code": str(code), "reason": reason, "told_at": at}
    if tx.insert_new(edxml_status, new):
        tx.ring(TOPIC)


def told_of(
    tx: Tx, document: int, agency: str, code: Code, reason: str | None, at: datetime
) -> None:
    """Has the sender of the document told what *agency*, where that is ours, says of it."""
    c = edxml_package.c
    recalls = c.business == Business.RECALL
    mine = (c.document_id == document) & (c.home == agency)
    chosen = mine & (recalls if code in _ASKED_BACK else ~recalls)
    for row in tx.all(select(c.id).where(chosen)):
        add(tx, row.id, code, reason, at)


def write(
    tx: Tx, compose: Compose, now: datetime, expires_at: datetime, most: int
) -> tuple[int, ...]:
    """Puts a letter for each of the oldest states that wait into the spool; the numbers of those letters."""
    chosen = select(edxml_status).where(UNSENT).order_by(edxml_status.c.id).limit(most)
    return tuple(
        _write(tx, _due(tx, row), compose, now, expires_at) for row in tx.all(tx.lock(chosen))
    )


def codes(tx: Tx, package: int) -> tuple[Code, ...]:
    """What the sender was told so far, or is about to be."""
    mine = select(edxml_status.c.code).where(edxml_status.c.package_id == package)
    return tuple(Code(row.code) for row in tx.all(mine.order_by(edxml_status.c.id)))


def _write(tx: Tx, due: Due, compose: Compose, now: datetime, expires_at: datetime) -> int:
    accepted = spool.accept(tx, compose(due), now, expires_at, None)
    if accepted is None:
        raise RuntimeError("a short letter has no chunks to lose")
    mine = update(edxml_status).where(edxml_status.c.id == due.id)
    tx.run(mine.values(letter=accepted.letter))
    tx.audit(now, "edxml.told", f"letter:{accepted.letter}", code=str(due.code))
    return accepted.letter


def _due(tx: Tx, row: Row[Any]) -> Due:
    package = tx.all(select(edxml_package).where(edxml_package.c.id == row.package_id))[0]
    document = Reference(package.organ, package.number, package.issued, package.reference)
    return Due(
        row.id,
        package.answer_to,
        document,
        package.home,
        Code(row.code),
        row.reason or "",
        row.told_at,
    )
