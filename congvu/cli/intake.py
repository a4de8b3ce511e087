"""`congvu intake`: letters that came in as work, what could not be taken or read, and the mailboxes that are watched."""

import sys
from collections.abc import Iterator
from datetime import datetime, tzinfo
from typing import Any

import click

from congvu.cli import output
from congvu.cli.group import Group
from congvu.cli.intake_confirm import confirm, drop, reopen, undo
from congvu.cli.intake_proposals import proposals, rules
from congvu.cli.intake_proposals import show as show_proposal
from congvu.cli.intake_words import DOORS, WATCHED
from congvu.cli.output import json_option
from congvu.cli.refused import Refused
from congvu.cli.shell import Shell, actor
from store import body, mailbox, proposal, tray
from store.mailbox import AT_ALL, Watched
from store.tx import Tx
from work import receipt
from work.intake import Arrival, Intake, TrayState, Untaken

STATES = [state.value for state in TrayState]


@click.group(cls=Group)
def command() -> None:
    """Letters that came in as work: in which state, by which way, what was read of them, and what to do."""


for one in (proposals, show_proposal, confirm, drop, reopen, undo, rules):
    command.add_command(one)


@command.command(name="list")
@click.option("--state", type=click.Choice(STATES), help="Those in that state alone.")
@click.option(
    "--limit",
    default=100,
    show_default=True,
    type=click.IntRange(1, 10_000),
    help="At most so many letters.",
)
@json_option
@click.pass_obj
def list_(shell: Shell, state: str | None, limit: int, as_json: bool) -> None:
    """Lists letters, the newest first; then those on a server that could not be taken.

    \b
    Example:
      congvu intake list --state aside
    """
    only = TrayState(state) if state else None
    found = shell.read(lambda tx: tray.letters(tx, limit, only))
    left = shell.read(mailbox.untaken) if state is None else ()
    zone, spoken = shell.config.office.zone, shell.config.office.language
    if as_json:
        output.as_json(
            {
                "letters": [_facts(one, spoken) for one in found],
                "untaken": [_left(one) for one in left],
            }
        )
        return
    if found:
        header = ("ID", "CAME", "STATE", "FROM", "SUBJECT", "REASON")
        output.table(header, [_row(one, zone, spoken) for one in found], wide=4)
    else:
        output.say(_none(state, spoken))
    if left:
        click.echo()
        columns = ("NOT TAKEN YET", "UID", "TRIES", "NEXT", "REASON")
        output.table(columns, [_left_row(one, zone, spoken) for one in left], wide=4)


@command.command()
@click.argument("number", type=click.IntRange(min=1), metavar="ID")
@json_option
@click.pass_obj
def show(shell: Shell, number: int, as_json: bool) -> None:
    """Shows one letter and the ways in which it came."""
    found, ways = _found(shell, number), shell.read(tray.arrivals, number)
    read = [(one.id, one.state) for one in shell.read(proposal.of_letter, number)]
    if as_json:
        told = {"ways": [_way_facts(way) for way in ways], "proposals": [one for one, _ in read]}
        output.as_json({**_facts(found, shell.config.office.language), **told})
        return
    zone = shell.config.office.zone
    lines = [*_lines(found, zone, shell.config.office.language), *(_way(way, zone) for way in ways)]
    lines += [
        ("proposal", f"{one}, {state}; see congvu intake proposal {one}") for one, state in read
    ]
    output.fields(f"Letter {found.id}", lines)


@command.command()
@click.argument("number", type=click.IntRange(min=1), metavar="ID")
@click.pass_obj
def letter(shell: Shell, number: int) -> None:
    """Prints a letter as it came, octet by octet.

    \b
    Example:
      congvu intake letter 12 > letter.eml
    """
    found = _found(shell, number)
    if found.body is None and found.state is not TrayState.REFUSED:
        raise Refused(
            f"letter {number} was cleared away, as nothing of it is needed any more; see congvu retention list"
        )
    if found.body is None:
        raise Refused(
            f"nothing of letter {number} was kept: rule {found.reason}; see congvu secrecy list"
        )
    if found.petition:
        raise Refused(
            f"letter {number} is a petition, and who sent it is shown to who handles it alone: congvu petition files"
        )
    for part in shell.read(_octets, found.body):
        sys.stdout.buffer.write(part)
    sys.stdout.buffer.flush()


@command.command()
@click.argument("number", type=click.IntRange(min=1), metavar="[ID]", required=False)
@click.option(
    "--mailbox", "name", help="All that could not be taken out of that mailbox, and its login."
)
@click.pass_obj
def retry(shell: Shell, number: int | None, name: str | None) -> None:
    """Lets a letter be read once more, or a mailbox be tried at once, after a fault was mended.

    \b
    Example:
      congvu intake retry 12
      congvu intake retry --mailbox van-thu
    """
    if (number is None) == (name is None):
        raise click.UsageError("give a letter's ID, or --mailbox NAME")
    if number is not None:
        _retry_letter(shell, number)
        return
    if name not in {one.name for one in shell.config.mailbox}:
        raise Refused(f'no mailbox is called "{name}"; congvu intake mailboxes lists them')
    count = shell.write(mailbox.try_again, name, actor(), shell.now)
    click.echo(
        f"Mailbox {name} is tried at once, with {count} of its letters that could not be taken."
    )


