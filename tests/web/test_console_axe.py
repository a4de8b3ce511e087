"""Every page by the rules of WCAG 2.1 A and AA, as axe-core judges them, in a real browser: on a phone and a wide screen, light and dark."""

import json
import tempfile
from collections.abc import AsyncIterator
from datetime import date, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from starlette.routing import Route

from schedules.official import official_calendar
from schedules.report_asking import Days, Opening, ask, opening_of
from store import Store, Tx, extension, plan, reply, task
from store.form import versions
from store.task import Submission
from tests.demo.browser import Browser, Page, chromium
from tests.store import read_letters
from tests.store.events import invited
from tests.store.office import BINH, CLI, GIANG, HA, opened, work
from tests.store.petitions import filed
from tests.web.operated import QUANG, THU, operated
from tests.web.test_console_browser import BINHS, filled
from tests.web.visitor import PASSWORD, Console, console, secret_in, totp
from tests.work.forms import form
from web.console.gate import Gate
from web.console.routes import console_routes
from work.digest_mark import mark
from work.event import Part
from work.extension import Ask
from work.form.form import Audience
from work.plan import Head, NewGroup, NewPlan, Owner
from work.report import NewFile, NewFiles

AXE = files("axe_core_python").joinpath("axe.min.js").read_text(encoding="utf-8")
JUDGED = """axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice']}).then((found) =>
  found.violations.map((one) => [one.id, one.impact, one.nodes.slice(0, 3).map((node) =>
    node.html.slice(0, 160) + ' | ' + node.failureSummary.slice(0, 200))]))"""
LOOKS = frozenset({"/console.css", "/console.js", "/console.svg"})
GIVEN = {  # where a page with a name in its address is found
    "/tasks/{number}": "/tasks/1",
    "/documents/{number}": "/documents/1",
    "/documents/{number}/filing": "/documents/1/filing",
    "/mail/{letter}": "/mail/00002W",
    "/mail/domains/{domain}": "/mail/domains/moh.gov.vn",
    "/people/{number}": "/people/1",
    "/agencies/{code}": "/agencies/G18",
    "/search": "/search?q=bao+cao",
    "/documents": "/documents?month=2026-09",
    "/intake/{number}": "/intake/2",
    "/tasks/{number}/decide": "/tasks/3/decide",
    "/letters/{number}": "/letters/6",
    "/imports/{number}": "/imports/1",
    "/plans/{number}": "/plans/1",
    "/plans/{number}/copy": "/plans/1/copy",
    "/forms/{number}": "/forms/1",
    "/forms/total": "/forms/total?form=BC-CCHC&period=2026-09",
    "/petitions/{number}": "/petitions/1",
    "/events/{number}": "/events/1?time=2",
    **{
        f"/tasks/{{number}}/{act}": f"/tasks/1/{act}"
        for act in ("extend", "hand-on", "pause", "resume", "cancel", "snooze", "submit")
    },
    **{
        f"/tasks/{{number}}/{act}": f"/tasks/1/{act}"
        for act in ("assign", "describe", "due", "finish", "recall")
    },
    "/tasks/{number}/reopen": "/tasks/4/reopen",
}
FILES = frozenset(  # and streams: nothing that is looked at
    {
        "/documents/xlsx",
        "/events/ics",
        "/events/{number}/ics",
        "/figures/xlsx",
        "/forms/toml",
        "/forms/total/xlsx",
        "/forms/{number}/sent/{version}",
        "/forms/{number}/sheet",
        "/plans/{number}/xlsx",
        "/intake/{number}/text",
        "/intake/letters/{number}/original",
        "/live",
        "/passkey",
        "/petitions/figures/xlsx",
        "/settings/passkeys",
        "/tasks/{number}/files/{event}/{position}",
    }
)
WHO = {  # whose page it is; the others are looked at by the agency's head
    **dict.fromkeys(("/assign", "/intake", "/intake/{number}", "/intake/rules"), HA),
    **dict.fromkeys(("/petitions", "/petitions/new", "/petitions/{number}"), HA),
    "/petitions/figures": HA,
    **dict.fromkeys(("/documents/new", "/documents/{number}/filing"), HA),
    **dict.fromkeys(("/events", "/events/new"), HA),
    "/letters/{number}": THU,
    **dict.fromkeys(("/imports", "/imports/preview", "/imports/{number}"), HA),
    **dict.fromkeys(("/plans", "/plans/new", "/plans/{number}", "/plans/{number}/copy"), HA),
    **dict.fromkeys(("/mail", "/mail/{letter}", "/mail/domains", "/mail/domains/{domain}"), QUANG),
    **dict.fromkeys(("/health", "/audit", "/audit/verification"), QUANG),
    **dict.fromkeys(("/people", "/people/{number}", "/agencies", "/agencies/{code}"), QUANG),
}
STRANGER = frozenset({"/login", "/forgot"})
ON_THE_WAY = frozenset(
    {"/entry/{token}", "/second", "/enrol", "/digest/{mark}"}
)  # seen without a login
SEEN = (("vi", 360, True), ("en", 1440, False))  # language, width, dark


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        async with chromium(Path(folder)) as browser:
            yield browser


