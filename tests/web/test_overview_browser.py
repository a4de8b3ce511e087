"""The overview page in a real browser: it fits a phone and a wide screen, renews itself, and says when it cannot."""

import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from schedules.clock import MachineClock, OfficeClock
from schedules.official import official_calendar
from store import Store
from store.clock import Anchor
from tests.demo.browser import Browser, chromium
from tests.store.office import OTHER_UNIT, opened, staffed, work
from tests.web.conftest import Loop, Told, serving
from web.app import application
from web.overview import Office, OverviewPage
from work.signing import Senders

LOOK = "document.dispatchEvent(new Event('visibilitychange'))"
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"

ROOM_BESIDE_THE_LINK = (
    "innerWidth - document.querySelector('.language').getBoundingClientRect().right"
)


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        async with chromium(Path(folder)) as browser:
            yield browser


async def test_the_page_fits_renews_itself_and_says_when_nobody_answers(
    store: Store, told: Told, browser: Browser
) -> None:
    await staffed(store)
    await opened(store, work("2026-11-19"), work(None, None, OTHER_UNIT))
    told.all_loops = [Loop(f"a-loop-with-a-long-name-{number}") for number in range(12)]
    machine = MachineClock()
    now = machine.now()
    clock = OfficeClock(machine, Anchor(now, now, now, 1.0, None))  # that makes the longest lines
    office = Office("Văn phòng Chính phủ", "vi", Senders("vpcp.gov.vn"), official_calendar(), clock)
    app = application(OverviewPage(store, told, office, machine).routes())

    async with serving(app) as (door, _):
        url = f"{await door.url()}/?lang=vi"
        for width, height in ((390, 844), (1440, 900)):
            page = await browser.open(url, width, height, dark=width < 600)
            await page.until("document.querySelector('.figures dd') !== null")
            assert await page.run(OVERFLOW) == 0
            assert await page.run(ROOM_BESIDE_THE_LINK) >= 12
        assert await page.run("getComputedStyle(document.querySelector('main')).display") == "grid"

        told.has_room = False
        await page.run(LOOK)
        await page.until("document.querySelector('.verdict.act') !== null")
        assert await page.run("document.querySelector('#lost').hidden")
        assert browser.complaints == [], "its own policy lets all of it through"

    await page.run(LOOK)
    await page.until("!document.querySelector('#lost').hidden")
    assert await page.run("document.querySelectorAll('.card').length") == 5, "it stands as it was"
