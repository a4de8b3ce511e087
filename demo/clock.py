"""Machine time for the demo's own peers, which stand outside the daemon and own this clock."""

from collections.abc import Callable
from datetime import UTC, datetime

Now = Callable[[], datetime]


def machine_now() -> datetime:
    """The present instant, aware UTC."""
    return datetime.now(UTC)  # noqa: TID251 - the one place in demo/ that reads the clock
