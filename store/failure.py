"""What a store that cannot do its work raises: for those outside who go on without it for a while."""

import sqlite3

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

from store.writer import CommitUnknown, StoreReplaced

StoreFailed = (DBAPIError, CommitUnknown, StoreReplaced)
"""For ``except StoreFailed``: the database is full, gone or broken; nothing is wrong with the caller."""

StoreAway = (OperationalError, InterfaceError)
"""Those that changed nothing and may pass by themselves: a server that starts again, a disk without room, a lock."""

REMEDY = "look at the store: disk space, permissions, or the PostgreSQL server"
"""What a person is to do about it: for the log."""

_DISK_FULL = "53100"  # PostgreSQL, appendix A


def is_full(error: BaseException) -> bool:
    """Whether the store failed because its disk has no room left."""
    behind = error.__cause__ if isinstance(error, CommitUnknown) else error
    cause = getattr(behind, "orig", None)
    if isinstance(cause, sqlite3.Error):
        return cause.sqlite_errorcode == sqlite3.SQLITE_FULL
    return getattr(cause, "sqlstate", None) == _DISK_FULL


def reason(error: BaseException) -> str:
    """What the database said, in one line and without the rows it was said of: for the log."""
    cause = getattr(error, "orig", None) or error
    primary = getattr(getattr(cause, "diag", None), "message_primary", None)
    said = str(primary or cause).strip().partition("\n")[0]
    return f"{type(cause).__name__}: {said}"
