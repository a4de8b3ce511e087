"""what tasks are found by, and the number that a document's number and sign begins with"""

import re
import unicodedata
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"

PORTION = 2000  # rows in memory at once

document = sa.table(
    "document",
    *map(sa.column, ("id", "number", "issuer", "excerpt", "ordinal")),
)
task = sa.table("task", *map(sa.column, ("id", "document_id", "content", "product", "sought")))


def upgrade() -> None:
    """Goes forward; the way back is a backup."""
    sought = sa.Column("sought", sa.Text(), nullable=False, server_default="")
    op.add_column("task", sought)
    op.add_column("document", sa.Column("ordinal", sa.Integer(), nullable=True))
    papers = sa.select(document.c.id, document.c.number)
    _fill(document, papers, lambda row: {"ordinal": _ordinal(row.number)})
    words = (document.c.number, document.c.issuer, document.c.excerpt)
    tasks = sa.select(task.c.id, task.c.content, task.c.product, *words)
    joined = tasks.join(document, document.c.id == task.c.document_id)
    _fill(task, joined, lambda row: {"sought": _sought(row[1:])})
    op.create_index(op.f("ix_document_ordinal"), "document", ["ordinal"])


def _fill(table, rows, new) -> None:  # type: ignore[no-untyped-def]
    """Gives the rows that were there before what *new* makes of them, portion by portion."""
    connection, last = op.get_bind(), 0
    while True:
        chosen = rows.where(table.c.id > last).order_by(table.c.id).limit(PORTION)
        found = connection.execute(chosen).all()
        if not found:
            return
        changed = [{"row": row.id, **new(row)} for row in found]
        names: dict[str, Any] = {name: sa.bindparam(name) for name in changed[0] if name != "row"}
        mine = table.c.id == sa.bindparam("row")
        connection.execute(sa.update(table).where(mine).values(names), changed)
        last = found[-1].id


def _ordinal(number: str) -> int | None:
    found = re.search(r"[0-9]+", number)
    value = None if found is None else int(found[0][:12])
    return value if value is not None and value < 2**31 else None


def _sought(texts: tuple[str | None, ...]) -> str:
    return "\n".join(dict.fromkeys(_folded(text) for text in texts if text))


def _folded(text: str) -> str:
    apart = unicodedata.normalize("NFD", " ".join(text.split()).casefold().translate(_D))
    return "".join(one for one in apart if not unicodedata.combining(one))


_D = str.maketrans({"đ": "d", "ð": "d", "ɖ": "d"})
