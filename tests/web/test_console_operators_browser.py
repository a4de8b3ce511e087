"""An operator's night in a real browser: on a phone, a tablet and a wide screen, with scripts and without."""

import asyncio
import json
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from store import Store
from store.verify import Report
from tests.demo.browser import Browser, Page, chromium
from tests.store.office import NOW
from tests.web.operated import QUANG, operated
from tests.web.test_console_browser import filled, looked_at
from tests.web.visitor import Console, console
from web.console.audit import Progress
from work import receipt

PAGES = (
    ("/health", "Hệ thống"),
    ("/mail", "Thư"),
    ("/mail/domains", "Tên miền"),
    ("/mail/domains/moh.gov.vn", "moh.gov.vn"),
    ("/audit", "Nhật ký"),
    ("/people", "Người"),
    ("/people/1", "Trần Thị Bình"),
    ("/agencies", "Cơ quan"),
    ("/agencies/G18", "Bộ Y tế"),
    ("/calendar", "Lịch làm việc 2026"),
)
NAMELESS = """[...document.querySelectorAll('select, progress')]
  .filter((one) => !one.labels.length && !one.ariaLabel && !one.getAttribute('aria-labelledby'))
  .map((one) => one.outerHTML.slice(0, 80))"""
TWICE = """[...document.querySelectorAll('[id]')].map((one) => one.id)
  .filter((id, place, all) => all.indexOf(id) !== place)"""
LEVELS = """[...document.querySelectorAll('h1, h2, h3')].map((one) => +one.tagName[1])
  .some((level, place, all) => place && level > all[place - 1] + 1)"""


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        async with chromium(Path(folder)) as browser:
            yield browser


@pytest.fixture
async def there(store: Store) -> AsyncIterator[tuple[Console, dict[str, int]]]:
    letters = await operated(store)
    async with console(store) as here:
        yield here, letters


async def entered(office: Console, browser: Browser, width: int, scripts: bool) -> Page:
    """A tab in which the operator is in."""
    visitor = await office.entered(QUANG)
    page = await browser.open("about:blank", width, 900, dark=scripts)
    await page.ask("Emulation.setScriptExecutionDisabled", value=not scripts)
    await page.ask("Network.setCookie", name="congvu", value=visitor.cookie, url=office.url)
    return page


@pytest.mark.parametrize(("width", "scripts"), [(360, False), (768, True), (1440, True)])
async def test_every_page_fits_and_a_letter_is_found_held_and_let_go(
    there: tuple[Console, dict[str, int]], browser: Browser, width: int, scripts: bool
) -> None:
    office, letters = there
    page = await entered(office, browser, width, scripts)
    for path, title in PAGES:
        await page.ask("Page.navigate", url=f"{office.url}{path}")
        await looked_at(page, title)
        assert await page.run(NAMELESS) == [], path
        assert await page.run(TWICE) == [], path
        assert not await page.run(LEVELS), path

    name = receipt.encode(letters["waiting"])
    await page.ask("Page.navigate", url=f"{office.url}/mail")
    await looked_at(page, "Thư")
    await filled(page, q=name)
    await looked_at(page, f"Thư {name}")
    await page.click(f"form[action^='/mail/{name}/hold'] button")
    await page.until("document.querySelector('.said')?.textContent.includes('Đã giữ thư')")
    await looked_at(page, f"Thư {name}")
    await page.click("summary")
    await filled_reason(page, f"/mail/{name}/fail", "gửi nhầm đơn vị")
    await page.until("document.querySelector('.said')?.textContent.includes('Đã trả thư')")
    assert await page.run("document.querySelector('#act')") is None, "nothing is left to do"
    assert browser.complaints == [], "its own policy lets all of it through"


@pytest.mark.parametrize("scripts", [False, True])
async def test_the_verification_is_told_of_by_itself(
    there: tuple[Console, dict[str, int]], browser: Browser, scripts: bool
) -> None:
    """What the page says while it runs gives way to what was found, without a press."""
    office, gate = there[0], asyncio.Event()
    report = Report()
    office.desk.operating.jobs.start(
        "audit", lambda: _awaited(gate, report), NOW, Progress(report, 9)
    )
    page = await entered(office, browser, 360, scripts)
    await page.ask("Page.navigate", url=f"{office.url}/audit/verification")
    await page.until("document.querySelector('progress') !== null")
    gate.set()
    await page.until("document.querySelector('h2')?.textContent.includes('còn nguyên vẹn')")
    await page.ask("Page.navigate", url=f"{there[0].url}/audit")
    await looked_at(page, "Nhật ký")
    await page.click("form[action='/audit/verification'] button")
    await page.until("document.querySelector('h2')?.textContent.includes('còn nguyên vẹn')")
    await looked_at(page, "Kiểm tra nhật ký")


async def _awaited(gate: asyncio.Event, report: Report) -> Report:
    await gate.wait()
    return report


async def filled_reason(page: Page, action: str, why: str) -> None:
    """Writes the reason into the form that goes there, and sends it."""
    selector = json.dumps(f"form[action^='{action}']")
    form = f"document.querySelector({selector})"
    await page.until(f"{form} !== null")
    await page.run(f"{form}.querySelector('[name=reason]').value = {json.dumps(why)}")
    await page.run(f"{form}.querySelector('button').click()")
