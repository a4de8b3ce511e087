"""Receiving a task: from the card, by the command, and below the message that says it is not received."""

from datetime import timedelta

import pytest
from telegram import Update

from bot import reception, visit
from bot.screen import Screen
from schedules.ladder import Rung
from schedules.reminder import unreceived
from store import Store, Tx, notice, respite, task, worklist
from store.account import entries_about
from store.directory.people import all_people
from tests.bot.office import AN, BINH, CALENDAR, Chats, Office, labels, moment, until
from tests.bot.test_courier import by_chat, remind
from tests.store import office as ministry
from tests.store.office import CLI, NOW, work
from work.audience import Recipient
from work.notice import Channel
from work.respite import RespiteKind
from work.task import TaskState


@pytest.fixture
async def told(office: Office, chats: Chats) -> Office:
    """Bình is linked, has begun the chat, and has one task that is due in a few days."""
    office.goes()
    await chats.begin(AN)
    await office.link(ministry.BINH)
    await office.assign(work("2026-10-09"))
    return office


async def state(office: Office) -> TaskState:
    found = await office.store.read(worklist.one, 1)
    assert found is not None
    return found.state


async def chase(
    store: Store, reason: str = "lead", person: int = ministry.BINH, away: int | None = None
) -> None:
    """Puts into the outbox that the task is not received, as the tick does; for who is *away*."""

    def release(tx: Tx) -> None:
        found = worklist.one(tx, 1)
        assert found is not None
        known = {one.id: one for one in all_people(tx)}
        who, instead_of = known[person], known.get(away or 0)
        rung = Rung("R+2", 1, NOW, (), unreceived=True)
        new = unreceived(found, rung, Recipient(who, reason, instead_of), CALENDAR, NOW, None)
        notice.add(tx, new, notice.channels_of(tx, [who], NOW, tuple(Channel)), NOW)

    await store.write(release)


async def test_a_task_is_received_from_its_card(told: Office, chats: Chats) -> None:
    async with told.open():
        card = await chats.ask(AN, "/nv 1")
        assert "Chưa tiếp nhận" in card["text"]
        card = await chats.tap(AN, "Đã nhận")
        assert await chats.toast(AN) == "✅ #1: đã nhận lúc 09:00."

    assert "Chưa tiếp nhận" not in card["text"]
    assert "📥 Đã nhận" not in str(labels(card))
    assert await state(told) is TaskState.RECEIVED


async def test_the_command_asks_before_it_notes_it(told: Office, chats: Chats) -> None:
    async with told.open():
        asked = await chats.ask(AN, "/nhan 1")
        assert "Ghi nhận là nơi chủ trì đã tiếp nhận" in asked["text"]
        assert await state(told) is TaskState.ASSIGNED
        await chats.tap(AN, "Đã nhận")
        assert await state(told) is TaskState.RECEIVED
        again = await chats.ask(AN, "/nhan 1")
        assert again["text"].startswith("#1 đang thực hiện, nên không làm được việc này.")
        which = await chats.ask(AN, "/nhan")

    assert which["text"] == "Xin gửi số của nhiệm vụ, ví dụ: /nhan 318"


async def test_it_can_be_dropped_at_the_question(told: Office, chats: Chats) -> None:
    async with told.open():
        await chats.ask(AN, "/nhan 1")
        await chats.tap(AN, "Bỏ")
        assert await chats.toast(AN) == "Đã bỏ, chưa ghi gì."

    assert await state(told) is TaskState.ASSIGNED


async def test_who_does_not_lead_receives_nothing_and_learns_nothing(
    told: Office, chats: Chats
) -> None:
    await chats.begin(BINH)
    await told.link(ministry.DUNG, BINH)
    async with told.open():
        denied = await chats.ask(BINH, "/nhan 1")
        missing = await chats.ask(BINH, "/nhan 99")
        await chats.push(BINH, "v1:receive:1::1", force=True)

    assert denied["text"].replace("#1", "#99") == missing["text"]
    assert await state(told) is TaskState.ASSIGNED


async def test_the_message_that_chased_says_what_was_done_and_leads_to_the_card(
    told: Office, chats: Chats
) -> None:
    await chase(told.store)
    async with told.open():
        await by_chat(told.store, "sent")
        message = (await chats.from_bot(AN))[-1]
        assert labels(message) == [
            ["Mở nhiệm vụ", "📥 Đã nhận"],
            ["👌 Đã biết", "🔕 Hoãn đến mai"],
        ]
        told.wall.at = moment("2026-10-01", "10:02")
        changed = await chats.tap(AN, "Đã nhận")
        assert changed["message_id"] == message["message_id"], "edited, and not said anew"
        assert changed["text"] == message["text"] + "\n\n✅ #1: đã nhận lúc 10:02."
        assert labels(changed) == [["Mở nhiệm vụ"]]
        card = await chats.tap(AN, "Mở nhiệm vụ")
        assert card["text"].startswith("#1 ")

    assert await state(told) is TaskState.RECEIVED
    lines = await told.store.read(entries_about, "task:1")
    (line,) = [one for one in lines if one.event == "task.received"]
    assert f"person:{ministry.BINH}" in str(line)


