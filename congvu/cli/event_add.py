"""`congvu event add`: what is planned, when it comes round, and who is to be asked."""

import secrets
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

import click

from congvu.cli import document_add, output
from congvu.cli.acting import acting, as_option, denial
from congvu.cli.arguments import AGENCY, EMAIL, ID, NEAR_DAY, TITLE, Kind, day, near_day
from congvu.cli.document_add import PLACES
from congvu.cli.event_words import in_zone, refused, series
from congvu.cli.refused import Refused
from congvu.cli.said import refuse_secrets
from congvu.cli.shell import Shell
from congvu.cli.task_office import calendar, person_number, unit_number
from schedules.event_plan import EVERY, days_off, round_of, times
from store import Tx, document, event_change, event_right
from store import event as events
from store.directory import load, people
from store.event_move import Refusal
from work.access import Denied
from work.act import Act
from work.document import Direction, Document
from work.event import Event, EventKind, NewEvent, Part, Particulars, Span
from work.recurrence import MOST, Rule, read_rule

MOST_WARNINGS = 10
MOST_LOOKED_AT = 50  # times of a series, for what falls together
DEFAULT_LENGTH = timedelta(hours=1)


def moment(given: str) -> date | datetime:
    """A day with an hour on the office's clock, or a whole day."""
    found = _hour_or_day(given)
    near_day(f"{found.year:04}-{found:%m-%d}")
    return found


def _hour_or_day(given: str) -> date | datetime:
    for read in (document_add.moment, day):
        try:
            return read(given)
        except ValueError:
            continue
    raise ValueError(
        f'"{given}" is no time; write it such as "2026-12-01 08:00", or 2026-12-01 for a whole day'
    )


def web_address(given: str) -> str:
    """Where people meet online."""
    plain = given.isascii() and given.isprintable() and " " not in given
    if not plain or not given.startswith(("https://", "http://")) or len(given) > 500:
        raise ValueError(f'"{given}" is no address of a page; write it from https:// on')
    return given


MOMENT = Kind("time", moment)
LINK = Kind("address", web_address)


@click.command()
@click.option(
    "--kind",
    type=click.Choice([str(one) for one in EventKind]),
    default="meeting",
    show_default=True,
    help="What people come together for.",
)
@click.option("--title", type=TITLE, required=True, help="What it is about.")
@click.option(
    "--start",
    type=MOMENT,
    required=True,
    help='Such as "2026-12-01 08:00"; a day alone for whole days.',
)
@click.option("--end", type=MOMENT, help="Otherwise an hour later; of whole days the last one.")
@click.option("--place", type=TITLE, help="Where.")
@click.option("--link", type=LINK, help="Where online.")
@click.option("--note", type=PLACES, help="What else people should know or bring.")
@click.option("--agency", type=AGENCY, help="Who organises it; otherwise the office's own agency.")
@click.option("--document", "paper", type=ID, help="ID of the document that asks to it.")
@click.option("--chair", type=EMAIL, help="Mailbox of who leads it.")
@click.option(
    "--person", "required", type=EMAIL, multiple=True, help="Mailbox of somebody who is to attend."
)
@click.option("--optional", type=EMAIL, multiple=True, help="Mailbox of somebody who is welcome.")
@click.option(
    "--unit", "units", type=TITLE, multiple=True, help="Everybody of this unit is to attend."
)
@click.option("--every", type=click.Choice(EVERY), help="It comes round, counted from --start.")
@click.option(
    "--rule",
    type=Kind("rule", read_rule),
    help="It comes round by an RRULE, such as FREQ=MONTHLY;BYDAY=1MO;COUNT=12.",
)
@click.option("--times", type=click.IntRange(1, MOST), help="So many times; with --every.")
@click.option("--until", type=NEAR_DAY, help="Until this day; with --every.")
@click.option(
    "--next-working-day",
    "shift",
    is_flag=True,
    help="A time on a day off moves to the next working day.",
)
@as_option
@click.pass_obj
def add(shell: Shell, /, acts_as: str | None, **given: Any) -> None:
    """Plans an event. Nobody is told before `congvu event invite`.

    Days off, forecasts of holidays and what people are asked to at the same
    time are told of; they forbid nothing.

    \b
    Examples:
      congvu event add --title "Giao ban tuần" --start "2026-12-07 08:00"
        --every week --times 20 --unit "Vụ Pháp chế"
      congvu event add --kind reception --title "Tiếp công dân định kỳ"
        --start 2026-12-15 --every month --times 12 --next-working-day
    """
    new = _event(shell, given)
    texts = (new.what.title, new.what.place, new.what.link, new.what.note)
    refuse_secrets(shell, [text for text in texts if text])
    done = shell.write(_plan, new, acting(shell, acts_as))
    if isinstance(done, Denied):
        raise Refused(denial(done, f"an event of {new.what.agency}"))
    if isinstance(done, Refusal):
        raise refused(done, 0)
    found = shell.read(events.one, done)
    if found is None:
        raise Refused("it was planned, and somebody removed it at this moment")
    _tell(shell, found)


