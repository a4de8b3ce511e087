"""What an office has laid down for answers of next hops that come again: wait longer, or give up at once."""

import re
from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Rule:
    """For a temporary answer in which *pattern* is found: so long a *wait* at least, None to give up.

    It is searched in the whole answer, such as "450 4.2.2 Mailbox full", by re.search.
    """

    pattern: re.Pattern[str]
    wait: timedelta | None

    @property
    def name(self) -> str:
        """How the configuration has it, for whoever asks why."""
        return f'[[relay.backoff]] pattern "{self.pattern.pattern}"'


def first(rules: tuple[Rule, ...], answer: str) -> Rule | None:
    """The first of *rules* that fits; none fits a peer that said nothing."""
    return next((rule for rule in rules if answer and rule.pattern.search(answer)), None)
