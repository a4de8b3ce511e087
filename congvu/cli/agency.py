"""`congvu agency`: the agencies, and the mail domains they write from."""

from datetime import date
from typing import Any

import click

from congvu.cli import agency_tree, output
from congvu.cli.arguments import AGENCY, DAY, DOMAIN, FILE, TITLE, day, title
from congvu.cli.directory_import import Kind, Wishes, import_options, run_import
from congvu.cli.group import Group
from congvu.cli.output import json_option
from congvu.cli.refused import Refused
from congvu.cli.sentences import conflict, effect, refuse_conflict
from congvu.cli.sheet import Column, read_rows
from congvu.cli.shell import Shell
from mail.address import typed_domain
from store import Tx
from store.directory import load
from store.directory.agencies import (
    add_agency,
    add_domains,
    agencies_before,
    disable_agency,
    enable_agency,
    put_agencies,
)
from store.directory.change import Conflict, Effect
from store.directory.people import all_people
from work.agency import Agency
from work.directory import Directory, Standing, agency_code

NONE_YET = """\
No agency is registered yet. Add one:
  congvu agency add CODE NAME --domain DOMAIN"""


def _domains(text: str) -> frozenset[str]:
    return frozenset(typed_domain(part) for part in text.split())


COLUMNS = {
    "code": Column(agency_code, needed=True),
    "name": Column(title, needed=True),
    "short_name": Column(title),
    "domains": Column(_domains, frozenset()),
    "parent": Column(agency_code),
    "valid_from": Column(day),
    "valid_to": Column(day),
    "successor": Column(agency_code),
}


def _cells(one: Agency) -> dict[str, str]:
    """An agency as the columns of a file have it."""
    return {
        "code": one.code,
        "name": one.name,
        "short_name": one.short_name,
        "domains": " ".join(sorted(one.domains)),
        "parent": one.parent or "",
        "valid_from": str(one.valid_from or ""),
        "valid_to": str(one.valid_to or ""),
        "successor": one.successor or "",
    }


AGENCIES = Kind("Agencies", _cells, agencies_before, put_agencies)


@click.group(cls=Group)
def command() -> None:
    """Agencies and the mail domains they write from.

    A code is written as in Quyết định 20/2020/QĐ-TTg: H05, G22.01.
    """


@command.command()
@click.argument("code", type=AGENCY)
@click.argument("name", type=TITLE)
@click.option("--short-name", type=TITLE, help="For narrow places; otherwise the name.")
@click.option(
    "--domain", "domains", type=DOMAIN, multiple=True, help="It writes from here; may be repeated."
)
@click.option("--parent", type=AGENCY, help="The agency above it; otherwise that of its code.")
@click.option("--valid-from", type=DAY, help="The first day of its code.")
@click.option("--valid-to", type=DAY, help="The last day of its code.")
@click.option("--successor", type=AGENCY, help="Who took over its duties.")
@click.pass_obj
def add(
    shell: Shell,
    code: str,
    name: str,
    short_name: str | None,
    domains: tuple[str, ...],
    parent: str | None,
    valid_from: date | None,
    valid_to: date | None,
    successor: str | None,
) -> None:
    """Adds an agency.

    \b
    Example:
      congvu agency add H05 "UBND tỉnh Bắc Ninh" --domain bacninh.gov.vn
    """
    validity = (parent or _above(shell, code), valid_from, valid_to, successor)
    new = Agency(code, name, short_name or name, frozenset(domains), *validity)
    refuse_conflict(shell.write(add_agency, new, shell.now))
    click.echo(f"Added agency {code}, {name}.")
    if domains:
        click.echo(
            "Next, keys to sign its letters with, and a login for its mail system:\n"
            f"  congvu dkim new {domains[0]}\n  congvu login add NAME --agency {code}"
        )
    else:
        todo = f"congvu agency domain {code} DOMAIN"
        click.echo(f"It has no mail domain yet, so it may not send; give it one: {todo}")


@command.command()
@click.argument("code", type=AGENCY)
@click.argument("domains", metavar="DOMAIN...", type=DOMAIN, nargs=-1, required=True)
@click.pass_obj
def domain(shell: Shell, code: str, domains: tuple[str, ...]) -> None:
    """Lets an agency write from one more mail domain, or several.

    \b
    Example:
      congvu agency domain H05 bacninh.gov.vn
    """
    outcome = shell.write(add_domains, code, frozenset(domains), shell.now)
    if isinstance(outcome, Conflict):
        raise Refused(conflict(outcome))
    written = " and ".join(domains)
    effect(outcome, f"Agency {code}", f"writing from {written}", _unknown(code))
    if outcome is Effect.DONE:
        click.echo(f"Next, keys to sign with: congvu dkim new {domains[0]}")


