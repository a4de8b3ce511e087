"""The group of all commands, and the one place where errors become sentences and exit codes."""

import difflib
import importlib
import io
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from congvu.cli.commands import COMMANDS
from congvu.cli.output import harmless
from congvu.cli.refused import Refused
from congvu.cli.shell import Shell

GOOD, FAILED, USAGE = 0, 1, 2
LONGEST = 800  # characters of a sentence; the longest of our own, with every choice, is half of it


class Commands(click.Group):
    """Knows every command's summary from the table, and imports only the one that is run."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command itself."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(COMMANDS[cmd_name].module).command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that *args* begin with; a usage error names the nearest."""
        if args and args[0] not in COMMANDS:
            near = difflib.get_close_matches(args[0], COMMANDS, n=1)
            remedy = f"; did you mean {near[0]}" if near else ""
            ctx.fail(f"there is no command {args[0]}{remedy}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list in the help."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry.summary) for name, entry in COMMANDS.items()])


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--config",
    "given",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="The configuration; otherwise CONGVU_CONFIG, ./config.toml, /etc/congvu/config.toml.",
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=lambda c, _, v: _version(c, v),
    help="Print the version.",
)
@click.pass_context
def congvu(ctx: click.Context, given: Path | None) -> None:
    """Relays official email, watches assigned work, answers staff by chat.

    \b
    Begin with:
      congvu demo              a sample office to look at
      congvu init DIR          an office of your own
      congvu COMMAND --help    what a command does, and its options
    """
    ctx.obj = Shell(given)


def _version(ctx: click.Context, asked: bool) -> None:
    if not asked:
        return
    from importlib.metadata import PackageNotFoundError, version

    try:
        click.echo(f"congvu {version('congvu')}")
    except PackageNotFoundError:
        click.echo("congvu, run from its source without being installed")
    ctx.exit()


def run(arguments: Sequence[str]) -> int:
    """The exit code of one command line."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal without Vietnamese ends no command
    try:
        code = congvu.main(_config_first(arguments), prog_name="congvu", standalone_mode=False)
        sys.stdout.flush()
    except click.UsageError as error:
        return _usage(error)
    except (Refused, click.ClickException) as error:
        return _failed(str(error))
    except click.Abort:
        return _failed("stopped")
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except OSError as error:
        return _failed(_of_system(error))
    return code if isinstance(code, int) else GOOD


def _of_system(error: OSError) -> str:
    if isinstance(error, FileExistsError):
        return f"{error.filename} is there already and is never overwritten; name a new file"
    return f"{error.filename or 'congvu'}: {error.strerror or error}"


def _config_first(arguments: Sequence[str]) -> list[str]:
    """``--config`` may stand behind the command too."""
    words = list(arguments)
    end = words.index("--") if "--" in words else len(words)
    for place, word in enumerate(words[:end]):
        if word == "--config" and place + 1 < end:
            return [word, words[place + 1], *words[:place], *words[place + 2 :]]
        if word.startswith("--config="):
            return [word, *words[:place], *words[place + 1 :]]
    return words


def _usage(error: click.UsageError) -> int:
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        click.echo(error.format_message(), err=True)
        return USAGE
    command = error.ctx.command_path if error.ctx else "congvu"
    sentence = " ".join(error.format_message().replace(". Did you", "; did you").split()).rstrip(
        ".?"
    )
    told = f"{command}: {_shortened(sentence[:1].lower() + sentence[1:])}; see {command} --help"
    click.echo(harmless(told), err=True)
    return USAGE


def _failed(sentence: str) -> int:
    click.echo(harmless(_shortened(sentence)), err=True)
    return FAILED


def _shortened(sentence: str) -> str:
    """*sentence* without the middle of a word that somebody pasted: its end says what to write instead."""
    if len(sentence) <= LONGEST:
        return sentence
    return f"{sentence[: LONGEST // 2]} … {sentence[-LONGEST // 2 :]}"
