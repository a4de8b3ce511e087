"""What signatures in letters are worth."""

from sqlalchemy import Boolean, Column, ForeignKey, Integer, Table, Text

from store.schema.base import Instant, RowId, metadata

signature = Table(
    "signature",
    metadata,
    Column("letter_id", RowId, ForeignKey("letter.id"), primary_key=True, autoincrement=False),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("part", Text, nullable=False),  # where it stands, "" for what was not looked at
    Column("kind", Text, nullable=False),  # smime, pdf, edxml
    Column("verdict", Text, nullable=False),  # good, or the first thing that is wrong
    Column("anchor", Text, nullable=False),  # what the office calls who vouches for it
    Column("at", Instant),
    Column("signer", Text, nullable=False),
    Column("addresses", Text, nullable=False),  # JSON
    Column("is_author", Boolean),
    Column("certificate", Text, nullable=False),  # SHA-256, in hex
    Column("revocation", Text, nullable=False),
    Column("checked_at", Instant, nullable=False),
)
