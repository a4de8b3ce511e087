"""What every import of a table goes through: the file read, what was found told, the question before anything is kept."""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from congvu.cli import output
from congvu.cli.refused import Refused
from congvu.cli.shell import Shell
from congvu.cli.task_words import say, unreadable
from work.preview import Weight
from work.sheet import Sheet

if TYPE_CHECKING:
    from work.secrecy.rules import Rules

T = TypeVar("T")

# Told of each kind. Behind fifty a person mends the file first; more than twenty rows of
# which nothing is to be done would hide what the import comes to.
MOST_TOLD = {"changes": 50, Weight.ERROR: 50}
MOST_OTHERS_TOLD = 20

_COLOURS = {"error": "red", "changes": "cyan", "kept": "yellow", "warning": "yellow"}


@dataclass(frozen=True, slots=True)
class Wishes:
    """How far the command may go by itself, and in which language it speaks."""

    yes: bool
    skip_bad: bool
    language: str


def read_file(file: Path, sheet: str | None, language: str) -> Sheet:
    """The table in *file*. Raises Refused with why it cannot be read."""
    from papers.table import Unreadable, read_table

    with Counter("reading", language) as counter:
        found = read_table(file, sheet, progress=counter)
    if isinstance(found, Unreadable):
        raise Refused(unreadable(str(file), found, language))
    return found


def secrecy(shell: Shell) -> "Rules":
    """By which rules rows are refused that bear a mark of secrecy."""
    from congvu.parts.secrecy import secrecy_rules
    from work.dated import DataRefused

    try:
        return secrecy_rules(shell.config)
    except DataRefused as error:
        raise Refused(str(error)) from error


def section(name: str, found: Sequence[T], tell: Callable[[T, str], str], language: str) -> None:
    """Tells what was *found* below its heading, in folded lines; nothing where that is nothing."""
    if not found:
        return
    most = MOST_TOLD.get(name, MOST_OTHERS_TOLD)
    click.secho(say(f"heading.{name}", language), bold=True, fg=_COLOURS.get(name))
    for one in found[:most]:
        room = max(20, output.screen_width() - 4)
        first, *rest = output.folded(output.harmless(tell(one, language)), room)
        click.echo("\n".join([f"  {first}", *(f"    {more}" for more in rest)]))
    if len(found) > most:
        click.echo(f"  {say('say.more', language, count=len(found) - most)}")
    click.echo()


def agree(wishes: Wishes, question: str, errors_first: str) -> None:
    """Returns once it is agreed that the good rows are taken; raises Refused otherwise.

    *errors_first* says that there are bad rows which nobody agreed to leave out, "" where there are none.
    """
    if wishes.yes:
        if errors_first and not wishes.skip_bad:
            raise Refused(errors_first)
        return
    if not asks_a_person():
        raise Refused(say("say.no-terminal", wishes.language))
    answer = click.prompt(question, default="", show_default=False, prompt_suffix=" ")
    if answer.strip().lower() not in say("answers", wishes.language).split():
        raise Refused(say("say.not-agreed", wishes.language))


def asks_a_person() -> bool:
    """Whether somebody sits there who can answer."""
    return sys.stdin.isatty()


class Counter:
    """Tells on a terminal how far long work is; elsewhere nothing."""

    def __init__(self, doing: str, language: str) -> None:
        self._doing = f"say.{doing}"
        self._language = language
        self._shown = sys.stderr.isatty()

    def __enter__(self) -> "Counter":
        """Begins without a word: most files are short."""
        return self

    def __call__(self, rows: int) -> None:
        """Shows the number of rows so far."""
        if self._shown:
            told = say(self._doing, self._language, rows=rows)
            click.echo(f"\r{told}", nl=False, err=True)

    def __exit__(self, *error: object) -> None:
        """Clears the line."""
        if self._shown:
            click.echo("\r\x1b[K", nl=False, err=True)
