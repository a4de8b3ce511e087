"""What every table module shares: the MetaData, the names of constraints, and the type of an instant."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import BigInteger, Dialect, Integer, MetaData
from sqlalchemy.types import TypeDecorator

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# SQLite gives its fast row id to INTEGER PRIMARY KEY alone, PostgreSQL needs BIGINT for the same range.
RowId = BigInteger().with_variant(Integer(), "sqlite")


def micros(instant: datetime) -> int:
    """*instant* as microseconds since 1970, as the store keeps it.

    Raises ValueError for a naive datetime: the store knows only points in time.
    """
    if instant.tzinfo is None:
        raise ValueError(f"an instant needs a time zone: {instant!r}")
    return (instant - EPOCH) // MICROSECOND


def instant(value: int) -> datetime:
    """The aware UTC datetime of *value* microseconds since 1970."""
    return EPOCH + value * MICROSECOND


class Instant(TypeDecorator[datetime]):
    """A point in time: aware datetime outside, microseconds since 1970 inside, UTC when read."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """Called before a value is stored."""
        return None if value is None else micros(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        """Called on every value that is read."""
        return None if value is None else instant(value)