def _plan(tx: Tx, new: NewEvent, act: Act) -> int | Refusal | Denied:
    def add(tx: Tx, act: Act) -> int | Refusal:
        return event_change.add(tx, new, act)

    return event_right.planned(tx, new.what.agency, new.participants, act, add)


def asked_people(shell: Shell, given: dict[str, Any]) -> tuple[tuple[int, Part], ...]:
    """Who is named by mailbox or unit, each once: as the chair, else to attend, else welcome."""
    found: dict[int, Part] = {}
    if given.get("chair"):
        found[person_number(shell, given["chair"])] = Part.CHAIR
    named = [person_number(shell, mailbox) for mailbox in given["required"]]
    for name in given["units"]:
        unit = unit_number(shell, name, None)
        named += shell.read(_of_unit, unit)
    for who in named:
        found.setdefault(who, Part.REQUIRED)
    for mailbox in given["optional"]:
        found.setdefault(person_number(shell, mailbox), Part.OPTIONAL)
    return tuple(found.items())


def span_of(shell: Shell, start: date | datetime, end: date | datetime | None, length: timedelta) -> Span:  # fmt: skip
    """From *start* to *end*, or *length* later; both days or both with an hour."""
    zone = shell.config.office.zone
    if not isinstance(start, datetime):
        if isinstance(end, datetime):
            raise click.UsageError("--end is a day, as --start is")
        last = (end or start) + timedelta(days=1)
        begins, ends, whole = in_zone(shell, start), in_zone(shell, last), True
    else:
        if end is not None and not isinstance(end, datetime):
            raise click.UsageError("--end has an hour, as --start has")
        begins = start.replace(tzinfo=zone)
        ends, whole = (begins + length if end is None else end.replace(tzinfo=zone)), False
    if ends <= begins:
        raise click.UsageError("it ends before it starts; correct --end")
    return Span(begins, ends, whole)


def warn(shell: Shell, spans: Iterable[Span], who: Iterable[int], besides: int | None) -> None:
    """Tells of days off, of days that may become so, and of who is asked to something else then."""
    them = list(spans)
    told = [
        f"{one.day:%d/%m/%Y} may still become a day off: nobody has announced it."
        if one.forecast
        else f"{one.day:%d/%m/%Y} is a day off ({one.name or 'weekend'})."
        for one in days_off(them, calendar(shell))
    ]
    _mind([*told, *_clashes(shell, them, who, besides)])


def warn_of_clashes(shell: Shell, event: Event, who: Iterable[int]) -> None:
    """Tells who of those newly asked has something else at a time of the event."""
    spans = [one.span for one in event.occurrences if one.state.open]
    _mind(_clashes(shell, spans, who, event.id))


