"""What was found out about letters from outside."""

from sqlalchemy import Boolean, Column, ForeignKey, Table, Text

from store.schema.base import RowId, metadata

authenticity = Table(
    "authenticity",
    metadata,
    Column("letter_id", RowId, ForeignKey("letter.id"), primary_key=True, autoincrement=False),
    Column("author", Text, nullable=False),  # the domain of From, in A-labels
    Column("spf", Text, nullable=False),  # of MAIL FROM
    Column("helo", Text, nullable=False),
    Column("dkim", Text, nullable=False),
    Column("arc", Text, nullable=False),
    Column("dmarc", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("rule", Text, nullable=False),
    Column("source", Text, nullable=False),  # where that rule stands
    Column("results", Text, nullable=False),  # Authentication-Results, whole, RFC 8601 §2.2
    Column("proven", Boolean, nullable=False),  # a report may go to its sender
)
