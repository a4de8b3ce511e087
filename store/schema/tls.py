"""What recipients' domains ask of TLS, and what they have shown."""

from sqlalchemy import BigInteger, Column, Date, Table, Text

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

tls_tally = Table(
    "tls_tally",
    metadata,
    Column("day", Date, primary_key=True),  # UTC
    Column("domain", Text, primary_key=True),
    Column("sort", Text, primary_key=True),  # JSON: what was alike
    Column("sessions", BigInteger, nullable=False),
)

tls_report = Table(
    "tls_report",
    metadata,
    Column("day", Date, primary_key=True),
    Column("domain", Text, primary_key=True),
    Column("reported_at", Instant, nullable=False),
)
