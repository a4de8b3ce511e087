"""`congvu event change`, `move`, `cancel` and `held`: what becomes of an event; who knows of it is told, once."""

from datetime import date, datetime

import click

from congvu.cli import output
from congvu.cli.acting import as_option
from congvu.cli.arguments import ID, NEAR_DAY, TITLE
from congvu.cli.document_add import PLACES
from congvu.cli.event_add import LINK, MOMENT, span_of, warn
from congvu.cli.event_invite import agreed, dry_option, found, yes_option
from congvu.cli.event_words import convened, possible, series, told
from congvu.cli.refused import Refused
from congvu.cli.said import SAID, refuse_secrets
from congvu.cli.shell import Shell
from store import event_change
from work.event import Event, Happening, Occurrence

_number = click.argument("number", type=ID, metavar="ID")
_on = click.option(
    "--on", type=NEAR_DAY, help="Of what comes round: the day of the one time meant."
)
_why = click.option("--why", type=SAID, help="Why, as people are told.")


@click.command()
@_number
@click.option("--title", type=TITLE, help="What it is about.")
@click.option("--place", type=TITLE, help="Where.")
@click.option("--link", type=LINK, help="Where online.")
@click.option("--note", type=PLACES, help="What else people should know or bring.")
@_why
@dry_option
@yes_option
@as_option
@click.pass_obj
def change(
    shell: Shell,
    number: int,
    title: str | None,
    place: str | None,
    link: str | None,
    note: str | None,
    why: str | None,
    dry_run: bool,
    yes: bool,
    acts_as: str | None,
) -> None:
    """Says otherwise what an event is about or where it is; what people answered stands."""
    given = {"title": title, "place": place, "link": link, "note": note}
    values = {name: value for name, value in given.items() if value is not None}
    if not values:
        raise click.UsageError("nothing is to be changed; give one of the options")
    refuse_secrets(shell, [text for text in values.values() if text])
    before = found(shell, number)
    possible(before, Happening.CHANGE, None)
    if agreed([one.name for one in before.reached], dry_run, yes):
        done = convened(
            shell, acts_as, number,
            lambda tx, act: event_change.change(tx, number, values, act, why),
        )  # fmt: skip
        output.say(f"Event {number} is changed. {told(done.told)}")


@click.command()
@_number
@click.option("--start", type=MOMENT, required=True, help='Such as "2026-12-02 09:00".')
@click.option("--end", type=MOMENT, help="Otherwise it takes as long as before.")
@_on
@_why
@dry_option
@yes_option
@as_option
@click.pass_obj
def move(
    shell: Shell,
    number: int,
    start: date | datetime,
    end: date | datetime | None,
    on: date | None,
    why: str | None,
    dry_run: bool,
    yes: bool,
    acts_as: str | None,
) -> None:
    """Moves an event, or one time of what comes round; people are asked again.

    A series as a whole is not moved: what was held stays where it was. Cancel it
    and plan another.
    """
    before = found(shell, number)
    time = _time(shell, before, on)
    possible(before, Happening.MOVE, time, alone=True)
    at = before.at(time or 1)
    if at is None:
        raise Refused(f"event {number} has no time; see congvu event show {number}")
    if at.span.all_day == isinstance(start, datetime) and before.rule is not None:
        raise Refused("one time of a series stays with or without an hour, as the others are")
    span = span_of(shell, start, end, at.span.ends - at.span.starts)
    warn(shell, (span,), [one.person for one in before.participants], number)
    if agreed([one.name for one in before.reached], dry_run, yes):
        done = convened(
            shell, acts_as, number,
            lambda tx, act: event_change.reschedule(tx, number, time, span, act, why),
        )  # fmt: skip
        output.say(f"Event {number} is moved to {series(shell, span)}. {told(done.told)}")


@click.command()
@_number
@_on
@_why
@dry_option
@yes_option
@as_option
@click.pass_obj
def cancel(
    shell: Shell, number: int, on: date | None, why: str | None, dry_run: bool, yes: bool,
    acts_as: str | None,
) -> None:  # fmt: skip
    """Cancels an event, or one time of what comes round; without --on all that is still to come."""
    before = found(shell, number)
    time = _time(shell, before, on)
    possible(before, Happening.CANCEL, time)
    if agreed([one.name for one in before.reached], dry_run, yes):
        done = convened(
            shell, acts_as, number, lambda tx, act: event_change.cancel(tx, number, time, act, why)
        )
        output.say(f"{_what(number, on)} is cancelled. {told(done.told)}")


@click.command()
@_number
@_on
@as_option
@click.pass_obj
def held(shell: Shell, number: int, on: date | None, acts_as: str | None) -> None:
    """Notes that an event was held, or one time of what comes round."""
    before = found(shell, number)
    time = _time(shell, before, on)
    convened(shell, acts_as, number, lambda tx, act: event_change.hold(tx, number, time, act))
    output.say(f"{_what(number, on)} is noted as held.")


def time_on(shell: Shell, event: Event, on: date) -> Occurrence:
    """The time of the event that is on that day, or was by its rule."""
    zone = shell.config.office.zone
    now = [one for one in event.occurrences if one.span.starts.astimezone(zone).date() == on]
    rule = [one for one in event.occurrences if one.original.astimezone(zone).date() == on]
    for one in (*now, *rule):
        return one
    raise Refused(
        f"event {event.id} has no time on {on:%d/%m/%Y}; see congvu event show {event.id}"
    )


def _time(shell: Shell, event: Event, on: date | None) -> int | None:
    return None if on is None else time_on(shell, event, on).number


def _what(number: int, on: date | None) -> str:
    return f"Event {number}" if on is None else f"Event {number} of {on:%d/%m/%Y}"