async def test_a_message_that_is_overtaken_leads_to_how_it_stands(
    told: Office, chats: Chats
) -> None:
    await chase(told.store)
    async with told.open():
        await by_chat(told.store, "sent")
        await told.store.write(task.receive, 1, CLI)
        card = await chats.tap(AN, "Đã nhận")
        assert (await chats.toast(AN)).startswith("#1 đang thực hiện")

    assert card["text"].startswith("#1 ")


async def test_nobody_presses_what_was_pushed_to_somebody_else(told: Office, chats: Chats) -> None:
    await chase(told.store)
    await chats.begin(BINH)
    await told.link(ministry.DUNG, BINH)
    async with told.open():
        await by_chat(told.store, "sent")
        pushed = (await chats.from_bot(AN))[-1]
        await chats.ask(BINH, "/viec")
        for data in (pushed["buttons"][0][1]["data"], "v1:pushed:2:receive:1", "v1:push:::1"):
            home = await chats.push(BINH, data, force=True)
            assert "Trợ lý nhắc việc" in home["text"], data
            assert "125/VPCP" not in home["text"]

    assert await state(told) is TaskState.ASSIGNED


async def test_that_one_knows_stands_in_the_message_and_can_be_taken_back(
    told: Office, chats: Chats
) -> None:
    await remind(told.store)
    async with told.open():
        await by_chat(told.store, "sent")
        message = (await chats.from_bot(AN))[-1]
        assert labels(message) == [
            ["Mở nhiệm vụ", "📝 Tiến độ"],
            ["👌 Đã biết", "🔕 Hoãn đến mai"],
        ]
        changed = await chats.tap(AN, "Đã biết")
        assert "👌 Đã biết lúc 09:00; chưa báo lên cấp trên đến 08:00 06/10." in changed["text"]
        (kept,) = await told.store.read(respite.of_tasks, (1,))
        assert (kept.kind, kept.ended_at) == (RespiteKind.ACKNOWLEDGED, None)
        undone = await chats.tap(AN, "Hoàn tác")
        assert undone["text"].endswith("Đã hoàn tác lúc 09:00; cấp trên được báo như thường lệ.")
        assert labels(undone) == [["Mở nhiệm vụ"]]

    (kept,) = await told.store.read(respite.of_tasks, (1,))
    assert kept.ended_at is not None


async def test_killed_before_the_message_was_edited_it_is_edited_and_nothing_done_twice(
    told: Office, chats: Chats, monkeypatch: pytest.MonkeyPatch
) -> None:
    await chase(told.store)
    real, kills = visit.show, [True]

    async def dies(update: Update, screen: Screen) -> None:
        if kills and await state(told) is TaskState.RECEIVED:
            kills.pop()
            told.wall.at += timedelta(minutes=7)
            raise RuntimeError("killed before the answer")
        await real(update, screen)

    monkeypatch.setattr(reception, "show", dies)
    async with told.open():
        await by_chat(told.store, "sent")
        pushed = (await chats.from_bot(AN))[-1]
        await chats.press(AN, pushed["buttons"][0][1]["data"])

        async def edited() -> bool:
            return "đã nhận lúc 09:00" in (await chats.from_bot(AN))[-1]["text"]

        await until(edited)

    assert kills == []
    lines = await told.store.read(entries_about, "task:1")
    assert [one.event for one in lines].count("task.received") == 1


@pytest.mark.parametrize(
    ("reason", "away", "offered"),
    [
        ("unit-head", None, [["Mở nhiệm vụ"], ["👌 Đã biết", "🔕 Hoãn đến mai"]]),
        ("lead", ministry.CUONG, [["Mở nhiệm vụ", "📥 Đã nhận"]]),
    ],
)
async def test_a_head_and_who_stands_in_are_offered_what_they_can_do(
    told: Office, chats: Chats, reason: str, away: int | None, offered: list[list[str]]
) -> None:
    await chase(told.store, reason, away=away)
    async with told.open():
        await by_chat(told.store, "sent")
        message = (await chats.from_bot(AN))[-1]

    assert labels(message) == offered


async def test_by_code_alone_the_message_keeps_its_silence_after_the_press(
    told: Office, chats: Chats
) -> None:
    await chase(told.store)
    async with told.open(disclosure="code"):
        await by_chat(told.store, "sent")
        changed = await chats.tap(AN, "Đã nhận")

    assert "đã nhận lúc 09:00" in changed["text"]
    assert "Báo cáo" not in changed["text"]
