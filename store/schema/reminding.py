"""What lies between a rung and the outbox: reminders that wait for their hour, who put them off, and the morning's round."""

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    text,
)

from store.schema.base import Instant, RowId, metadata

# SQLite takes a partial index only for the very words it was made with.
WAITING = text("reminding.state = 'waiting'")

# One row for each rung and person from its release on. It goes once the reminder is told on its own,
# and stays where it was told within another message, or was not told at all.
reminding = Table(
    "reminding",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("dedup_key", Text, nullable=False, unique=True),  # that of its notice, less the channel
    Column("kind", Text, nullable=False),
    Column("task_id", RowId, ForeignKey("task.id"), index=True),  # NULL: the morning digest
    Column("person_id", RowId, ForeignKey("person.id"), nullable=False),
    Column("version", Integer, nullable=False),  # of the deadline
    Column("submission", Integer),  # number of the event, of what waits for approval
    Column("since", Date),  # from when that waits
    Column("slot", Text, nullable=False),
    Column("rung_at", Instant, nullable=False),  # office time, as "at"
    Column("reason", Text, nullable=False),
    Column("any_time", Boolean, nullable=False),  # hỏa tốc: no hours, no days off
    Column("at", Instant, nullable=False),  # when it is to be told
    Column("state", Text, nullable=False),  # "waiting", "told", "dropped"
    Column("why", Text),  # it waits, or was dropped
    Column("told_by", Text),  # key of the notice it was told within
)

Index(
    "ix_reminding_due",
    reminding.c.at,
    reminding.c.person_id,
    sqlite_where=text("state = 'waiting'"),
)
Index(
    "ix_reminding_told_by",
    reminding.c.told_by,
    sqlite_where=text("told_by IS NOT NULL"),
)

respite = Table(
    "respite",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("task_id", RowId, ForeignKey("task.id"), nullable=False, index=True),
    Column("person_id", RowId, ForeignKey("person.id"), nullable=False),
    Column("kind", Text, nullable=False),  # "acknowledged", "snoozed"
    Column("standing", Text, nullable=False),  # why that person is reminded
    Column("version", Integer, nullable=False),  # of the deadline: another one ends it
    Column("at", Instant, nullable=False),  # office time, as all here
    Column("until", Instant, nullable=False),
    Column("reason", Text),
    Column("by", Text, nullable=False),
    Column("ended_at", Instant),  # taken back before "until"
    Column("ended_by", Text),
)

morning = Table(
    "morning",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("next_at", Instant, nullable=False),  # office time of the next round of digests
    Column(
        "after", Integer, nullable=False
    ),  # number of the last person of a round under way, or 0
    Column("hour", Text, nullable=False),  # by which next_at was computed
)

digest_choice = Table(  # of who wants it otherwise than the office has it
    "digest_choice",
    metadata,
    Column("person_id", RowId, ForeignKey("person.id"), primary_key=True, autoincrement=False),
    Column("hour", Text, nullable=False),  # "09:30", on the office's clock; "" for no digest
)