def _clashes(shell: Shell, spans: list[Span], who: Iterable[int], besides: int | None) -> list[str]:
    found = shell.read(events.clashes, tuple(who), spans[:MOST_LOOKED_AT], besides)
    return [
        f"{one.name} is asked to event {one.event} then: {one.title}, {series(shell, one.span)}."
        for one in found
    ]


def _mind(told: list[str]) -> None:
    for line in told[:MOST_WARNINGS]:
        output.say(f"Mind: {line}")
    if len(told) > MOST_WARNINGS:
        output.say(f"Mind: {len(told) - MOST_WARNINGS} more of that kind.")


def _event(shell: Shell, given: dict[str, Any]) -> NewEvent:
    office = shell.config.office
    own = given["agency"] or shell.read(_agency_of, office.domain)
    if own is None:
        raise Refused(f"no agency writes from {office.domain}; say who organises it with --agency")
    if shell.read(_knows_agency, own) is False:
        raise Refused(f"there is no agency {own}; see congvu agency list")
    if given["paper"] is not None and not _is_paper(shell.read(document.one, given["paper"])):
        raise Refused(f"there is no document {given['paper']}; see congvu document list")
    first = span_of(shell, given["start"], given["end"], DEFAULT_LENGTH)
    rule = _rule(given, first.starts.date())
    kind = EventKind(given["kind"])
    what = Particulars(kind, given["title"], own, given["place"], given["link"], given["note"], given["paper"])  # fmt: skip
    return NewEvent(
        uid=f"{secrets.token_hex(16)}@{office.domain}",
        what=what,
        spans=tuple(times(first, rule, calendar(shell), shift=given["shift"])),
        rule=None if rule is None else str(rule),
        participants=asked_people(shell, given),
    )


def _rule(given: dict[str, Any], first: date) -> Rule | None:
    every, count, until = given["every"], given["times"], given["until"]
    if given["rule"] is not None:
        if every or count or until:
            raise click.UsageError("--rule says all; leave --every, --times and --until out")
        return _beginning(given["rule"], first)
    if every is None:
        if count or until:
            raise click.UsageError("--times and --until go with --every")
        return None
    if (count is None) == (until is None):
        raise click.UsageError("say when it ends by one of --times and --until")
    return _beginning(round_of(every, first, count or until), first)


def _beginning(rule: Rule, first: date) -> Rule:
    """The rule, where the first day is one of its own (RFC 5545 §3.8.5.3)."""
    found = rule.days(first)
    if not found:
        raise Refused("the rule gives no day from --start on; correct --until")
    if found[0] != first:
        raise Refused(f"--start is not a day of the rule; the first is {found[0]:%d/%m/%Y}")
    return rule


def _tell(shell: Shell, found: Event) -> None:
    first, last = found.occurrences[0], found.occurrences[-1]
    round_ = "" if found.rule is None else f", {len(found.occurrences)} times to {series(shell, last.span)}"  # fmt: skip
    output.say(f"Event {found.id} is planned: {series(shell, first.span)}{round_}.")
    who = [one.person for one in found.participants]
    warn(shell, (one.span for one in found.occurrences), who, found.id)
    count = len(who)
    if count:
        output.say(f"{count} to be asked; tell them by congvu event invite {found.id}.")
    else:
        output.say(f"Nobody is asked yet; name them by congvu event invite {found.id} --person MAILBOX.")  # fmt: skip


def _is_paper(found: Document | None) -> bool:
    """Whether it stands in the books of documents, and is not what came in as a petition."""
    return found is not None and found.direction is not Direction.PETITION


def _of_unit(tx: Tx, unit: int) -> list[int]:
    return [one.id for one in people.of_unit(tx, unit) if not one.disabled]


def _agency_of(tx: Tx, domain: str) -> str | None:
    return load(tx).domains.get(domain)


def _knows_agency(tx: Tx, code: str) -> bool:
    return code in load(tx).agencies
