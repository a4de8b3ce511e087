"""Letters on their way: the envelope, and one row with one state for each recipient."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    text,
)

from store.schema.base import Instant, RowId, metadata

letter = Table(
    "letter",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("received_at", Instant, nullable=False),
    Column("kind", Text, nullable=False),  # "relayed", "notice", "dsn"
    Column("sender", Text, nullable=False),  # "" is the null reverse-path
    Column("agency", Text),
    Column("login", Text),
    Column("origin", Text, nullable=False),  # JSON: listener, kind, peer, helo, protocol, tls
    Column("size_bytes", BigInteger, nullable=False),
    Column("digest", LargeBinary, nullable=False),  # SHA-256 of the content as accepted
    Column("eight_bit", Boolean, nullable=False),
    Column("smtputf8", Boolean, nullable=False),
    Column("ret", Text),
    Column("envid", Text),
    Column("message_id", Text),
    Column("body_id", RowId),  # NULL once every recipient is settled and the octets are gone
    Column("release_at", Instant),  # nothing is sent before, RFC 4865; NULL where nobody asked
    Column("tls", Text),  # "required", "optional", RFC 8689; NULL where nobody asked
    Column("salt", LargeBinary),  # opens what the account bears of it; NULL in older rows
    Column("approval_rule", Text),  # wants a second person's approval; NULL where none does
)

recipient = Table(
    "recipient",
    metadata,
    Column("letter_id", RowId, ForeignKey("letter.id"), primary_key=True, autoincrement=False),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("address", Text, nullable=False),
    Column("notify", Text),
    Column("orcpt", Text),
    Column("state", Text, nullable=False),
    Column("holder", Text),  # the worker, while claimed or sending
    Column("attempts", Integer, nullable=False),
    Column("not_before", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),  # ends in every state, held ones too
    Column("hold", Text),  # the rule that wants a person's release, while held
    Column("settled_at", Instant),
    Column("status", Text),  # of the last answer, RFC 3463
    Column("answer", Text),  # its text, shortened
    Column("facts", Text),  # of its end: canonical JSON, as the account's line binds it
    Column("repeated", Boolean, nullable=False),  # sent once more after it stood uncertain
    Column("delay_told", Boolean, nullable=False),
)

# Each serves one question; partial, so that what is settled costs nothing.
Index(
    "ix_recipient_due",
    recipient.c.not_before,
    sqlite_where=text("state IN ('waiting', 'uncertain')"),
)
Index(
    "ix_recipient_holder",
    recipient.c.holder,
    sqlite_where=text("holder IS NOT NULL"),
)
Index(
    "ix_recipient_open",
    recipient.c.state,
    recipient.c.expires_at,
    sqlite_where=text("settled_at IS NULL"),
)
# Without what is open: SQLite would look there for a letter's open recipients, among all others.
Index(
    "ix_recipient_settled",
    recipient.c.settled_at,
    recipient.c.state,
    sqlite_where=text("settled_at IS NOT NULL"),
)
Index(
    "ix_recipient_hold",
    recipient.c.hold,
    sqlite_where=text("hold IS NOT NULL"),
)
