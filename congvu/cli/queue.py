"""`congvu queue`: relayed mail, as an operator needs it at night."""

from collections.abc import Awaitable, Callable, Iterator
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, Any

import click

from congvu.cli import (
    output,
    queue_address,
    queue_approval,
    queue_domain,
    queue_outside,
    queue_restored,
    signature_words,
)
from congvu.cli.arguments import AGENCY
from congvu.cli.group import Group
from congvu.cli.output import json_option
from congvu.cli.queue_letter import ID, bounces, each, known, one_by_one, schedule
from congvu.cli.queue_words import age, happened, next_step, why_kept
from congvu.cli.said import SAID
from congvu.cli.shell import Shell, actor
from store import discreet, queue, suspension
from store.account import Entry
from store.queue import Done, Line, Standing, Story
from work import receipt
from work.hold import doubt
from work.letter import OPEN, State

if TYPE_CHECKING:
    from store import Store

STATES = tuple(str(state) for state in State)
EMPTY = "Nothing waits."


@click.group(cls=Group)
def command() -> None:
    """Relayed mail. ID is the receipt id that the sender was told, or the letter's number."""


for _more in (
    queue_domain.suspend,
    queue_domain.resume,
    queue_domain.suspended,
    queue_address.suppress,
    queue_address.allow,
    queue_address.suppressed,
    queue_approval.release,
    queue_approval.approve,
    queue_approval.reject,
    queue_restored.restored,
    queue_restored.send,
    queue_restored.drop,
):
    command.add_command(_more)


@command.command("list")
@click.option(
    "--state",
    "states",
    multiple=True,
    type=click.Choice(STATES),
    help="Only this state; may be repeated.",
)
@click.option("--agency", type=AGENCY, help="Only letters of this agency.")
@click.option(
    "--limit",
    default=100,
    show_default=True,
    type=click.IntRange(1, 10_000),
    help="At most so many lines.",
)
@json_option
@click.pass_obj
def list_(
    shell: Shell, states: tuple[str, ...], agency: str | None, limit: int, as_json: bool
) -> None:
    """Lists what is open, oldest first.

    \b
    Examples:
      congvu queue list --state held
      congvu queue list --state refused --agency H05
    """
    chosen = tuple(map(State, states)) or OPEN
    found = shell.read(queue.lines, chosen, agency, limit)
    if as_json:
        output.as_json([_line_facts(line) for line in found])
    elif not found:
        click.echo(EMPTY)
    else:
        header = ("ID", "AGE", "CODE", "TO", "NEXT", "STATE")
        output.table(header, [_row(line, shell.now) for line in found], wide=3, style=_colour)
        if len(found) == limit:
            click.echo(f"There may be more; see them with --limit {limit * 10}.")
    if agency and shell.read(queue.is_crowded, chosen):
        click.echo(
            f"Only the {queue.LOOKED_AT} oldest recipients of each state were looked at.", err=True
        )


@command.command()
@click.argument("letter", type=ID, metavar="ID")
@json_option
@click.pass_obj
def show(shell: Shell, letter: int, as_json: bool) -> None:
    """Shows one letter and where each recipient stands."""
    story = _story(shell, letter)
    if as_json:
        output.as_json(_story_facts(story))
        return
    _show(story, shell)


@command.command()
@click.argument("letter", type=ID, metavar="ID")
@json_option
@click.pass_obj
def why(shell: Shell, letter: int, as_json: bool) -> None:
    """Tells what happened to a letter, why, and what happens next and when.

    \b
    Example, with the id behind "250 2.0.0" that the sender's system noted:
      congvu queue why 0000HX
    """
    story = _story(shell, letter)
    zone = shell.config.office.zone
    if as_json:
        output.as_json({**_story_facts(story), "story": [_entry_facts(e) for e in story.entries]})
        return
    _show(story, shell)
    click.echo()
    for entry in story.entries:
        output.say(f"{entry.at.astimezone(zone):%d/%m/%Y %H:%M:%S}  {happened(entry, zone)}")
    click.echo()
    second = story.approval.rule if story.approval else None
    asleep = shell.read(suspension.standing, shell.now)
    for standing in story.recipients:
        output.say(
            f"{standing.addressee.address}:"
            f" {next_step(standing, shell.now, zone, story.release_at, second, asleep)}"
        )


@command.command()
@click.argument("letters", type=ID, metavar="ID...", nargs=-1, required=True)
@click.pass_obj
def hold(shell: Shell, letters: tuple[int, ...]) -> None:
    """Keeps letters until they are released."""
    end = schedule(shell).end(shell.now, held=True)
    each(shell, letters, "held", queue.hold, actor(), shell.now, end)


@command.command()
@click.argument("letters", type=ID, metavar="ID...", nargs=-1, required=True)
@click.pass_obj
def retry(shell: Shell, letters: tuple[int, ...]) -> None:
    """Tries letters again now; an uncertain one may arrive twice."""
    each(shell, letters, "due now", queue.retry, actor(), shell.now)


@command.command()
@click.argument("letters", type=ID, metavar="ID...", nargs=-1, required=True)
@click.option(
    "--reason",
    type=SAID,
    required=True,
    help="Why; kept with the letter, and as a digest in the account.",
)
@click.pass_obj
def drop(shell: Shell, letters: tuple[int, ...], reason: str) -> None:
    """Ends letters and tells nobody.

    \b
    Example:
      congvu queue drop 0000HX --reason "sent twice by mistake, agreed with the sender"
    """
    each(shell, letters, "dropped", queue.drop, actor(), reason, shell.now)


