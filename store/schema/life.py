"""The life of a task: what happened to it, with what came with that. No row is removed; what is decided is added to one once."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    text,
)

from store.schema.base import Instant, RowId, metadata

# SQLite takes a partial index only for the very words it was made with.
UNDECIDED = text("task_extension.outcome IS NULL")
LASTING = text("task_pause.ended IS NULL")

task_event = Table(
    "task_event",
    metadata,
    Column("task_id", RowId, ForeignKey("task.id"), primary_key=True, autoincrement=False),
    Column("number", Integer, primary_key=True, autoincrement=False),  # from 1, within the task
    Column("event", Text, nullable=False),
    Column("state", Text, nullable=False),  # after it
    Column("at", Instant, nullable=False),  # office time
    Column("by", Text, nullable=False),  # "person:12", "cli:1000"
    Column("reason", Text),
    Column("facts", Text, nullable=False),  # JSON
)

task_report = Table(
    "task_report",
    metadata,
    Column("task_id", RowId, primary_key=True, autoincrement=False),
    Column("number", Integer, primary_key=True, autoincrement=False),  # of its event
    Column("percent", Integer, nullable=False),
    Column("begins", Date),  # of the period that it is about
    Column("ends", Date),
    ForeignKeyConstraint(["task_id", "number"], [task_event.c.task_id, task_event.c.number]),
    CheckConstraint("percent BETWEEN 0 AND 100", name="percent"),
)

task_file = Table(
    "task_file",
    metadata,
    Column("task_id", RowId, primary_key=True, autoincrement=False),
    Column("number", Integer, primary_key=True, autoincrement=False),  # of the event it came with
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False),
    Column("size_bytes", Integer, nullable=False),
    Column("digest", LargeBinary, nullable=False),  # SHA-256
    Column("body", LargeBinary, nullable=False),
    ForeignKeyConstraint(["task_id", "number"], [task_event.c.task_id, task_event.c.number]),
)

task_extension = Table(
    "task_extension",
    metadata,
    Column("task_id", RowId, primary_key=True, autoincrement=False),
    Column("number", Integer, primary_key=True, autoincrement=False),  # of the event that asked
    Column("was", Date, nullable=False),
    Column("due", Date, nullable=False),  # asked for
    Column("working_days", Integer),  # as it was asked for, where no date was
    Column("document", Text),  # number and sign of what asks
    Column("outcome", Text),  # NULL while nobody has decided
    Column("decided", Integer),  # number of the event that decided
    Column("granted", Date),
    ForeignKeyConstraint(["task_id", "number"], [task_event.c.task_id, task_event.c.number]),
    CheckConstraint("(outcome IS NULL) = (decided IS NULL)", name="decided"),
)

Index(
    "ix_task_extension_open",
    task_extension.c.task_id,
    unique=True,
    sqlite_where=text("outcome IS NULL"),
)

task_pause = Table(
    "task_pause",
    metadata,
    Column("task_id", RowId, primary_key=True, autoincrement=False),
    Column("begun", Integer, primary_key=True, autoincrement=False),  # number of the event
    Column("since", Date, nullable=False),
    Column("ended", Integer),  # number of the event; NULL while it lasts
    Column("until", Date),
    Column("working_days", Integer),  # that it took
    ForeignKeyConstraint(["task_id", "begun"], [task_event.c.task_id, task_event.c.number]),
)

Index(
    "ix_task_pause_open",
    task_pause.c.task_id,
    unique=True,
    sqlite_where=text("ended IS NULL"),
)
