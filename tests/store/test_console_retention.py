"""Sessions of the console and links that were sent for it go by age, and an index serves that."""

from datetime import datetime, timedelta

import pytest

from store import Store
from store.console import link, session
from store.console.session import NewSession
from store.engine import open_engines
from store.schema.console import console_link, console_session
from tests.store.office import BINH, staffed
from tests.store.planned import assert_served
from tests.store.test_retention import EDGE, NOW, OLD, cleared, cut, left
from work.console import Stage, Where
from work.retention import Kind

BEFORE = OLD - timedelta(days=1)


@pytest.fixture
async def office(store: Store) -> Store:
    """One session and one link of before the cut, and one of after it."""
    await staffed(store)
    await entered(store, b"old", BEFORE)
    await entered(store, b"edge", EDGE)
    return store


async def entered(store: Store, name: bytes, at: datetime) -> None:
    where = Where("192.0.2.7", "Firefox")
    await store.write(session.begin, NewSession(name, BINH, Stage.SECOND, where), at)
    await store.write(link.ask_reset, "binh@moh.gov.vn", link.draw("http://x"), where, at)


async def test_they_go_by_age(office: Store) -> None:
    assert await cleared(office, Kind.CONSOLE_SESSIONS) == [1]
    assert await cleared(office, Kind.CONSOLE_LINKS) == [1]

    assert await left(office, console_session.c.token_hash) == [b"edge"]
    assert await left(office, console_link.c.made_at) == [EDGE]


@pytest.mark.parametrize("kind", [Kind.CONSOLE_SESSIONS, Kind.CONSOLE_LINKS])
async def test_an_index_serves_it(office: Store, url: str, kind: Kind) -> None:
    engines = open_engines(url)
    assert_served(engines, cut(kind), NOW)
    engines.dispose()
