"""Which failures of a transaction pass by themselves, and how long to wait before the next try."""

import secrets
import sqlite3
from collections.abc import Iterator

from sqlalchemy.exc import DBAPIError

REPLAYS = 6
FIRST_PAUSE = 0.005  # seconds, doubled each time, with jitter

# PostgreSQL appendix A: idle in a transaction for too long; serialization failure, deadlock, lock not
# available, admin shutdown and restart.
_STOOD_STILL = "25P03"
_PASSING_STATES = frozenset({_STOOD_STILL, "40001", "40P01", "55P03", "57P01", "57P02", "57P03"})


def worth_replaying(error: DBAPIError) -> bool:
    """Whether the same transaction may succeed if it is run again."""
    if error.connection_invalidated:
        return True
    if isinstance(error.orig, sqlite3.OperationalError):
        return error.orig.sqlite_errorcode in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
    return getattr(error.orig, "sqlstate", None) in _PASSING_STATES


def surely_undone(error: DBAPIError) -> bool:
    """Whether a COMMIT that failed so came to a session that the server had ended before, with all it did."""
    return getattr(error.orig, "sqlstate", None) == _STOOD_STILL


def pauses() -> Iterator[float]:
    """Seconds to wait before each replay: growing, and different in each process."""
    for attempt in range(REPLAYS):
        yield FIRST_PAUSE * 2**attempt * (1 + secrets.randbelow(100) / 100)
