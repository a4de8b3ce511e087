"""Every page kind of the console, as every position sees it, over many open tasks: processor time, queries, octets.

In this process, one page after the other, so that nothing else is counted; the cheapest of three
looks, behind one that warms up. Exit code 1 where a page takes longer, or weighs more, than is asked for.
"""

import argparse
import asyncio
import gzip
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from unittest.mock import patch

import httpx

from bench.browse_people import Browsing, enter
from bench.chat_office import Filling, fill
from demo.clock import machine_now
from schedules.calendar import OFFICE_ZONE
from store import Store, Tx, reader
from store.schema.directory import person
from tests.web.statements import Statements
from tests.web.visitor import Watch, desk_of
from web.app import application
from web.console.gate import Gate
from web.console.routes import console_routes
from work.person import Position

PEOPLE, TASKS = 1_000, 100_000
MOST_MS, MOST_OCTETS = 100.0, 50_000
LOOKS = 3
READ_LIMIT_MS = 60_000  # processor time is what counts here: beside others a read may take long
PAGES = (
    "/work", "/work?page=2", "/work?filter=late", "/work?filter=soon", "/work?filter=week",
    "/work?filter=wait", "/work?role=lead", "/work?scope=unit", "/work?scope=unit&filter=late",
    "/work?scope=agency", "/work?scope=agency&page=2", "/work?scope=agency&page=999999",
    "/work?scope=agency&filter=late", "/work?scope=agency&filter=soon",
    "/work?scope=agency&filter=week", "/work?scope=agency&filter=wait",
    "/work?scope=agency&role=coord", "/work?who=u{unit}", "/work?who=p{person}", "/tasks/{task}",
    "/tasks/{task}/extend", "/tasks/{task}/submit", "/tasks/{waiting}/decide", "/approvals",
    "/unit", "/agency", "/assign", "/intake", "/intake?show=registered", "/intake/rules",
    "/imports", "/plans", "/plans/new", "/forms", "/forms/asked", "/forms/kinds", "/forms/total",
    "/petitions", "/search", "/search?q=quy+hoach", "/search?q=quy+hoach+so+77",
    "/search?q=cung+unq+thuoc", "/search?q=khong+co+gi", "/search?q=nguyen+van+an", "/search?q=500/UBND-VX",
    "/documents", "/documents?page=2", "/documents/{paper}", "/figures", "/figures?period=year",
    "/calendar", "/settings", "/mail", "/mail/domains", "/health", "/audit", "/people",
    "/people/{person}", "/agencies", "/agencies/H00",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Look:
    """What one page cost as somebody of that *position*."""

    position: str
    page: str
    status: int
    ms: float
    queries: int
    octets: int
    packed: int

    @property
    def good(self) -> bool:
        """Whether it is what is asked for."""
        return self.ms <= MOST_MS and self.octets <= MOST_OCTETS


def main() -> int:
    """Measures, prints the dearest first, and gives the exit code."""
    parser = argparse.ArgumentParser(prog="python -m bench.pages", description=__doc__)
    parser.add_argument("--people", type=int, default=PEOPLE)
    parser.add_argument("--tasks", type=int, default=TASKS)
    asked = parser.parse_args()
    filling = Filling(asked.people, asked.tasks, machine_now().astimezone(OFFICE_ZONE).date())
    folder = tempfile.TemporaryDirectory(prefix="congvu-bench-")
    with folder as name, patch.object(reader, "READ_LIMIT_MS", READ_LIMIT_MS):
        found = asyncio.run(looks(f"sqlite:///{name}/congvu.db", filling))
    print(
        "| position | page | status | CPU ms | queries | octets | packed |\n|---|---|---|---|---|---|---|"
    )
    for one in sorted(found, key=lambda look: -look.ms):
        facts = f"{one.status} | {one.ms:.1f} | {one.queries} | {one.octets} | {one.packed}"
        print(f"| {one.position} | {one.page} | {facts} |{'' if one.good else ' <-'}")
    return 0 if all(one.good for one in found) else 1


async def looks(address: str, filling: Filling) -> list[Look]:
    """Each page as one of each position sees it, in the empty store at *address*, which is filled."""
    await asyncio.to_thread(fill, address, filling)
    store = Store.open(address, "bench")
    try:
        people = _one_of_each(filling)
        await store.write(_operator, filling)
        await store.write(enter, people, "moh.gov.vn", machine_now())
        async with _browser(store) as browser:
            return [
                await _look(browser, store, one, page, filling) for one in people for page in PAGES
            ]
    finally:
        await store.close()


def _one_of_each(filling: Filling) -> Sequence[Browsing]:
    """The first of each position, who are of the largest agency, and an operator."""
    firsts = {one.position: one for one in reversed(filling.everybody())}
    operator = filling.somebody(filling.people)
    return [Browsing(one, f"token-{one.id}") for one in (*firsts.values(), operator)]


def _operator(tx: Tx, filling: Filling) -> None:
    """Makes one out of the last person."""
    last = filling.people
    tx.run(person.update().where(person.c.id == last).values(position=Position.OPERATOR))


@asynccontextmanager
async def _browser(store: Store) -> AsyncIterator[httpx.AsyncClient]:
    """What looks at the console over *store*, within this process."""
    desk, _ = desk_of(store, Watch(machine_now()))
    gate = Gate(desk)
    app = application(console_routes(gate), lost=gate.lost)
    way = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=way, base_url=desk.place.url) as browser:
        yield browser


async def _look(
    browser: httpx.AsyncClient, store: Store, one: Browsing, page: str, filling: Filling
) -> Look:
    mine = one.who.id - 1 or filling.people
    facts = {"task": mine, "waiting": filling.people * 3, "paper": 1, "unit": one.who.unit}
    place = page.format(**facts, person=one.who.id)
    fields = {"cookie": f"congvu={one.token}"}
    answer = await browser.get(place, headers=fields)
    costs = []
    queries = Statements()
    with queries:
        for _ in range(LOOKS):
            before = time.process_time()
            answer = await browser.get(place, headers=fields)
            costs.append(time.process_time() - before)
    return Look(
        str(one.who.position) if one.who.id < filling.people else "operator",
        page,
        answer.status_code,
        1000 * min(costs),
        queries.count // LOOKS,
        len(answer.content),
        len(gzip.compress(answer.content)),
    )


if __name__ == "__main__":
    sys.exit(main())
