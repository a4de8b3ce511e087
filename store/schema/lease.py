"""Leases: who does a thing that one process at a time should do (design, law 7)."""

from sqlalchemy import Column, Table, Text

from store.schema.base import Instant, metadata

lease = Table(
    "lease",
    metadata,
    Column("name", Text, primary_key=True),  # "tick", "telegram-poller", "worker:<id>"
    Column("holder", Text, nullable=False),
    Column("expires_at", Instant, nullable=False, index=True),
)
