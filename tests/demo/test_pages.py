"""The chat page and the mailbox page in a real browser."""

import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from telegram import Bot, BotCommand, InlineKeyboardButton, InlineKeyboardMarkup

from demo.mailbox import Mailbox
from demo.mailbox_smtp import Envelope, Recipient
from tests.demo.browser import Browser, Page, chromium
from tests.demo.conftest import running
from tests.demo.people import AN, People

MENU = InlineKeyboardMarkup([[InlineKeyboardButton("Quá hạn", callback_data="v1:late")]])


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        async with chromium(Path(folder)) as browser:
            yield browser
            assert browser.complaints == [], "no page reported an error"


async def bubbles(page: Page, count: int) -> list[str]:
    """The texts of the messages, once there are so many."""
    await page.until(f"document.querySelectorAll('.bubble').length === {count}")
    texts: list[str] = await page.run(
        "[...document.querySelectorAll('.words')].map(w => [...w.childNodes]"
        ".filter(n => n.tagName !== 'TIME').map(n => n.textContent).join(''))"
    )
    return texts


async def test_a_person_starts_chats_and_presses_on_the_page(
    url: str, bot: Bot, people: People, browser: Browser
) -> None:
    await bot.set_my_commands([BotCommand("viec", "Việc của tôi")])
    page = await browser.open(f"{url}/#{AN}", 390, 844)
    await page.until("document.querySelector('#begin').textContent === 'BẮT ĐẦU'")

    await page.click("#begin")
    assert await bubbles(page, 1) == ["/start"]
    await bot.send_message(AN, "<b>Việc</b> 🔴 <code>a&lt;b</code>", "HTML", reply_markup=MENU)
    assert await bubbles(page, 2) == ["/start", "Việc 🔴 a<b"]
    assert await page.run("document.querySelector('.words b').textContent") == "Việc"

    await page.click(".key")
    await page.until("document.querySelector('.key.waiting') !== null")
    *_, update = await bot.get_updates(timeout=0)
    assert update.callback_query is not None
    await update.callback_query.answer("Đã làm mới")
    await update.callback_query.edit_message_text("Không có việc quá hạn")
    await page.until("document.querySelector('#toast').textContent === 'Đã làm mới'")
    await page.until("document.querySelector('.key') === null")
    assert await bubbles(page, 2) == ["/start", "Không có việc quá hạn"]

    await page.click("#commands")
    await page.click("#menu button")
    assert (await bubbles(page, 3))[2] == "/viec"
    assert await people.texts(AN) == ["/start", "Không có việc quá hạn", "/viec"]


async def test_an_alert_must_be_closed_and_an_entity_cannot_run_script(
    url: str, bot: Bot, people: People, browser: Browser
) -> None:
    await people.write(AN, "/start")
    await bot.send_message(
        AN,
        '&lt;img src=x onerror=alert(1)&gt; <a href="javascript:alert(1)">x</a>',
        "HTML",
        reply_markup=MENU,
    )
    page = await browser.open(f"{url}/#{AN}")
    await page.click(".key")
    *_, update = await bot.get_updates(timeout=0)
    while update.callback_query is None:
        *_, update = await bot.get_updates(timeout=1)

    await update.callback_query.answer("Không có quyền", show_alert=True)

    await page.until("document.querySelector('#alert').open")
    assert await page.run("document.querySelector('#alert-text').textContent") == "Không có quyền"
    assert await page.run("document.querySelectorAll('.bubble img').length") == 0
    assert "javascript" not in await page.run("document.querySelector('.words a').href")


async def test_the_page_is_no_wider_than_a_phone(
    url: str, bot: Bot, people: People, browser: Browser
) -> None:
    await people.write(AN, "x" * 400 + " " + "https://x.vn/" + "y" * 200)
    await bot.send_message(AN, "<pre>" + "─" * 120 + "</pre>", "HTML")
    page = await browser.open(f"{url}/#{AN}", 390, 844)
    await bubbles(page, 2)

    for element in ("document.documentElement", "document.querySelector('#messages')"):
        assert await page.run(f"{element}.scrollWidth <= {element}.clientWidth"), element


async def test_mail_appears_while_the_page_is_open_and_can_be_read(
    tmp_path: Path, browser: Browser
) -> None:
    mailbox = Mailbox(tmp_path / "mails")
    _, url = mailbox.listen(("127.0.0.1", 0), ("127.0.0.1", 0))
    envelope = Envelope("test", "a@a.vn", {}, (Recipient("b@b.vn"),))
    signed = b"DKIM-Signature: v=1; a=ed25519-sha256; d=a.vn; s=k; b=AA==\r\n"
    octets = signed + "Subject: Công văn số 1\r\n\r\nKính gửi\r\n".encode()
    async with running(mailbox.serve()):
        page = await browser.open(f"{url}/", 390, 844)
        await page.until("document.querySelector('#total').textContent === 'Chưa có thư nào'")

        await mailbox._keep(envelope, octets)
        await page.click(".row")
        await page.until("document.querySelector('#subject').textContent === 'Công văn số 1'")
        await page.until("document.querySelector('.text')?.textContent.trim() === 'Kính gửi'")
        await page.click(".tab:nth-child(2)")
        await page.until("document.querySelector('.seal h3')?.textContent.includes('a.vn')")
        await page.click(".tab:nth-child(4)")
        await page.until("document.querySelector('.source mark')?.textContent.includes('b=AA==')")

        await page.run("history.back()")
        await page.until("!document.querySelector('#app').classList.contains('open')")
        await page.close()
