"""`congvu stand-in`: who acts for somebody who is away, from day to day."""

from datetime import date, datetime, time, timedelta
from typing import Any

import click

from congvu.cli import output
from congvu.cli.acting import acting, as_option, denial
from congvu.cli.arguments import EMAIL, ID, NEAR_DAY
from congvu.cli.group import Group
from congvu.cli.output import json_option
from congvu.cli.refused import Refused
from congvu.cli.said import SAID
from congvu.cli.shell import Shell
from congvu.cli.task_office import office_day, office_time, person_number
from store import absence, stand_in
from work.access import Denied
from work.stand_in import Amiss, NewStandIn, Phase, StandIn

NONE_YET = """\
Nobody stands in for anybody. Name one:
  congvu stand-in add ABSENT DEPUTY --from DATE --to DATE"""

_AMISS = {
    Amiss.SAME: "nobody stands in for themselves; name another",
    Amiss.SELF: "nobody names themselves in the place of another; let {absent}, or somebody else who may,"
    " name {deputy}",
    Amiss.UNKNOWN: "there is no such term; see congvu stand-in list",
    Amiss.DISABLED: "{deputy} is disabled and cannot stand in; name another, or congvu person enable",
    Amiss.FOREIGN: "{deputy} works in another agency; a stand-in is of the same agency",
    Amiss.BACKWARDS: "the last day lies before the first; turn them round",
    Amiss.OVER: "that is over already; name days that are still to come, or see congvu stand-in list",
    Amiss.OVERLAP: "somebody stands in for {absent} at that time already; see congvu stand-in list,"
    " and end that one by congvu stand-in end",
    Amiss.CHAIN: "a stand-in has no stand-in, and {absent} or {deputy} is part of another term at"
    " that time; see congvu stand-in list",
}
_PHASES = {Phase.NAMED: "to come", Phase.BEGUN: "in force", Phase.ENDED: "over"}
_COLOURS = {"in force": "green", "to come": "yellow"}


@click.group(cls=Group)
def command() -> None:
    """Stand-ins for people who are away (ủy quyền).

    A stand-in gets the notices too, and may do what the other may; what they do is recorded as
    done by them for the other.
    """


@command.command()
@click.argument("absent", type=EMAIL)
@click.argument("deputy", type=EMAIL)
@click.option("--from", "first", type=NEAR_DAY, help="The first day; otherwise today.")
@click.option("--to", "last", type=NEAR_DAY, required=True, help="The last day; it ends by itself.")
@click.option("--document", type=SAID, help="Number and sign of the paper that says so.")
@click.option("--reason", type=SAID, help="Or why, in one line; one of both is needed.")
@as_option
@click.pass_obj
def add(
    shell: Shell,
    absent: str,
    deputy: str,
    first: date | None,
    last: date,
    document: str | None,
    reason: str | None,
    acts_as: str | None,
) -> None:
    """Lets DEPUTY stand in for ABSENT, both by their mailboxes.

    Both are told now; the deputy again when it begins, and both when it is over.

    \b
    Example:
      congvu stand-in add hoa.lt@vpcp.gov.vn nam.tv@vpcp.gov.vn --to 05/12/2026 \\
        --document 12/GUQ-VPCP
    """
    if document is None and reason is None:
        raise click.UsageError("say by what: --document NUMBER, or --reason TEXT")
    begins = first or office_day(shell)
    numbers = person_number(shell, absent), person_number(shell, deputy)
    span = _midnight(shell, begins), _midnight(shell, last + timedelta(days=1))
    new = NewStandIn(*numbers, begins, last, *span, document, reason)
    done = shell.write(absence.name, new, acting(shell, acts_as))
    _require(done, absent, deputy)
    output.say(
        f"{deputy} stands in for {absent} from {begins:%d/%m/%Y} to {last:%d/%m/%Y}, as term {done}."
    )


@command.command("list")
@click.option("--all", "every", is_flag=True, help="Those that are over, too.")
@json_option
@click.pass_obj
def list_(shell: Shell, every: bool, as_json: bool) -> None:
    """Lists who stands in for whom, now and later."""
    office = shell.read(office_time, shell.now)
    found = shell.read(stand_in.terms, None if every else office)
    if as_json:
        output.as_json([_facts(one, office) for one in found])
    elif not found:
        click.echo(NONE_YET)
    else:
        header = ("NO", "FROM", "TO", "STANDS IN", "FOR", "STATE")
        rows = [_row(one, office) for one in found]
        output.table(header, rows, wide=3, style=lambda row: _COLOURS.get(row[-1]))


@command.command()
@click.argument("number", type=ID, metavar="NO")
@as_option
@click.pass_obj
def end(shell: Shell, number: int, acts_as: str | None) -> None:
    """Ends a term now, before its last day; both are told."""
    done = shell.write(absence.end, number, office_day(shell), acting(shell, acts_as))
    _require(done, "", "")
    if isinstance(done, StandIn):
        click.echo(f"{done.deputy.email} stands in for {done.absent.email} no more.")


def _midnight(shell: Shell, day: date) -> datetime:
    return datetime.combine(day, time(), shell.config.office.zone)


def _require(outcome: object, absent: str, deputy: str) -> None:
    if isinstance(outcome, Denied):
        raise Refused(denial(outcome, absent or "that person"))
    if isinstance(outcome, Amiss):
        raise Refused(_AMISS[outcome].format(absent=absent, deputy=deputy))


def _row(one: StandIn, office: datetime) -> tuple[str, ...]:
    days = (f"{one.first:%d/%m/%Y}", f"{one.last:%d/%m/%Y}")
    return (str(one.id), *days, one.deputy.email, one.absent.email, _PHASES[one.phase(office)])


def _facts(one: StandIn, office: datetime) -> dict[str, Any]:
    return {
        "id": one.id,
        "absent": one.absent.email,
        "deputy": one.deputy.email,
        "first": one.first,
        "last": one.last,
        "document": one.document,
        "reason": one.reason,
        "state": _PHASES[one.phase(office)],
        "set_by": one.set_by,
        "ended_by": one.ended_by,
    }
