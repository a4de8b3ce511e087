"""Why somebody does something, as it is typed at a command: no door keeps such words where they bear a mark of secrecy."""

import click
import pytest

from congvu.cli.main import congvu
from congvu.cli.said import MARKED, Said
from tests.congvu.office import Office
from tests.house.commands import commands

ABOUT_MARKS = "congvu secrecy close"  # whoever closes an incident says which mark it was
OPERATORS = (
    ("drop", "0000HX"),
    ("fail", "0000HX"),
    ("reject", "0000HX", "--as", "binh@yte.gov.vn"),
    ("release", "0000HX", "--without-approval"),
    ("drop-restored", "--notices"),
    ("suspend", "moh.gov.vn"),
    ("suppress", "an@bacninh.gov.vn"),
)


def test_every_reason_that_a_command_takes_is_of_the_kind_that_no_mark_passes() -> None:
    reasons = {
        context.command_path: option.type
        for command, context in commands(congvu, "congvu")
        for option in command.params
        if isinstance(option, click.Option) and {"--reason", "--why"} & {*option.opts}
    }
    assert len(reasons) > 20
    unlike = {name for name, kind in reasons.items() if not isinstance(kind, Said)}
    assert unlike == {ABOUT_MARKS}


@pytest.mark.parametrize("mark", ["kế hoạch TUYỆT MẬT", "LƯU HÀNH NỘI BỘ"])
def test_senders_and_operators_read_no_reason_with_a_mark(office: Office, mark: str) -> None:
    """What was typed at `congvu queue` went into reports to senders and lists as it was."""
    for command in OPERATORS:
        assert office.refused("queue", *command, "--reason", mark) == MARKED, command
    assert office.json("queue", "suspended") == []
    assert office.json("queue", "suppressed") == []


def test_an_office_that_a_decision_excuses_from_the_look_says_what_it_likes(office: Office) -> None:
    """Pages and chats took it there; commands did not."""
    config = office.folder / "config.toml"
    config.write_text(f'{config.read_text()}\n[secrecy]\nwaived_by = "QĐ 1"\n')
    office.good("queue", "suspend", "moh.gov.vn", "--reason", "LƯU HÀNH NỘI BỘ")
    (one,) = office.json("queue", "suspended")
    assert one["reason"] == "LƯU HÀNH NỘI BỘ"
