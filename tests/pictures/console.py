"""Every picture of docs/console.md: of the sample office while it is served, and of an office whose mail waits.

Nothing of the sample office's mail is held, and it has no plans and reports: the three pages of operators show the
office of tests.web.operated, those of registers one of a ministry.
"""

import json
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from demo.clock import machine_now
from demo.tour_console import CLERK, HEAD, STAFF, link_of
from demo.tour_office import Place
from demo.tour_ports import ANY, free_ports
from demo.tour_stage import MONDAY, Stage, stage
from demo.tour_steps import Steps
from store import Store, plan
from tests.demo.browser import Browser, Page, chromium
from tests.pictures.album import small
from tests.store.office import CLI, CUONG, HA, opened, work
from tests.store.petitions import filed
from tests.store.read_letters import LETTER, proposed, read, written
from tests.store.read_letters import office as ministry
from tests.stores import empty_store
from tests.web.operated import QUANG, operated
from tests.web.test_console_axe import reported
from tests.web.test_console_browser import filled
from tests.web.test_console_imports import table
from tests.web.test_console_perhaps import TAKEN, UNDATED
from tests.web.visitor import PASSWORD, Console, console, secret_in, totp
from work import receipt
from work.plan import Head, NewGroup, NewPlan, Owner

UNIT_HEAD = "binh.tt@vpcp.gov.example"
PHONE, WIDE = 360, 1440  # CSS pixels
MOST_BYTES = 140_000
# How high each is; None takes the page to its end.
HEIGHTS: Mapping[str, int | None] = {
    "login": 740, "enrol": None, "work": 1000, "task": 1000, "task-wide": 1400, "submit": None,
    "approvals": 1000, "unit": 900, "settings": 1000, "calendar": None, "intake": 740,
    "intake-letter": 1000, "intake-perhaps": None, "intake-phone": 740, "health": None, "mail-phone": None, "letter": None,
    "import-preview": None, "plan": None, "form": None, "form-phone": 1500, "petition": 1100,
}  # fmt: skip
GIVEN = (
    ("Báo cáo kết quả đấu thầu thuốc tập trung", "2026-10-23"),
    ("Trình Thông tư sửa đổi về đấu thầu thuốc", "2026-09-28"),
    ("Rà soát danh mục thuốc hiếm", "2026-10-05"),
    ("Kết nối dữ liệu kê đơn điện tử của các bệnh viện", None),
    ("Dự báo nhu cầu vắc-xin năm 2027", "2026-10-30"),
    ("Kiểm tra kho dự trữ quốc gia", "2026-11-20"),
)
_CITED = "Công văn số {}/VPCP-KGVX ngày 28/9/2026 của Văn phòng Chính phủ về việc {}"
REGISTER = (
    ("4021", _CITED.format(501, "rà soát kho thuốc"), "Vụ Pháp chế", "23/10/2026", "", "", ""),
    ("4022", _CITED.format(502, "bảo đảm vật tư"), "Vụ Không Có", "31/02/2026", "", "", ""),
    ("4023", _CITED.format(777, "báo cáo giá thuốc"), "Vụ Pháp chế", "11/11/2026", "", "", ""),
    ("4024", _CITED.format(778, "phòng dịch mùa đông"), "Trần Thị Bình", "12/09/2026", "", "", ""),
    ("4025", _CITED.format(779, "số hóa hồ sơ"), "Vụ Pháp chế", "", "", "", ""),
)
FILLED = {"v1": "1.250", "v2": "1.000", "v3": "250", "v4": "1.5", "v6": "98,33"}
LATE, SOON, LATER = 5, 12, 25  # tasks that Nguyễn Văn An leads
_SHOWN = "document.readyState === 'complete' && document.querySelector('h1, h2') !== null"
_SEND = "document.querySelector('main form textarea').form.querySelector('button').click()"


