"""One iCalendar object: an event with its exceptions as RFC 5545 §3.6.1 writes it, for a method of RFC 5546.

Times stand in Asia/Ho_Chi_Minh with its VTIMEZONE; days as DATE.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from work.event import Answer, Part, Span
from work.icalendar.line import folded, parameter, text
from work.recurrence import read_rule

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
PRODUCT = "-//Congvu//Congvu//VI"
ROLES = {
    Part.CHAIR: "CHAIR",
    Part.REQUIRED: "REQ-PARTICIPANT",
    Part.OPTIONAL: "OPT-PARTICIPANT",
}

# Saigon's clock went from UTC+8 to UTC+7 on 13 June 1975 (tz database), and never since.
_ZONE_LINES = (
    *("BEGIN:VTIMEZONE", f"TZID:{ZONE.key}", "BEGIN:STANDARD", "DTSTART:19750613T000000"),
    *("TZOFFSETFROM:+0800", "TZOFFSETTO:+0700", "TZNAME:+07", "END:STANDARD", "END:VTIMEZONE"),
)


@dataclass(frozen=True, slots=True)
class Mailbox:
    """Whom a line names: the organiser, or somebody asked."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Asked:
    """One ATTENDEE, and what they said so far."""

    who: Mailbox
    part: Part
    answer: Answer


@dataclass(frozen=True, slots=True)
class Entry:
    """One VEVENT.

    *original* makes it one occurrence of a series (RECURRENCE-ID, RFC 5545 §3.8.4.4),
    *rule* a series; *left_out* are original starts that do not take place.
    """

    uid: str
    sequence: int
    span: Span
    title: str
    organizer: Mailbox
    asked: tuple[Asked, ...] = ()
    description: str = ""
    place: str | None = None
    link: str | None = None
    rule: str | None = None
    original: datetime | None = None
    left_out: tuple[datetime, ...] = ()
    status: str | None = "CONFIRMED"


def written(method: str, entries: Iterable[Entry], stamp: datetime) -> bytes:
    """The octets of a calendar with that METHOD, made at *stamp* (DTSTAMP, RFC 5545 §3.8.7.2)."""
    lines = ["BEGIN:VCALENDAR", f"PRODID:{PRODUCT}", "VERSION:2.0", f"METHOD:{method}"]
    body = [line for entry in entries for line in _entry(entry, stamp)]
    zone = _ZONE_LINES if any(f"TZID={ZONE.key}" in line for line in body) else ()
    return b"".join(map(folded, (*lines, *zone, *body, "END:VCALENDAR")))


def _entry(entry: Entry, stamp: datetime) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{text(entry.uid)}"
    yield f"DTSTAMP:{_utc(stamp)}"
    yield f"SEQUENCE:{entry.sequence}"
    if entry.original is not None:
        yield _at("RECURRENCE-ID", entry.original, entry.span.all_day)
    yield _at("DTSTART", entry.span.starts, entry.span.all_day)
    yield _at("DTEND", entry.span.ends, entry.span.all_day)
    if entry.rule is not None:
        yield f"RRULE:{rule_text(entry.rule, entry.span)}"
    for gone in entry.left_out:
        yield _at("EXDATE", gone, entry.span.all_day)
    yield f"SUMMARY:{text(entry.title)}"
    for name, value in (("DESCRIPTION", entry.description), ("LOCATION", entry.place)):
        if value:
            yield f"{name}:{text(value)}"
    if entry.link:
        yield f"URL:{entry.link}"
    yield f"ORGANIZER;CN={parameter(entry.organizer.name)}:mailto:{entry.organizer.address}"
    yield from map(_attendee, entry.asked)
    if entry.status is not None:
        yield f"STATUS:{entry.status}"
    yield "TRANSP:OPAQUE"
    yield "END:VEVENT"


def rule_text(rule: str, span: Span) -> str:
    """The value of RRULE: UNTIL is of DTSTART's kind, in UTC where that has a zone (RFC 5545 §3.3.10)."""
    head, found, _ = rule.partition(";UNTIL=")
    until = read_rule(rule).until
    if not found or until is None:
        return rule
    if span.all_day:
        return f"{head};UNTIL={until:%Y%m%d}"
    last = datetime.combine(until, span.starts.astimezone(ZONE).time(), ZONE)
    return f"{head};UNTIL={_utc(last)}"


def _attendee(asked: Asked) -> str:
    """RFC 5545 §3.8.4.1: people answer for themselves, and are asked to while they have not."""
    return (
        f"ATTENDEE;CN={parameter(asked.who.name)};CUTYPE=INDIVIDUAL;ROLE={ROLES[asked.part]}"
        f";PARTSTAT={asked.answer.upper()};RSVP=TRUE:mailto:{asked.who.address}"
    )


def _at(name: str, instant: datetime, all_day: bool) -> str:
    local = instant.astimezone(ZONE)
    if all_day:
        return f"{name};VALUE=DATE:{local:%Y%m%d}"
    return f"{name};TZID={ZONE.key}:{local:%Y%m%dT%H%M%S}"


def _utc(instant: datetime) -> str:
    return f"{instant.astimezone(UTC):%Y%m%dT%H%M%SZ}"
