"""What an error of the Bot API means: told once for the courier and for the answers."""

from datetime import datetime, timedelta

import httpx
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from work.outcome import Deferred, Outcome, Refused, Uncertain

# Raised while there is no connection yet, so that nothing of the request can have left. A
# failed write is not among them: what it had written before may still arrive.
_BEFORE_SENDING = (
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ConnectError,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
)
_GONE = ("chat not found", "user is deactivated", "peer_id_invalid")


def outcome(error: TelegramError, now: datetime) -> Outcome:
    """What became of a message whose sending raised *error*; not for a chat that moved."""
    if isinstance(error, RetryAfter):
        return Deferred("4.7.0", "too many requests", now + flood_wait(error))
    if isinstance(error, InvalidToken | Conflict):
        return Deferred("4.7.8", type(error).__name__)  # for an operator to put right
    if is_gone(error):
        return Refused("5.2.1", str(error))
    if isinstance(error, BadRequest):
        return Refused("5.6.0", str(error))
    if isinstance(error, NetworkError) and isinstance(error.__cause__, _BEFORE_SENDING):
        return Deferred("4.4.1", type(error.__cause__).__name__)
    return Uncertain(type(error.__cause__ or error).__name__)


def is_gone(error: Exception) -> bool:
    """Whether nothing can be written there any more: blocked, left, deleted, or a group that has another number now."""
    if isinstance(error, Forbidden | ChatMigrated):
        return True
    return isinstance(error, BadRequest) and any(why in str(error).lower() for why in _GONE)


def is_the_line(error: Exception) -> bool:
    """Whether it lies between us and Telegram: the same may succeed later, unchanged."""
    if isinstance(error, BadRequest | Forbidden):
        return False
    return isinstance(error, NetworkError | RetryAfter | InvalidToken | Conflict)


def flood_wait(error: RetryAfter) -> timedelta:
    """How long Telegram wants to be left alone."""
    told = error.retry_after
    return told if isinstance(told, timedelta) else timedelta(seconds=told)