@dataclass
class Sights:
    """Pictures in a *folder* of pages at *url*; *only* these are kept, or all."""

    folder: Path
    browser: Browser
    url: str
    only: frozenset[str]
    taken: set[str] = field(default_factory=set)

    async def open(self, path: str, width: int = PHONE) -> Page:
        """A tab at *path* of the console."""
        page = await self.browser.open("about:blank", width, 740)
        await page.ask("Network.enable")
        await page.ask("Network.setExtraHTTPHeaders", headers={"accept-language": "vi"})
        await page.ask("Page.navigate", url=f"{self.url}{path}")
        await page.until(f"location.href.startsWith({json.dumps(self.url)}) && {_SHOWN}")
        return page

    async def take(self, name: str, path: str, width: int = PHONE, at: str | None = None) -> None:
        """Keeps the page at *path* as NAME.png, scrolled to *at* where that is said."""
        page = await self.open(path, width)
        await self.keep(name, page, width, at)
        await page.close()

    async def keep(self, name: str, page: Page, width: int = PHONE, at: str | None = None) -> None:
        """Keeps what stands in *page* as NAME.png."""
        wanted = name not in self.taken and (not self.only or name in self.only)
        self.taken.add(name)
        if not wanted:
            return
        height = HEIGHTS[name] or await page.run("document.documentElement.scrollHeight")
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width == PHONE}
        await page.ask("Emulation.setDeviceMetricsOverride", **size)
        if at is not None:
            await page.run(f"document.querySelector({json.dumps(at)}).scrollIntoView()")
        await page.run(
            "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
        )
        (self.folder / f"{name}.png").write_bytes(small(await page.picture(), MOST_BYTES))

    async def enter(self, there: Stage, mailbox: str) -> None:
        """Comes in as the owner of *mailbox*, by the link in the letter of invitation."""
        await there.congvu.run("person", "invite", mailbox)
        await self.browser.ask("Storage.clearCookies", {})
        page = await self.open(await link_of(there, mailbox))
        await filled(page, password=PASSWORD, again=PASSWORD)
        await page.until("document.querySelector('main [name=code]') !== null")
        await self.keep("enrol", page)
        secret = secret_in(await page.run("document.documentElement.outerHTML"))
        await filled(page, code=totp(secret, machine_now()))
        await page.until(f"{_SHOWN} && document.querySelector('main [name=code]') === null")
        await page.close()


