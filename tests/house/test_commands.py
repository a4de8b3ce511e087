"""Every command and option is documented, and the page is up to date."""

import re

import click
import pytest

from congvu.cli.main import congvu
from tests.house.commands import commands, document, options
from tests.house.tree import ROOT

ALL = [(context.command_path, command, context) for command, context in commands(congvu, "congvu")]


@pytest.mark.parametrize(("path", "command", "context"), ALL, ids=[path for path, _, _ in ALL])
def test_each_says_what_it_does_and_so_do_its_options(
    path: str, command: click.Command, context: click.Context
) -> None:
    assert command.help, path
    assert [written for written, does in options(command, context) if not does] == []


def test_the_page_of_commands_is_as_the_commands_are() -> None:
    written = (ROOT / "docs/commands.md").read_text("utf-8")

    assert written == document(), "python -m tests.house.commands > docs/commands.md"


@pytest.mark.parametrize(("path", "command", "context"), ALL, ids=[path for path, _, _ in ALL])
def test_its_help_holds_no_sign_that_is_not_to_be_seen(
    path: str, command: click.Command, context: click.Context
) -> None:
    told = command.get_help(context)

    assert "\b" not in told
    assert re.findall(r"^[ \t]+$|default: \(|default: [A-Z]{2}", told, re.MULTILINE) == [], path
