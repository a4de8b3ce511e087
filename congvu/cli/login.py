"""`congvu login`: what the agencies' mail systems log in with."""

import sys
from collections.abc import Iterator, Sequence
from typing import Any

import click

from congvu.cli import login_certificate, output
from congvu.cli.arguments import AGENCY, FILE, LOGIN, login_name
from congvu.cli.group import Group
from congvu.cli.output import json_option
from congvu.cli.refused import Refused
from congvu.cli.sentences import effect, import_done, refuse_conflict
from congvu.cli.sheet import Column, Row, read_sheet
from congvu.cli.shell import Shell
from congvu.password import generated, weakness
from mail import password as hashing
from mail import scram
from store.directory import load
from store.directory.change import Effect
from store.directory.logins import (
    add_login,
    change_password,
    disable_login,
    enable_login,
    login_subject,
    put_logins,
)
from store.directory.ways import recent_guesses
from work.directory import Directory, Login, Standing, agency_code
from work.way import Guesses

NONE_YET = """\
No login is registered yet. Add one:
  congvu login add NAME --agency CODE"""

COLUMNS = {
    "name": Column(login_name, needed=True),
    "agency": Column(agency_code, needed=True),
}

generate_option = click.option(
    "--generate", is_flag=True, help="Make a password and print it this once."
)


@click.group(cls=Group)
def command() -> None:
    """Logins of the agencies' mail systems. A password is asked for, or read from standard input."""


command.add_command(login_certificate.command)


@command.command()
@click.argument("name", type=LOGIN)
@click.option("--agency", type=AGENCY, required=True, help="Whose letters come with this login.")
@generate_option
@click.pass_obj
def add(shell: Shell, name: str, agency: str, generate: bool) -> None:
    """Adds a login. Without --generate the password is asked for, or read from standard input.

    \b
    Example:
      congvu login add bacninh-relay --agency H05 --generate
    """
    password = _password(name, generate)
    new = _login(name, agency, password)
    refuse_conflict(shell.write(add_login, new, shell.now))
    click.echo(f"Added login {name} of {agency}.")
    _show_once(password, generate)


@command.command()
@click.argument("name", type=LOGIN)
@generate_option
@click.pass_obj
def password(shell: Shell, name: str, generate: bool) -> None:
    """Gives a login another password; the old one is refused from then on."""
    if name not in shell.read(load).logins:
        raise Refused(_unknown(name))
    chosen = _password(name, generate)
    kept = (hashing.hash(chosen), scram.new(chosen))
    if shell.write(change_password, name, *kept, shell.now) is Effect.UNKNOWN:
        raise Refused(_unknown(name))
    click.echo(f"Login {name} has another password.")
    _show_once(chosen, generate)


@command.command("list")
@json_option
@click.pass_obj
def list_(shell: Shell, as_json: bool) -> None:
    """Lists all logins, never their passwords."""
    directory = shell.read(load)
    logins = list(directory.logins.values())
    if as_json:
        output.as_json([_facts(login, directory, shell) for login in logins])
    elif not logins:
        click.echo(NONE_YET)
    else:
        rows = [_row(login, directory, shell) for login in logins]
        head = ("NAME", "CODE", "AGENCY", "CERTIFICATE", "STATE")
        output.table(head, rows, wide=2, style=_colour)


@command.command()
@click.argument("name", type=LOGIN)
@json_option
@click.pass_obj
def show(shell: Shell, name: str, as_json: bool) -> None:
    """Shows one login, and what the account calls it."""
    directory = shell.read(load)
    login = directory.logins.get(name)
    if login is None:
        raise Refused(_unknown(name))
    facts = _facts(login, directory, shell)
    guesses = shell.read(recent_guesses, name, shell.now)
    if as_json:
        output.as_json(facts | {"guesses": _guesses(guesses)})
        return
    agency = f"{login.agency}  {directory.agencies[login.agency].name}"
    pairs = [
        ("agency", agency),
        ("state", facts["state"]),
        ("SCRAM", "yes" if login.scram else "no; congvu login password gives it keys"),
        *(("certificate", one) for one in _certificates(directory, name, shell)),
        ("wrong passwords", _told(guesses)),
        ("in the account", facts["subject"]),
    ]
    output.fields(name, pairs)


@command.command()
@click.argument("name", type=LOGIN)
@click.pass_obj
def disable(shell: Shell, name: str) -> None:
    """Refuses a login."""
    effect(shell.write(disable_login, name, shell.now), f"Login {name}", "disabled", _unknown(name))


