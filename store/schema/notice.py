"""The outbox: one row for each notice, person and channel, from the rung's release to its end."""

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, Text, text

from store.schema.base import Instant, RowId, metadata

# SQLite takes a partial index only for the very words it was made with, never for a parameter.
PENDING = text("notice.state = 'pending'")
CONFIRMED = text("notice.kind = 'reply-taken'")

notice = Table(
    "notice",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("dedup_key", Text, nullable=False, unique=True),  # kind:task:version:slot:person:channel
    Column("kind", Text, nullable=False),
    Column("task_id", RowId, ForeignKey("task.id"), index=True),
    Column("event_id", RowId, ForeignKey("event.id")),
    Column("channel", Text, nullable=False),
    Column("person_id", RowId, ForeignKey("person.id"), nullable=False, index=True),
    Column("address", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("reason", Text, nullable=False),  # code of why this person gets it
    Column("facts", Text, nullable=False),  # JSON, for the template
    Column("at", Instant, nullable=False),  # the office instant it is for
    Column("expires", Instant),  # office time
    Column("not_before", Instant, nullable=False),  # machine time, as all below
    Column("state", Text, nullable=False),
    Column("holder", Text),  # the worker, while claimed or sending
    Column("attempts", Integer, nullable=False),
    Column("error", Text),  # of the last answer, or why it was cancelled
    Column("receipt", Text),  # what the channel called it: "letter:17"
    Column("settled_at", Instant),
    Column(
        "replaces", RowId, ForeignKey("notice.id")
    ),  # the notice by chat that this stands in for
)

Index(
    "ix_notice_due",
    notice.c.not_before,
    notice.c.channel,
    sqlite_where=text("state = 'pending'"),
)
Index(
    "ix_notice_holder",
    notice.c.holder,
    sqlite_where=text("holder IS NOT NULL"),
)
Index(
    "ix_notice_unsent",
    notice.c.at,
    sqlite_where=text("settled_at IS NULL"),
)
Index(
    "ix_notice_event_id",
    notice.c.event_id,
    sqlite_where=text("event_id IS NOT NULL"),
)
# Of the letters that no mailbox took.
Index(
    "ix_notice_receipt",
    notice.c.receipt,
    sqlite_where=text("receipt IS NOT NULL"),
)
# What goes is looked for here, by the foreign key too.
Index(
    "ix_notice_replaces",
    notice.c.replaces,
    sqlite_where=text("replaces IS NOT NULL"),
)
# Of those that confirm what was read of an answer, which are counted by the hour.
Index(
    "ix_notice_reply_taken",
    notice.c.not_before,
    sqlite_where=text("kind = 'reply-taken'"),
)
