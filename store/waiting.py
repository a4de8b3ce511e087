"""What a notice is that waits for a person's word, because it may have been told before a restoration."""

from datetime import UTC, datetime

from work.hold import RESTORED
from work.outbox import NoticeState

NEVER = datetime(9999, 12, 31, tzinfo=UTC)
WAITS = {"state": NoticeState.PENDING, "holder": None, "not_before": NEVER, "error": RESTORED}
