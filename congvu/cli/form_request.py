"""`congvu form requests`, `request` and `open`: what is asked of whom, and where it stands."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import click

from congvu.cli import output
from congvu.cli.acting import as_option, by_office, named, names_in
from congvu.cli.arguments import AGENCY, ID, NEAR_DAY
from congvu.cli.form_words import (
    HAPPENED,
    found,
    period_words,
    state_words,
    unknown_form,
)
from congvu.cli.output import json_option
from congvu.cli.refused import Refused
from congvu.cli.said import SAID
from congvu.cli.shell import Shell
from congvu.cli.task_office import calendar, office_day
from congvu.cli.task_words import counted
from store import Tx
from store.form import requests, submissions, versions
from store.form.requests import Wanted
from work.access import Doing
from work.form.form import Form
from work.form.request import Happened, Request, RequestState, Submission
from work.form.value import kept, shown

NONE = "No request is like that; see congvu form list for the forms and when they are asked for."


@click.command("requests")
@click.option("--form", "code", help="Of this form.")
@click.option(
    "--period", help="Of this period: 2026-10, 2026-Q4, 2026-H2, 2026-9M, 2026, 2026-W48."
)
@click.option("--agency", type=AGENCY, help="Of this agency, its units and people.")
@click.option(
    "--state",
    "states",
    type=click.Choice([str(one) for one in RequestState]),
    multiple=True,
    help="In one of these states.",
)
@click.option("--late", is_flag=True, help="Only those that are late, or were sent so.")
@click.option(
    "--limit",
    default=200,
    show_default=True,
    type=click.IntRange(1, 100_000),
    help="At most so many.",
)
@json_option
@click.pass_obj
def list_(
    shell: Shell, code: str | None, period: str | None, agency: str | None,
    states: tuple[str, ...], late: bool, limit: int, as_json: bool,
) -> None:  # fmt: skip
    """Lists what was asked for, the next due first."""
    today = office_day(shell)
    chosen = [RequestState(state) for state in states] or None
    wanted = Wanted(code, period, chosen, agency, today if late else None)
    rows = shell.read(requests.listed, wanted, limit)
    if as_json:
        output.as_json([facts(one, today) for one in rows])
    elif not rows:
        click.echo(NONE)
    else:
        header = ("ID", "FORM", "PERIOD", "DUE", "MEMBER", "STATE")
        lines = [
            (
                str(one.id),
                one.form,
                one.period,
                f"{one.due:%d/%m/%Y}",
                one.member_name,
                state_words(one, today),
            )
            for one in rows
        ]
        output.table(header, lines, wide=4, style=lambda row: "red" if "late" in row[5] else None)
        if len(rows) == limit:
            click.echo(f"There may be more; see them with --limit {limit * 10}.")


@click.command("request")
@click.argument("number", type=ID, metavar="ID")
@json_option
@click.pass_obj
def show(shell: Shell, number: int, as_json: bool) -> None:
    """Shows one request: whom it is asked of, what was sent, and all that happened."""
    one, form, sent, events = shell.read(_whole, number)
    request, today = found(one, number), office_day(shell)
    if as_json:
        happened = [_event(event) for event in events]
        output.as_json(
            {
                **facts(request, today),
                "submissions": [_sent(each) for each in sent],
                "history": happened,
            }
        )
        return
    language, zone = shell.config.office.language, shell.config.office.zone
    last: Mapping[str, str] = sent[-1].values if sent else {}
    names = names_in(shell, (event.by for event in events))
    output.fields(
        f"{number}  {request.form_name}",
        [
            ("form", f"{request.form}, version {request.form_version}"),
            ("period", period_words(request.period, language)),
            ("data", f"{request.first:%d/%m/%Y} to {request.last:%d/%m/%Y}"),
            ("member", request.member_name),
            ("due", f"{request.due:%d/%m/%Y}"),
            ("state", state_words(request, today)),
            ("reason", request.reason or ""),
            ("sheet code", request.binding),
            *(_values(form, last, language) if form else ()),
            *(
                (f"{event.at.astimezone(zone):%d/%m/%Y %H:%M}", _told(event, names))
                for event in events
            ),
        ],
    )  # fmt: skip


@click.command("open")
@click.argument("code", metavar="CODE")
@click.option(
    "--period", required=True, help="A name such as BAO-SO-3, or a period that was missed."
)
@click.option("--from", "first", type=NEAR_DAY, help="The first day of the data; of a name alone.")
@click.option("--to", "last", type=NEAR_DAY, help="Their last day; of a name alone.")
@click.option("--due", type=NEAR_DAY, help="The day by which it is to be sent.")
@click.option("--reason", type=SAID, help="Why it is asked for, in one line; it is told.")
@as_option
@click.pass_obj
def open_(
    shell: Shell, code: str, period: str, first: date | None, last: date | None, due: date | None,
    reason: str | None, acts_as: str | None,
) -> None:  # fmt: skip
    """Asks everybody of a form's audience for a report now (đột xuất), once each.

    \b
    Example:
      congvu form open BC-BAO --period BAO-SO-3 --from 2026-09-20 --to 2026-09-24 --due 2026-09-25
    """
    known = shell.read(versions.of_code, code)
    if not known:
        raise unknown_form(code)
    from schedules.report_asking import Days, Unasked, ask, opening_of

    found = opening_of(known, period, Days(first, last, due), office_day(shell), calendar(shell))
    if isinstance(found, Unasked):
        raise _unasked(found, period)
    asked, excused = by_office(
        shell, acts_as, Doing.ASK, "reports", lambda tx, act: ask(tx, found, reason, act)
    )
    if not asked and not excused:
        raise Refused(
            f"everybody is asked for that already; see congvu form requests --period {period}"
        )
    left_out = f", {excused} excused" if excused else ""
    due_day = f"{found.due:%d/%m/%Y}"
    output.say(f"Asked {counted(asked, 'member')} for {code}, {period}, due {due_day}{left_out}.")


COMMANDS = (list_, show, open_)

_USAGE = {
    "days-missing": "a report that is asked for once needs --from, --to and --due",
    "days-own": "--from and --to go with a name; a period has its own days",
    "no-period": '"{period}" is no period; write it such as 2026-10, 2026-Q4, 2026-H2, 2026-9M, 2026 or'
    " 2026-W48, or a name in capital letters such as BAO-SO-3",
}
_UNASKED = {
    "days-mixed": "the days are --from, --to and --due, each not before the one before it; correct them",
    "not-in-force": "no version of the form is in force then; see congvu form show",
    "not-asked": "the form is not asked for in {period}; see congvu form show",
    "data-later": "the data end later than that; give a later --due",
    "past": "the day by which it is to be sent is past; give one still to come with --due",
}


def _unasked(why: str, period: str) -> Exception:
    """Why nobody can be asked like that, and what to do."""
    if why in _USAGE:
        return click.UsageError(_USAGE[why].format(period=period))
    return Refused(_UNASKED[why].format(period=period))


def facts(one: Request, today: date) -> dict[str, Any]:
    """A request for programs."""
    return {
        "id": one.id,
        "form": one.form,
        "form_version": one.form_version,
        "period": one.period,
        "from": one.first,
        "to": one.last,
        "due": one.due,
        "agency": one.party.agency,
        "unit": one.party.unit_name,
        "person": one.party.person,
        "member": one.member_name,
        "state": one.state,
        "class": one.class_on(today),
        "submissions": one.submissions,
        "submitted_on": one.submitted_on,
        "reason": one.reason,
        "binding": one.binding,
    }


def _whole(
    tx: Tx, number: int
) -> tuple[Request | None, Form | None, tuple[Submission, ...], tuple[Happened, ...]]:
    one = requests.one(tx, number)
    form = None if one is None else versions.one(tx, one.form, one.form_version)
    return one, form, submissions.of_request(tx, number), requests.history(tx, number)


def _values(form: Form, last: Mapping[str, str], language: str) -> Iterator[tuple[str, str]]:
    """What was sent last, in the order of the form."""
    for one in form.indicators:
        if one.code in last:
            value = shown(kept(one.kind, last[one.code]), language)
            yield f"[{one.code}]", f"{value} {one.unit}  ({one.name})"


def _event(event: Happened) -> dict[str, Any]:
    names = ("number", "event", "state", "at", "by", "reason", "facts")
    return {name: getattr(event, name) for name in names}


def _sent(one: Submission) -> dict[str, Any]:
    return {
        "number": one.number,
        "at": one.at,
        "by": one.by,
        "reason": one.reason,
        "values": one.values,
        "file": one.file,
        "sha256": one.digest,
    }


def _told(event: Happened, names: Mapping[int, str]) -> str:
    more = ", ".join(f"{key} {value}" for key, value in event.facts.items())
    parts = [f"{HAPPENED[event.event]} by {named(event.by, names)}", event.reason or "", more]
    return "; ".join(part for part in parts if part)
