"""What one step of retention asks of the database, and how it would be answered: by an index, and by no walk."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, event

from store import Tx
from store import retention as kept
from store.engine import Engines
from store.trail import Trail
from tests.store.sealing import KEY
from work.retention import Cut


def assert_served(engines: Engines, cut: Cut, now: datetime) -> None:
    """No statement of one step of retention walks a table."""
    plans = plans_of(engines, _statements(engines, cut, now))
    walked = [
        line
        for line in plans.splitlines()
        if ("Seq Scan on" in line or line.startswith("SCAN"))
        and not line.endswith(("retention", "CONSTANT ROW"))
        and "Seq Scan on retention" not in line
    ]
    assert walked == [], f"{cut.kind}: {plans}"


def _statements(engines: Engines, cut: Cut, now: datetime) -> list[tuple[str, Any]]:
    """What one step asks of the database; it is rolled back."""
    asked: list[tuple[str, Any]] = []

    def remember(_c: Connection, _k: object, sql: str, params: Any, _x: object, many: bool) -> None:
        asked.append((sql, params[0] if many else params))

    with engines.connect() as connection:
        transaction = connection.begin()
        event.listen(engines.writer, "before_cursor_execute", remember)
        assert kept.step(Tx(connection, Trail("test")), cut, now, KEY).gone
        event.remove(engines.writer, "before_cursor_execute", remember)
        transaction.rollback()
    return asked


def plans_of(engines: Engines, asked: Iterable[tuple[str, Any]]) -> str:
    """How the database would answer each of *asked*, a line a step."""
    lite = engines.path is not None
    found = []
    with engines.connect() as connection, connection.begin():
        if not lite:
            connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        for sql, params in asked:
            word = "EXPLAIN QUERY PLAN" if lite else "EXPLAIN"
            rows = connection.exec_driver_sql(f"{word} {sql}", params).all()
            found += [str(row[3] if lite else row[0]) for row in rows]
    return "\n".join(found)
