"""Plain words, and what one sees where something is in the way."""

from unittest import mock

from bot import reception
from bot.place import Name
from tests.bot.office import until
from tests.pictures.sample import ACCOUNTS, Studio


async def talking(s: Studio) -> None:
    """Words that lead, are asked back, or are not understood."""
    for name, words in (
        ("words", "việc quá hạn của tôi"),
        ("which-task", "xin gia hạn"),
        ("not-in-chat", "gỡ liên kết giúp tôi"),
        ("puzzled", "thời tiết hôm nay"),
    ):
        await s.ask("an", words)
        await s.take(name, "an")


async def states(s: Studio) -> None:
    """A button of before, an answer that is late, one that fails."""
    await s.ask("an", "/viec")
    page = await s.album.page(ACCOUNTS["an"])
    await s.chats.push(ACCOUNTS["an"], "v0:list:me", force=True)
    await page.until("document.querySelector('#toast').textContent === 'Màn hình cũ, đã làm mới.'")
    await s.album.crop("stale", page, 2)
    await _slow(s)
    failing = vars(reception)["SCREENS"] | {Name.HELP: _fails}
    with mock.patch.object(reception, "SCREENS", failing):
        before = len(await s.chats.from_bot(ACCOUNTS["an"]))
        await s.chats.write(ACCOUNTS["an"], "/trogiup")
        await s.chats.next(ACCOUNTS["an"], before)
    await s.take("error", "an")


async def _slow(s: Studio) -> None:
    """A press on the page that Telegram does not carry on."""
    await s.ask("an", "/viec")
    before = len((await s.chats.chat(ACCOUNTS["an"]))["answers"])
    await s.chats.fault("hold", method="editMessageText")
    page = await s.album.page(ACCOUNTS["an"])
    await page.run("[...document.querySelectorAll('.key')].at(-3).click()")
    await page.until("document.querySelector('.key.waiting') !== null")
    await s.album.crop("slow", page, 2)
    await s.chats.lift()

    async def carried_on() -> bool:
        return len((await s.chats.chat(ACCOUNTS["an"]))["answers"]) > before

    await until(carried_on)


async def _fails(*_: object) -> None:
    raise RuntimeError("a picture of an error")
