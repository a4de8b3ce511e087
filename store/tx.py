"""One open transaction, as transaction functions see it: the same words on both engines."""

import functools
import importlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Executable, Row, Select, Table

from store import hot
from store.trail import Trail
from work.program import HAPPENINGS

Params = Mapping[str, Any]


class Tx:
    """What a transaction function may touch, and nothing else (design, law 3).

    The function may run twice: it keeps no state, reads no clock, sends nothing.
    """

    __slots__ = ("_connection", "_sqlite", "_trail", "topics")

    def __init__(self, connection: Connection, trail: Trail | None) -> None:
        self._connection = connection
        self._sqlite = connection.dialect.name == "sqlite"
        self._trail = trail
        self.topics: set[str] = set()

    def one(self, statement: Executable, params: Params | None = None) -> Row[Any] | None:
        """The only row of the answer, or None; raises MultipleResultsFound for more."""
        return self._connection.execute(statement, params).one_or_none()

    def all(self, statement: Executable, params: Params | None = None) -> Sequence[Row[Any]]:
        """Every row of the answer."""
        return self._connection.execute(statement, params).all()

    def value(self, statement: Executable, params: Params | None = None) -> Any:
        """The first column of the first row, or None."""
        return self._connection.execute(statement, params).scalar()

    def run(self, statement: Executable, params: Params | Sequence[Params] | None = None) -> int:
        """How many rows *statement* changed."""
        return self._connection.execute(statement, params).rowcount

    def insert_new(self, table: Table, values: Params) -> bool:
        """Whether a row was added: False when a unique key already had it."""
        statement = _insert_new(table, self._connection.dialect.name)
        return self._connection.execute(statement, values).rowcount == 1

    def insert_id(self, table: Table, values: Params) -> int | None:
        """The id of the row that was added; None when a unique key already had it."""
        statement = _insert_id(table, self._connection.dialect.name)
        found: int | None = self._connection.execute(statement, values).scalar()
        return found

    def lock(self, select: Select[Any]) -> Select[Any]:
        """*select* whose rows stay as read until the commit.

        SQLite has one writer and needs nothing, and neither does a read, whose snapshot stands
        still; on PostgreSQL, reading first and writing after loses updates without it.
        """
        return select if self._sqlite or self._trail is None else select.with_for_update()

    def lock_free(self, select: Select[Any]) -> Select[Any]:
        """*select* that passes over rows another transaction has locked: for claims."""
        return select if self._sqlite else select.with_for_update(skip_locked=True)

    def hold(self, sql: str, params: Params) -> None:
        """Locks the rows that *sql*, in PostgreSQL's words, gives; SQLite has one writer and needs nothing."""
        if not self._sqlite:
            hot.run(self._connection, sql, params)

    def free_pages(self) -> int:
        """Pages of an SQLite file in which nothing stands; 0 on PostgreSQL, which gives space back by itself."""
        if not self._sqlite:
            return 0
        return int(hot.run(self._connection, "PRAGMA freelist_count", {})[0][0])

    def give_back(self, pages: int) -> None:
        """Makes an SQLite file shorter by *pages* of those."""
        if self._sqlite:
            hot.run(self._connection, f"PRAGMA incremental_vacuum({int(pages)})", {})

    def audit(self, now: datetime, event: str, subject: str, **codes: str | int) -> None:
        """Adds a line to this writer's chain, in this commit: ids, codes and hashes only."""
        if self._trail is None:
            raise RuntimeError("a read cannot write the account")
        self._trail.add(now, event, subject, codes)
        if event in HAPPENINGS:
            self.ring("webhooks")

    def ring(self, topic: str) -> None:
        """Lets the bell ring for *topic* in every process, once this is committed."""
        self.topics.add(topic)

    def hot(self, sql: str, params: Params) -> list[tuple[Any, ...]]:
        """Rows that *sql* gives (none for plain changes), straight from the driver.

        For the few statements of the spool where the benchmark shows the gain;
        *sql* names its parameters ``:name``.
        """
        return hot.run(self._connection, sql, params)

    def hot_many(self, sql: str, rows: Sequence[Params]) -> int:
        """How many rows *sql* changed, run once for each of *rows* by the driver."""
        return hot.run_many(self._connection, sql, rows)

    def hot_rows(self, sql: str, rows: Sequence[Sequence[Any]]) -> list[tuple[Any, ...]]:
        """What *sql* gives for *rows*, which stand for its ``{rows}`` as VALUES gives them."""
        return hot.run_bulk_rows(self._connection, sql, rows)

    def hot_bulk(self, sql: str, rows: Sequence[Sequence[Any]]) -> int:
        """How many rows *sql* changed, whose ``{rows}`` stands for *rows* as VALUES gives them."""
        return hot.run_bulk(self._connection, sql, rows)


@functools.cache
def _insert_new(table: Table, dialect: str) -> Executable:
    """The dialect is imported by name: PostgreSQL's, which is large, is never loaded where the store is SQLite."""
    insert = importlib.import_module(f"sqlalchemy.dialects.{dialect}").insert
    counted = {"preserve_rowcount": True}  # psycopg's is dropped for an insert otherwise
    statement: Executable = insert(table).on_conflict_do_nothing().inline()
    return statement.execution_options(**counted)


@functools.cache
def _insert_id(table: Table, dialect: str) -> Executable:
    insert = importlib.import_module(f"sqlalchemy.dialects.{dialect}").insert
    statement: Executable = insert(table).on_conflict_do_nothing().returning(table.c.id)
    return statement
