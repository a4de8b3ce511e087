"""The anchor of a simulated office time, one row; no row while the office lives in the machine's time."""

from sqlalchemy import Column, Float, Integer, Table

from store.schema.base import Instant, metadata

clock = Table(
    "clock",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),  # always 1
    Column("start_at", Instant, nullable=False),  # office instant at which the simulation began
    Column("office_at", Instant, nullable=False),
    Column("machine_at", Instant, nullable=False),
    Column("speed", Float),  # office seconds in one of the machine; NULL jumps ("max")
    Column("until", Instant),  # office time stands still there; NULL lets it run
    Column("stop_at", Instant),  # office time never passes it, whatever is due; NULL for no end
)
