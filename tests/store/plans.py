"""What a read function asks the database, and how the database goes about it."""

from typing import Any

from sqlalchemy import Connection, event

from store import Tx
from store.engine import Engines


def statements(engines: Engines, read: Any, *args: Any) -> list[tuple[str, Any]]:
    """What *read* asks the database."""
    asked: list[tuple[str, Any]] = []

    def remember(_c: Connection, _k: object, sql: str, params: Any, *_: object) -> None:
        asked.append((sql, params))

    with engines.reader.connect() as connection, connection.begin():
        event.listen(engines.reader, "before_cursor_execute", remember)
        read(Tx(connection, None), *args)
        event.remove(engines.reader, "before_cursor_execute", remember)
    return asked


def plan(engines: Engines, question: Any) -> str:
    """How the database goes about the first statement of *question*."""
    lite = engines.path is not None
    sql, params = next(one for one in statements(engines, question) if one[0].startswith("SELECT"))
    with engines.reader.connect() as connection:
        word = "EXPLAIN QUERY PLAN" if lite else "EXPLAIN"
        rows = connection.exec_driver_sql(f"{word} {sql}", params).all()
    return "\n".join(str(row[3] if lite else row[0]) for row in rows)
