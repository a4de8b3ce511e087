"""Putting reminders off: by steps, in one line, below a reminder, never past the due day, and ended early."""

from datetime import timedelta

import pytest

from store import respite, task
from tests.bot.office import AN, BINH, Chats, Office, labels, moment
from tests.bot.test_courier import by_chat, remind
from tests.store import office as ministry
from tests.store.office import CLI, work
from work.respite import Respite, RespiteKind


@pytest.fixture
async def told(office: Office, chats: Chats) -> Office:
    """Bình is linked, has begun the chat, and has one task that is due in a few days."""
    office.goes()
    await chats.begin(AN)
    await office.link(ministry.BINH)
    await office.assign(work("2026-10-09"))
    return office


async def kept(office: Office) -> list[Respite]:
    return list(await office.store.read(respite.of_tasks, (1,)))


async def test_reminders_are_put_off_from_the_card_step_by_step_and_come_back_early(
    told: Office, chats: Chats
) -> None:
    async with told.open():
        await chats.ask(AN, "/nv 1")
        asked = await chats.tap(AN, "Hoãn nhắc")
        assert labels(asked)[0] == ["2 giờ", "Đến mai", "3 ngày"]
        asked = await chats.tap(AN, "Đến mai")
        assert "Không nhắc Ông/Bà đến 08:00 Thứ Sáu 02/10" in asked["text"]
        asked = await chats.ask(AN, "Đang chờ <số liệu>")
        assert "Lý do: “Đang chờ <số liệu>”" in asked["text"]
        assert await kept(told) == [], "nothing is changed before it is confirmed"
        card = await chats.tap(AN, "Hoãn nhắc")
        assert await chats.toast(AN) == "🔕 #1: đã hoãn nhắc lúc 09:00, đến 08:00 02/10."
        assert "Ông/Bà hoãn nhắc đến 08:00 ngày 02/10" in card["text"]
        (one,) = await kept(told)
        assert (one.kind, one.person, one.reason) == (
            RespiteKind.SNOOZED,
            ministry.BINH,
            "Đang chờ <số liệu>",
        )
        assert one.until == moment("2026-10-02", "08:00")
        card = await chats.tap(AN, "Nhắc lại")
        assert await chats.toast(AN) == "🔔 #1: nhắc lại từ 09:00."

    assert "hoãn nhắc" not in card["text"]
    assert (await kept(told))[0].ended_at is not None


@pytest.mark.parametrize(
    ("said", "until"),
    [
        ("2h đang họp", "2026-10-01 11:00"),
        ("4 giờ đang họp", "2026-10-01 13:00"),
        ("mai đang họp", "2026-10-02 08:00"),
        ("Đến mai đang họp", "2026-10-02 08:00"),
        ("3n đang họp", "2026-10-06 08:00"),
        ("3 ngày đang họp", "2026-10-06 08:00"),
        ("31n đang họp", "2026-10-08 08:00"),
    ],
)
async def test_one_line_says_it_all_and_is_confirmed(
    told: Office, chats: Chats, said: str, until: str
) -> None:
    async with told.open():
        asked = await chats.ask(AN, f"/hoan 1 {said}")
        assert "Lý do: “đang họp”" in asked["text"]
        assert await kept(told) == []
        await chats.tap(AN, "Hoãn nhắc")

    (one,) = await kept(told)
    asked_for = moment(*until.split())
    assert asked_for <= one.until < asked_for + timedelta(minutes=1)


async def test_a_reason_is_pressed_and_steps_go_back(told: Office, chats: Chats) -> None:
    async with told.open():
        asked = await chats.ask(AN, "/hoan 1")
        for said in ("lâu lâu", "0h", "99n", "24h", "٣n"):
            asked = await chats.ask(AN, said)
            assert asked["text"].startswith("Xin gửi số giờ hoặc số ngày làm việc"), said
        await chats.ask(AN, "2h")
        await chats.tap(AN, "Quay lại")
        await chats.tap(AN, "3 ngày")
        await chats.tap(AN, "Chờ ý kiến nơi khác")
        await chats.tap(AN, "Quay lại")
        await chats.tap(AN, "Đang thực hiện")
        await chats.tap(AN, "Hoãn nhắc")

    (one,) = await kept(told)
    assert (one.reason, one.until) == ("Đang thực hiện", moment("2026-10-06", "08:00"))


