"""Pictures in letters of the tray: those that wait to be read by sight, and what was read."""

from sqlalchemy import Column, ForeignKey, Index, Table, Text, text

from store.schema.base import Instant, RowId, metadata

# SQLite takes a partial index only for the very words it was made with.
WAITS = text("intake_scan.read IS NULL")

intake_scan = Table(
    "intake_scan",
    metadata,
    Column("intake_id", RowId, ForeignKey("intake_letter.id"), primary_key=True),
    Column("places", Text, nullable=False),  # JSON: of each picture the names from the letter on
    Column("read", Text),  # JSON: store.scan; NULL while it waits
    Column("until", Instant),  # whoever reads it is dead after that
)

Index(
    "ix_intake_scan_waits",
    intake_scan.c.intake_id,
    sqlite_where=text("read IS NULL"),
)
