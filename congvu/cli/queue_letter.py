"""What the commands of `congvu queue` that change letters share: which letter, each by itself, told at once."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeVarTuple

import click

from congvu.cli.arguments import Kind
from congvu.cli.refused import Refused
from congvu.cli.shell import Shell
from store import Tx, clock, queue
from store.queue import Done, Story
from work import receipt

if TYPE_CHECKING:
    from mail.bounce import Bounces
    from mail.schedule import Schedule
    from store import Store

Args = TypeVarTuple("Args")


def letter_number(text: str) -> int:
    """The letter that *text* names: a receipt id, or the number that the log and the account give."""
    found = receipt.letter_number(text)
    if found is not None:
        return found
    raise ValueError(f'"{text}" is no receipt id; write it as the sender was told, such as 0000HX')


ID = Kind("id", letter_number)


def known(number: int, found: Story | None) -> Story:
    """The letter that was found; Refused where there is none."""
    if found is None:
        raise Refused(
            f"there is no letter {receipt.encode(number)} (number {number}); take the id from the"
            " sender's 250 reply, or from congvu queue list, with --state for those that ended"
        )
    return found


def schedule(shell: Shell) -> "Schedule":
    """When letters end."""
    from congvu.parts.relay_settings import schedule as configured

    return configured(shell.config)


def bounces(shell: Shell) -> "Callable[[Store], Bounces]":
    """What settles letters with a report to their senders, once the store is open."""
    from congvu.parts.relay_settings import reporter
    from mail.bounce import Bounces
    from schedules.clock import MachineClock

    who = reporter(shell.config, simulated=shell.read(clock.anchor) is not None)
    return lambda store: Bounces(store, who, schedule(shell), MachineClock())


def each(
    shell: Shell,
    letters: tuple[int, ...],
    done: str,
    change: Callable[[Tx, int, *Args], Done],
    *args: *Args,
) -> None:
    """The same change to each letter, as one transaction."""

    def changed(store: "Store", number: int) -> Awaitable[Done]:
        return store.write(change, number, *args)

    one_by_one(shell, letters, done, changed)


def one_by_one(
    shell: Shell,
    letters: tuple[int, ...],
    done: str,
    change: "Callable[[Store, int], Awaitable[Done]]",
) -> None:
    """Each letter by itself, told at once; the store is opened once, however many there are."""

    async def all_of_them(store: "Store") -> None:
        for number in letters:
            known(number, await store.read(queue.story, number))
            _tell(number, done, await change(store, number))

    shell.with_store(all_of_them)


def _tell(number: int, done: str, outcome: Done) -> None:
    name = receipt.encode(number)
    busy = f"{_count(outcome.busy)} being sent just now; ask again in a minute"
    if outcome.changed:
        click.echo(f"{name}: {_count(outcome.changed)} {done}.")
    if outcome.busy:
        click.echo(f"{name}: {busy}.")
    if outcome.rule:
        raise Refused(_unapproved(name, outcome.rule))
    if not outcome.changed:
        why_not = busy if outcome.busy else f"nothing of it can be {done}"
        raise Refused(f"{name}: {why_not}; see congvu queue why {name}")


def _count(recipients: int) -> str:
    return "1 recipient is" if recipients == 1 else f"{recipients} recipients are"


def _unapproved(name: str, rule: str) -> str:
    return (
        f"{name}: the rule {rule} lets it go only with a second person's approval: congvu queue"
        f" approve {name} --as MAILBOX; without one, release it with --without-approval --reason"
        " TEXT, of which all concerned are told"
    )
