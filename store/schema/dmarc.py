"""What other servers report of letters in the names of our domains."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
)

from store.schema.base import Instant, RowId, metadata

dmarc_report = Table(
    "dmarc_report",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("organisation", Text, nullable=False),
    Column("number", Text, nullable=False),  # unique for its organisation, RFC 9990
    Column("contact", Text, nullable=False),
    Column("domain", Text, nullable=False),
    Column("policy", Text, nullable=False),
    Column("subdomains", Text, nullable=False),
    Column("begins_at", Instant, nullable=False),
    Column("ends_at", Instant, nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("letters", BigInteger, nullable=False),
    Column("failed", BigInteger, nullable=False),
    Column("proven", Boolean, nullable=False),  # it came from the domain that it names as its own
    UniqueConstraint("organisation", "number"),
)

dmarc_source = Table(
    "dmarc_source",
    metadata,
    Column(
        "report_id", RowId, ForeignKey("dmarc_report.id"), primary_key=True, autoincrement=False
    ),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("address", Text, nullable=False),
    Column("letters", BigInteger, nullable=False),
    Column("author", Text, nullable=False),
    Column("disposition", Text, nullable=False),
    Column("dkim", Text, nullable=False),
    Column("spf", Text, nullable=False),
    Column("sender", Text, nullable=False),
    Column("signers", Text, nullable=False),  # one a line
    Column("reasons", Text, nullable=False),  # one a line
)

Index("ix_dmarc_report_ends_at", dmarc_report.c.ends_at)
