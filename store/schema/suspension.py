"""Domains that nothing is sent to for a while."""

from sqlalchemy import Column, Table, Text

from store.schema.base import Instant, metadata

suspension = Table(
    "suspension",
    metadata,
    Column("domain", Text, primary_key=True),  # in A-labels
    Column("since", Instant, nullable=False),
    Column("until", Instant),  # NULL: until it is resumed
    Column("reason", Text, nullable=False),
    Column("by", Text, nullable=False),
)
