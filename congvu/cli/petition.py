"""`congvu petition`: what people outside ask of the office, with the law's clocks; who they are stays masked."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import click

from congvu.cli import (
    output,
    petition_act,
    petition_add,
    petition_explain,
    petition_export,
    petition_files,
    petition_letter,
)
from congvu.cli.acting import as_option
from congvu.cli.group import Group
from congvu.cli.output import json_option
from congvu.cli.petition_query import chosen, clocks_of, filters, found, sender
from congvu.cli.petition_words import (
    STATES,
    hands,
    petition_id,
    require,
    sender_facts,
    sender_fields,
    whom,
)
from congvu.cli.shell import Shell
from store import Tx, petition, petition_post, petitioner
from store import petition_act as acts
from store.petition import Hands
from store.petition_move import Refusal
from work.petition import Happened, Kind, Petition
from work.petition_course import is_late
from work.petition_letter import Sent
from work.petition_tally import Judged, by_state, due, tallies
from work.petitioner import NOBODY, Petitioner

NONE = "No petition is like that; keep one with congvu petition add."


@click.group(cls=Group)
def command() -> None:
    """Petitions from outside (phản ánh, kiến nghị): entered, passed on, answered, with their clocks."""


for _one in (
    *(petition_add.add, petition_add.register, *petition_act.COMMANDS),
    *(petition_letter.letter, petition_explain.explain, petition_export.export),
    petition_files.files,
):
    command.add_command(_one)


@command.command("list")
@filters
@click.option("--late", is_flag=True, help="Only those that are late.")
@click.option(
    "--limit",
    default=100,
    show_default=True,
    type=click.IntRange(1, 100_000),
    help="At most so many lines.",
)
@json_option
@click.pass_obj
def list_(
    shell: Shell, kind: str | None, states: tuple[str, ...], since: date | None, until: date | None,
    late: bool, limit: int, as_json: bool,
) -> None:  # fmt: skip
    """Lists petitions, the newest first; their senders are masked, and who denounces is not shown."""
    wanted = chosen(kind, states, since, until)
    today, judged, who = found(shell, wanted, None if late else limit)
    shown = [one for one in judged if not late or is_late(one.clocks, today)][:limit]
    if as_json:
        output.as_json([_facts(one, who.get(one.petition.id, NOBODY), today) for one in shown])
    elif not shown:
        click.echo(NONE)
    else:
        header = ("ID", "CODE", "KIND", "SENDER", "TITLE", "STATE", "DUE")
        rows = [_row(one, who, today) for one in shown]
        output.table(
            header, rows, wide=4, style=lambda row: "red" if row[-1].endswith("late") else None
        )
        if len(shown) == limit:
            click.echo(f"There may be more; see them with --limit {limit * 10}.")


@command.command()
@petition_id
@click.option(
    "--whole", is_flag=True, help="Show who sent it, for who handles it; that is recorded."
)
@as_option
@json_option
@click.pass_obj
def show(shell: Shell, number: int, whole: bool, acts_as: str | None, as_json: bool) -> None:
    """Shows one petition: its clocks, history and letters. Who sent it is masked without --whole."""
    seen = NOBODY
    if whole:
        if acts_as is None:
            raise click.UsageError(
                "--whole is for the clerk or who handles it; say who with --as MAILBOX"
            )
        seen = require(shell.write(acts.see, number, "screen", whom(shell, acts_as)), number).who
    tools = hands(shell)
    around = shell.read(_around, number, tools)
    if around is None:
        require(Refusal.UNKNOWN, number)
        return
    one, past, masked, letters, alike = around
    who = seen if whole else masked
    if as_json:
        output.as_json(_facts(one, who, tools.today) | _more(one, past, letters, alike, seen))
        return
    title = f"{one.petition.id}  {one.petition.code}  {one.petition.title}"
    output.fields(title, _fields(one, who, past, letters, alike, tools.today))
    if whole and seen.words:
        click.echo()
        click.echo(output.harmless(seen.words))


@command.command()
@filters
@json_option
@click.pass_obj
def count(
    shell: Shell, kind: str | None, states: tuple[str, ...], since: date | None, until: date | None,
    as_json: bool,
) -> None:  # fmt: skip
    """Counts petitions by kind, by state, and in time or late.

    Rates are of what has fallen due, cut off at two places, as the official reports have them.
    """
    today, judged, _ = found(shell, chosen(kind, states, since, until), None)
    sums, standing = tallies(judged, today), by_state(judged)
    if as_json:
        output.as_json(
            {
                "kinds": {str(kind or "all"): _sums(one) for kind, one in sums.items()},
                "states": {str(state): number for state, number in standing.items()},
            }
        )
        return
    if not judged:
        click.echo(NONE)
        return
    header = (
        "KIND",
        "TOTAL",
        "IN TIME",
        "LATE",
        "OPEN",
        "OPEN LATE",
        "DROPPED",
        "DONE",
        "LATE RATE",
    )
    rows = [
        (
            str(kind or "all"), str(one.total), str(one.done_in_time), str(one.done_late),
            str(one.open_in_time), str(one.open_late), str(one.cancelled),
            one.done_rate() or "-", one.late_rate() or "-",
        )
        for kind, one in sums.items()
    ]  # fmt: skip
    output.table(header, rows, wide=0)
    click.echo()
    output.table(("STATE", "PETITIONS"), [(STATES[s], str(n)) for s, n in standing.items()], wide=0)


Around = tuple[
    Judged, tuple[Happened, ...], Petitioner, tuple[Sent, ...], tuple[tuple[int, str], ...]
]


def _around(tx: Tx, number: int, tools: Hands) -> Around | None:
    one = clocks_of(tx, number, tools)
    if one is None:
        return None
    past = petition.history(tx, (number,))[number]
    who = petitioner.whole(tx, number)
    masked = petitioner.shown(tx, (number,))[number]
    return (
        one,
        past,
        masked,
        petition_post.letters(tx, (number,)),
        petitioner.alike(tx, who, number),
    )


def _facts(one: Judged, who: Petitioner, today: date) -> dict[str, Any]:
    """A petition for programs."""
    own = one.petition
    return {
        "id": own.id,
        "code": own.code,
        "kind": own.kind,
        "proposed": own.proposed,
        "depth": own.depth,
        "channel": own.channel,
        "title": own.title,
        "state": own.state,
        "agency": own.agency,
        "task": own.task,
        "received": own.received,
        "due": next(due(one), None),
        "late": is_late(one.clocks, today),
        "joined_to": own.joined_to,
        "competent": own.competent,
        "ground": own.ground,
        "result": own.result,
        "erased": own.erased,
        "sender": sender_facts(who),
    }


def _more(
    one: Judged,
    past: tuple[Happened, ...],
    letters: tuple[Sent, ...],
    alike: tuple[tuple[int, str], ...],
    seen: Petitioner,
) -> dict[str, Any]:
    words = {"words": seen.words} if seen.words else {}
    return words | {
        "clocks": [petition_explain.facts(clock) for clock in one.clocks],
        "history": [
            {"event": h.event, "state": h.state, "day": h.day, "by": h.by, "reason": h.reason}
            for h in past
        ],
        "letters": [
            {"about": s.about, "kind": s.kind, "letter": s.letter, "states": list(s.states)}
            for s in letters
        ],
        "alike": [{"id": other, "likeness": why} for other, why in alike],
    }


def _row(one: Judged, who: dict[int, Petitioner], today: date) -> tuple[str, ...]:
    own = one.petition
    day = next(due(one), None)
    late = " late" if is_late(one.clocks, today) else ""
    told = (f"{day:%d/%m/%Y}" if day else "-") + late
    return (
        str(own.id),
        own.code,
        str(own.kind),
        sender(who, own.id),
        own.title,
        STATES[own.state],
        told,
    )


def _fields(
    one: Judged,
    who: Petitioner,
    past: tuple[Happened, ...],
    letters: tuple[Sent, ...],
    alike: tuple[tuple[int, str], ...],
    today: date,
) -> Iterator[tuple[str, str]]:
    own = one.petition
    unsorted = own.kind is Kind.UNSORTED and own.proposed
    proposed = f"; its words speak for: {own.proposed}" if unsorted else ""
    yield "kind", f"{own.kind}, {own.depth}{proposed}"
    yield "received", f"{own.received:%d/%m/%Y}, by {own.channel}"
    yield "state", STATES[own.state]
    yield from _outcome(own)
    if own.erased:
        yield "sender", "erased"
    yield from sender_fields(who)
    for clock in one.clocks:
        yield str(clock.step), petition_explain.summary(clock, today)
    yield "task", str(own.task)
    for happened in past:
        told = f": {happened.reason}" if happened.reason else ""
        yield f"{happened.day:%d/%m/%Y}", f"{happened.event} by {happened.by}{told}"
    for sent in letters:
        where = (
            "to be printed"
            if sent.letter is None
            else f"letter {sent.letter} {' '.join(sent.states)}"
        )
        yield "written", f"{sent.kind}: {where.strip()}"
    for other, why in alike:
        yield "may be", f"petition {other} ({why})"


def _outcome(own: Petition) -> Iterator[tuple[str, str]]:
    yield "passed on to", own.competent or ""
    yield "ground", own.ground or ""
    yield "answered by", own.result or ""
    yield "joined with", "" if own.joined_to is None else f"petition {own.joined_to}"


def _sums(one: Any) -> dict[str, Any]:
    names = ("total", "done_in_time", "done_late", "open_in_time", "open_late", "cancelled")
    sums = {name: getattr(one, name) for name in names}
    return {**sums, "done_rate": one.done_rate(), "late_rate": one.late_rate()}
