"""The button "Đã biết" under a reminder: who presses it is held to what they may, and those above hear nothing for a while."""

import pytest

from store import respite
from tests.bot.office import AN, Chats, Office, until
from tests.bot.test_courier import by_chat, remind
from tests.store import office as ministry
from tests.store.office import work


@pytest.fixture
async def told(office: Office, chats: Chats) -> Office:
    """Bình is linked, has begun the chat, and has one task that is due in a few days."""
    await chats.begin(AN)
    await office.link(ministry.BINH)
    await office.assign(work("2026-10-09"))
    return office


async def test_who_presses_that_they_know_keeps_those_above_quiet(
    told: Office, chats: Chats
) -> None:
    await remind(told.store)
    async with told.open():
        await by_chat(told.store, "sent")
        message = next(m for m in await chats.from_bot(AN) if "125/VPCP" in m["text"])
        for _ in range(2):
            pressed = message["message_id"]
            await chats.press(AN, "v1:known:1::1", message_id=pressed, force=True)

        async def known() -> bool:
            return len(await told.store.read(respite.of_tasks, (1,))) == 2

        await until(known)
        assert "; chưa báo lên cấp trên đến" in await chats.toast(AN)

    first, second = await told.store.read(respite.of_tasks, (1,))
    assert (first.person, first.by) == (ministry.BINH, f"person:{ministry.BINH}")
    assert first.ended_at is not None, "the second took its place"
    assert second.until == first.until, "which lasts no longer"


async def test_who_is_not_reminded_of_a_task_cannot_say_that_they_know(
    told: Office, chats: Chats
) -> None:
    await told.assign(work("2026-10-09", ministry.DUNG, 2), number="9/VPCP-TH")
    async with told.open():
        await chats.ask(AN, "/viec")
        card = await chats.push(AN, "v1:known:2::1", force=True)
        assert (await chats.toast(AN)).startswith("Không ghi nhận được")

    assert "Không tìm thấy" in card["text"]
    assert await told.store.read(respite.of_tasks, (2,)) == ()
