"""Petitions with their clocks and masked senders, as lists, exports and figures need them."""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

import click

from congvu.cli.arguments import NEAR_DAY
from congvu.cli.petition_words import hands
from congvu.cli.shell import Shell
from store import Tx, petition, petition_judged
from store.petition import Wanted
from work.petition import Kind, State
from work.petition_course import course_of
from work.petition_tally import Judged
from work.petitioner import NOBODY, Petitioner

if TYPE_CHECKING:
    from store.petition import Hands

Command = TypeVar("Command", bound=Callable[..., Any])

_FILTERS = (
    click.option("--kind", type=click.Choice([*map(str, Kind)]), help="Of this kind alone."),
    click.option("--state", "states", type=click.Choice([*map(str, State)]), multiple=True,
                 help="In this state; may be given more than once."),
    click.option("--from", "since", type=NEAR_DAY, help="Received on this day or later."),
    click.option("--to", "until", type=NEAR_DAY, help="Received on this day or before."),
)  # fmt: skip


def filters(function: Command) -> Command:
    """Gives a command the options that choose petitions."""
    for option in reversed(_FILTERS):
        function = option(function)
    return function


def chosen(
    kind: str | None, states: tuple[str, ...], since: date | None, until: date | None
) -> Wanted:
    """What the options choose."""
    if since is not None and until is not None and since > until:
        raise click.UsageError(
            f"the first day, {since:%d/%m/%Y}, is behind the last, {until:%d/%m/%Y}"
        )
    return Wanted(None if kind is None else Kind(kind), tuple(map(State, states)), since, until)


def found(
    shell: Shell, wanted: Wanted, limit: int | None
) -> tuple[date, list[Judged], dict[int, Petitioner]]:
    """The office's day, the petitions with their clocks, and what is shown of their senders."""
    tools = hands(shell)
    judged, who = shell.read(petition_judged.found, wanted, limit, tools)
    return tools.today, judged, who


def clocks_of(tx: Tx, number: int, tools: "Hands") -> Judged | None:
    """One petition with its clocks."""
    one = petition.one(tx, number)
    if one is None:
        return None
    course = course_of(one.received, petition.history(tx, (number,))[number])
    return Judged(one, tools.clocks(one.kind, one.depth, course))


def sender(who: dict[int, Petitioner], number: int) -> str:
    """Who sent it, as a list shows it: masked, or that it is hidden or erased."""
    return who.get(number, NOBODY).name or "-"
