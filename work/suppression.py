"""An address that nothing is taken for, because its mailbox is known not to exist, or because a person said so."""

from dataclasses import dataclass
from datetime import datetime, timedelta

BY_RULE = "rule"  # who suppresses it when its next hop refuses it again and again
BY_REPORT = "report"  # when reports come back on it again and again, whatever its next hop takes
LEARNED = frozenset({BY_RULE, BY_REPORT})
APART = timedelta(days=1)  # between two refusals that count: an hour's fault of a directory is none
NOTED_FOR = timedelta(days=14)  # a refusal is remembered, while it waits for the second


@dataclass(frozen=True, slots=True)
class Suppression:
    """Since when, until when, why and by whom; *since* is None for one that was refused, but may be written to."""

    address: str  # lower case, its domain in A-labels
    since: datetime | None
    until: datetime
    reason: str
    by: str

    def stands(self, now: datetime) -> bool:
        """Whether nothing is taken for it *now*."""
        return self.since is not None and now < self.until
