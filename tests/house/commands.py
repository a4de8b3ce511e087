"""Writes docs/commands.md out of the commands themselves: python -m tests.house.commands > docs/commands.md"""

import inspect
import re
import sys
from collections.abc import Iterator

import click

from congvu.cli.main import congvu

HEAD = """# Commands

Every command with its arguments and options, as `congvu COMMAND --help` tells them. Made of the code by `python -m tests.house.commands > docs/commands.md`.

Exit codes: 0 good, 1 refused or failed, 2 a usage error. An error is one sentence on standard error that says what to do. `--config FILE` may stand before or behind any command; `--help` is an option of each."""


def commands(command: click.Command, path: str) -> Iterator[tuple[click.Command, click.Context]]:
    """*command* and all below it that are shown, each with the context that knows its *path*."""
    context = click.Context(command, info_name=path)
    yield command, context
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            if below is not None and not below.hidden:
                yield from commands(below, f"{path} {name}")


def options(command: click.Command, context: click.Context) -> Iterator[tuple[str, str]]:
    """How each option is written, and what it does; empty where it does not say."""
    for option in command.params:
        if isinstance(option, click.Option) and (told := option.get_help_record(context)):
            yield told[0], told[1] if option.help else ""


def document() -> str:
    """The whole page."""
    return "\n\n".join([HEAD, *(_entry(*found) for found in commands(congvu, "congvu"))]) + "\n"


def _entry(command: click.Command, context: click.Context) -> str:
    level = "##" if context.info_name and context.info_name.count(" ") < 2 else "###"
    usage = " ".join([context.command_path, *command.collect_usage_pieces(context)])
    told = [f"{level} {context.command_path}", f"`{usage}`", _help(command.help or "")]
    listed = [f"- `{written}`: {does}" for written, does in options(command, context)]
    return "\n\n".join([*told, "\n".join(listed)] if listed else told)


def _help(text: str) -> str:
    r"""Paragraphs on one line each; those marked with \b keep their lines."""
    return "\n\n".join(map(_paragraph, re.split(r"\n\s*\n", inspect.cleandoc(text))))


def _paragraph(text: str) -> str:
    if text.startswith("\b"):
        return f"```\n{text.removeprefix(chr(8)).strip(chr(10))}\n```"
    return " ".join(text.split())


if __name__ == "__main__":
    sys.stdout.write(document())
