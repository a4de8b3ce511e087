"""The life of a task, of which no row is ever changed or removed: what happened to it."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Integer,
    LargeBinary,
    Table,
    Text,
)

from store.schema.base import Instant, RowId, metadata

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
