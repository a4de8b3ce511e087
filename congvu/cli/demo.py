"""`congvu demo`: a sample office on this machine, to look at or to walk round by itself."""

from pathlib import Path

import click

from congvu.cli.group import Group
from congvu.cli.refused import Refused

HIGHEST_BASE = 65_000


@click.group(cls=Group, invoke_without_command=True)
@click.option(
    "--check", is_flag=True, help="Walk the tour by itself; 0 only if every step happened."
)
@click.option(
    "--keep",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help="Leave mails, zone, chats, store and log in DIR.",
)
@click.option(
    "--port-base",
    metavar="N",
    type=click.IntRange(1024, HIGHEST_BASE),
    help="Take seven ports from N on; otherwise the usual ones, 2525 and 8025 among them.",
)
@click.pass_context
def command(ctx: click.Context, check: bool, keep: Path | None, port_base: int | None) -> int:
    """A sample office with a mailbox, a chat and a guided tour; nothing leaves this machine.

    Keeps running until Ctrl-C. A port that is taken is replaced by a free one.
    """
    if ctx.invoked_subcommand:
        return 0
    from demo.run import NotEmptyError, lead
    from demo.run import check as walk

    try:
        good = walk(keep, port_base) if check else lead(keep, port_base)
    except NotEmptyError as error:
        raise Refused(str(error)) from error
    return 0 if good else 1


@command.command()
@click.option(
    "--listen",
    default="127.0.0.1:8081",
    show_default=True,
    metavar="HOST:PORT",
    help="Where it answers; loopback only.",
)
def telegram(listen: str) -> None:
    """The Bot API emulator and its chat page alone: a fake, for this machine only."""
    from demo.telegram import run

    try:
        run(listen)
    except ValueError as error:
        raise Refused(str(error)) from error
