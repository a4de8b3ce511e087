"""Documents that came as edXML, and the states that their senders are told."""

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, Table, Text, UniqueConstraint, text

from store.schema.base import Instant, RowId, metadata

# SQLite takes a partial index only for the very words it was made with.
UNSENT = text("edxml_status.letter IS NULL")

edxml_package = Table(
    "edxml_package",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("reference", Text, nullable=False),  # DocumentId
    Column("business", Text, nullable=False),  # "0" to "3"
    Column("round", Integer, nullable=False),  # it was refused so often before
    Column("organ", Text, nullable=False),  # the sender's code, as written
    Column("number", Text, nullable=False),
    Column("issued", Date),
    Column("home", Text, nullable=False),  # our own agency
    Column("answer_to", Text, nullable=False),  # ""; nobody knows who sent it, and nobody is told
    Column("document_id", RowId, ForeignKey("document.id"), index=True),  # it came to that
    UniqueConstraint("reference", "business", "answer_to", "round"),
    sqlite_autoincrement=True,
)

# Which letters of the tray brought it: the first, and those that brought it again.
edxml_letter = Table(
    "edxml_letter",
    metadata,
    Column(
        "intake_id", RowId, ForeignKey("intake_letter.id"), primary_key=True, autoincrement=False
    ),
    Column("package_id", RowId, ForeignKey("edxml_package.id"), nullable=False, index=True),
)

edxml_status = Table(
    "edxml_status",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("package_id", RowId, ForeignKey("edxml_package.id"), nullable=False),
    Column("code", Text, nullable=False),
    Column("reason", Text),
    Column("told_at", Instant, nullable=False),  # office time
    Column("letter", RowId),  # of the spool; NULL: not written yet
    UniqueConstraint("package_id", "code"),
    sqlite_autoincrement=True,
)

Index("ix_edxml_status_unsent", edxml_status.c.id, sqlite_where=text("letter IS NULL"))
