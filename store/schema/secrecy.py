"""Where marks of secrecy were met: envelope, hash and rule, and nothing of what was written."""

from sqlalchemy import Column, Index, Integer, LargeBinary, Table, Text, text

from store.schema.base import Instant, RowId, metadata

# SQLite takes a partial index only for the very words it was made with.
UNTOLD = text("secrecy_incident.told_at IS NULL")
OPEN = text("secrecy_incident.closed_at IS NULL")

secrecy_incident = Table(
    "secrecy_incident",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("door", Text, nullable=False),
    Column("rule", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("level", Text),
    Column("sender", Text, nullable=False),
    Column("recipients", Text, nullable=False),  # JSON
    Column("digest", LargeBinary, nullable=False),  # SHA-256 of the content
    Column("salt", LargeBinary, nullable=False),  # of the envelope's digest in the account
    Column("agency", Text),
    Column("login", Text),
    Column("letter", RowId),  # where it waits for a person; it may be gone since
    Column("opened_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),
    Column("times", Integer, nullable=False),
    Column("told_at", Instant),
    Column("closed_at", Instant),
    Column("closed_by", Text),
    Column("reason", Text),
)

Index(
    "ix_secrecy_incident_untold",
    secrecy_incident.c.id,
    sqlite_where=text("told_at IS NULL"),
)
Index(
    "ix_secrecy_incident_open",
    secrecy_incident.c.id,
    sqlite_where=text("closed_at IS NULL"),
)
Index("ix_secrecy_incident_letter", secrecy_incident.c.letter)
Index("ix_secrecy_incident_digest", secrecy_incident.c.digest)
Index("ix_secrecy_incident_told_at", secrecy_incident.c.told_at)
Index("ix_secrecy_incident_closed_at", secrecy_incident.c.closed_at)
