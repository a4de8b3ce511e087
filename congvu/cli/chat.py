"""`congvu chat`: the assistant that answers in Telegram, in a terminal of the office."""

import sys
from functools import partial

import click
import structlog

from bot.console import Console, Shown
from bot.desk import Desk
from congvu import logs
from congvu.cli.acting import acting
from congvu.cli.arguments import EMAIL
from congvu.cli.chat_screen import WIDTH, Choice, drawn
from congvu.cli.intake_proposals import desks
from congvu.cli.output import folded
from congvu.cli.refused import Refused
from congvu.cli.shell import Shell, actor
from congvu.cli.task_office import plan
from congvu.parts import chat as parts
from congvu.parts.discretion import discretion_of
from congvu.parts.petition import petition_rules
from schedules.clock import MachineClock, OfficeClock
from schedules.ladder import Plan
from store import Store
from store import chat as chats
from store.clock import anchor
from store.directory.change import Overtaken
from store.failure import StoreFailed
from templates import word
from work.incident import new_incident

LONGEST = 4096  # signs of one message, as in Telegram
DIGITS = 4  # of a button's number

log = structlog.get_logger()


@click.command()
@click.option(
    "--as", "mailbox", type=EMAIL, required=True, metavar="MAILBOX",
    help="Who speaks: by their rights, and with what is theirs.",
)  # fmt: skip
@click.pass_obj
def command(shell: Shell, mailbox: str) -> None:
    """Speaks with the assistant in this terminal, by the same screens as in Telegram.

    It needs no Telegram and no network. A number presses the button that bears it,
    /huy drops what was begun, Ctrl-D ends. What is shown stays on this machine, so that titles
    are shown whatever the configuration discloses in Telegram; what bears a mark of
    secrecy is by its code here too. The account says who spoke and in whose name, and
    keeps no word of it.

    \b
      congvu chat --as binh@vpcp.gov.vn
    """
    act = acting(shell, mailbox)
    if act.person is None:
        raise Refused(f"nobody has the mailbox {mailbox}; see congvu person list")
    logs.configure("text", "warning", sys.stderr)
    shell.with_store(partial(_talk, shell, plan(shell), act.person))


class Terminal:
    """What a person sees of the chat, and what the numbers that stand there choose."""

    def __init__(self) -> None:
        self._choices: tuple[Choice, ...] = ()

    def show(self, shown: Shown) -> None:
        """Draws what the assistant shows."""
        text, choices = drawn(shown)
        click.echo(f"\n{text}")
        if not shown.toast:
            self._choices = choices

    async def hear(self, console: Console, line: str) -> None:
        """A number that stands on the screen is a press, all else is said."""
        number = int(line) if line.isascii() and line.isdecimal() and len(line) < DIGITS else 0
        if not 0 < number <= len(self._choices):
            await console.say(line)
            return
        chosen = self._choices[number - 1]
        if chosen.data:
            await console.press(chosen.data)
        else:
            click.echo(f"\n{chosen.told}")


async def _talk(shell: Shell, planned: Plan, number: int, store: Store) -> None:
    """Until the person ends it. Nothing else goes on in this loop, so that reading may hold it up."""
    found = await store.read(chats.present, number)
    if found is None:
        raise Refused("that person is not there any more; see congvu person list")
    desk, terminal, language = await _desk(shell, planned, store), Terminal(), found.person.language
    console = Console(desk, found, terminal.show)
    await console.open()
    try:
        click.echo("\n".join(folded(word("console.how", language), WIDTH)))
        line: str | None = "/start"
        while line is not None:
            await _answered(desk, console, terminal, line, language)
            line = _read()
        click.echo(f"\n{word('console.ended', language)}")
    finally:
        await console.close()


async def _answered(
    desk: Desk, console: Console, terminal: Terminal, line: str, language: str
) -> None:
    if not line:
        return
    try:
        await terminal.hear(console, line)
    except Exception as error:
        if isinstance(error, (StoreFailed, Overtaken)):
            raise
        incident = new_incident()
        log.exception("chat.incident", incident=incident)
        words = desk.say("trouble", {"incident": incident}, language)
        terminal.show(Shown(words))


async def _desk(shell: Shell, planned: Plan, store: Store) -> Desk:
    machine = MachineClock()
    office = OfficeClock(machine, await store.read(anchor))
    told = parts.console(shell.config, office.simulated)
    read = discretion_of(shell.config)
    terms = petition_rules(shell.config)
    by, registry = f",{actor()}", desks(shell).of
    return Desk(told, store, machine, office, planned, read, terms, by, registry=registry)


def _read() -> str | None:
    """The next line; None where there is none, or the person has had enough."""
    try:
        return input("\n> ").strip()[:LONGEST]
    except (EOFError, KeyboardInterrupt):
        return None
