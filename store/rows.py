"""Every row of one database put into another of the same schema, whichever engine each is on.

Values pass as the engines keep them: an instant stays a number.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    MetaData,
    Table,
    bindparam,
    func,
    insert,
    select,
    text,
    update,
)

from store.schema import metadata
from store.schema.base import Instant

BATCH = 500  # rows, some of which hold a MiB of octets

Counts = Mapping[str, int]
Row = dict[str, Any]


def transfer(source: Connection, target: Connection, told: Callable[[str], None]) -> None:
    """Fills the empty tables of *target*; *told* hears each table's name before it goes."""
    for table in metadata.sorted_tables:
        told(table.name)
        _table(source, target, table)
    if target.dialect.name == "postgresql":
        _count_on(target)


def counts(connection: Connection) -> Counts:
    """How many rows each table has."""
    return {
        table.name: int(connection.execute(select(func.count()).select_from(table)).scalar_one())
        for table in metadata.sorted_tables
    }


def batches(source: Connection, table: Table) -> Iterator[list[Row]]:
    """The rows of *table* as the engine keeps them, BATCH at a time."""
    whole = select(_plain(table)).execution_options(yield_per=BATCH)
    with source.execute(whole) as rows:
        for part in rows.partitions():
            yield [dict(row._mapping) for row in part]


def _table(source: Connection, target: Connection, table: Table) -> None:
    plain, kin, key = _plain(table), _kin(table), table.primary_key.columns[0].name
    related: dict[str, list[Row]] = {name: [] for name in kin}
    for batch in batches(source, table):
        for name in kin:
            related[name] += [_freed(row, key, name) for row in batch if row[name] is not None]
        target.execute(insert(plain), batch)
    for name, rows in related.items():
        if rows:
            same = plain.c[key] == bindparam("row")
            target.execute(update(plain).where(same).values({name: bindparam("kin")}), rows)


def _plain(table: Table) -> Table:
    """*table* with its instants as the numbers that they are."""
    columns = [
        Column(c.name, BigInteger() if isinstance(c.type, Instant) else c.type, key=c.name)
        for c in table.columns
    ]
    return Table(table.name, MetaData(), *columns)


def _kin(table: Table) -> tuple[str, ...]:
    """Columns that name another row of the same table: one that may come later."""
    return tuple(key.parent.name for key in table.foreign_keys if key.column.table is table)


def _freed(row: Row, key: str, name: str) -> Row:
    """What the column *name* of *row* is to become, once every row is there; it is empty until then."""
    value, row[name] = row[name], None
    return {"row": row[key], "kin": value}


def _count_on(target: Connection) -> None:
    """Lets PostgreSQL's counters go on behind the highest number that is there."""
    for table in metadata.sorted_tables:
        column = table.autoincrement_column
        if column is None:
            continue
        place = {"table": f'"{table.name}"', "column": column.name}
        sequence = target.execute(
            text("SELECT pg_get_serial_sequence(:table, :column)"), place
        ).scalar()
        highest = target.execute(select(func.max(column))).scalar()
        if sequence and highest:
            target.execute(
                text("SELECT setval(CAST(:sequence AS regclass), :highest)"),
                {"sequence": sequence, "highest": highest},
            )
