"""How documents hang together, in the store: one row for each relation, read from either side."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, delete, select

from store import clock
from store import document as documents
from store.schema.work import document, document_relation
from store.tx import Tx
from work.act import Act
from work.relation import OVERRULING, Related, Relation, Unfit, unfit


def relate(tx: Tx, first: int, relation: Relation, second: int, act: Act) -> Unfit | None:
    """Why document *first* cannot do that to *second*; None once it is kept."""
    held = tx.lock(select(document).where(document.c.id.in_((first, second))))
    rows = {row.id: row for row in tx.all(held.order_by(document.c.id))}
    if first == second:
        return Unfit.ITSELF
    if len(rows) < 2:
        return Unfit.UNKNOWN
    too_early = unfit(documents.of_row(rows[first]), documents.of_row(rows[second]))
    if too_early is not None:
        return too_early
    if _stands(tx, second, relation, first):
        return Unfit.CIRCLE
    at = clock.office_now(tx, act.now)
    values = {"first_id": first, "relation": relation, "second_id": second}
    if not tx.insert_new(document_relation, {**values, "set_at": at, "set_by": act.by}):
        return Unfit.ALREADY
    _tell(tx, "document.related", first, relation, second, act)
    return None


def unrelate(tx: Tx, first: int, relation: Relation, second: int, act: Act) -> bool:
    """Whether document *first* did that to *second*, and does not any more."""
    if not tx.run(delete(document_relation).where(*_is(first, relation, second))):
        return False
    _tell(tx, "document.unrelated", first, relation, second, act)
    return True


def of_document(tx: Tx, number: int) -> tuple[Related, ...]:
    """What the document does to others, then what others do to it, each the oldest first."""
    table = document_relation
    found: list[Related] = []
    for acts, mine, other in (
        (True, table.c.first_id, table.c.second_id),
        (False, table.c.second_id, table.c.first_id),
    ):
        chosen = select(document, table.c.relation).join(table, document.c.id == other)
        rows = tx.all(chosen.where(mine == number).order_by(table.c.set_at, document.c.id))
        found += (
            Related(Relation(row.relation), acts, row.id, documents.of_row(row)) for row in rows
        )
    return tuple(found)


def on_documents(
    tx: Tx, numbers: Collection[int], relations: Collection[Relation] = OVERRULING
) -> dict[int, tuple[Related, ...]]:
    """By document, those that do one of *relations* to it; documents to which nobody does are left out."""
    table = document_relation
    chosen = select(document, table.c.relation, table.c.second_id).join(
        table, document.c.id == table.c.first_id
    )
    which = (table.c.second_id.in_(numbers), table.c.relation.in_(relations))
    found: dict[int, tuple[Related, ...]] = {}
    for row in tx.all(chosen.where(*which).order_by(table.c.set_at, document.c.id)):
        one = Related(Relation(row.relation), False, row.id, documents.of_row(row))
        found[row.second_id] = (*found.get(row.second_id, ()), one)
    return found


def _stands(tx: Tx, first: int, relation: Relation, second: int) -> bool:
    chosen = select(document_relation.c.first_id).where(*_is(first, relation, second))
    return tx.value(chosen) is not None


def _is(first: int, relation: Relation, second: int) -> tuple[ColumnElement[bool], ...]:
    table = document_relation
    return (
        table.c.first_id == first,
        table.c.relation == relation,
        table.c.second_id == second,
    )


def _tell(tx: Tx, event: str, first: int, relation: Relation, second: int, act: Act) -> None:
    subject = f"document:{first}"
    tx.audit(act.now, event, subject, by=act.by, relation=str(relation), to=second)
