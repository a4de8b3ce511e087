"""A domain that nothing is sent to for a while, because a person said so, or a rule that a person wrote."""

from dataclasses import dataclass
from datetime import datetime, timedelta

RULE = "suspended:"  # before the domain, in the place of the rule that keeps a recipient waiting
BY_RULE = "rule"  # who suspends it when an answer of the next hop does
LOOK_AGAIN = timedelta(hours=1)  # where no end was named


@dataclass(frozen=True, slots=True)
class Suspension:
    """Since when, *until* when (None: until it is resumed), why and by whom."""

    domain: str
    since: datetime
    until: datetime | None
    reason: str
    by: str

    def again(self, now: datetime) -> datetime:
        """When to look again."""
        return self.until or now + LOOK_AGAIN


def suspended_domain(rule: str | None) -> str | None:
    """The domain whose suspension keeps a recipient waiting by *rule*; None where another rule does."""
    return rule.removeprefix(RULE) if rule and rule.startswith(RULE) else None
