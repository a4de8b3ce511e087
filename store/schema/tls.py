"""What recipients' domains ask of TLS, and what they have shown."""

from sqlalchemy import BigInteger, Column, Table, Text

from store.schema.base import Instant, metadata

sts_policy = Table(
    "sts_policy",
    metadata,
    Column("domain", Text, primary_key=True),  # in A-labels
    Column("number", Text, nullable=False),  # the id of its record
    Column("mode", Text, nullable=False),
    Column("patterns", Text, nullable=False),  # one a line
    Column("max_age_seconds", BigInteger, nullable=False),
    Column("fetched_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
)

tls_shown = Table(
    "tls_shown",
    metadata,
    Column("domain", Text, primary_key=True),  # of recipients, or the host of a route; in A-labels
    Column("level", Text, nullable=False),
    Column("shown_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
)
