"""The few statements that run for every letter, straight at the driver: SQLAlchemy's way costs ten times as much.

What the driver raises comes out as SQLAlchemy raises it, so that it is replayed,
or known for a lost connection, like everything else.
"""

import functools
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

Params = Mapping[str, Any]

BULK_ROWS = 500  # of one statement; SQLite takes 32,766 parameters, PostgreSQL 65,535


def run(connection: Connection, sql: str, params: Params) -> list[tuple[Any, ...]]:
    """Rows that *sql* gives, none for plain changes; it names its parameters ``:name``."""
    cursor = connection.connection.cursor()
    try:
        cursor.execute(_spelled(connection, sql), params)
        return list(cursor.fetchall()) if cursor.description else []
    except connection.dialect.loaded_dbapi.Error as error:
        raise _translated(connection, sql, error) from error


def run_many(connection: Connection, sql: str, rows: Sequence[Params]) -> int:
    """How many rows *sql* changed, run once for each of *rows*."""
    cursor = connection.connection.cursor()
    try:
        cursor.executemany(_spelled(connection, sql), rows)
        return int(cursor.rowcount)
    except connection.dialect.loaded_dbapi.Error as error:
        raise _translated(connection, sql, error) from error


def run_bulk(connection: Connection, sql: str, rows: Sequence[Sequence[Any]]) -> int:
    """How many rows *sql* changed, in which ``{rows}`` stands for what VALUES gives.

    On SQLite each step of a statement hands the interpreter's lock over and back: one
    statement for all of them has one step. Begins with
    INSERT, UPDATE or DELETE: the driver of SQLite counts for no other word.
    """
    return sum(changed for changed, _ in _bulk(connection, sql, rows))


def run_bulk_rows(
    connection: Connection, sql: str, rows: Sequence[Sequence[Any]]
) -> list[tuple[Any, ...]]:
    """The rows that *sql* gives by RETURNING, in any order; the rest is as in run_bulk."""
    return [row for _, given in _bulk(connection, sql, rows) for row in given]


def _bulk(
    connection: Connection, sql: str, rows: Sequence[Sequence[Any]]
) -> Iterator[tuple[int, list[tuple[Any, ...]]]]:
    """How many rows were changed for each part of *rows*, and what came back."""
    cursor = connection.connection.cursor()
    mark = "?" if connection.dialect.name == "sqlite" else "%s"
    try:
        for start in range(0, len(rows), BULK_ROWS):
            part = rows[start : start + BULK_ROWS]
            filled = _filled(sql, mark, len(part[0]), len(part))
            cursor.execute(filled, [value for row in part for value in row])
            yield int(cursor.rowcount), list(cursor.fetchall()) if cursor.description else []
    except connection.dialect.loaded_dbapi.Error as error:
        raise _translated(connection, sql, error) from error


def _translated(connection: Connection, sql: str, error: Any) -> DBAPIError:
    dialect = connection.dialect
    lost = dialect.is_disconnect(error, connection.connection.driver_connection, None)
    if lost:
        connection.invalidate(error)
    known = dialect.loaded_dbapi.Error
    told: DBAPIError = DBAPIError.instance(
        sql, None, error, known, hide_parameters=True, connection_invalidated=lost
    )
    return told


def _spelled(connection: Connection, sql: str) -> str:
    return sql if connection.dialect.name == "sqlite" else _for_psycopg(sql)


@functools.lru_cache(maxsize=1024)
def _filled(sql: str, mark: str, width: int, count: int) -> str:
    row = f"({', '.join([mark] * width)})"
    return sql.replace("{rows}", ", ".join([row] * count))


@functools.cache
def _for_psycopg(sql: str) -> str:
    return re.sub(r"(?<!:):([a-z_][a-z_0-9]*)", r"%(\1)s", sql)
