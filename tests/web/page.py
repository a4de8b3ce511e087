"""The overview page as a client gets it: its words, and its skeleton."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from html.parser import HTMLParser

import httpx

from schedules.clock import OfficeClock
from schedules.official import official_calendar
from store import Store, spool
from store.clock import Anchor
from tests.store.letters import DAY, MINUTE, new_letter
from tests.store.office import at
from tests.web.conftest import Told, serving
from web.app import application
from web.overview import Office, OverviewPage
from work.letter import State
from work.signing import Senders

MONDAY = at("2026-11-23", "09:15")
NAME = "Văn phòng Chính phủ"
CALENDAR = official_calendar()
SENDERS = Senders("vpcp.gov.vn")


class Stopped:
    """A clock that stands."""

    def __init__(self, now: datetime = MONDAY) -> None:
        self._now = now

    def now(self) -> datetime:
        return self._now


class Words(HTMLParser):
    """The words of a page, line by line of its blocks, and its skeleton of elements and classes."""

    INLINE = frozenset({"b", "small", "span", "code", "time", "a"})

    def __init__(self, page: str) -> None:
        super().__init__()
        self.lines: list[str] = [""]
        self.skeleton: list[str] = []
        self.addresses: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.skeleton.append(f"{tag}.{found.get('class', '')}")
        self.addresses += [found[name] or "" for name in ("href", "src") if name in found]
        if tag not in self.INLINE:
            self.lines.append("")

    def handle_data(self, data: str) -> None:
        self.lines[-1] = " ".join(f"{self.lines[-1]} {data}".split())


@asynccontextmanager
async def door(
    store: Store, told: Told, simulation: Anchor | None = None, language: str = "vi"
) -> AsyncIterator[httpx.AsyncClient]:
    """A client of a door whose page is that of a ministry, on a Monday morning."""
    machine = Stopped()
    office = Office(NAME, language, SENDERS, CALENDAR, OfficeClock(machine, simulation))
    page = OverviewPage(store, told, office, machine)
    async with serving(application(page.routes())) as (_, client):
        yield client


async def lines(client: httpx.AsyncClient, path: str = "/") -> list[str]:
    """What the page says, one line a block."""
    answer = await client.get(path)
    assert answer.status_code == 200, answer.text
    return [line for line in Words(answer.text).lines if line]


def after(said: list[str], title: str, number: int) -> list[str]:
    """The *number* lines behind *title*."""
    start = said.index(title) + 1
    return said[start : start + number]


def holds(said: list[str], *row: str) -> bool:
    """Whether the cells of *row* stand one behind the other."""
    return any(tuple(said[n : n + len(row)]) == row for n in range(len(said)))


async def letter(
    store: Store, age: timedelta, state: State | None = None, hold: str | None = None
) -> None:
    """A letter to two, of which the first stands in *state*, settled where that is an end."""
    came = MONDAY - age
    new = new_letter("a@moh.gov.vn", "b@moh.gov.vn", hold=hold)
    kept = await store.write(spool.accept, new, came, came + 5 * DAY, "w1" if state else None)
    assert kept is not None
    if state is not None:
        end = spool.Settlement(
            spool.Key(kept.letter, 0, 0), state, "2.0.0", "", State.CLAIMED, None
        )
        await store.write(spool.settle, "w1", (end,), MONDAY - MINUTE)
