"""What SQLAlchemy makes of our statements, kept for all stores of a process.

A run opens thousands of stores, and each engine would compile every statement for itself, which is
half of what a short test costs; a daemon does so once and lives on that.
"""

from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.util import LRUCache

_MANY = 4000  # statements; those of a whole run are fewer


class Statements(LRUCache[Any, Any]):
    """Compiled statements by the kind of database and driver, where SQLAlchemy tells each engine's dialect apart."""

    def get(self, key: Any, default: Any = None) -> Any:
        return super().get(_of_its_kind(key), default)

    def __setitem__(self, key: Any, compiled: Any) -> None:
        super().__setitem__(_of_its_kind(key), compiled)


def share() -> None:
    """Every connection that is opened from now on takes its statements from there."""
    kept = Statements(_MANY)

    def connected(connection: Connection) -> None:
        connection.execution_options(compiled_cache=kept)

    event.listen(Engine, "engine_connect", connected)


def _of_its_kind(key: Any) -> tuple[Any, ...]:
    dialect, *statement = key
    return (dialect.name, dialect.driver, *statement)
