"""Events that people are asked to: each with its times, who is asked, what happened, and the next reminder of each time."""

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    Table,
    Text,
)

from store.schema.base import Instant, RowId, metadata

event = Table(
    "event",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("uid", Text, nullable=False, unique=True),  # RFC 5545 §3.8.4.7
    Column("kind", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("agency", Text, ForeignKey("agency.code"), nullable=False),  # who organises it
    Column("place", Text),
    Column("link", Text),
    Column("note", Text),
    Column("document_id", RowId, ForeignKey("document.id"), index=True),  # that asks to it
    Column("all_day", Boolean, nullable=False),
    Column("length_minutes", Integer, nullable=False),  # of each time, as first planned
    Column("rule", Text),  # RRULE; NULL: it comes once
    Column("state", Text, nullable=False),
    Column("sequence", Integer, nullable=False),  # of what people were told, RFC 5545 §3.8.7.4
)

event_time = Table(
    "event_time",
    metadata,
    Column("event_id", RowId, ForeignKey("event.id"), primary_key=True, autoincrement=False),
    Column("number", Integer, primary_key=True, autoincrement=False),  # from 1, within the event
    Column("original", Instant, nullable=False),  # its start by the rule, or as first planned
    Column("starts", Instant, nullable=False, index=True),
    Column("ends", Instant, nullable=False),
    Column("state", Text, nullable=False),
    Column("sequence", Integer, nullable=False),  # of the change that moved it; 0: never
)

event_part = Table(
    "event_part",
    metadata,
    Column("event_id", RowId, ForeignKey("event.id"), primary_key=True, autoincrement=False),
    Column("person_id", RowId, ForeignKey("person.id"), primary_key=True, autoincrement=False),
    Column("part", Text, nullable=False),  # "chair", "required", "optional"
    Column("answer", Text, nullable=False),
    Column("answered_at", Instant),  # office time
    Column("told", Integer),  # the sequence of what they were last told; NULL: nothing
    Index("ix_event_part_person_id", "person_id"),
)

# What somebody said of one time of a series alone.
event_answer = Table(
    "event_answer",
    metadata,
    Column("event_id", RowId, primary_key=True, autoincrement=False),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("person_id", RowId, ForeignKey("person.id"), primary_key=True, autoincrement=False),
    Column("answer", Text, nullable=False),
    Column("answered_at", Instant, nullable=False),  # office time
    ForeignKeyConstraint(["event_id", "number"], [event_time.c.event_id, event_time.c.number]),
)

event_history = Table(
    "event_history",
    metadata,
    Column("event_id", RowId, ForeignKey("event.id"), primary_key=True, autoincrement=False),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("happening", Text, nullable=False),
    Column("state", Text, nullable=False),  # after it
    Column("at", Instant, nullable=False),  # office time
    Column("by", Text, nullable=False),
    Column("reason", Text),
    Column("facts", Text, nullable=False),  # JSON
)

# One row for each time that is still to come and of which somebody knows, so that its size is what is ahead.
event_rung = Table(
    "event_rung",
    metadata,
    Column("event_id", RowId, primary_key=True, autoincrement=False),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("sequence", Integer, nullable=False),  # of what set the time
    Column("starts", Instant, nullable=False),
    Column("all_day", Boolean, nullable=False),
    Column("released", Integer),  # order of the last reminder told
    Column("next_at", Instant, index=True),  # office time; NULL: nothing follows
    Column("plan", Text, nullable=False, index=True),  # mark of the plan it was computed by, or ""
    ForeignKeyConstraint(["event_id", "number"], [event_time.c.event_id, event_time.c.number]),
)
