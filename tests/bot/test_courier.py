"""Notices by chat: each once, at Telegram's pace, and by mail instead where that cannot be."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import select
from telegram.error import (
    BadRequest,
    Forbidden,
    InvalidToken,
    NetworkError,
    TelegramError,
    TimedOut,
)

from bot.failure import outcome
from bot.pace import Pace
from schedules.reminder import reminder
from store import Store, Tx, audience, chat, notice, worklist
from store.schema.notice import notice as notices
from tests.bot.office import AN, BINH, CALENDAR, PLAN, Chats, Office, labels, moment, until
from tests.store import office as ministry
from tests.store.office import CUONG, NOW, work
from work.audience import audience as audience_of
from work.notice import Channel
from work.outbox import NewNotice
from work.outcome import Deferred, Refused, Uncertain


async def remind(store: Store, task_id: int = 1, slot: str = "T-3") -> None:
    """Puts the reminder of that rung into the outbox, as the tick does."""

    def release(tx: Tx) -> None:
        found = worklist.one(tx, task_id)
        assert found is not None
        assert found.until is not None
        (rung,) = (one for one in PLAN.rungs(found.until) if one.slot == slot)
        people = audience.people_behind(tx, (found,))
        addresses = notice.channels_of(tx, people, NOW, tuple(Channel))
        for who in audience_of(found.parties, people, rung.to):
            new = reminder(found, rung, who, CALENDAR, rung.at, None)
            notice.add(tx, new, addresses, NOW)

    await store.write(release)


async def states(store: Store) -> list[tuple[str, str]]:
    def read(tx: Tx) -> list[tuple[str, str]]:
        rows = tx.all(select(notices).order_by(notices.c.id))
        return [(row.channel, row.state) for row in rows]

    return await store.read(read)


async def by_chat(store: Store, *wanted: str) -> None:
    """Waits until the notices by chat stand so."""

    async def so() -> bool:
        return [state for channel, state in await states(store) if channel == "telegram"] == list(
            wanted
        )

    await until(so)


@pytest.fixture
async def told(office: Office, chats: Chats) -> Office:
    """Bình is linked, has begun the chat, and has one task that is due in a few days."""
    await chats.begin(AN)
    await office.link(ministry.BINH)
    await office.assign(work("2026-10-09"))
    return office


@pytest.mark.parametrize(
    ("slot", "text"),
    [
        (
            "T-3",
            "🟠 Còn 3 ngày làm việc\n\n"
            "#1 Báo cáo kết quả đấu thầu thuốc tập trung\n"
            "125/VPCP-KGVX · hạn Thứ Sáu 09/10/2026\n\n"
            "Ông/Bà nhận tin vì là người chủ trì.",
        ),
        ("T-1", "🟠 Còn 1 ngày làm việc"),
        ("T", "🟠 Hôm nay đến hạn"),
        ("T+1", "🔴 Quá 1 ngày làm việc"),
    ],
)
async def test_a_reminder_says_what_is_due_and_why_one_gets_it(
    told: Office, chats: Chats, slot: str, text: str
) -> None:
    await remind(told.store, slot=slot)
    async with told.open():
        await by_chat(told.store, "sent")

    (message,) = [m for m in await chats.from_bot(AN) if "125/VPCP" in m["text"]]
    assert message["text"].startswith(text)
    assert labels(message) == [["Mở nhiệm vụ", "📝 Tiến độ"], ["👌 Đã biết", "🔕 Hoãn đến mai"]]


async def test_its_button_opens_the_task(told: Office, chats: Chats) -> None:
    await remind(told.store)
    async with told.open():
        await by_chat(told.store, "sent")
        message = next(m for m in await chats.from_bot(AN) if "125/VPCP" in m["text"])
        await chats.press(AN, "v1:card:1::1", message_id=message["message_id"])

        async def opened() -> bool:
            found = await chats.from_bot(AN)
            return any("Hạn: Thứ Sáu" in one["text"] for one in found)

        await until(opened)


async def test_an_escalation_reaches_the_head_in_their_own_chat(told: Office, chats: Chats) -> None:
    await chats.begin(BINH)
    await told.link(CUONG, BINH)
    await remind(told.store, slot="T+1")
    async with told.open():
        await by_chat(told.store, "sent", "sent")

    (message,) = [m for m in await chats.from_bot(BINH) if "125/VPCP" in m["text"]]
    assert message["text"].endswith("Ông/Bà nhận tin vì là lãnh đạo đơn vị chủ trì.")


async def test_at_the_level_code_a_reminder_holds_no_title_and_no_name(
    told: Office, chats: Chats
) -> None:
    await remind(told.store)
    async with told.open(disclosure="code", simulated=True):
        await by_chat(told.store, "sent")

    message = next(m for m in await chats.from_bot(AN) if "125/VPCP" in m["text"])
    assert message["text"] == (
        "[MÔ PHỎNG]\n🟠 Còn 3 ngày làm việc\n\n#1 · Công văn\n125/VPCP-KGVX · hạn Thứ Sáu 09/10/2026\n\n"
        "Ông/Bà nhận tin vì là người chủ trì."
    )


async def test_a_person_who_is_not_linked_is_told_by_mail_alone(office: Office) -> None:
    await office.assign(work("2026-10-09"))
    await remind(office.store)

    assert await states(office.store) == [("mail", "pending")]


async def test_who_blocked_the_bot_gets_the_mail_and_no_chat_from_then_on(
    told: Office, chats: Chats
) -> None:
    await remind(told.store)
    await chats.fault("blocked", method="sendMessage")
    async with told.open():
        await by_chat(told.store, "refused")
    await remind(told.store, slot="T-1")

    found = await states(told.store)
    assert found == [("mail", "pending"), ("telegram", "refused"), ("mail", "pending")]
    link = await told.store.read(chat.of_person, ministry.BINH)
    assert link is not None
    assert link.blocked_at


async def test_blocking_and_coming_back_are_heard_of(told: Office, chats: Chats) -> None:
    async def blocked(wanted: bool) -> None:
        async def so() -> bool:
            link = await told.store.read(chat.of_person, ministry.BINH)
            return link is not None and (link.blocked_at is not None) is wanted

        await until(so)

    async with told.open():
        await chats.post(f"/emulator/chats/{AN}", {"blocked": True})
        await blocked(True)
        await chats.post(f"/emulator/chats/{AN}", {"blocked": False})
        await blocked(False)


async def test_a_flood_wait_is_respected_and_the_notice_goes_once(
    told: Office, chats: Chats
) -> None:
    await remind(told.store)
    await chats.fault("flood", method="sendMessage", count=1, retry_after=2)
    bot = told.bot()
    async with asyncio.TaskGroup() as group:
        line = group.create_task(bot.line.run())
        assert await bot.line.ready()
        await bot.by_chat.once()
        assert ("telegram", "pending") in await states(told.store)
        assert await bot.by_chat.once() == 0, "not before Telegram said"
        carrying = group.create_task(bot.by_chat.run())
        await by_chat(told.store, "sent")
        bot.by_chat.stop()
        await carrying
        bot.line.close()
        await line

    refused, sent = await chats.requests("sendMessage")
    assert [refused["status"], sent["status"]] == [429, 200]
    assert arrived(sent) - arrived(refused) >= timedelta(seconds=2)


@pytest.mark.parametrize("when", ["before", "after"])
async def test_a_connection_that_is_lost_in_between_leaves_it_uncertain_and_the_mail_goes(
    told: Office, chats: Chats, when: str
) -> None:
    await remind(told.store)
    await chats.fault("drop", method="sendMessage", when=when, count=1)
    async with told.open():
        await by_chat(told.store, "uncertain")
        await chats.ask(AN, "/trogiup")

    def stands_in(tx: Tx) -> list[tuple[str, int | None]]:
        rows = tx.all(select(notices).order_by(notices.c.id))
        return [(row.channel, row.replaces) for row in rows]

    assert await told.store.read(stands_in) == [("mail", 2), ("telegram", None)]
    sent = [r for r in await chats.requests("sendMessage") if "125/VPCP" in str(r["parameters"])]
    assert len(sent) == 1, "it is never sent again by itself"


async def test_an_answer_that_does_not_come_leaves_it_uncertain(
    told: Office, chats: Chats, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.line.READ_SECONDS", 0.3)
    await remind(told.store)
    await chats.fault("hold", method="sendMessage", when="after", count=1)
    async with told.open():
        await by_chat(told.store, "uncertain")

    assert ("mail", "pending") in await states(told.store)


async def test_a_chat_that_had_its_turn_waits_for_the_next_and_others_do_not(
    told: Office, chats: Chats
) -> None:
    await chats.begin(BINH)
    await told.link(CUONG, BINH)
    await told.assign(work("2026-10-09", CUONG), work("2026-10-09"), number="9")
    for number in (1, 2, 3):
        await remind(told.store, number)

    async def waiting() -> list[datetime]:
        """When the notices by chat come back that have not gone, once two have."""
        rows = await told.store.read(lambda tx: tx.all(select(notices).order_by(notices.c.id)))
        by_chat = [row for row in rows if row.channel == "telegram"]
        states = sorted(row.state for row in by_chat)
        pending = [row.not_before for row in by_chat if row.state == "pending"]
        return pending if states == ["pending", "sent", "sent"] else []

    async with told.open(told.bot(pace=Pace(every=60))):
        (again,) = await until(waiting)

    assert again - told.machine.now() > timedelta(seconds=10)


async def test_who_was_unlinked_meanwhile_is_not_told(told: Office, chats: Chats) -> None:
    await remind(told.store)
    await told.store.write(chat.unlink, ministry.BINH, NOW)
    async with told.open():
        await by_chat(told.store, "refused")

    assert not any("125/VPCP" in m["text"] for m in await chats.from_bot(AN))


async def test_the_chat_of_now_counts_and_not_that_of_the_notice(
    told: Office, chats: Chats
) -> None:
    await remind(told.store)
    await chats.begin(BINH)
    await told.link(ministry.BINH, BINH)
    async with told.open():
        await by_chat(told.store, "sent")

    assert any("125/VPCP" in m["text"] for m in await chats.from_bot(BINH))
    assert not any("125/VPCP" in m["text"] for m in await chats.from_bot(AN))


async def test_a_chat_that_moved_is_found_again(told: Office, chats: Chats) -> None:
    group, moved = -500, -1000500
    await chats.post("/emulator/chats", {"id": group, "title": "Nhóm", "members": [AN]})
    await told.store.write(chat.link, ministry.BINH, AN, group, NOW)
    await chats.fault("migrated", chat_id=group, migrate_to=moved)
    await remind(told.store)
    async with told.open(groups="counts"):
        await by_chat(told.store, "sent")

    link = await told.store.read(chat.of_person, ministry.BINH)
    assert link is not None
    assert link.chat_id == moved


async def test_a_notice_of_an_unknown_kind_goes_by_mail_and_holds_up_nothing(
    told: Office, chats: Chats
) -> None:
    new = NewNotice("odd:1", "odd", ministry.BINH, "vi", "lead", {}, moment("2026-10-01"))
    await told.store.write(notice.add, new, {ministry.BINH: ((Channel.TELEGRAM, str(AN)),)}, NOW)
    await remind(told.store)
    async with told.open():
        await by_chat(told.store, "uncertain", "sent")


@pytest.mark.parametrize(
    ("error", "kind", "status"),
    [
        (TimedOut(), Uncertain, None),
        (NetworkError("Bad Gateway"), Uncertain, None),
        (Forbidden("bot was blocked by the user"), Refused, "5.2.1"),
        (BadRequest("Chat not found"), Refused, "5.2.1"),
        (BadRequest("can't parse entities"), Refused, "5.6.0"),
        (InvalidToken("x"), Deferred, "4.7.8"),
    ],
)
def test_what_an_error_means(error: TelegramError, kind: Any, status: str | None) -> None:
    found = outcome(error, NOW)

    assert isinstance(found, kind)
    assert getattr(found, "status", None) == status


@pytest.mark.parametrize(
    ("cause", "kind"),
    [
        (httpx.ConnectError("x"), Deferred),
        (httpx.ConnectTimeout("x"), Deferred),
        (httpx.PoolTimeout("x"), Deferred),
        (httpx.ProxyError("x"), Deferred),
        (httpx.WriteTimeout("x"), Uncertain),
        (httpx.WriteError("x"), Uncertain),
        (httpx.ReadTimeout("x"), Uncertain),
        (httpx.ReadError("x"), Uncertain),
        (httpx.RemoteProtocolError("x"), Uncertain),
    ],
)
def test_only_what_failed_before_there_was_a_connection_is_sent_again(
    cause: httpx.HTTPError, kind: Any
) -> None:
    error = NetworkError("x")
    error.__cause__ = cause

    assert isinstance(outcome(error, NOW), kind)


async def test_a_telegram_that_cannot_be_reached_is_tried_again_later(
    told: Office, chats: Chats
) -> None:
    await remind(told.store)
    bot = told.bot(base_url="http://127.0.0.1:9")
    (_, sending) = bot.line.bot._request
    await sending.initialize()
    await bot.by_chat.once()
    await sending.shutdown()

    assert ("telegram", "pending") in await states(told.store)


def test_turns_of_one_chat_lie_a_second_apart_and_far_ones_are_not_given() -> None:
    pace = Pace(every=1, longest=2)

    assert [pace.wait(1, 10.0) for _ in range(4)] == [
        (0, True),
        (1, True),
        (2, True),
        (3, False),
    ]
    assert pace.wait(2, 10.0) == (0, True)
    assert pace.wait(1, 13.5) == (0, True)
    pace.hold(2, 30.0)
    assert pace.wait(2, 20.0) == (10, False)


def arrived(request: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(request["at"])
