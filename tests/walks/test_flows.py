"""Every flow of the office is done without Telegram, and docs/flows.md says by which page."""

import re
from collections.abc import Iterable
from pathlib import Path

import click
import pytest
from starlette.routing import Route

from bot.commands import MENU
from congvu.cli.main import congvu
from store import Store
from tests.congvu.names import name_server
from tests.house.commands import commands
from tests.house.tree import ROOT
from tests.store.office import NOW
from tests.walks.flows import GONE, Office
from tests.web.visitor import Watch, desk_of
from web.console.gate import Gate
from web.console.routes import console_routes

PAGE = ROOT / "docs/flows.md"
BESIDE = ("task", "document", "intake", "plan", "form", "petition", "event", "stand-in")
ALSO = {"person hand-overs"}  # what was handed over before
ZONE = {"moh.gov.vn": "v=spf1 ip4:127.0.0.1 -all", "_dmarc.moh.gov.vn": "v=DMARC1; p=none"}
CLOCK = ("--clock-start", "2026-10-01T07:59:50+07:00", "--clock-speed", "1")


@pytest.mark.timeout(300)
async def test_all_22_flows_are_gone_by_pages_and_mail_with_telegram_off(tmp_path: Path) -> None:
    with name_server(ZONE) as names:
        office = Office(tmp_path, names)
        await office.given()
        async with office.serving(*CLOCK):
            try:
                for flow in GONE:
                    await flow(office)
            finally:
                await office.leave()

    assert not office.lines("intake.failed")


def rows(title: str) -> list[list[str]]:
    """The cells of the table below that title."""
    part = PAGE.read_text("utf-8").partition(f"## {title}\n")[2].partition("\n## ")[0]
    lines = [line for line in part.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def named(cells: Iterable[str]) -> list[str]:
    """What stands in code in those cells."""
    return [found for cell in cells for found in re.findall(r"`([^`]+)`", cell)]


def test_the_table_of_flows_names_all_22_and_what_goes_them() -> None:
    table = rows("The 22 flows")

    assert [row[0] for row in table] == [str(number) for number in range(1, 23)]
    gone = {flow.__name__: (flow.__doc__ or "").partition(":")[0] for flow in GONE}
    assert {named(row[-1:])[0]: row[0] for row in table} == gone


def test_each_chat_command_has_its_page() -> None:
    table = rows("What chat commands do")

    assert sorted(named(row[0] for row in table)) == sorted(f"/{name}" for name in MENU)
    assert all(row[1] for row in table)


def test_each_command_of_people_of_the_office_has_its_page() -> None:
    """Those that take --as, and all that stand beside them."""
    every = {
        context.command_path.removeprefix("congvu "): command
        for command, context in commands(congvu, "congvu")
        if not isinstance(command, click.Group)
    }
    acting = {
        name for name, command in every.items() if any("--as" in one.opts for one in command.params)
    }
    beside = {name for name in every if name.split()[0] in BESIDE}

    assert set(named(row[0] for row in rows("What commands do"))) == acting | beside | ALSO


async def test_every_page_of_the_tables_is_there(store: Store) -> None:
    gate = Gate(desk_of(store, Watch(NOW))[0])
    paths = {one.path for one in console_routes(gate) if isinstance(one, Route)}
    cells = [row[2] for row in rows("The 22 flows")]
    cells += [
        row[1] for title in ("What chat commands do", "What commands do") for row in rows(title)
    ]

    assert set(named(cells)) - paths == set()
