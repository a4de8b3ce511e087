"""Documents in the store: one row for each, told apart by issuer, day and number."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select, select

from store.schema.work import document
from store.tx import Tx
from work.document import Document, Urgency


@dataclass(frozen=True, slots=True)
class Kept:
    """A document with the number that the store gave it."""

    id: int
    document: Document


def put(tx: Tx, new: Document) -> tuple[int, bool]:
    """The document's number, and whether it is new; one that stands already is not changed."""
    added = tx.insert_new(document, _values(new))
    return int(tx.value(_same(new))), added


def find(tx: Tx, new: Document) -> int | None:
    """The number of the document that is the same as *new*, if there is one."""
    found: int | None = tx.value(_same(new))
    return found


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


def _same(new: Document) -> Select[Any]:
    same = (document.c.issuer == new.issuer) & (document.c.issued == new.issued)
    return select(document.c.id).where(same, document.c.number == new.number)


def _values(new: Document) -> dict[str, Any]:
    return {
        "number": new.number,
        "issuer": new.issuer,
        "issued": new.issued,
        "excerpt": new.excerpt,
        "issuer_code": new.issuer_code,
        "kind": new.kind,
        "urgency": new.urgency,
        "received": new.received,
        "arrival_number": new.arrival_number,
    }
