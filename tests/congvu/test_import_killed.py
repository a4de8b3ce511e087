"""A daemon that is killed while a register is taken in: all of it stands, or nothing, and who brought it is told which."""

import asyncio
import random
from contextlib import suppress
from pathlib import Path

import httpx
import pytest
from sqlalchemy import func, select

from schedules.clock import MachineClock
from store import Store, Tx, imports
from store.console import link
from store.schema.work import task
from tests.congvu.served import ADDRESS, Served, until
from tests.store.office import HA, staffed
from tests.web.test_console_imports import CITED, brought, ready, seen, table
from tests.web.test_console_tasks import words
from tests.web.visitor import Visitor, enter

ROWS = 300
REGISTER = table(
    *(("", CITED.format(1000 + n), "Vụ Pháp chế", "23/10/2036", "", "", "") for n in range(ROWS))
)
LONGEST = 0.6  # seconds until the kill: keeping takes about half as long
TOKEN = "token-of-ha"


class Office(Served):
    """One whose clerk is in by a browser."""

    async def made(self) -> None:
        text = self.config.read_text("utf-8")
        self.config.write_text(text.replace('"vpcp.gov.vn"', '"moh.gov.vn"', 1), "utf-8")
        store = Store.open(self.url, "test")
        await staffed(store)
        await store.write(enter, HA, link.token_hash(TOKEN), MachineClock().now())
        await store.close()

    def clerk(self, browser: httpx.AsyncClient) -> Visitor:
        visitor = Visitor(browser, str(browser.base_url).rstrip("/"))
        visitor.plant(TOKEN)
        return visitor

    def browser(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(base_url=f"http://{ADDRESS}:{self.port}", timeout=60)


def stands(tx: Tx) -> tuple[list[tuple[str, int]], int]:
    """The imports with what each opened, and how many tasks there are."""
    kept = [(one.file, one.opened) for one in imports.listed(tx)]
    return kept, tx.value(select(func.count()).select_from(task))


@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    "seed", [1, *(pytest.param(n, marks=pytest.mark.proof) for n in range(2, 8))]
)
async def test_a_register_is_there_whole_or_not_at_all_and_its_page_says_which(
    tmp_path: Path, seed: int
) -> None:
    office, chance = Office(tmp_path), random.Random(seed)
    await office.made()
    process = await office.start()
    await until(office.ready)
    async with office.browser() as browser:
        clerk = office.clerk(browser)
        page = await brought(clerk, REGISTER, name="so.csv")
        async with asyncio.TaskGroup() as group:
            group.create_task(confirmed(clerk, seen(page)))
            await asyncio.sleep(chance.uniform(0.0, LONGEST))
            process.kill()
        await process.wait()
    kept, tasks = await office.read(stands)
    assert (kept, tasks) in (([], 0), ([("so.csv", ROWS)], ROWS))

    async with office.serving(), office.browser() as browser:
        clerk = office.clerk(browser)
        told = words((await clerk.look("/imports/preview")).text)
        assert "Không có tệp đang chờ" in told
        assert ("Lần nhập gần nhất của Ông/Bà: tệp so.csv," in told) == bool(kept), told
        if not kept:
            page = await brought(clerk, REGISTER, name="so.csv")
            await ready(clerk, await clerk.send("/imports/preview", seen=seen(page)))
    assert await office.read(stands) == ([("so.csv", ROWS)], ROWS)


async def confirmed(clerk: Visitor, mark: str) -> None:
    with suppress(httpx.TransportError):
        await clerk.send("/imports/preview", seen=mark)
