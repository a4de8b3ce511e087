"""`congvu queue restored`, `send-restored` and `drop-restored`: what a backup left in doubt, and a person's word on it."""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from congvu.cli import output
from congvu.cli.output import json_option
from congvu.cli.queue_letter import ID
from congvu.cli.queue_words import age
from congvu.cli.refused import Refused
from congvu.cli.said import SAID
from congvu.cli.shell import Shell, actor
from congvu.cli.task_words import counted
from store import Tx, queue, restoration
from store.queue import Line
from store.restoration import Doubt
from work import receipt
from work.hold import RESTORED
from work.letter import State

if TYPE_CHECKING:
    from store import Store

Letters = Callable[[Tx, Sequence[int]], frozenset[int]]
Others = Callable[[Tx], int]

NONE = "Nothing waits for your word."
LIMIT = 10_000

letters_argument = click.argument("letters", type=ID, metavar="[ID]...", nargs=-1)
all_option = click.option("--all-letters", is_flag=True, help="All letters that are in doubt.")
notices_option = click.option("--notices", is_flag=True, help="All notices that are in doubt.")
chats_option = click.option("--chats", is_flag=True, help="All that was written to the bot.")


@click.command()
@click.option(
    "--limit",
    default=100,
    show_default=True,
    type=click.IntRange(1, LIMIT),
    help="At most so many letters.",
)
@json_option
@click.pass_obj
def restored(shell: Shell, limit: int, as_json: bool) -> None:
    """Lists what was open when the backup was taken that this store was made of.

    It may have been sent since, so nothing of it goes by itself. Compare with the log of
    the daemon that was lost, or ask the recipients; then congvu queue send-restored or
    drop-restored.
    """
    doubt = shell.read(restoration.doubt)
    found = shell.read(queue.lines, (State.UNCERTAIN,), None, limit, RESTORED)
    if as_json:
        output.as_json(_facts(doubt, found))
        return
    if found:
        rows = [_row(line, shell) for line in found]
        output.table(("ID", "AGE", "CODE", "TO"), rows, wide=3)
        click.echo()
    output.say(f"In doubt: {doubt}." if doubt else NONE)


@click.command("send-restored")
@letters_argument
@all_option
@notices_option
@chats_option
@click.pass_obj
def send(
    shell: Shell, letters: tuple[int, ...], all_letters: bool, notices: bool, chats: bool
) -> None:
    """Lets what a backup left in doubt go once more; some of it may arrive twice.

    \b
    Examples:
      congvu queue send-restored 0000HX 0000HY
      congvu queue send-restored --all-letters --notices
    """
    from congvu.parts.relay_settings import schedule

    by, now = actor(), shell.now
    end = schedule(shell.config).end(now, held=False)
    sent = partial(_sent, by=by, now=now, end=end)
    others = [
        (notices, "notice", restoration.send_notices),
        (chats, "update", restoration.send_updates),
    ]
    chosen = [(noun, partial(change, by=by, now=now)) for wanted, noun, change in others if wanted]
    _decide(shell, letters, all_letters, sent, chosen, "sent once more")


@click.command("drop-restored")
@letters_argument
@all_option
@notices_option
@chats_option
@click.option("--reason", type=SAID, required=True, help="Why, in one line; kept with the letters.")
@click.pass_obj
def drop(
    shell: Shell,
    letters: tuple[int, ...],
    all_letters: bool,
    notices: bool,
    chats: bool,
    reason: str,
) -> None:
    """Ends what a backup left in doubt; nobody is told.

    \b
    Example:
      congvu queue drop-restored --notices --reason "the office was told by telephone"
    """
    by, now = actor(), shell.now
    dropped = partial(_dropped, by=by, now=now, reason=reason)
    others = [
        (notices, "notice", restoration.drop_notices),
        (chats, "update", restoration.drop_updates),
    ]
    chosen = [
        (noun, partial(change, by=by, reason=reason, now=now))
        for wanted, noun, change in others
        if wanted
    ]
    _decide(shell, letters, all_letters, dropped, chosen, "dropped")


def _sent(
    tx: Tx, letters: Sequence[int], *, by: str, now: datetime, end: datetime
) -> frozenset[int]:
    return restoration.send_letters(tx, letters, by, now, end)


def _dropped(
    tx: Tx, letters: Sequence[int], *, by: str, now: datetime, reason: str
) -> frozenset[int]:
    return restoration.drop_letters(tx, letters, by, reason, now)


def _decide(
    shell: Shell,
    letters: Sequence[int],
    all_letters: bool,
    change: Letters,
    others: Sequence[tuple[str, Others]],
    done: str,
) -> None:
    """Does it to the letters in batches and to the others at once, and says how much there was."""
    if not (letters or all_letters or others):
        raise click.UsageError(
            "say which: letters by their ids, --all-letters, --notices or --chats"
        )

    async def decided(store: "Store") -> None:
        if all_letters:
            click.echo(f"{counted(await _all(store, change), 'letter')} {done}.")
        elif letters:
            _named(letters, await store.write(change, letters), done)
        for noun, other in others:
            click.echo(f"{counted(await store.write(other), noun)} {done}.")

    shell.with_store(decided)


async def _all(store: "Store", change: Letters) -> int:
    count = 0
    while batch := await store.read(restoration.next_letters):
        changed = await store.write(change, batch)
        if not changed:  # somebody else was quicker, and the next look finds others
            continue
        count += len(changed)
    return count


def _named(letters: Sequence[int], changed: frozenset[int], done: str) -> None:
    for number in letters:
        if number in changed:
            click.echo(f"{receipt.encode(number)}: {done}.")
    if rest := [receipt.encode(number) for number in letters if number not in changed]:
        raise Refused(
            f"{', '.join(rest)}: not in doubt; see congvu queue restored, or queue why ID"
        )


def _row(line: Line, shell: Shell) -> tuple[str, ...]:
    came = age(line.received_at, shell.now)
    return receipt.encode(line.letter), came, line.agency or "-", ", ".join(line.domains)


def _facts(doubt: Doubt, found: Sequence[Line]) -> dict[str, Any]:
    letters = [
        {
            "id": receipt.encode(line.letter),
            "letter": line.letter,
            "kind": line.kind,
            "agency": line.agency,
            "received_at": line.received_at,
            "recipients": line.recipients,
            "domains": list(line.domains),
        }
        for line in found
    ]
    return {"in_doubt": asdict(doubt), "letters": letters}