@command.command()
@click.argument("name", type=LOGIN)
@click.pass_obj
def enable(shell: Shell, name: str) -> None:
    """Takes back that a login was disabled."""
    effect(shell.write(enable_login, name, shell.now), f"Login {name}", "enabled", _unknown(name))


@command.command("import")
@click.argument("file", type=FILE)
@click.pass_obj
def import_(shell: Shell, file: str) -> None:
    """Adds logins from a CSV file; one that stands already is refused.

    All of it or nothing is kept; "-" reads standard input.

    \b
    Columns: name, agency. Passwords are made and printed this once.

    \b
    Example:
      name,agency
      bacninh-relay,H05
    """
    rows = read_sheet(file, COLUMNS)
    passwords = {row.cells["name"]: generated() for row in rows}
    given = tuple(_hashed(rows, passwords))
    import_done(file, rows, shell.write(put_logins, given, shell.now), "Logins")
    click.echo("Passwords, shown this once:")
    output.table(("NAME", "AGENCY", "PASSWORD"), _shown(rows, passwords), wide=0)


def _login(name: str, agency: str, password: str) -> Login:
    return Login(name, agency, hashing.hash(password), scram=scram.new(password))


def _hashed(rows: Sequence[Row], passwords: dict[str, str]) -> Iterator[Login]:
    for row in rows:
        name = row.cells["name"]
        yield _login(name, row.cells["agency"], passwords[name])


def _shown(rows: Sequence[Row], passwords: dict[str, str]) -> Iterator[tuple[str, ...]]:
    for row in rows:
        yield (row.cells["name"], row.cells["agency"], passwords[row.cells["name"]])


def _password(name: str, generate: bool) -> str:
    if generate:
        return generated()
    if sys.stdin.isatty():
        given = click.prompt(f"Password for {name}", hide_input=True, confirmation_prompt=True)
    else:
        given = sys.stdin.readline().rstrip("\r\n")
    if fault := weakness(given, name):
        raise Refused(f"{fault}; or let one be made with --generate")
    return str(given)


def _show_once(password: str, generate: bool) -> None:
    if generate:
        click.echo(f"Password, shown this once: {password}")


def _unknown(name: str) -> str:
    return f"login {name} is not registered; see congvu login list"


def _state(login: Login, directory: Directory, shell: Shell) -> str:
    if login.disabled:
        return "disabled"
    standing = directory.standing(login.agency, shell.machine_day)
    return "active" if standing is Standing.GOOD else f"agency {standing}"


def _facts(login: Login, directory: Directory, shell: Shell) -> dict[str, Any]:
    return {
        "name": login.name,
        "agency": login.agency,
        "disabled": login.disabled,
        "state": _state(login, directory, shell),
        "scram": login.scram is not None,
        "certificates": [
            {
                "fingerprint": one.fingerprint,
                "not_before": one.not_before.isoformat(),
                "not_after": one.not_after.isoformat(),
            }
            for one in login_certificate.of_login(directory, login.name)
        ],
        "subject": login_subject(login.name),
    }


def _row(login: Login, directory: Directory, shell: Shell) -> tuple[str, ...]:
    name = directory.agencies[login.agency].name
    latest = [one.split(", ")[1] for one in _certificates(directory, login.name, shell)[:1]]
    shown = latest[0] if latest else ""
    return (login.name, login.agency, name, shown, _state(login, directory, shell))


def _certificates(directory: Directory, name: str, shell: Shell) -> list[str]:
    """Each by its fingerprint, and until when it is good."""
    theirs = login_certificate.of_login(directory, name)
    return [f"{one.fingerprint}, {login_certificate.standing(one, shell.now)}" for one in theirs]


def _told(guesses: Guesses | None) -> str:
    """What was guessed lately, in a sentence."""
    if guesses is None:
        return "none in 24 hours"
    return (
        f"{guesses.wrong} in 24 hours, {guesses.put_off} more put off unread; the last"
        f" {guesses.at:%Y-%m-%d %H:%M} UTC from {guesses.address}"
    )


def _guesses(guesses: Guesses | None) -> dict[str, Any] | None:
    if guesses is None:
        return None
    counts = {"wrong": guesses.wrong, "put_off": guesses.put_off}
    return {**counts, "last_from": guesses.address, "last_at": guesses.at.isoformat()}


def _colour(row: Any) -> str | None:
    return "green" if row[-1] == "active" else "red"
