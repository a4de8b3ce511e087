"""The console in a real browser, on a phone and a wide screen, with scripts and without: coming in, and one task."""

import json
import tempfile
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from store import Store
from tests.demo.browser import Browser, Page, chromium
from tests.store.office import BINH, GIANG, HA, opened, staffed, work
from tests.web.test_overview_browser import OVERFLOW
from tests.web.visitor import PASSWORD, Console, console, secret_in, totp

BINHS = "binh@moh.gov.vn"
LONG = "Báo cáo kết quả đấu thầu thuốc tập trung cấp quốc gia, đề xuất bảo đảm cung ứng " * 3
SMALL = """[...document.querySelectorAll('a, button, input:not([type=hidden]), summary, textarea, select')]
  .filter((one) => !one.matches('.unseen, .skip, input[type=radio]') && one.getClientRects().length)
  .map((one) => [one.outerHTML.slice(0, 80), one.getBoundingClientRect()])
  .filter(([, box]) => box.height < 24 || box.width < 24)
  .map(([html]) => html)"""  # WCAG 2.2, 2.5.8
UNNAMED = """[...document.querySelectorAll('input:not([type=hidden]), textarea, select')]
  .filter((one) => !one.labels.length && !one.ariaHidden).map((one) => one.outerHTML)"""


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        async with chromium(Path(folder)) as browser:
            yield browser


@pytest.fixture
async def office(store: Store) -> AsyncIterator[Console]:
    await staffed(store)
    await opened(store, work("2026-09-28", content=LONG), work("2026-10-02"))
    async with console(store) as here:
        yield here


async def filled(page: Page, **fields: str) -> None:
    """Types into the fields of those names, and sends their form by its button."""
    for name, value in fields.items():
        field = f"document.querySelector('main [name={name}]')"
        await page.until(f"{field} !== null")
        await page.run(f"{field}.value = {json.dumps(value)}")
    last = f"document.querySelector('main [name={list(fields)[-1]}]')"
    await page.run(f"{last}.form.querySelector('button:not([type=button])').click()")


async def looked_at(page: Page, title: str) -> None:
    """The page of that title is there, fits, and everything in it can be hit and has a name."""
    await page.until(
        f"document.readyState === 'complete' && document.querySelector('h1')?.textContent.includes({json.dumps(title)})"
    )
    assert await page.run(OVERFLOW) == 0, title
    assert await page.run(SMALL) == [], title
    assert await page.run(UNNAMED) == [], title


_EYE = """(() => {
  const eye = document.querySelector('.secret button'), was = eye.ariaPressed;
  eye.click();
  return [eye.ariaLabel, was, eye.ariaPressed, eye.previousElementSibling.type];
})()"""


@pytest.mark.parametrize(("width", "scripts"), [(360, True), (360, False), (1440, True)])
async def test_somebody_is_invited_comes_in_and_reports_on_a_task(
    office: Console, browser: Browser, width: int, scripts: bool
) -> None:
    page = await browser.open("about:blank", width, 800, dark=scripts)
    await page.ask("Emulation.setScriptExecutionDisabled", value=not scripts)
    await page.ask("Network.enable")
    await page.ask("Network.setExtraHTTPHeaders", headers={"accept-language": "vi"})
    link = await office.invited(BINHS)

    await page.ask("Page.navigate", url=f"{office.url}{link}")
    await looked_at(page, "Đặt mật khẩu")
    assert await page.run("document.querySelectorAll('.secret button').length") == 2 * scripts
    if scripts:
        eye = await page.run(_EYE)
        assert eye == ["Hiện nội dung đang gõ: Mật khẩu mới", "false", "true", "text"]
    await filled(page, password=PASSWORD, again=PASSWORD)
    await looked_at(page, "Thiết lập mã xác thực")
    secret = secret_in(await page.run("document.documentElement.outerHTML"))
    await filled(page, code=totp(secret, office.watch.now()))
    await looked_at(page, "Mã dự phòng")
    await page.click("main .button")
    await looked_at(page, "Nhiệm vụ của tôi")

    await page.click("header .leave button")
    await looked_at(page, "Đăng nhập")
    office.watch.after(timedelta(minutes=1))
    await filled(page, mailbox=BINHS, password=PASSWORD)
    await looked_at(page, "Mã xác thực")
    await filled(page, code=totp(secret, office.watch.now()))
    await looked_at(page, "Nhiệm vụ của tôi")

    await page.click(".list tbody a")
    await looked_at(page, "Báo cáo kết quả đấu thầu")
    await page.click("form[action='/tasks/1/receive'] button")
    await page.until("document.querySelector('.said')?.textContent.includes('đã tiếp nhận')")
    await filled(page, percent="60", text="Còn thiếu số liệu")
    await page.until("document.querySelector('.said')?.textContent.includes('Đã ghi tiến độ')")
    assert await page.run(
        "document.querySelector('.facts').textContent.includes('60% (01/10/2026)')"
    )
    await looked_at(page, "#1")
    assert browser.complaints == [], "its own policy lets all of it through"