@command.command("list")
@json_option
@click.pass_obj
def list_(shell: Shell, as_json: bool) -> None:
    """Lists all agencies."""
    directory = shell.read(load)
    agencies = list(directory.agencies.values())
    if as_json:
        output.as_json([_facts(agency, directory, shell.machine_day) for agency in agencies])
    elif not agencies:
        click.echo(NONE_YET)
    else:
        rows = [_row(agency, directory, shell.machine_day) for agency in agencies]
        output.table(("CODE", "NAME", "DOMAINS", "STATE"), rows, wide=1, style=_colour)


command.add_command(agency_tree.tree)
command.add_command(agency_tree.succeed)


@command.command()
@click.argument("code", type=AGENCY)
@json_option
@click.pass_obj
def show(shell: Shell, code: str, as_json: bool) -> None:
    """Shows one agency."""
    directory, people = shell.read(_with_people, code)
    agency = directory.agencies.get(code)
    if agency is None:
        raise Refused(_unknown(code))
    facts = {**_facts(agency, directory, shell.machine_day), "people": people}
    if as_json:
        output.as_json(facts)
        return
    output.fields(
        f"{code}  {agency.name}",
        [
            ("short name", agency.short_name),
            ("state", _state(agency, directory, shell.machine_day)),
            ("domains", " ".join(facts["domains"]) or "none: it may not send"),
            ("parent", agency.parent or ""),
            ("valid from", str(agency.valid_from or "")),
            ("valid to", str(agency.valid_to or "")),
            ("successor", agency.successor or ""),
            ("logins", " ".join(facts["logins"]) or f"none; congvu login add NAME --agency {code}"),
            ("people", str(people)),
        ],
    )


@command.command()
@click.argument("code", type=AGENCY)
@click.pass_obj
def disable(shell: Shell, code: str) -> None:
    """Lets an agency and its logins send no more."""
    effect(
        shell.write(disable_agency, code, shell.now), f"Agency {code}", "disabled", _unknown(code)
    )


@command.command()
@click.argument("code", type=AGENCY)
@click.pass_obj
def enable(shell: Shell, code: str) -> None:
    """Takes back that an agency was disabled."""
    effect(shell.write(enable_agency, code, shell.now), f"Agency {code}", "enabled", _unknown(code))


@command.command("import")
@click.argument("file", type=FILE)
@import_options
@click.pass_obj
def import_(shell: Shell, /, file: str, **wishes: bool) -> None:
    """Adds and changes agencies from a CSV file.

    Shows first what is new and what changes from what to what, and asks. All of it
    or nothing is kept; "-" reads standard input. Agencies not in the file stay as
    they are; of those in it, an empty cell or a missing column takes back what stood.

    \b
    Columns: code, name, short_name, domains (separated by blanks), parent,
    valid_from, valid_to, successor.

    \b
    Example:
      code,name,domains
      H05,Tỉnh Bắc Ninh,bacninh.gov.vn bn.gov.vn
    """
    rows, faults = read_rows(file, COLUMNS)
    given = tuple(
        Agency(**{**row.cells, "short_name": row.cells["short_name"] or row.cells["name"]})
        for row in rows
    )
    run_import(shell, file, rows, given, AGENCIES, Wishes(**wishes), faults)


def _above(shell: Shell, code: str) -> str | None:
    """The agency above, which a code of several levels names (Quyết định 20/2020/QĐ-TTg), where it is registered."""
    above = code.rpartition(".")[0]
    return above if above in shell.read(load).agencies else None


def _with_people(tx: Tx, code: str) -> tuple[Directory, int]:
    return load(tx), len(all_people(tx, code))


def _unknown(code: str) -> str:
    return f"agency {code} is not registered; see congvu agency list"


def _facts(agency: Agency, directory: Directory, today: date) -> dict[str, Any]:
    return {
        "code": agency.code,
        "name": agency.name,
        "short_name": agency.short_name,
        "domains": sorted(agency.domains),
        "parent": agency.parent,
        "valid_from": agency.valid_from,
        "valid_to": agency.valid_to,
        "successor": agency.successor,
        "disabled": agency.disabled,
        "state": directory.standing(agency.code, today),
        "logins": [
            login.name for login in directory.logins.values() if login.agency == agency.code
        ],
    }


def _row(agency: Agency, directory: Directory, today: date) -> tuple[str, ...]:
    domains = " ".join(sorted(agency.domains)) or "–"
    return (agency.code, agency.name, domains, _state(agency, directory, today))


def _state(agency: Agency, directory: Directory, today: date) -> str:
    match directory.standing(agency.code, today):
        case Standing.EXPIRED:
            heir = f" → {agency.successor}" if agency.successor else ""
            return f"ended {agency.valid_to}{heir}"
        case Standing.NOT_YET:
            return f"from {agency.valid_from}"
        case Standing.GOOD:
            return "may send" if agency.domains else "no domain"
        case standing:
            return standing.value


def _colour(row: Any) -> str | None:
    return {"may send": "green", "disabled": "red"}.get(row[-1], "yellow")
