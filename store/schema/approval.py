"""Letters that a second person has to approve: one row a letter, asked when it came in, answered once."""

from sqlalchemy import Column, ForeignKey, Index, LargeBinary, Table, Text, text

from store.schema.base import Instant, RowId, metadata

# SQLite takes a partial index only for the very words it was made with.
UNDECIDED = text("approval.decision IS NULL")

approval = Table(
    "approval",
    metadata,
    Column("letter_id", RowId, ForeignKey("letter.id"), primary_key=True, autoincrement=False),
    Column("rule", Text, nullable=False),
    Column("author", RowId, ForeignKey("person.id"), nullable=False),
    Column("writers", Text, nullable=False),  # JSON: mailboxes, none of which may approve
    Column("entitled", Text, nullable=False),  # JSON: who may approve, as the rule said
    Column("facts", Text, nullable=False),  # JSON, for the notices
    Column("asked_at", Instant, nullable=False),
    Column("remind_at", Instant),  # NULL once they were reminded
    Column("expires_at", Instant, nullable=False),
    Column("content", LargeBinary, nullable=False),  # SHA-256 of what is approved, and nothing else
    Column("envelope", LargeBinary, nullable=False),  # SHA-256 of reverse-path and forward-paths
    Column("then_hold", Text),  # the rule that still wants an operator's release afterwards
    Column("decision", Text),
    Column("decided_at", Instant),
    Column("approver", RowId, ForeignKey("person.id")),
    Column("by", Text),  # who brought the decision, as the account names them
    Column("reason", Text),
)

Index(
    "ix_approval_undecided",
    approval.c.letter_id,
    sqlite_where=text("decision IS NULL"),
)
