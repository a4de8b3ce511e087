"""When a letter is to be sent, where its sender does not want it sent at once (RFC 4865)."""

import re
from datetime import UTC, datetime, timedelta

from mail.smtp.reply import Reply

Wish = timedelta | datetime

_INTERVAL = re.compile(r"[1-9][0-9]{0,8}")  # RFC 4865 §3
_INSTANT = re.compile(  # date-time of RFC 3339 §5.6; RFC 4865 names no rule, erratum 2040 this one
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]{1,6})?(Z|[+-][0-9]{2}:[0-9]{2})",
    re.IGNORECASE,
)

PAST = Reply(501, "5.5.4", "HOLDUNTIL has passed; send the letter without it, or name a later one")


def interval(value: str) -> timedelta | None:
    """What HOLDFOR says, in seconds; None for what it cannot say."""
    return timedelta(seconds=int(value)) if _INTERVAL.fullmatch(value) else None


def instant(value: str) -> datetime | None:
    """What HOLDUNTIL says; None for what is no point in time."""
    if not _INSTANT.fullmatch(value):
        return None
    try:
        return datetime.fromisoformat(value.upper()).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def release_at(wish: Wish, now: datetime, longest: timedelta) -> datetime | Reply:
    """When a letter that comes in *now* is to be sent, or why the *wish* is refused.

    One that lies in the past is refused as well: whoever misspelt the year can mend that,
    and could not call the letter back.
    """
    at = now + wish if isinstance(wish, timedelta) else wish
    if at - now > longest:
        return Reply(501, "5.5.4", f"letters are kept until {zulu(now + longest)} at most")
    return at if at > now else PAST


def keyword(now: datetime, longest: timedelta) -> str:
    """The line of EHLO: the longest interval in seconds, and the latest instant (RFC 4865 §3).

    >>> keyword(datetime(2026, 11, 24, 2, tzinfo=UTC), timedelta(days=1))
    'FUTURERELEASE 86400 2026-11-25T02:00:00Z'
    """
    return f"FUTURERELEASE {longest // timedelta(seconds=1)} {zulu(now + longest)}"


def zulu(instant: datetime) -> str:
    """*instant* as RFC 3339 writes it in UTC, to the second.

    >>> zulu(datetime(2026, 11, 24, 2, tzinfo=UTC))
    '2026-11-24T02:00:00Z'
    """
    return f"{instant.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
