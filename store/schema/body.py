"""The octets of letters: short ones in one row, long ones in chunks that are invisible until accepted."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    text,
)

from store.schema.base import Instant, RowId, metadata

body = Table(
    "body",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("created_at", Instant, nullable=False),
    Column("size_bytes", BigInteger, nullable=False),
    Column("visible", Boolean, nullable=False),  # false while chunks come in: a sweep may remove it
    Column("data", LargeBinary),  # NULL when the octets stand in body_chunk
    sqlite_autoincrement=True,  # no id comes again: who was stopped for an hour may still hold it
)

body_chunk = Table(
    "body_chunk",
    metadata,
    Column("body_id", RowId, ForeignKey("body.id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("data", LargeBinary, nullable=False),
)


Index(
    "ix_body_unfinished",
    body.c.created_at,
    sqlite_where=text("NOT visible"),
)