@pytest.fixture
async def office(store: Store) -> AsyncIterator[Console]:
    await operated(store)
    dues = ("2026-09-28", "2026-10-05", "2026-10-02", "2026-10-09")
    await opened(store, *(work(one) for one in dues))
    await store.write(task.recall, 4, CLI, "giao nhầm")
    await filed(store)
    await invited(store, times=3, people=((GIANG, Part.CHAIR), (HA, Part.REQUIRED)))
    today = date(2026, 10, 1)
    files = NewFiles((NewFile("Báo cáo.txt", b"xong"),))
    await store.write(task.submit, 3, Submission(today, today, None, "đã xong", files), CLI)
    asked = Ask(date(2026, 10, 5), date(2026, 10, 12), "Chờ số liệu", today)
    await store.write(extension.ask, 2, asked, CLI)
    await store.write(plan.add_from, planned(), "phụ lục.xlsx", CLI)
    await store.write(reported)
    await read_letters.issuer(store)
    await read_letters.proposed(store, read_letters.read(number="7/VPCP-KGVX"))
    doubtful = read_letters.errand("các đơn vị")
    letter = await read_letters.written(store, read_letters.LETTER)
    await read_letters.proposed(store, read_letters.read(doubtful, read_letters.errand()), letter)
    async with console(store) as here:
        yield here


def reported(tx: Tx) -> None:
    """Two units are asked for a report."""
    asked = form(audience=Audience(units_of=("G18",)))
    versions.add(tx, asked, 0, (), CLI)
    kept, days = versions.of_code(tx, asked.code), Days(due=date(2026, 10, 20))
    opening = opening_of(kept, "2026-09", days, date(2026, 10, 1), official_calendar())
    assert isinstance(opening, Opening)
    assert ask(tx, opening, None, CLI) == (2, 0)


def planned() -> NewPlan:
    """A plan of the document that stands."""
    head = Head("Kế hoạch", date(2026, 1, 1), date(2026, 12, 31), Owner("G18"))
    inner = NewGroup("Trong năm", (work(None),))
    return NewPlan(head, 1, (NewGroup("Cải cách", (work(), work("2026-09-28")), (inner,)),))


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
    cookies = {}
    for one in (GIANG, HA, QUANG, THU):
        visitor = await office.entered(one)
        await visitor.look("/settings")
        await visitor.send("/settings/language", language=language)
        cookies[one] = visitor.cookie
    page = await browser.open("about:blank", width, 900, dark=dark)
    await page.ask("Network.enable")
    await page.ask("Network.setExtraHTTPHeaders", headers={"accept-language": language})
    found = {}
    for path in sorted(pages(office) - ON_THE_WAY):
        cookie = "" if path in STRANGER else cookies[WHO.get(path, GIANG)]
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
        """At the page that comes next, not at one that is being left."""
        there = f"!!document.querySelector({json.dumps(heading)})"
        new = "!document.documentElement?.dataset.seen && document.readyState === 'complete'"
        await page.until(f"{new} && {there}")
        found.append(await judged(page))
        await page.run("document.documentElement.dataset.seen = '1'")

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
    told = mark(await office.store.read(reply.key), BINH, BINHS, office.watch.now().date())
    await page.ask("Page.navigate", url=f"{office.url}/digest/{told}")
    await look("main [name=List-Unsubscribe]")
    await page.click("main form button")
    await look("main .button.quiet")

    assert found == [[]] * 8
