"""Every page by the rules of WCAG 2.1 A and AA, as axe-core judges them, in a real browser: on a phone and a wide screen, light and dark."""

import json
import tempfile
from collections.abc import AsyncIterator
from datetime import timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from starlette.routing import Route

from store import Store
from tests.demo.browser import Browser, Page, chromium
from tests.store import read_letters
from tests.store.office import GIANG, HA, opened, work
from tests.web.operated import QUANG, operated
from tests.web.test_console_browser import BINHS, filled
from tests.web.visitor import PASSWORD, Console, console, secret_in, totp
from web.console.gate import Gate
from web.console.routes import console_routes

AXE = files("axe_core_python").joinpath("axe.min.js").read_text(encoding="utf-8")
JUDGED = """axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice']}).then((found) =>
  found.violations.map((one) => [one.id, one.impact, one.nodes.slice(0, 3).map((node) =>
    node.html.slice(0, 160) + ' | ' + node.failureSummary.slice(0, 200))]))"""
LOOKS = frozenset({"/console.css", "/console.js", "/console.svg"})
GIVEN = {  # where a page with a name in its address is found
    "/tasks/{number}": "/tasks/1",
    "/documents/{number}": "/documents/1",
    "/mail/{letter}": "/mail/00002W",
    "/mail/domains/{domain}": "/mail/domains/moh.gov.vn",
    "/people/{number}": "/people/1",
    "/agencies/{code}": "/agencies/G18",
    "/search": "/search?q=bao+cao",
    "/documents": "/documents?month=2026-09",
    "/intake/{number}": "/intake/2",
}
FILES = frozenset(
    {
        "/documents/xlsx",
        "/figures/xlsx",
        "/intake/{number}/text",
        "/intake/letters/{number}/original",
    }
)
OPERATION = ("/mail", "/health", "/audit", "/people", "/agencies")
STRANGER = frozenset({"/login", "/forgot"})
ON_THE_WAY = frozenset({"/entry/{token}", "/second", "/enrol"})  # seen while somebody comes in
SEEN = (("vi", 360, True), ("en", 1440, False))  # language, width, dark


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        async with chromium(Path(folder)) as browser:
            yield browser


@pytest.fixture
async def office(store: Store) -> AsyncIterator[Console]:
    await operated(store)
    await read_letters.issuer(store)
    await opened(store, work("2026-09-28"), work("2026-10-02"))
    await read_letters.proposed(store, read_letters.read(number="7/VPCP-KGVX"))
    doubtful = read_letters.errand("các đơn vị")
    letter = await read_letters.written(store, read_letters.LETTER)
    await read_letters.proposed(store, read_letters.read(doubtful, read_letters.errand()), letter)
    async with console(store) as here:
        yield here


async def judged(page: Page) -> list[Any]:
    """What axe finds on the page: rule, impact, elements."""
    await page.run(AXE)
    return list(await page.run(JUDGED))


def pages(office: Console) -> set[str]:
    """The address of each page of the console."""
    routes = [one for one in console_routes(Gate(office.desk)) if isinstance(one, Route)]
    return {one.path for one in routes if "GET" in (one.methods or ())} - LOOKS - FILES


@pytest.mark.parametrize(("language", "width", "dark"), SEEN)
async def test_axe_finds_nothing_on_any_page(
    office: Console, browser: Browser, language: str, width: int, dark: bool
) -> None:
    visitor = await office.entered(GIANG)
    operator, clerk = await office.entered(QUANG), await office.entered(HA)
    for one in (visitor, operator, clerk):
        await one.look("/settings")
        await one.send("/settings/language", language=language)
    page = await browser.open("about:blank", width, 900, dark=dark)
    await page.ask("Network.enable")
    await page.ask("Network.setExtraHTTPHeaders", headers={"accept-language": language})
    found = {}
    for path in sorted(pages(office) - ON_THE_WAY):
        who = operator if path.startswith(OPERATION) else visitor
        who = clerk if path.startswith("/intake") else who
        cookie = "" if path in STRANGER else who.cookie
        await page.ask("Network.setCookie", name="congvu", value=cookie, url=office.url)
        address = f"{office.url}{GIVEN.get(path, path)}"
        await page.ask("Page.navigate", url=address)
        at = f"location.href === {json.dumps(address)} && document.readyState === 'complete'"
        await page.until(f"{at} && document.documentElement.lang === {json.dumps(language)}")
        found[path] = await judged(page)

    assert [(path, one) for path, told in found.items() for one in told] == []


@pytest.mark.parametrize(("language", "width", "dark"), SEEN)
async def test_axe_finds_nothing_on_the_way_in(
    office: Console, browser: Browser, language: str, width: int, dark: bool
) -> None:
    page = await browser.open("about:blank", width, 900, dark=dark)
    await page.ask("Network.enable")
    await page.ask("Network.setExtraHTTPHeaders", headers={"accept-language": language})
    found = []

    async def look(heading: str) -> None:
        await page.until(
            f"document.readyState === 'complete' && !!document.querySelector({json.dumps(heading)})"
        )
        found.append(await judged(page))

    await page.ask("Page.navigate", url=f"{office.url}{await office.invited(BINHS)}")
    await look("main [name=again]")
    await filled(page, password=PASSWORD, again=PASSWORD)
    await look("main [name=code]")
    secret = secret_in(await page.run("document.documentElement.outerHTML"))
    await filled(page, code=totp(secret, office.watch.now()))
    await look("main .codes, main ol, main ul")
    await page.click("main .button")
    await look("header .leave button")
    await page.click("header .leave button")
    office.watch.after(timedelta(minutes=1))
    await look("main [name=mailbox]")
    await filled(page, mailbox=BINHS, password=PASSWORD)
    await look("main [name=code]")

    assert found == [[]] * 6
