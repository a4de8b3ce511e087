"""The life of a task, of which no row is ever changed or removed: what happened to it."""

from sqlalchemy import Column, ForeignKey, Integer, Table, Text

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