@command.command()
@json_option
@click.pass_obj
def mailboxes(shell: Shell, as_json: bool) -> None:
    """Lists the mailboxes that are watched, since when each is silent and why."""
    found, now = shell.read(mailbox.watched), shell.now
    if as_json:
        output.as_json([{**one._asdict(), "heard_at": one.heard_at} for one in found])
    elif not found:
        click.echo(
            "No mailbox is watched yet: name one under [[mailbox]], then restart the daemon."
        )
    else:
        header = ("MAILBOX", "FOLDER", "TAKEN UP TO", "NOT TAKEN", "HEARD", "STATE")
        output.table(header, [_watched(one, now) for one in found], wide=5)


def _retry_letter(shell: Shell, number: int) -> None:
    before = shell.write(tray.retry, number, actor(), shell.now)
    if before is None:
        raise Refused(_unknown(number))
    if before is TrayState.REFUSED:
        raise Refused(
            f"nothing of letter {number} is kept, so that it cannot be read; see congvu intake show {number}"
        )
    if before in (TrayState.NEW, TrayState.READING):
        raise Refused(f"letter {number} is {before} already")
    click.echo(f"Letter {number} is new again.")


def _found(shell: Shell, number: int) -> Intake:
    found = shell.read(tray.one, number)
    if found is None:
        raise Refused(_unknown(number))
    return found


def _unknown(number: int) -> str:
    return f"there is no letter {number} in the tray; take the number from congvu intake list"


def _octets(tx: Tx, body_id: int) -> list[bytes]:
    whole = body.data(tx, body_id)
    return [whole] if whole is not None else list(_chunks(tx, body_id))


def _chunks(tx: Tx, body_id: int) -> Iterator[bytes]:
    position = 0
    while (part := body.chunk(tx, body_id, position)) is not None:
        yield part
        position += 1


def _row(one: Intake, zone: tzinfo, language: str) -> tuple[str, ...]:
    at = f"{one.received_at.astimezone(zone):%d/%m/%Y %H:%M}"
    return (
        str(one.id),
        at,
        one.state,
        one.author or "-",
        one.subject or "-",
        _reason(one, language),
    )


def _reason(one: Intake, language: str) -> str:
    if one.state is TrayState.REFUSED:
        from templates import sentence

        return sentence("intake.reason.marked", {"rule": one.reason}, language)
    return _words(one.reason, language)


def _none(state: str | None, language: str) -> str:
    from templates import sentence, word

    if state is None:
        return word("intake.none", language)
    return sentence("intake.none-such", {"state": word(f"web.tray.{state}", language)}, language)


def _words(code: str | None, language: str) -> str:
    from templates.proposal import aside

    return aside(code, language)


def _left_row(one: Untaken, zone: tzinfo, language: str) -> tuple[str, ...]:
    following = (
        f"{one.not_before.astimezone(zone):%d/%m/%Y %H:%M}"
        if one.tries < AT_ALL
        else "after your word"
    )
    place = one.place
    return (
        f"{place.mailbox}, {place.folder}",
        str(place.uid),
        str(one.tries),
        following,
        _words(one.reason, language),
    )


def _watched(one: Watched, now: datetime) -> tuple[str, ...]:
    heard = "never"
    if one.heard_at is not None:
        heard = f"{max(0, round((now - one.heard_at).total_seconds()))} s ago"
    state = WATCHED.get(one.trouble or "", f"the server is not to be had: {one.trouble}")
    return (one.mailbox, one.folder, str(one.uid), str(one.untaken), heard, state)


def _lines(one: Intake, zone: tzinfo, language: str) -> list[tuple[str, str]]:
    lines = [
        ("state", one.state),
        ("reason", _reason(one, language)),
        ("came", f"{one.received_at.astimezone(zone):%H:%M:%S on %d/%m/%Y}"),
        ("from", one.author),
        ("subject", one.subject),
        ("Message-ID", one.message_id or ""),
        ("octets", str(one.size_bytes)),
        ("SHA-256", one.digest.hex()),
        ("tries", str(one.tries) if one.tries else ""),
    ]
    if one.twin:
        lines.append(("like", f"letter {one.twin}, with the same Message-ID and other content"))
    return lines


def _way(way: Arrival, zone: tzinfo) -> tuple[str, str]:
    at = f"{way.at.astimezone(zone):%H:%M:%S on %d/%m/%Y}"
    if way.place:
        where = f"{way.place.mailbox}, {way.place.folder}, UID {way.place.uid}"
    else:
        where = receipt.encode(way.letter or 0)
    return "way", f"{DOORS[way.door]}: {where}, {at}"


def _facts(one: Intake, language: str) -> dict[str, Any]:
    told = {name: getattr(one, name) for name in Intake.__slots__ if name not in ("body", "digest")}
    return {
        **told,
        "sha256": one.digest.hex(),
        "kept": one.body is not None,
        "why": _words(one.reason, language) or None,
    }


def _way_facts(way: Arrival) -> dict[str, Any]:
    place = way.place
    where = {name: getattr(place, name) for name in type(place).__slots__} if place else {}
    letter_name = None if way.letter is None else receipt.encode(way.letter)
    return {"door": way.door, "at": way.at, **where, "letter": letter_name}


def _left(one: Untaken) -> dict[str, Any]:
    place = {name: getattr(one.place, name) for name in type(one.place).__slots__}
    return {**place, "tries": one.tries, "not_before": one.not_before, "reason": one.reason}
