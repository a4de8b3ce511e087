"""One rule of the operator's: whom it concerns, and what they may write as, to whom, when and how much.

A rule narrows what the directory gives and never widens it; all that concern a letter must be kept.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Literal, NamedTuple

from mail.address import comparable, domain_of
from schedules.calendar import Calendar
from work.allowance import Measure
from work.letter import ListenerKind, Origin

EVERYBODY = "*"
LONGEST_WAIT = timedelta(days=60)  # to look for an hour that opens; no run of holidays is longer
END_OF_DAY = time.max  # "24:00"

Span = tuple[time, time]
ALL_DAY: tuple[Span, ...] = ((time.min, END_OF_DAY),)


@dataclass(frozen=True, slots=True)
class Addresses:
    """Mailboxes that a rule names: *written* as the operator wrote them, all of them in lower case.

    Each is an address, a domain, all below one ("*.gov.vn") or everybody ("*").
    """

    written: tuple[str, ...]
    mailboxes: frozenset[str]
    domains: frozenset[str]
    above: frozenset[str]

    @classmethod
    def of(cls, written: Iterable[str]) -> "Addresses":
        """The mailboxes of such words; their domains are A-labels.

        >>> Addresses.of(["*.gov.vn"]).hold("an@BN.gov.vn"), Addresses.of(["*.gov.vn"]).hold("a@gov.vn")
        (True, False)
        """
        words = tuple(written)
        below = frozenset(word.removeprefix("*.") for word in words if word.startswith("*."))
        mailboxes = frozenset(word for word in words if "@" in word)
        return cls(words, mailboxes, frozenset(words) - mailboxes, below)

    def hold(self, address: str) -> bool:
        """Whether *address* is one of them."""
        domain = domain_of(address)
        if domain in self.domains or EVERYBODY in self.domains or self._below(domain):
            return True
        return bool(self.mailboxes) and comparable(address) in self.mailboxes

    def may_hold(self, address: str) -> bool:
        """Whether *address* may reach one of them by another spelling: at a host's address, or below a mailbox (RFC 5233).

        >>> Addresses.of(["gmail.com"]).may_hold("an@[192.0.2.1]"), Addresses.of(["an@bn.vn"]).may_hold("an+x@bn.vn")
        (True, True)
        """
        if self.hold(address) or domain_of(address).startswith("["):
            return True
        local, _, domain = address.rpartition("@")
        return "+" in local and self.hold(f"{local.partition('+')[0]}@{domain}")

    def _below(self, domain: str) -> bool:
        while self.above and domain:
            domain = domain.partition(".")[2]
            if domain in self.above:
                return True
        return False


@dataclass(frozen=True, slots=True)
class Hours:
    """When letters are taken: *spans* of the day in *zone*, on all days or on those of *calendar* that are worked."""

    zone: tzinfo
    spans: tuple[Span, ...] = ALL_DAY
    calendar: Calendar | None = None

    def open_at(self, now: datetime) -> bool:
        """Whether letters are taken *now*."""
        local = now.astimezone(self.zone)
        of_day = local.time()
        return any(a <= of_day < b for a, b in self.spans) and self._worked(local.date())

    def next_open(self, now: datetime) -> datetime | None:
        """The first instant from *now* on at which letters are taken; None where none is in sight."""
        day = now.astimezone(self.zone).date()
        last = day + LONGEST_WAIT
        while day <= last:
            starts = [self._instant(day, a) for a, _ in self.spans] if self._worked(day) else []
            later = [start for start in sorted(starts) if start > now]
            if later:
                return later[0]
            day += timedelta(days=1)
        return None

    def _worked(self, day: date) -> bool:
        return self.calendar is None or self.calendar.is_working(day)

    def _instant(self, day: date, at: time) -> datetime:
        return _instant(day, at, self.zone)


class Limit(NamedTuple):
    """At most so many of what *measure* counts."""

    measure: Measure
    most: int


class Window(NamedTuple):
    """The hour or the office's day in which something is counted."""

    opens_at: datetime
    closes_at: datetime


def window(measure: Measure, now: datetime, zone: tzinfo) -> Window:
    """The one around *now*, by the clock on the wall of *zone*."""
    local = now.astimezone(zone)
    if measure.unit == "hour":
        opens = local.replace(minute=0, second=0, microsecond=0).astimezone(UTC)
        return Window(opens, opens + timedelta(hours=1))
    days = (local.date(), local.date() + timedelta(days=1))
    return Window(*(_instant(day, time.min, zone) for day in days))


def _instant(day: date, at: time, zone: tzinfo) -> datetime:
    return datetime.combine(day, at, zone).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Concern:
    """Whose letters a rule is about; what is empty or None leaves it open."""

    agencies: frozenset[str] = frozenset()
    logins: frozenset[str] = frozenset()
    except_logins: frozenset[str] = frozenset()
    kind: ListenerKind | None = None

    def includes(self, origin: Origin) -> bool:
        """Whether it is about letters from *origin*."""
        return (
            (not self.agencies or origin.agency in self.agencies)
            and (not self.logins or origin.login in self.logins)
            and origin.login not in self.except_logins
            and self.kind in (None, origin.kind)
        )


ANYBODY = Concern()


class Narrowed(NamedTuple):
    """A header *field* in which an *option* of a rule lets *allowed* stand only."""

    option: str
    field: str
    allowed: Addresses


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule; *source* is where it stands ("config.toml:57"). What is None is not narrowed.

    *counted_by* says whether the letters of an agency are counted together, or each login's alone.
    """

    name: str
    source: str
    concern: Concern = ANYBODY
    mail_from: Addresses | None = None
    header_from: Addresses | None = None
    header_sender: Addresses | None = None
    header_reply_to: Addresses | None = None
    header_resent: Addresses | None = None
    rcpt_to: Addresses | None = None
    rcpt_not_to: Addresses | None = None
    hours: Hours | None = None
    limits: tuple[Limit, ...] = ()
    counted_by: Literal["agency", "login"] = "agency"
    narrowed: tuple[Narrowed, ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Finds once what is asked of every letter."""
        object.__setattr__(self, "narrowed", tuple(_narrowed(self)))


def _narrowed(rule: Rule) -> Iterator[Narrowed]:
    """What is resent has writers of its own, for whom the rule for From and Sender stands in (RFC 5322 §3.6.6)."""
    resent_from = ("header_resent", rule.header_resent)
    resent_sender = resent_from
    if rule.header_resent is None:
        resent_from = ("header_from", rule.header_from)
        resent_sender = ("header_sender", rule.header_sender)
    for field_name, (option, allowed) in (
        ("From", ("header_from", rule.header_from)),
        ("Sender", ("header_sender", rule.header_sender)),
        ("Reply-To", ("header_reply_to", rule.header_reply_to)),
        ("Resent-Reply-To", ("header_reply_to", rule.header_reply_to)),
        ("Resent-From", resent_from),
        ("Resent-Sender", resent_sender),
    ):
        if allowed is not None:
            yield Narrowed(option, field_name, allowed)
