"""Which schema this program needs, known without Alembic so that serving starts at once."""

from collections.abc import Sequence

from sqlalchemy import inspect, text

from store.engine import Engines

SCHEMA = "0050"  # the newest file in store/migrations/versions
KNOWN: Sequence[str] = tuple(f"{number:04}" for number in range(1, int(SCHEMA) + 1))


def schema_of(engines: Engines) -> str | None:
    """The schema that stands in the database; None when it is empty."""
    with engines.writer.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        found: str | None = connection.execute(
            text("SELECT version_num FROM alembic_version")
        ).scalar()
        return found