@command.command()
@click.argument("letters", type=ID, metavar="ID...", nargs=-1, required=True)
@click.option("--reason", type=SAID, help="Why, in one line; the sender reads it.")
@click.pass_obj
def fail(shell: Shell, letters: tuple[int, ...], reason: str | None) -> None:
    """Returns letters to their senders with a report.

    \b
    Example:
      congvu queue fail 0000HX --reason "gửi nhầm đơn vị, xin gửi lại qua Văn thư"
    """
    one_by_one(shell, letters, "returned", _returned(shell, reason or ""))


def _returned(shell: Shell, reason: str) -> "Callable[[Store, int], Awaitable[Done]]":
    from mail.returning import return_letter

    reports, ends, by, now = bounces(shell), schedule(shell), actor(), shell.now

    def returned(store: "Store", number: int) -> Awaitable[Done]:
        return return_letter(store, reports(store), ends, number, by, now, reason)

    return returned


def _story(shell: Shell, number: int) -> Story:
    return known(number, shell.read(discreet.story, number))


def _show(story: Story, shell: Shell) -> None:
    zone = shell.config.office.zone
    came = f"{story.received_at.astimezone(zone):%d/%m/%Y %H:%M:%S} ({age(story.received_at, shell.now)} ago)"
    pairs = [
        ("number", str(story.letter)),
        ("kind", story.kind),
        ("came in", came),
        *_for_later(story, zone),
        *_tls(story),
        *queue_approval.fields(story.approval, zone),
        *queue_outside.fields(story.finding),
        ("agency", story.agency or ""),
        ("sender", story.sender or "<>"),
        ("Message-ID", story.message_id or ""),
        ("octets", f"{story.size_bytes}{'' if story.kept else ', not kept any more'}"),
        ("SHA-256", story.digest.hex()),
    ]
    output.fields(receipt.encode(story.letter), pairs)
    if story.signatures:
        signature_words.table(story.signatures, zone)
    rows = [_standing_row(one) for one in story.recipients]
    output.table(("TO", "TRIED", "STATUS", "LAST ANSWER", "STATE"), rows, wide=3, style=_colour)


def _for_later(story: Story, zone: tzinfo) -> Iterator[tuple[str, str]]:
    if story.release_at:
        yield (
            "not before",
            f"{story.release_at.astimezone(zone):%d/%m/%Y %H:%M:%S}, as its sender asked",
        )


def _tls(story: Story) -> Iterator[tuple[str, str]]:
    if story.tls:
        yield "TLS", f"{story.tls} on its way, as its sender asked"


def _standing_row(one: Standing) -> tuple[str, ...]:
    answer = one.answer or (why_kept(one.rule) if one.rule else "-")
    repeated = ", repeated" if one.repeated else ""
    return (
        one.addressee.address,
        f"{one.attempts}{repeated}",
        one.status or "-",
        answer,
        one.state,
    )


def _row(line: Line, now: datetime) -> tuple[str, ...]:
    more = f" ({line.recipients})" if line.recipients > len(line.domains) else ""
    when = "-" if line.next_at is None else age(now, line.next_at)
    held = (line.rule,) if line.state is State.HELD and line.rule else ()
    notes = (*(doubt(line.rule) or held), *(["repeated"] if line.repeated else []))
    state = ", ".join([str(line.state), *notes])
    return (
        receipt.encode(line.letter),
        age(line.received_at, now),
        line.agency or "-",
        ", ".join(line.domains) + more,
        when,
        state,
    )


def _colour(row: Any) -> str | None:
    state = row[-1].partition(",")[0]
    if state in (State.HELD, State.UNCERTAIN, State.REFUSED, State.EXPIRED):
        return "red"
    return "green" if state == State.DELIVERED else None


def _line_facts(line: Line) -> dict[str, Any]:
    return {
        "id": receipt.encode(line.letter),
        "letter": line.letter,
        "state": line.state,
        "kind": line.kind,
        "agency": line.agency,
        "received_at": line.received_at,
        "recipients": line.recipients,
        "domains": list(line.domains),
        "next_at": line.next_at,
        "rule": line.rule,
        "repeated": line.repeated,
    }


def _story_facts(story: Story) -> dict[str, Any]:
    return {
        "id": receipt.encode(story.letter),
        "letter": story.letter,
        "kind": story.kind,
        "agency": story.agency,
        "sender": story.sender,
        "received_at": story.received_at,
        "size_bytes": story.size_bytes,
        "sha256": story.digest,
        "message_id": story.message_id,
        "release_at": story.release_at,
        "tls": story.tls,
        "kept": story.kept,
        "approval": queue_approval.facts(story.approval),
        "outside": queue_outside.facts(story.finding),
        "signatures": signature_words.facts(story.signatures),
        "recipients": [_standing_facts(one) for one in story.recipients],
    }


def _standing_facts(one: Standing) -> dict[str, Any]:
    return {
        "address": one.addressee.address,
        "state": one.state,
        "attempts": one.attempts,
        "repeated": one.repeated,
        "rule": one.rule,
        "status": one.status,
        "answer": one.answer,
        "not_before": one.not_before,
        "expires_at": one.expires_at,
        "settled_at": one.settled_at,
    }


def _entry_facts(entry: Entry) -> dict[str, Any]:
    return {"at": entry.at, "event": entry.event, **entry.codes}