async def test_the_keyboard_reaches_everything_and_shows_where_it_is(
    office: Console, browser: Browser
) -> None:
    visitor = await office.entered(BINH)
    page = await browser.open("about:blank", 1440, 900)
    await page.ask("Network.setCookie", name="congvu", value=visitor.cookie, url=office.url)
    await page.ask("Page.navigate", url=f"{office.url}/work")
    await looked_at(page, "Nhiệm vụ của tôi")

    async def key(name: str, text: str = "") -> None:
        for kind in ("keyDown", "keyUp"):
            await page.ask("Input.dispatchKeyEvent", type=kind, key=name, code=name, text=text,
                           windowsVirtualKeyCode={"Tab": 9, "Enter": 13}.get(name, 0))  # fmt: skip

    await key("Tab")
    assert await page.run("document.activeElement.className") == "skip"
    await key("Enter", "\r")
    assert await page.run("document.activeElement.id") == "main"
    await page.run(
        "document.dispatchEvent(new KeyboardEvent('keydown', {key: 'j', bubbles: true}))"
    )
    await key("Tab")
    reached, outlines = [], []
    for _ in range(40):
        reached.append(await page.run("document.activeElement.outerHTML.slice(0, 60)"))
        outlines.append(await page.run("getComputedStyle(document.activeElement).outlineStyle"))
        await key("Tab")
        if await page.run("document.activeElement === document.body"):
            break
    assert any("/tasks/1" in one for one in reached)
    assert set(outlines) == {"solid"}


@pytest.mark.parametrize(("width", "scripts"), [(360, False), (768, True), (1440, True)])
async def test_a_task_is_handed_in_with_a_file_and_decided_by_a_head(
    office: Console, browser: Browser, width: int, scripts: bool, tmp_path: Path
) -> None:
    """Staff and head, each with what their page offers; every page on the way fits and can be used."""
    file = tmp_path / "Báo cáo.txt"
    file.write_text("xong", "utf-8")
    page = await browser.open("about:blank", width, 800, dark=not scripts)
    await page.ask("Emulation.setScriptExecutionDisabled", value=not scripts)
    await page.ask("Network.enable")

    async def walks(person: int, path: str, title: str) -> None:
        cookie = (await office.entered(person)).cookie
        await page.ask("Network.setCookie", name="congvu", value=cookie, url=office.url)
        await page.ask("Page.navigate", url=f"{office.url}{path}")
        await looked_at(page, title)

    await walks(BINH, "/tasks/1", "#1")
    for act, title in (("extend", "Xin gia hạn"), ("snooze", "Hoãn nhắc"), ("hand-on", "Giao lại")):
        await page.ask("Page.navigate", url=f"{office.url}/tasks/2/{act}")
        await looked_at(page, title)
    await page.ask("Page.navigate", url=f"{office.url}/tasks/1")
    await looked_at(page, "#1")
    await page.click(".others a[href='/tasks/1/submit']")
    await looked_at(page, "Báo hoàn thành")
    root = (await page.ask("DOM.getDocument"))["root"]["nodeId"]
    field = await page.ask("DOM.querySelector", nodeId=root, selector="#files")
    await page.ask("DOM.setFileInputFiles", files=[str(file)], nodeId=field["nodeId"])
    await filled(page, text="Đã ký Báo cáo số 45/BC-BYT")
    await page.until("document.querySelector('.said')?.textContent.includes('chờ duyệt')")
    await looked_at(page, "#1")

    await walks(GIANG, "/agency", "Tình hình cơ quan")
    await walks(HA, "/assign", "Giao nhiệm vụ")
    await walks(GIANG, "/approvals", "Chờ tôi duyệt")
    assert await page.run("document.querySelector('.files a').textContent") == "📎 Báo cáo.txt"
    await page.click("summary")
    await page.until("document.querySelector('details').open")
    await looked_at(page, "Chờ tôi duyệt")
    await page.click("form[action='/tasks/1/approve'] button")
    await page.until("document.querySelector('.said')?.textContent.includes('Đã duyệt')")
    await looked_at(page, "Chờ tôi duyệt")
    assert browser.complaints == [], "its own policy lets all of it through"
