"""Documents in the store: one row for each, told apart by issuer, day and number."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, select

from store.schema.work import document
from store.tx import Tx
from work.document import Document, Urgency


@dataclass(frozen=True, slots=True)
class Kept:
    """A document with the number that the store gave it."""

    id: int
    document: Document


def by_number(tx: Tx, number: str, limit: int = 8) -> tuple[Kept, ...]:
    """Documents of exactly this number and sign, the newest first: numbers begin anew each year."""
    chosen = select(document).where(document.c.number == number)
    rows = tx.all(chosen.order_by(document.c.issued.desc(), document.c.id.desc()).limit(limit))
    return tuple(Kept(row.id, of_row(row)) for row in rows)


def of_row(row: Row[Any]) -> Document:
    """The document in a row that holds its columns."""
    return Document(
        number=row.number,
        issuer=row.issuer,
        issued=row.issued,
        excerpt=row.excerpt,
        issuer_code=row.issuer_code,
        kind=row.kind,
        urgency=Urgency(row.urgency),
        received=row.received,
        arrival_number=row.arrival_number,
    )
