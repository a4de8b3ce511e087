"""When this store was made of a backup: what was due before may have been sent since the backup was taken."""

from sqlalchemy import Column, Table

from store.schema.base import Instant, metadata

restoration = Table(
    "restoration",
    metadata,
    Column(
        "restored_at", Instant, primary_key=True, autoincrement=False
    ),  # machine time, as taken_at
    Column("office_at", Instant, nullable=False),  # office time then
    Column("taken_at", Instant, nullable=False),  # of the backup
)
