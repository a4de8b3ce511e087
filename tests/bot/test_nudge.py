"""Reminding who leads by hand: by whom it may be done, once a day, told by chat and mail."""

import pytest

from store import notice, task
from tests.bot.office import AN, BINH, Chats, Office, labels, moment, until
from tests.bot.test_courier import states
from tests.store import office as ministry
from tests.store.office import CLI, OTHER_UNIT, work
from work.notice import NUDGE
from work.outbox import Account


@pytest.fixture
async def told(office: Office, chats: Chats) -> Office:
    """Bình leads a task; Cường, who heads the unit, is linked as well."""
    office.goes()
    await chats.begin(AN)
    await chats.begin(BINH)
    await office.link(ministry.BINH, AN)
    await office.link(ministry.CUONG, BINH)
    await office.assign(work("2026-10-09"))
    return office


async def nudges(office: Office) -> list[Account]:
    return [one for one in await office.store.read(notice.accounts, 1) if one.kind == NUDGE]


async def test_a_head_reminds_who_leads_from_the_card_and_both_channels_say_so(
    told: Office, chats: Chats
) -> None:
    async with told.open():
        await chats.ask(BINH, "/nv 1")
        before = len(await chats.from_bot(AN))
        asked = await chats.tap(BINH, "Đôn đốc")
        assert "Nhắc người chủ trì ngay bây giờ" in asked["text"]
        assert await nudges(told) == [], "nothing is sent before it is confirmed"
        card = await chats.tap(BINH, "Đôn đốc")
        assert await chats.toast(BINH) == "📣 #1: đã đôn đốc 1 người lúc 09:00."
        assert card["text"].startswith("#1 ")
        reminded = await chats.next(AN, before)

    assert reminded["text"].startswith("📣 Đôn đốc của Lê Văn Cường\n\n#1 Báo cáo kết quả")
    assert "Ông/Bà nhận tin vì là người chủ trì." in reminded["text"]
    assert labels(reminded) == [["Mở nhiệm vụ", "📝 Tiến độ"]]
    assert sorted((one.channel, one.person) for one in await nudges(told)) == [
        ("mail", ministry.BINH),
        ("telegram", ministry.BINH),
    ]


async def test_once_a_day_whoever_asks_and_again_on_the_next(told: Office, chats: Chats) -> None:
    async with told.open():
        await chats.ask(BINH, "/nhac 1")
        await chats.tap(BINH, "Đôn đốc")
        await chats.ask(BINH, "/nhac 1")
        await chats.tap(BINH, "Đôn đốc")
        assert await chats.toast(BINH) == "#1 đã được đôn đốc hôm nay; mỗi ngày một lần."
        assert len(await nudges(told)) == 2
        told.wall.at = moment("2026-10-02")
        await chats.ask(BINH, "/nhac 1")
        await chats.tap(BINH, "Đôn đốc")
        assert len(await nudges(told)) == 4


async def test_who_leads_may_not_remind_and_has_no_button_for_it(
    told: Office, chats: Chats
) -> None:
    async with told.open():
        card = await chats.ask(AN, "/nv 1")
        denied = await chats.ask(AN, "/nhac 1")
        await chats.push(AN, "v1:nudge:1::1", force=True)

    assert "Đôn đốc" not in str(labels(card))
    assert denied["text"].startswith("Ông/Bà không có quyền làm việc này với #1.")
    assert await nudges(told) == []


async def test_what_is_hidden_and_what_is_not_there_have_one_answer(
    told: Office, chats: Chats
) -> None:
    await told.assign(work("2026-10-09", ministry.DUNG, OTHER_UNIT), number="9/VPCP-TH")
    async with told.open():
        hidden = await chats.ask(BINH, "/nhac 2")
        missing = await chats.ask(BINH, "/nhac 99")

    assert hidden["text"].replace("#2", "#99") == missing["text"]


async def test_what_ends_before_the_confirmation_is_not_reminded_of(
    told: Office, chats: Chats
) -> None:
    async with told.open():
        await chats.ask(BINH, "/nhac 1")
        await told.store.write(task.cancel, 1, CLI, "thôi")
        await chats.tap(BINH, "Đôn đốc")
        assert await chats.toast(BINH) == "#1 đã hủy, nên không làm được việc này."
        again = await chats.ask(BINH, "/nhac 1")

    assert again["text"].startswith("#1 đã hủy")
    assert await nudges(told) == []


async def test_who_answers_alone_has_nobody_to_remind(told: Office, chats: Chats) -> None:
    await told.assign(work("2026-10-09", None), number="9/VPCP-TH")
    async with told.open():
        await chats.ask(BINH, "/nhac 2")
        await chats.tap(BINH, "Đôn đốc")
        assert await chats.toast(BINH) == "#2: không còn ai khác phụ trách để đôn đốc."


async def test_by_code_alone_nobody_is_named(told: Office, chats: Chats) -> None:
    async with told.open(disclosure="code"):
        await chats.ask(BINH, "/nhac 1")
        before = len(await chats.from_bot(AN))
        await chats.tap(BINH, "Đôn đốc")
        reminded = await chats.next(AN, before)

    assert reminded["text"].startswith("📣 Đôn đốc\n\n#1 · Công văn")


async def test_what_waits_is_taken_back_with_the_end_of_the_task(
    told: Office, chats: Chats
) -> None:
    async with told.open():
        await chats.ask(BINH, "/nhac 1")
        await chats.tap(BINH, "Đôn đốc")

        async def sent() -> bool:
            return ("telegram", "sent") in await states(told.store)

        await until(sent)
        await told.store.write(task.cancel, 1, CLI, "thôi")

    assert ("mail", "cancelled") in await states(told.store)
