"""Who stands in for whom, and work that was handed over at once."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Integer,
    Table,
    Text,
)

from store.schema.base import Instant, RowId, metadata
from store.schema.life import task_event

stand_in = Table(
    "stand_in",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("absent_id", RowId, ForeignKey("person.id"), nullable=False, index=True),
    Column("deputy_id", RowId, ForeignKey("person.id"), nullable=False, index=True),
    Column("first", Date, nullable=False),
    Column("last", Date, nullable=False),
    Column("begins_at", Instant, nullable=False),  # office time
    Column("ends_at", Instant, nullable=False),  # office time, the first instant after it
    Column("document", Text),  # number and sign of the paper that says so
    Column("reason", Text),
    Column("set_at", Instant, nullable=False),  # office time
    Column("set_by", Text, nullable=False),  # "person:12", "cli:1000"
    Column("ended_by", Text),  # who ended it before its last day
    Column("next_at", Instant, index=True),  # office time of what is told next; NULL: nothing
    CheckConstraint("absent_id <> deputy_id", name="other"),
)

# All the open work of one person, or of one agency, given to another.
hand_over = Table(
    "hand_over",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("from_id", RowId, ForeignKey("person.id")),
    Column("to_id", RowId, ForeignKey("person.id")),
    Column("from_agency", Text, ForeignKey("agency.code")),
    Column("to_agency", Text, ForeignKey("agency.code")),
    Column("reason", Text),
    Column("begun_at", Instant, nullable=False),  # office time
    Column("begun_by", Text, nullable=False),
    Column("finished_at", Instant),  # office time; NULL: some of it is still to be moved
    Column("undone_at", Instant),
)

hand_over_task = Table(
    "hand_over_task",
    metadata,
    Column(
        "hand_over_id", RowId, ForeignKey("hand_over.id"), primary_key=True, autoincrement=False
    ),
    Column("task_id", RowId, primary_key=True, autoincrement=False),
    Column("number", Integer, nullable=False),  # of the event that gave it to others
    Column("outcome", Text),  # of undoing: "back", or why it was left
    ForeignKeyConstraint(["task_id", "number"], [task_event.c.task_id, task_event.c.number]),
)
