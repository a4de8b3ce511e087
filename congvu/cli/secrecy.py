"""`congvu secrecy`: marks of secrecy that were met, and what the security officer made of them."""

from datetime import tzinfo
from typing import Any

import click

from congvu.cli import output
from congvu.cli.group import Group
from congvu.cli.output import json_option
from congvu.cli.refused import Refused
from congvu.cli.shell import Shell, actor
from store import secrecy
from work import receipt
from work.secrecy.incident import Incident

_KINDS = {
    "refused": "refused, nothing was kept",
    "internal": "refused, a recipient is outside",
    "held": "held for a person",
    "chat": "a message to the bot, its words were not kept",
    "console": "a file sent to the console, which was not kept",
}
_NOBODY = "no mailbox is named in officer of [secrecy]; the log alone tells"
_REASON_LONGEST = 500


@click.group(cls=Group)
def command() -> None:
    """Marks of secrecy that were met, without a word of what was written."""


@command.command(name="list")
@click.option("--all", "every", is_flag=True, help="Those that were closed, too.")
@click.option(
    "--limit",
    default=100,
    show_default=True,
    type=click.IntRange(1, 10_000),
    help="At most so many lines.",
)
@json_option
@click.pass_obj
def list_(shell: Shell, every: bool, limit: int, as_json: bool) -> None:
    """Lists incidents, the newest first.

    \b
    Example:
      congvu secrecy list --all --limit 20
    """
    found = shell.read(lambda tx: secrecy.incidents(tx, limit, closed=every))
    if as_json:
        output.as_json([_facts(one) for one in found])
    elif not found:
        click.echo("No incident is open." if not every else "There was no incident.")
    else:
        header = ("ID", "AT", "AGENCY", "RULE", "PLACE", "STATE")
        zone = shell.config.office.zone
        output.table(header, [_row(one, zone) for one in found], wide=3)


@command.command()
@click.argument("number", type=click.IntRange(min=1), metavar="ID")
@json_option
@click.pass_obj
def show(shell: Shell, number: int, as_json: bool) -> None:
    """Shows one incident: its envelope, hash and rule."""
    found = shell.read(secrecy.incident, number)
    if found is None:
        raise Refused(_unknown(number))
    if as_json:
        output.as_json(_facts(found))
        return
    output.fields(
        f"Incident {found.id}",
        _lines(found, shell.config.office.zone, named=bool(shell.config.secrecy.officer)),
    )


@command.command()
@click.argument("number", type=click.IntRange(min=1), metavar="ID")
@click.option(
    "--reason", required=True, help="What was found and done; the account keeps its digest."
)
@click.pass_obj
def close(shell: Shell, number: int, reason: str) -> None:
    """Closes an incident; a letter that is held for it waits on.

    \b
    Example:
      congvu secrecy close 12 --reason "Nhầm: tên riêng; đã gọi văn thư"
    """
    said = " ".join(reason.split())
    if not said or len(said) > _REASON_LONGEST:
        raise Refused(
            f"write a reason of 1 to {_REASON_LONGEST} characters, without what the letter says"
        )
    match shell.write(secrecy.close, number, actor(), said, shell.now):
        case "unknown":
            raise Refused(_unknown(number))
        case "closed before":
            raise Refused(f"incident {number} was closed before; see congvu secrecy show {number}")
        case _:
            click.echo(f"Incident {number} is closed.")


def _unknown(number: int) -> str:
    return f"there is no incident {number}; take the number from congvu secrecy list --all"


def _row(one: Incident, zone: tzinfo) -> tuple[str, ...]:
    seen = one.sighting
    at = f"{one.seen_at.astimezone(zone):%d/%m/%Y %H:%M}"
    return (str(one.id), at, seen.agency or "-", seen.rule, seen.place, _state(one))


def _state(one: Incident) -> str:
    if one.closed_at:
        return "closed"
    waits = one.sighting.letter
    return f"open, {receipt.encode(waits)} is held" if waits is not None else "open"


def _lines(one: Incident, zone: tzinfo, *, named: bool) -> list[tuple[str, str]]:
    seen = one.sighting

    def at(instant: Any) -> str:
        return f"{instant.astimezone(zone):%H:%M on %d/%m/%Y}" if instant else "not yet"

    lines = [
        ("what", _KINDS[seen.kind]),
        ("seen", f"{at(one.seen_at)}, times: {one.times}"),
        ("rule", f"{seen.rule}, in: {seen.place}"),
        ("level", one.level or "-"),
        ("came by", seen.door),
        ("agency", f"{seen.agency or '-'}, login: {seen.login or '-'}"),
        ("sender", seen.sender or "<>"),
        ("recipients", ", ".join(seen.recipients) or "-"),
        ("SHA-256", seen.digest.hex()),
        ("officer", f"told: {at(one.told_at)}" if named else _NOBODY),
    ]
    if seen.letter is not None:
        name = receipt.encode(seen.letter)
        lines.append(("letter", f"{name}; see congvu queue why {name}"))
    if one.closed_at:
        lines.append(("closed", f"{at(one.closed_at)} by {one.closed_by}: {one.reason}"))
    return lines


def _facts(one: Incident) -> dict[str, Any]:
    seen = one.sighting
    return {
        "id": one.id,
        "kind": seen.kind,
        "door": seen.door,
        "opened_at": one.opened_at,
        "seen_at": one.seen_at,
        "times": one.times,
        "agency": seen.agency,
        "login": seen.login,
        "sender": seen.sender,
        "recipients": list(seen.recipients),
        "rule": seen.rule,
        "place": seen.place,
        "level": one.level,
        "sha256": seen.digest.hex(),
        "letter": None if seen.letter is None else receipt.encode(seen.letter),
        "told_at": one.told_at,
        "state": "closed" if one.closed_at else "open",
        "closed_at": one.closed_at,
        "closed_by": one.closed_by,
        "reason": one.reason,
    }
