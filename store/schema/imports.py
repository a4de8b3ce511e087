"""What each import of a register did: by which it can be taken back, as long as nobody has acted on it."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, Table, Text, text

from store.schema.base import Instant, RowId, metadata

# SQLite takes a partial index only for the very words it was made with.
WITHDRAWN = text("import_row.undone AND import_row.opened")

register_import = Table(
    "register_import",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("at", Instant, nullable=False),  # office time, as below
    Column("by", Text, nullable=False),
    Column("file", Text, nullable=False),  # its name, without a path
    Column("opened", Integer, nullable=False),  # tasks
    Column("changed", Integer, nullable=False),
    Column("undone_at", Instant),  # when all that could be was taken back last
    Column("undone_by", Text),
)

import_row = Table(
    "import_row",
    metadata,
    Column(
        "import_id", RowId, ForeignKey("register_import.id"), primary_key=True, autoincrement=False
    ),
    Column("task_id", RowId, ForeignKey("task.id"), primary_key=True, autoincrement=False),
    Column("opened", Boolean, nullable=False),  # by it; else changed
    Column("event", Integer, nullable=False),  # number of the task's last event after it, 0: none
    Column("was", Text, nullable=False),  # JSON: what it changed, as that stood before
    Column("undone", Boolean, nullable=False),
    Column("told", Boolean, nullable=False),  # those who had a letter were told that it is undone
    Index("ix_import_row_task_id", "task_id"),
)
Index(
    "ix_import_row_withdrawn",
    import_row.c.task_id,
    sqlite_where=text("undone AND opened"),
)
