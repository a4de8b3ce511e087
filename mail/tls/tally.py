"""Counts how connections went, for the reports that domains ask for (RFC 8460): one more in a table, nothing else."""

from collections import Counter
from datetime import date

from mail.exchanger import Place
from mail.tls.manner import Manner
from work.tls import Count, Policy, Session

SORTS = 10_000  # that are counted until they are written; more are an attack, and are left out
PATTERNS = (
    50  # of one policy that are told: its owner knows them, and they may fill 64 KiB each time
)

NO_STARTTLS = "starttls-not-supported"
DNSSEC = "dnssec-invalid"
UNLISTED = "validation-failure"
FETCH = "sts-policy-fetch-error"
INVALID = "sts-policy-invalid"


class Tally:
    """Counts of one process, not yet written."""

    def __init__(self) -> None:
        self._counts: Counter[tuple[date, Session]] = Counter()

    def add(self, day: date, session: Session) -> None:
        """One more such session."""
        if (day, session) in self._counts or len(self._counts) < SORTS:
            self._counts[day, session] += 1

    def take(self) -> tuple[Count, ...]:
        """What was counted; from now on it is the caller's to write."""
        taken, self._counts = self._counts, Counter()
        return tuple(Count(day, session, number) for (day, session), number in taken.items())

    def give_back(self, counts: tuple[Count, ...]) -> None:
        """It could not be written."""
        for one in counts:
            self._counts[one.day, one.session] += one.sessions


def session(domain: str, place: Place, manner: Manner, fault: str) -> Session:
    """What one connection was, under the policy that was followed there; of a good one the place does not matter."""
    failed = (fault, place.host, place.address) if fault else ("", "", "")
    if manner.by == "dane":
        records = tuple(
            f"{one.usage} {one.selector} {one.matching} {one.data.hex()}" for one in manner.records
        )
        base = manner.names[0] if manner.names else place.host
        return Session(domain, "tlsa", base, records, (), *failed)
    if manner.policy is not None:
        return Session(domain, "sts", domain, *published(manner.policy), *failed)
    return Session(domain, "no-policy-found", domain, (), (), *failed)


def published(policy: Policy) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The lines of a policy, and the hosts that it names, no more than PATTERNS."""
    patterns = policy.patterns[:PATTERNS]
    names = tuple(f"mx: {one}" for one in patterns)
    age = f"max_age: {int(policy.max_age.total_seconds())}"
    return ("version: STSv1", f"mode: {policy.mode}", *names, age), patterns
