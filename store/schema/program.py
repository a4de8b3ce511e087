"""Programs that use the API: tokens, answers that are kept to be given again, and webhooks with their deliveries."""

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    text,
)

from store.schema.base import Instant, RowId, metadata

program_token = Table(
    "program_token",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("token_hash", LargeBinary, nullable=False, unique=True),  # SHA-256 of 256 bits of chance
    Column("person_id", RowId, ForeignKey("person.id"), nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("scopes", Text, nullable=False),  # with a blank between
    Column("made_at", Instant, nullable=False),  # machine time, as below
    Column("ends_at", Instant, nullable=False),
    Column("used_on", Date),  # no finer, so that nobody's hours are watched by it
    Column("ended_at", Instant),
    sqlite_autoincrement=True,
)

program_answer = Table(
    "program_answer",
    metadata,
    Column(
        "token_id", RowId, ForeignKey("program_token.id"), primary_key=True, autoincrement=False
    ),
    Column("key_hash", LargeBinary, primary_key=True),
    Column("digest", LargeBinary, nullable=False),  # of the request: path and body
    Column("at", Instant, nullable=False, index=True),
    Column("answer", Text, nullable=False),  # JSON: status, fields and body
)

document_keeper = Table(
    "document_keeper",
    metadata,
    Column("document_id", RowId, ForeignKey("document.id"), primary_key=True, autoincrement=False),
    Column("agency", Text, ForeignKey("agency.code"), nullable=False, index=True),
)

webhook = Table(
    "webhook",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("person_id", RowId, ForeignKey("person.id"), nullable=False, index=True),
    Column("url", Text, nullable=False),
    Column("secret", Text, nullable=False),  # as it is: signing needs it
    Column("happenings", Text, nullable=False),  # ",task.done,task.late,"
    Column("made_at", Instant, nullable=False),
    Column("failing_at", Instant),  # since when nothing was taken
    Column("disabled_at", Instant),
    Column("ended_at", Instant),
    sqlite_autoincrement=True,
)

webhook_event = Table(
    "webhook_event",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("webhook_id", RowId, ForeignKey("webhook.id"), nullable=False, index=True),
    Column("happening", Text, nullable=False),
    Column("subject", Text, nullable=False),  # "task:12"
    Column("at", Instant, nullable=False, index=True),
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("not_before", Instant, nullable=False),  # while it is sent: until when its holder has it
    Column(
        "doubtful", Boolean, nullable=False
    ),  # an attempt may have arrived of which nobody heard
    Column("answer", Text),  # of the last attempt: "200", "timeout"
    sqlite_autoincrement=True,
)

# What is settled costs no claim anything.
Index(
    "ix_webhook_event_due",
    webhook_event.c.not_before,
    sqlite_where=text("state IN ('waiting', 'sending', 'uncertain')"),
)

webhook_late = Table(
    "webhook_late",
    metadata,
    Column("task_id", RowId, ForeignKey("task.id"), primary_key=True, autoincrement=False),
    Column("version", Integer, nullable=False),  # of the deadline that was told of as over
)
