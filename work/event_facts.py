"""What a notice of an event carries, as JSON values, and the calendar entries that are made of it again.

Instants are ISO 8601 with the office's offset.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from work.event import Answer, Event, EventState, Occurrence, Part, Participant, Span
from work.icalendar.calendar import ZONE, Asked, Entry, Mailbox
from work.recurrence import read_rule

MOST_NAMED = (
    50  # people whom an invitation names; of more, who leads and who reads (RFC 5546 §3.2.2)
)

Facts = Mapping[str, Any]


def facts(
    event: Event, reader: Participant | None, only: Occurrence | None = None
) -> dict[str, Any]:
    """All that *reader* may be told of the event, or of its occurrence *only*; None: nobody who is asked is named."""
    shown = only or _next(event)
    return {
        "event": event.id,
        "uid": event.uid,
        "sequence": event.sequence,
        "event_kind": event.what.kind,
        "title": event.what.title,
        "place": event.what.place,
        "link": event.what.link,
        "note": event.what.note,
        "source": event.document_number,
        "agency": event.agency_name,
        "chair": None if event.chair is None else event.chair.name,
        "part": None if reader is None else reader.part,
        **span_facts(shown.span),
        **_series(event, only),
        "original": _told(only.original) if only is not None and event.rule else None,
        "elsewhen": [] if only else [_times_of(one) for one in event.elsewhen],
        "elsewhen_days": [] if only else [_moved(one) for one in event.elsewhen],
        "by_rule": _times_of(_by_rule(event)) if only is None else None,
        "left_out": [] if only else [_told(one.original) for one in event.left_out],
        "asked": [asked(one) for one in _named(event, reader)],
    }


def span_facts(span: Span) -> dict[str, Any]:
    """When it is; *ends* is not part of it, *last_day* is."""
    last = (span.ends - timedelta(microseconds=1)).astimezone(ZONE).date()
    instants = {"starts": _told(span.starts), "ends": _told(span.ends)}
    return {**instants, "all_day": span.all_day, "last_day": last.isoformat()}


def entries(
    told: Facts, office: Mailbox, description: str, status: str | None
) -> tuple[Entry, ...]:
    """The VEVENTs of those facts: the event, then each occurrence that is elsewhen; *status* None for no STATUS."""
    _, starts, ends = told["by_rule"] or ("", told["starts"], told["ends"])
    span = Span(_instant(starts), _instant(ends), told["all_day"])
    organizer = Mailbox(told["agency"], office.address)
    them = tuple(
        Asked(Mailbox(name, address), Part(part), Answer(answer))
        for name, address, part, answer in told["asked"]
    )

    def entry(span: Span, original: str | None, rule: str | None) -> Entry:
        return Entry(
            uid=told["uid"],
            sequence=told["sequence"],
            span=span,
            title=told["title"] or office.name,
            organizer=organizer,
            asked=them,
            description=description,
            place=told["place"],
            link=told["link"],
            rule=rule,
            original=None if original is None else _instant(original),
            left_out=() if rule is None else tuple(map(_instant, told["left_out"])),
            status=status,
        )

    others = (
        entry(Span(_instant(starts), _instant(ends), span.all_day), original, None)
        for original, starts, ends in told["elsewhen"]
    )
    return entry(span, told["original"], told["rule"]), *others


def _next(event: Event) -> Occurrence:
    """The first that takes place, for words."""
    there = (one for one in event.occurrences if one.state is not EventState.CANCELLED)
    return next(there, event.occurrences[0])


def _by_rule(event: Event) -> Occurrence:
    """What DTSTART says: of a series the first time by its rule, wherever that went."""
    first = event.occurrences[0]
    if event.rule is None:
        return first
    span = Span(first.original, first.original + event.length, first.span.all_day)
    return Occurrence(first.number, first.original, span, first.state)


def _series(event: Event, only: Occurrence | None) -> dict[str, Any]:
    """How it comes round, in parts that a template makes words of; *rule* None where it does not."""
    if event.rule is None or only is not None:
        return dict.fromkeys(("rule", "frequency", "interval", "times", "last_time"))
    rule = read_rule(event.rule)
    there = [one for one in event.occurrences if one.state is not EventState.CANCELLED]
    last = max((one.span.starts for one in there), default=event.occurrences[-1].original)
    told = {"rule": event.rule, "frequency": rule.frequency, "interval": rule.interval}
    return {**told, "times": len(there), "last_time": _told(last)}


def _moved(one: Occurrence) -> dict[str, Any]:
    return {"was": _told(one.original), **span_facts(one.span)}


def _times_of(one: Occurrence) -> list[str]:
    return [_told(one.original), _told(one.span.starts), _told(one.span.ends)]


def _named(event: Event, reader: Participant | None) -> tuple[Participant, ...]:
    if reader is None:
        return ()
    them = event.participants
    if len(them) > MOST_NAMED:
        them = tuple(one for one in them if one.part is Part.CHAIR)
    return them if any(one.person == reader.person for one in them) else (*them, reader)


def asked(one: Participant) -> list[str]:
    """Who is asked, as a notice carries it."""
    return [one.name, one.mailbox, one.part, one.answer]


def _told(instant: datetime) -> str:
    return instant.astimezone(ZONE).isoformat()


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)
