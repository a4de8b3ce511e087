"""Groups: left at once, or answered with counts alone."""

from typing import Any

import pytest

from store import update as updates
from tests.bot.office import AN, BINH, Chats, Office, labels, until
from tests.store import office as ministry
from tests.store.office import CUONG, work

GROUP = -500


async def founded(chats: Chats) -> None:
    await chats.post("/emulator/chats", {"id": GROUP, "title": "Vụ KHTC", "members": [AN, BINH]})


async def asked(chats: Chats, user: int, text: str, **more: Any) -> dict[str, Any]:
    """What the bot wrote in the group after *text*."""
    before = len(await chats.from_bot(GROUP))
    await chats.write(user, text, chat_id=GROUP, **more)
    return await chats.next(GROUP, before)


async def test_a_group_is_left_at_once_and_nothing_is_said_there(
    office: Office, chats: Chats
) -> None:
    await office.link(ministry.BINH)
    async with office.open():
        await founded(chats)
        await until(lambda: chats.requests("leaveChat"))

    assert (await chats.chat(GROUP))["opened"] is False
    assert await chats.from_bot(GROUP) == []


async def test_where_counts_are_allowed_there_is_no_name_and_no_title(
    office: Office, chats: Chats
) -> None:
    await office.link(ministry.BINH)
    await office.assign(work("2026-09-28"), work("2026-10-05"), work("2026-10-30"))
    async with office.open(groups="counts"):
        await founded(chats)
        message = await asked(chats, AN, "/viec@congvu_demo_bot")

    assert message["text"] == (
        "Người hỏi – 3 nhiệm vụ đang thực hiện\n"
        "🔴 1 quá hạn · 🟠 1 sắp đến hạn · 🟢 1 còn hạn\n"
        "Lúc 09:00 ngày 01/10"
    )
    assert labels(message) == [["Mở chat riêng"]]


async def test_a_heads_counts_are_those_of_the_unit(office: Office, chats: Chats) -> None:
    await office.link(CUONG)
    await office.assign(work("2026-09-28"))
    async with office.open(groups="counts"):
        await founded(chats)
        message = await asked(chats, AN, "/quahan")

    assert message["text"].startswith("Đơn vị của người hỏi – 1 nhiệm vụ đang thực hiện")


async def test_whatever_is_a_persons_is_sent_to_the_private_chat(
    office: Office, chats: Chats
) -> None:
    await office.link(ministry.BINH)
    await office.assign(work())
    async with office.open(groups="counts"):
        await founded(chats)
        card = await asked(chats, AN, "/nv 1")
        stranger = await asked(chats, BINH, "/viec")
        linking = await asked(chats, BINH, "@congvu_demo_bot cuong@moh.gov.vn")

    assert card["text"].startswith("Trong nhóm chỉ có số liệu chung")
    for message in (stranger, linking):
        assert message["text"] == "Xin liên kết trong khung chat riêng."


async def test_a_forged_press_in_a_group_shows_nothing(office: Office, chats: Chats) -> None:
    await office.link(ministry.BINH)
    await office.assign(work())
    async with office.open(groups="counts"):
        await founded(chats)
        shown = await asked(chats, AN, "/viec")
        await chats.press(AN, "v1:card:1:me.all:1", chat_id=GROUP, force=True)

        async def ended() -> bool:
            return bool((await chats.chat(GROUP))["answers"])

        await until(ended)

    (answer,) = (await chats.chat(GROUP))["answers"]
    assert answer["text"] == "Xin xem trong khung chat riêng."
    assert [m["text"] for m in await chats.from_bot(GROUP)] == [shown["text"]]


async def test_the_bot_is_silent_unless_it_is_spoken_to(office: Office, chats: Chats) -> None:
    await office.link(ministry.BINH)
    async with office.open(groups="counts"):
        await founded(chats)
        first = await asked(chats, AN, "/viec")
        await chats.write(AN, "/viec@another_bot", chat_id=GROUP)
        await chats.write(AN, "cảm ơn", chat_id=GROUP)
        answer = await asked(chats, AN, "cảm ơn", reply_to=first["message_id"])

    assert answer["text"].startswith("Trong nhóm chỉ có số liệu chung")
    assert len(await chats.from_bot(GROUP)) == 2


async def test_a_group_that_has_another_number_by_now_calls_nobody(
    office: Office, chats: Chats, capsys: pytest.CaptureFixture[str]
) -> None:
    await chats.begin(AN)
    await office.link(ministry.BINH)
    await founded(chats)
    await chats.write(AN, "/viec", chat_id=GROUP)
    await chats.fault("migrated", chat_id=GROUP, method="sendMessage", migrate_to=-1000500)
    async with office.open(groups="counts"):

        async def over() -> bool:
            told = [one["status"] for one in await chats.requests("sendMessage")]
            return told != [] and not await office.store.read(updates.foremost)

        await until(over)

    assert "chat.incident" not in capsys.readouterr().out