async def test_it_never_lasts_past_the_reminder_of_the_due_day_and_says_so(
    told: Office, chats: Chats
) -> None:
    told.wall.at = moment("2026-10-07")
    async with told.open():
        asked = await chats.ask(AN, "/hoan 1 3n bận")
        assert "đến 08:00 Thứ Sáu 09/10" in asked["text"]
        assert "Chỉ hoãn được đến lúc đó" in asked["text"]
        await chats.tap(AN, "Hoãn nhắc")

    assert [one.until for one in await kept(told)] == [moment("2026-10-09", "08:00")]


async def test_below_a_reminder_one_press_puts_it_off_and_one_takes_it_back(
    told: Office, chats: Chats
) -> None:
    await remind(told.store)
    async with told.open():
        await by_chat(told.store, "sent")
        message = (await chats.from_bot(AN))[-1]
        changed = await chats.tap(AN, "Hoãn đến mai")
        assert changed["message_id"] == message["message_id"]
        said = "🔕 #1: đã hoãn nhắc lúc 09:00, đến 08:00 02/10."
        assert changed["text"] == f"{message['text']}\n\n{said}"
        assert labels(changed) == [["Mở nhiệm vụ", "🔔 Nhắc lại"]]
        (one,) = await kept(told)
        assert (one.until, one.reason) == (
            moment("2026-10-02", "08:00"),
            "bấm “Hoãn đến mai” dưới tin nhắc",
        )
        back = await chats.tap(AN, "Nhắc lại")
        assert back["text"].endswith("🔔 #1: nhắc lại từ 09:00.")

    assert (await kept(told))[0].ended_at is not None


async def test_what_is_done_and_what_is_others_cannot_be_put_off(
    told: Office, chats: Chats
) -> None:
    await told.assign(work("2026-10-09", ministry.DUNG, 2), number="9/VPCP-TH")
    await told.store.write(task.cancel, 1, CLI, "thôi")
    async with told.open():
        done = await chats.ask(AN, "/hoan 1 mai bận")
        hidden = await chats.ask(AN, "/hoan 2 mai bận")
        missing = await chats.ask(AN, "/hoan 99 mai bận")
        none = await chats.push(AN, "v1:remind:1::1", force=True)
        assert await chats.toast(AN) == "#1 không có hoãn nhắc nào của Ông/Bà."

    assert done["text"].startswith("#1 đã hủy, nên không làm được việc này.")
    assert hidden["text"].replace("#2", "#99") == missing["text"]
    assert none["text"].startswith("#1 ")
    assert await kept(told) == []


async def test_a_task_that_ends_before_the_confirmation_is_not_put_off(
    told: Office, chats: Chats
) -> None:
    async with told.open():
        await chats.ask(AN, "/hoan 1 mai bận")
        await told.store.write(task.cancel, 1, CLI, "thôi")
        card = await chats.tap(AN, "Hoãn nhắc")
        assert await chats.toast(AN) == "#1 đã hủy, nên không làm được việc này."

    assert "Đã hủy" in card["text"]
    assert await kept(told) == []


async def test_who_only_sees_the_task_has_no_reminders_to_put_off(
    told: Office, chats: Chats
) -> None:
    await chats.begin(BINH)
    await told.link(ministry.HA, BINH)
    await told.assign(work("2026-10-09", ministry.DUNG, 2), number="9/VPCP-TH")
    async with told.open():
        card = await chats.ask(BINH, "/nv 2")
        refused = await chats.ask(BINH, "/hoan 2 mai bận")

    assert "Hoãn nhắc" not in str(labels(card))
    assert refused["text"].startswith("#2 không còn chờ Ông/Bà.")
