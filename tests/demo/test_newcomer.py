"""Somebody with an unlinked phone who knows only what is visible: links it, finds what is late, asks for an extension."""

import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from demo import office
from demo.tour_office import Place
from demo.tour_ports import ANY, free_ports
from demo.tour_stage import MONDAY, Stage, stage
from demo.tour_steps import Steps
from tests.demo.browser import Browser, chromium
from tests.demo.eyes import HEIGHT, WIDTH, Reader

pytestmark = [pytest.mark.timeout(600), pytest.mark.xdist_group("demo")]

MOST_PRESSES, MOST_TYPED = 12, 90
MAILBOX = "an.nv@vpcp.gov.example"  # what somebody knows of themselves
REASON = "Chờ số liệu của Bộ Y tế"


@pytest.fixture
async def there(tmp_path: Path) -> AsyncIterator[Stage]:
    """The sample office with its register, on a Monday."""
    clock = ("--clock-start", MONDAY, "--clock-speed", "1")
    async with stage(Place(tmp_path), free_ports(ANY), Steps(), *clock) as there:
        await there.register()
        yield there


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with AsyncExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True))
        yield await stack.enter_async_context(chromium(Path(folder)))


async def test_a_newcomer_links_finds_what_is_late_and_asks_for_an_extension(
    there: Stage, browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> None:
    ports, pictures = there.peers.ports, tmp_path_factory.mktemp("newcomer")
    person = next(one for one in office.chat_people() if one.mailbox == MAILBOX)
    page = await browser.open(f"http://127.0.0.1:{ports.chat}/#{person.id}", WIDTH, HEIGHT)
    chat = Reader(page, pictures)

    await chat.press("BẮT ĐẦU")
    await chat.reads("xin gửi địa chỉ thư công vụ")
    await chat.write(MAILBOX, "Gửi")
    await chat.reads("mã gồm 6 chữ số đã được gửi tới hộp thư")

    page = await browser.open(f"http://127.0.0.1:{ports.mailbox}/", WIDTH, HEIGHT)
    mail = Reader(page, pictures, chat.count)
    await mail.press("Mã liên kết tài khoản Telegram")
    code = (await mail.reads(r"Mã liên kết: (\d{6})"))[1]

    await chat.turn_to()
    await chat.write(code, "Gửi")
    await chat.reads("Đã liên kết")
    await chat.press("Quá hạn")
    await chat.reads(r"#\d+ .*\n.* quá \d+ ngày LV\s+Đã đến hạn thì không xin gia hạn được")
    await chat.press("Tất cả")
    later = await chat.reads(r"(\d+)\. 🟢 (#\d+) .*\n.* còn \d+ ngày LV")
    await chat.press(later[1])
    await chat.press("Xin gia hạn")
    await chat.reads(f"Xin gia hạn {later[2]}")
    await chat.press("Ngày khác")
    await chat.press("28")
    await chat.reads("Xin viết lý do")
    await chat.write(REASON, "Gửi")
    await chat.reads(f"Lý do: “{REASON}”")
    await chat.press("✅ Gửi")

    await chat.reads(r"Đã xin gia hạn đến 28/08/2026")
    await chat.keep("asked")
    assert chat.count.presses <= MOST_PRESSES
    assert chat.count.typed <= MOST_TYPED
