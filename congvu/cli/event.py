"""`congvu event`: meetings, training, dialogues and days for citizens, from the plan to what was held."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import click

from congvu.cli import event_add, event_answer, event_change, event_invite, output
from congvu.cli.acting import named, names_in
from congvu.cli.arguments import AGENCY, EMAIL, ID, NEAR_DAY, TITLE
from congvu.cli.event_words import (
    KINDS,
    STATES,
    answered,
    happened,
    in_zone,
    series,
    time_facts,
    unknown,
)
from congvu.cli.group import Group
from congvu.cli.output import json_option
from congvu.cli.refused import Refused
from congvu.cli.shell import Shell
from congvu.cli.table_file import require_new, write_new
from congvu.cli.task_office import office_day, person_number, unit_number
from store import Tx, notice
from store import event as events
from store.event import Happened, Wanted
from work.event import Event, Occurrence

NONE = "Nothing is planned in those days. Plan something by congvu event add --help."
AHEAD_DAYS = 31
CALENDAR = ".ics"
MOST_TIMES = 5000


@click.group(cls=Group)
def command() -> None:
    """Meetings, training, dialogues: who is asked, told of changes and reminded."""


command.add_command(event_add.add)
command.add_command(event_invite.invite)
command.add_command(event_change.change)
command.add_command(event_change.move)
command.add_command(event_change.cancel)
command.add_command(event_change.held)
command.add_command(event_answer.answer)


def _period(function: Any) -> Any:
    """The options that choose days and people."""
    for option in reversed(
        (
            click.option("--from", "since", type=NEAR_DAY, help="The first day; otherwise today."),
            click.option(
                "--to", "until", type=NEAR_DAY, help="The last day; otherwise a month later."
            ),
            click.option("--person", type=EMAIL, help="To which this person is asked."),
            click.option("--unit", type=TITLE, help="To which people of this unit are asked."),
            click.option("--agency", type=AGENCY, help="To which people of this agency are asked."),
        )
    ):
        function = option(function)
    return function


@command.command("list")
@_period
@click.option("--all", "everything", is_flag=True, help="Those that were cancelled too.")
@json_option
@click.pass_obj
def list_(
    shell: Shell, since: date | None, until: date | None, person: str | None, unit: str | None,
    agency: str | None, everything: bool, as_json: bool,
) -> None:  # fmt: skip
    """Lists what takes place, the earliest first: the next month, unless you give days."""
    wanted = _wanted(shell, since, until, person, unit, agency, open_only=not everything)
    found = shell.read(events.times, wanted, MOST_TIMES)
    if as_json:
        output.as_json([{**_facts(one), **time_facts(when)} for one, when in found])
    elif not found:
        click.echo(NONE)
    else:
        header = ("NO", "WHEN", "WHAT", "PLACE", "ASKED", "STATE")
        rows = [_row(shell, one, when) for one, when in found]
        output.table(header, rows, wide=2, style=lambda row: "red")


@command.command()
@click.argument("number", type=ID, metavar="ID")
@json_option
@click.pass_obj
def show(shell: Shell, number: int, as_json: bool) -> None:
    """Shows one event: its times, who is asked and what they answered, what happened and who was told."""
    found = shell.read(_whole, number)
    if found is None:
        raise Refused(unknown(number))
    one, past, told = found
    if as_json:
        output.as_json(_facts(one) | _more_facts(one, past, told))
        return
    output.fields(f"{number}  {one.what.title}", list(_fields(shell, one, past, told)))


@command.command()
@_period
@click.option("--output", "path", type=click.Path(dir_okay=False, path_type=Path), required=True, help="The new .ics file to write.")  # fmt: skip
@click.pass_obj
def export(
    shell: Shell, since: date | None, until: date | None, person: str | None, unit: str | None,
    agency: str | None, path: Path,
) -> None:  # fmt: skip
    """Writes the events of a person, a unit or an agency to a calendar file that any calendar program opens."""
    from work.event_facts import entries, facts
    from work.icalendar.calendar import Mailbox, written

    require_new(path, (CALENDAR,))
    wanted = _wanted(shell, since, until, person, unit, agency, open_only=True)
    found = {one.id: one for one, _ in shell.read(events.times, wanted, MOST_TIMES)}
    office = Mailbox(shell.config.office.name, shell.config.office.mailbox)
    body = [
        entry
        for one in found.values()
        for entry in entries(facts(one, None), office, one.what.note or "", "CONFIRMED")
    ]
    octets = written("PUBLISH", body, shell.now)
    write_new(path, lambda draft: draft.write_bytes(octets))
    output.say(f"{path} has {len(found)} event{'' if len(found) == 1 else 's'}.")


def _wanted(
    shell: Shell, since: date | None, until: date | None, person: str | None, unit: str | None,
    agency: str | None, *, open_only: bool,
) -> Wanted:  # fmt: skip
    first = since or office_day(shell)
    last = until or first + timedelta(days=AHEAD_DAYS)
    if last < first:
        raise click.UsageError("--to is before --from")
    return Wanted(
        in_zone(shell, first),
        in_zone(shell, last + timedelta(days=1)),
        None if person is None else person_number(shell, person),
        None if unit is None else unit_number(shell, unit, agency),
        agency,
        open_only,
    )


def _whole(tx: Tx, number: int) -> tuple[Event, tuple[Happened, ...], dict[str, int]] | None:
    one = events.one(tx, number)
    if one is None:
        return None
    return one, events.history(tx, number), notice.states_of_event(tx, number)


def _row(shell: Shell, one: Event, when: Occurrence) -> tuple[str, ...]:
    said = [one.answer(who, when) for who in one.participants]
    coming = sum(answer == "accepted" for answer in said)
    asked = f"{len(said)}, {coming} come" if coming else str(len(said))
    state = "" if when.state == "planned" else STATES[when.state]
    called = f"{KINDS[one.what.kind]}: {one.what.title}"
    return str(one.id), series(shell, when.span), called, one.what.place or "-", asked, state


def _fields(
    shell: Shell, one: Event, past: tuple[Happened, ...], told: dict[str, int]
) -> Iterator[tuple[str, str]]:
    what = one.what
    yield "kind", KINDS[what.kind]
    yield "state", STATES[one.state]
    for when in one.occurrences if one.rule is None else ():
        yield "when", series(shell, when.span)
    if one.rule is not None:
        yield "comes round", one.rule
        for when in one.occurrences:
            state = "" if when.state == "planned" else f", {STATES[when.state]}"
            yield f"time {when.number}", f"{series(shell, when.span)}{state}"
    yield "place", what.place or ""
    yield "online", what.link or ""
    yield "organiser", f"{one.agency_name} ({what.agency})"
    yield "document", "" if what.document is None else f"{what.document}, {one.document_number}"
    yield "note", what.note or ""
    for who in one.participants:
        yield str(who.part), f"{who.name} <{who.mailbox}>: {answered(one, who)}"
    for state, count in told.items():
        yield "notices", f"{count} {state}"
    zone = shell.config.office.zone
    names = names_in(shell, (line.by for line in past))
    for line in past:
        why = f": {line.reason}" if line.reason else ""
        yield (
            f"{line.at.astimezone(zone):%d/%m/%Y %H:%M}",
            f"{happened(one, line.happening, line.facts)} by {named(line.by, names)}{why}",
        )


def _facts(one: Event) -> dict[str, Any]:
    what = one.what
    return {
        "id": one.id,
        "uid": one.uid,
        "kind": what.kind,
        "title": what.title,
        "state": one.state,
        "sequence": one.sequence,
        "place": what.place,
        "link": what.link,
        "note": what.note,
        "agency": what.agency,
        "document": what.document,
        "rule": one.rule,
        "asked": [
            {"mailbox": who.mailbox, "name": who.name, "part": who.part, "answer": who.answer, "told": who.told}
            for who in one.participants
        ],
    }  # fmt: skip


def _more_facts(one: Event, past: tuple[Happened, ...], told: dict[str, int]) -> dict[str, Any]:
    return {
        "times": [time_facts(when) for when in one.occurrences],
        "history": [
            {"happening": line.happening, "at": line.at, "by": line.by, "reason": line.reason}
            for line in past
        ],
        "notices": told,
    }
