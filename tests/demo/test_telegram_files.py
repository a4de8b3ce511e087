"""Files and pictures both ways, reactions, and that every method has its faults."""

import asyncio
import struct
import zlib
from collections.abc import Awaitable, Callable

import pytest
from telegram import Bot, Message
from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError, RetryAfter, TimedOut

from tests.demo.conftest import make_bot
from tests.demo.people import AN, People

JPEG = (
    b"\xff\xd8\xff\xe0\x00\x04\x00\x00\xff\xc0\x00\x0b\x08\x00\x03\x00\x05\x01\x01\x11\x00\xff\xd9"
)


def png(width: int = 3, height: int = 2) -> bytes:
    """A white picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        whole = kind + data
        return struct.pack(">I", len(data)) + whole + struct.pack(">I", zlib.crc32(whole))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress((b"\0" + b"\xff" * width) * height)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.mark.parametrize("octets", [png(5, 3), JPEG], ids=["png", "jpeg"])
async def test_a_picture_comes_down_as_it_went_up(bot: Bot, people: People, octets: bytes) -> None:
    await people.write(AN, "x")
    sent = await bot.send_photo(AN, octets, caption="<b>Hình</b>", parse_mode="HTML")

    assert [(one.width, one.height) for one in sent.photo] == [(5, 3)]
    assert (sent.caption, sent.document) == ("Hình", None)
    seen = (await people.chat(AN))["messages"][-1]
    assert seen["document"]["sides"] == [5, 3]
    assert (await people.client.get(seen["document"]["url"])).content == octets
    assert bytes(await (await sent.photo[-1].get_file()).download_as_bytearray()) == octets
    again = await bot.send_photo(AN, sent.photo[-1].file_id)
    assert again.photo == sent.photo


@pytest.mark.parametrize(
    ("octets", "why"),
    [(b"text", "IMAGE_PROCESS_FAILED"), (png(1, 40), "PHOTO_INVALID_DIMENSIONS")],
)
async def test_what_is_no_picture_is_refused(
    bot: Bot, people: People, octets: bytes, why: str
) -> None:
    await people.write(AN, "x")
    with pytest.raises(BadRequest, match=f"(?i){why}"):
        await bot.send_photo(AN, octets)


async def test_a_caption_longer_than_1024_units_is_refused(bot: Bot, people: People) -> None:
    await people.write(AN, "x")
    await bot.send_photo(AN, png(), caption="ế" * 1024)
    with pytest.raises(BadRequest, match="caption is too long"):
        await bot.send_photo(AN, png(), caption="ế" * 1025)


async def test_people_send_pictures(bot: Bot, people: People) -> None:
    await people.send(AN, "anh.png", png(4, 4), "xong", photo=True)
    update = (await bot.get_updates())[0]

    assert update.message is not None
    assert update.message.caption == "xong"
    assert update.message.photo[-1].width == 4


async def test_a_reaction_stands_at_the_message_until_it_is_taken_back(
    bot: Bot, people: People
) -> None:
    number = await people.write(AN, "x")
    await bot.set_message_reaction(AN, number, "👌")
    assert (await people.chat(AN))["messages"][-1]["reaction"] == "👌"
    await bot.set_message_reaction(AN, number)
    assert (await people.chat(AN))["messages"][-1]["reaction"] == ""
    with pytest.raises(BadRequest, match="(?i)reaction_invalid"):
        await bot.set_message_reaction(AN, number, "🪿")


Calls = Callable[[Bot, Message], Awaitable[object]]
CALLS: dict[str, Calls] = {
    "sendMessage": lambda bot, _: bot.send_message(AN, "y"),
    "sendDocument": lambda bot, _: bot.send_document(AN, b"y"),
    "sendPhoto": lambda bot, _: bot.send_photo(AN, png()),
    "sendChatAction": lambda bot, _: bot.send_chat_action(AN, "typing"),
    "setMessageReaction": lambda bot, m: bot.set_message_reaction(AN, m.message_id, "👌"),
    "editMessageText": lambda bot, m: bot.edit_message_text("y", AN, m.message_id),
    "getFile": lambda bot, m: bot.get_file(m.photo[-1].file_id if m.photo else "-"),
}
ABOUT_A_CHAT = sorted(CALLS.keys() - {"getFile"})


@pytest.mark.parametrize("method", sorted(CALLS))
async def test_every_method_is_slowed_flooded_and_dropped(
    people: People, url: str, method: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")  # without it RetryAfter warns of its own future
    await people.write(AN, "x")
    async with make_bot(url, read_timeout=0.5) as bot:
        picture = await bot.send_photo(AN, png())
        message = await bot.send_message(AN, "trước") if method == "editMessageText" else picture
        for fault, raised, said in (
            ("flood", RetryAfter, "0:00:07"),
            ("drop", NetworkError, None),
            ("latency", TimedOut, None),
        ):
            await people.fault(fault, method=method, count=1, retry_after=7, seconds=5)
            with pytest.raises(raised, match=said):
                await CALLS[method](bot, message)
        await CALLS[method](bot, message)


@pytest.mark.parametrize("method", ABOUT_A_CHAT)
async def test_every_method_about_a_chat_meets_one_that_is_blocked_or_moved(
    bot: Bot, people: People, method: str
) -> None:
    await people.write(AN, "x")
    message = await bot.send_message(AN, "trước")
    await people.fault("blocked", method=method, count=1)
    with pytest.raises(Forbidden):
        await CALLS[method](bot, message)
    group = -40
    await people.post("/emulator/chats", {"id": group, "title": "Nhóm", "members": [AN]})
    await people.fault("migrated", chat_id=group, migrate_to=-1040)
    with pytest.raises(ChatMigrated):
        await bot.send_photo(group, png())


async def test_a_picture_whose_answer_was_lost_is_there_all_the_same(
    people: People, url: str
) -> None:
    await people.write(AN, "x")
    await people.fault("drop", method="sendPhoto", when="after", count=1)
    async with make_bot(url, read_timeout=2) as bot:
        with pytest.raises(NetworkError):
            await bot.send_photo(AN, png())
    await asyncio.sleep(0)

    assert (await people.chat(AN))["messages"][-1]["document"]["sides"] == [3, 2]