async def consoles(folder: Path, only: frozenset[str]) -> set[str]:
    """The names of all pictures, once they were taken into *folder*."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as made:
        async with chromium(Path(made) / "chromium") as browser:
            async with _sample(Path(made)) as there:
                sights = Sights(folder, browser, there.web.url, only)
                await sights.take("login", "/login")
                await _staff(sights, there)
                await _heads(sights, there)
                await _clerk(sights, there)
            await _operator(sights, Path(made))
            await _registers(sights, Path(made))
    return sights.taken


@asynccontextmanager
async def _sample(folder: Path) -> AsyncIterator[Stage]:
    clock = ("--clock-start", MONDAY, "--clock-speed", "1")
    async with stage(Place(folder), free_ports(ANY), Steps(), *clock) as there:
        await there.register()
        await there.arrivals()
        yield there


async def _staff(sights: Sights, there: Stage) -> None:
    await sights.enter(there, STAFF)
    await sights.take("work", "/work")
    await sights.take("task", f"/tasks/{LATE}")
    await sights.take("task-wide", f"/tasks/{LATE}", WIDE)
    await sights.take("submit", f"/tasks/{LATE}/submit")
    await sights.take("settings", "/settings")
    await sights.take("calendar", "/calendar", WIDE)
    await _sends(sights, f"/tasks/{SOON}/submit", "Đã gửi ý kiến bằng Công văn số 6731/VPCP-KGVX.")
    await _sends(sights, f"/tasks/{LATER}/extend", "Chờ số liệu của Bộ Tài chính.", "2026-08-28")


async def _sends(sights: Sights, path: str, text: str, day: str | None = None) -> None:
    """Fills the form at *path*, sends it, and waits until that is told."""
    page = await sights.open(path)
    await page.run(f"document.querySelector('main textarea').value = {json.dumps(text)}")
    if day is not None:
        await page.run(f"document.querySelector('main [name=day]').value = {json.dumps(day)}")
    await page.run(_SEND)
    await page.until("document.querySelector('.said') !== null")
    await page.close()


async def _heads(sights: Sights, there: Stage) -> None:
    await sights.enter(there, UNIT_HEAD)
    await sights.take("unit", "/unit")
    await sights.enter(there, HEAD)
    await sights.take("approvals", "/approvals")


async def _clerk(sights: Sights, there: Stage) -> None:
    await sights.enter(there, CLERK)
    await sights.take("intake", "/intake")
    proposals = await there.congvu.json("intake", "proposals")
    several = next(one["id"] for one in proposals if len(one["would"]["tasks"]) > 1)
    urgent = next(
        one["id"] for one in proposals if one["would"]["document"]["urgency"] == "express"
    )
    await sights.take("intake-letter", f"/intake/{several}", WIDE)
    await sights.take("intake-phone", f"/intake/{urgent}", at="#letter-title")


async def _operator(sights: Sights, folder: Path) -> None:
    store = Store.open(empty_store(folder), "pictures")
    letters = await operated(store)
    async with console(store) as office:
        await _enters(sights, office, QUANG)
        await sights.take("health", "/health", WIDE)
        await sights.take("mail-phone", "/mail")
        await sights.take("letter", f"/mail/{receipt.encode(letters['asked'])}", WIDE)
    await store.close()


async def _registers(sights: Sights, folder: Path) -> None:
    """A register that is read, a plan, a petition, and a report with a fault in it."""
    (folder / "registers").mkdir()
    store = Store.open(empty_store(folder / "registers"), "pictures")
    await ministry(store)
    what = read(UNDATED, number="126/VPCP-KGVX", perhaps=(TAKEN,), opens=False)
    await proposed(store, what, await written(store, LETTER.replace("125/", "126/")))
    await opened(store, *(work(due, content=content) for content, due in GIVEN[:1]))
    await store.write(plan.add_from, _planned(), "phụ lục.xlsx", CLI)
    await store.write(reported)
    await filed(store)
    register = folder / "sổ theo dõi quý III.csv"
    register.write_bytes(table(*REGISTER))
    async with console(store) as office:
        await _enters(sights, office, HA)
        await sights.take("plan", "/plans/1", WIDE)
        await sights.take("petition", "/petitions/1")
        await sights.take("intake-perhaps", "/intake/1", WIDE)
        page = await sights.open("/imports", WIDE)
        field = await page.ask("Runtime.evaluate", expression="document.querySelector('#file')")
        place = field["result"]["objectId"]
        await page.ask("DOM.setFileInputFiles", files=[str(register)], objectId=place)
        await page.click(".ends button")
        await page.until(f"{_SHOWN} && document.querySelector('[name=seen]') !== null")
        await sights.keep("import-preview", page, WIDE)
        await page.close()
        await _enters(sights, office, CUONG)
        for name, width in (("form", WIDE), ("form-phone", PHONE)):
            page = await sights.open("/forms/1", width)
            for field_, value in FILLED.items():
                await page.run(f"document.querySelector('#{field_}').value = {json.dumps(value)}")
            await page.click(".report > button")
            await page.until(f"{_SHOWN} && document.querySelector('.problem') !== null")
            await sights.keep(name, page, width)
            await page.close()
    await store.close()


async def _enters(sights: Sights, office: Console, person: int) -> None:
    sights.url = office.url
    visitor = await office.entered(person)
    await sights.browser.ask("Storage.clearCookies", {})
    cookie = {"name": "congvu", "value": visitor.cookie, "url": office.url}
    await sights.browser.ask("Storage.setCookies", {"cookies": [cookie]})


def _planned() -> NewPlan:
    """A plan of the document that stands, in three groups."""
    tasks = [work(due, content=content) for content, due in GIVEN]
    head = Head(
        "Kế hoạch bảo đảm thuốc năm 2026", date(2026, 1, 1), date(2026, 12, 31), Owner("G18")
    )
    inner = NewGroup("Cơ sở dữ liệu dược", (tasks[3],))
    groups = (
        NewGroup("Cải cách thể chế", tuple(tasks[1:3]), (inner,)),
        NewGroup("Cung ứng thuốc", tuple(tasks[4:])),
    )
    return NewPlan(head, 1, groups)
