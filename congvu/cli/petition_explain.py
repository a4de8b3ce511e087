"""`congvu petition explain`: which article gives which time, from when it counts, and what made it stand."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import click

from congvu.cli import output
from congvu.cli.output import json_option
from congvu.cli.petition_query import clocks_of
from congvu.cli.petition_words import hands, petition_id, require
from congvu.cli.shell import Shell
from congvu.cli.task_words import counted
from store.petition_move import Refusal
from work.petition_course import Clock, Step

TITLES = {
    Step.REGISTER: "to be entered (vào sổ)",
    Step.FORWARD: "to be sorted and passed on (phân loại, chuyển)",
    Step.ANSWER: "to be answered (trả lời)",
}


@click.command()
@petition_id
@json_option
@click.pass_obj
def explain(shell: Shell, number: int, as_json: bool) -> None:
    """Tells how each day was counted: by which article, from when, and what made the clock stand.

    Who is reminded of it and when, congvu task explain tells of its task.
    """
    tools = hands(shell)
    found = shell.read(clocks_of, number, tools)
    if found is None:
        require(Refusal.UNKNOWN, number)
        return
    if as_json:
        output.as_json(
            {"id": number, "task": found.petition.task, "clocks": [facts(c) for c in found.clocks]}
        )
        return
    click.secho(
        f"{number}  {found.petition.code}, {found.petition.kind}, {found.petition.depth}", bold=True
    )
    for clock in found.clocks:
        click.echo()
        output.fields(TITLES[clock.step], _fields(clock, tools.today))
    click.echo()
    output.say(f"Who is reminded, and when: congvu task explain {found.petition.task}")


def summary(clock: Clock, today: date) -> str:
    """A clock in one line."""
    if clock.met is not None:
        return f"due {clock.due:%d/%m/%Y}, done {clock.met:%d/%m/%Y}{', late' if clock.late_on(today) else ''}"
    if clock.waits_since is not None:
        return f"stands since {clock.waits_since:%d/%m/%Y}, was due {clock.due:%d/%m/%Y}"
    return f"due {clock.due:%d/%m/%Y}{', late' if clock.late_on(today) else ''}"


def facts(clock: Clock) -> dict[str, Any]:
    """A clock for programs."""
    return {
        "step": clock.step,
        "source": clock.source,
        "checked": clock.checked,
        "start": clock.start,
        "working_days": clock.working_days,
        "first": clock.first.due,
        "pauses": [
            {"since": one.since, "until": one.until, "working_days": one.working_days}
            for one in clock.pauses
        ],
        "waits_since": clock.waits_since,
        "due": clock.due,
        "met": clock.met,
        "forecast": "forecast-calendar" in clock.deadline.warnings,
    }


def _fields(clock: Clock, today: date) -> Iterator[tuple[str, str]]:
    yield (
        "by",
        clock.source + ("" if clock.checked else " [not yet compared with the act's own words]"),
    )
    yield (
        "counts",
        f"{counted(clock.working_days, 'working day')} after {clock.start:%d/%m/%Y}: {clock.first.due:%d/%m/%Y}",
    )
    for one in clock.pauses:
        days = f"{one.since:%d/%m/%Y} to {one.until:%d/%m/%Y}, {counted(one.working_days, 'working day')}"
        moved = f": {one.deadline.due:%d/%m/%Y}" if one.deadline else ": nothing moved"
        yield "supplement", days + moved
    yield "now", summary(clock, today)
    if "forecast-calendar" in clock.deadline.warnings:
        yield (
            "forecast",
            "days off on the way are not announced yet; it is computed anew when they are",
        )
