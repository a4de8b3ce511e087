"""How Alembic reaches the database: by the connection that store/migrate hands it."""

from typing import Any, Literal

from alembic import context

from store.schema import metadata
from store.schema.base import Instant


def plain(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """Migrations know no type of ours: what they say must stay true when the code changes."""
    return "sa.BigInteger()" if kind == "type" and isinstance(item, Instant) else False


def both() -> None:
    """Gives PostgreSQL the condition of each partial index: the tables, loaded at every start, name SQLite's alone."""
    for index in (index for table in metadata.tables.values() for index in table.indexes):
        if (where := index.dialect_kwargs.get("sqlite_where")) is not None:
            index.dialect_kwargs["postgresql_where"] = where


both()
context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    compare_type=True,
    render_item=plain,
)
with context.begin_transaction():
    context.run_migrations()
