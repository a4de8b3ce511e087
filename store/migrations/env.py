"""How Alembic reaches the database: by the connection that store/migrate hands it."""

from typing import Any, Literal

from alembic import context

from store.schema import metadata
from store.schema.base import Instant


def plain(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """Migrations know no type of ours: what they say must stay true when the code changes."""
    return "sa.BigInteger()" if kind == "type" and isinstance(item, Instant) else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    compare_type=True,
    render_item=plain,
)
with context.begin_transaction():
    context.run_migrations()
