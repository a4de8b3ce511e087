"""What an office has laid down for answers of next hops that come again: wait, give up, or leave the domain alone."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from mail.address import domain_of
from work.outcome import Deferred, Outcome
from work.suspension import BY_RULE, Suspension

LONGEST_REASON = 200  # characters
_NAME = re.compile(r" \(\[\[relay\.backoff\]\] pattern .*", re.DOTALL)
# From where a run begins: a long one would cost its square.
_MAILBOX = re.compile(r"(?<![^\s<>\"'])[^\s<>\"']+@")


@dataclass(frozen=True, slots=True)
class Rule:
    """For a temporary answer in which *pattern* is found: so long a *wait* at least, None to give up.

    With *suspends* the recipient's whole domain is left alone for so long. It is searched in
    the whole answer, such as "450 4.2.2 Mailbox full", by re.search; a greeting or an answer
    to EHLO is an answer as well.
    """

    pattern: re.Pattern[str]
    wait: timedelta | None
    suspends: bool = False

    @property
    def name(self) -> str:
        """How the configuration has it, for whoever asks why."""
        return f'[[relay.backoff]] pattern "{self.pattern.pattern}"'

    def beside(self, said: str) -> str:
        """What a peer *said*, and behind it that this rule was followed."""
        return f"{said} ({self.name})"


def unnamed(told: str) -> str:
    """What `Rule.beside` was given, for those who do not know the configuration.

    >>> unnamed('mx said: 452 full ([[relay.backoff]] pattern "full")')
    'mx said: 452 full'
    """
    return _NAME.sub("", told)


def first(rules: tuple[Rule, ...], answer: str) -> Rule | None:
    """The first of *rules* that fits; none fits a peer that said nothing."""
    return next((rule for rule in rules if answer and rule.pattern.search(answer)), None)


def suspensions(
    rules: tuple[Rule, ...], answered: Iterable[tuple[str, Outcome]], now: datetime
) -> tuple[Suspension, ...]:
    """Which domains are to be left alone after what was *answered* to mail for some addresses."""
    found: dict[str, Suspension] = {}
    for address, outcome in answered:
        if isinstance(outcome, Deferred) and (rule := first(rules, outcome.answer)):
            domain = domain_of(address)
            if rule.suspends and rule.wait:
                why = rule.beside(_nameless(outcome.reason))
                found[domain] = Suspension(domain, now, now + rule.wait, why, BY_RULE)
    return tuple(found.values())


def _nameless(said: str) -> str:
    """What a peer *said*, without the mailboxes in it: others will read it.

    >>> _nameless("mx said: 421 <an@bn.gov.vn> sends too much")
    'mx said: 421 <…@bn.gov.vn> sends too much'
    """
    return _MAILBOX.sub("…@", said)[:LONGEST_REASON]
