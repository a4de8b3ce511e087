"""The dialog "báo cáo tiến độ": step by step, in one line, dropped, and never twice."""

import pytest

from store import Tx, dialog, report
from tests.bot.office import AN, BINH, Chats, Office
from tests.store import office as ministry
from tests.store.office import work


@pytest.fixture
async def told(office: Office, chats: Chats) -> Office:
    """Bình is linked, has begun the chat, and has one task."""
    await chats.begin(AN)
    await office.link(ministry.BINH)
    await office.assign(work("2026-10-09"))
    return office


async def reports(office: Office) -> list[tuple[int, str | None]]:
    return [(one.percent, one.text) for one in await office.store.read(report.reports, 1)]


async def open_dialogs(office: Office) -> list[str]:
    def look(tx: Tx) -> list[str]:
        found = dialog.of_person(tx, ministry.BINH, office.machine.now())
        return [one.step for one in found]

    return await office.store.read(look)


async def test_progress_is_reported_from_the_card_step_by_step(told: Office, chats: Chats) -> None:
    async with told.open():
        await chats.ask(AN, "/nv 1")
        asked = await chats.tap(AN, "Tiến độ")
        assert "bao nhiêu phần trăm" in asked["text"]
        await chats.tap(AN, "75%")
        asked = await chats.ask(AN, "Còn thiếu số liệu xã <B>")
        assert "75%" in asked["text"]
        assert "“Còn thiếu số liệu xã <B>”" in asked["text"]
        assert await reports(told) == [], "nothing is changed before it is confirmed"
        card = await chats.tap(AN, "Gửi")
        assert await chats.toast(AN) == "✅ Đã ghi tiến độ 75% của #1."

    assert "Tiến độ: 75%" in card["text"]
    assert await reports(told) == [(75, "Còn thiếu số liệu xã <B>")]
    assert await open_dialogs(told) == []


async def test_one_line_says_it_all_and_is_confirmed(told: Office, chats: Chats) -> None:
    async with told.open():
        asked = await chats.ask(AN, "/tiendo 1 60% đang chờ ý kiến")
        assert "“đang chờ ý kiến”" in asked["text"]
        await chats.tap(AN, "Gửi")

    assert await reports(told) == [(60, "đang chờ ý kiến")]


async def test_what_is_no_percentage_is_asked_again(told: Office, chats: Chats) -> None:
    async with told.open():
        begun = await chats.ask(AN, "/tiendo 1 150")
        assert begun["text"].startswith("Xin gửi một số từ 0 đến 100")
        for said in ("gần xong", "101", "-5", "٦٠"):
            asked = await chats.ask(AN, said)
            assert asked["text"].startswith("Xin gửi một số từ 0 đến 100"), said
        await chats.ask(AN, "40")
        await chats.tap(AN, "Không có gì thêm")
        await chats.tap(AN, "Quay lại")
        await chats.tap(AN, "Quay lại")
        await chats.tap(AN, "50%")
        await chats.tap(AN, "Không có gì thêm")
        await chats.tap(AN, "Gửi")

    assert await reports(told) == [(50, None)]


async def test_commands_are_answered_in_between_and_the_dialog_goes_on(
    told: Office, chats: Chats
) -> None:
    async with told.open():
        await chats.ask(AN, "/tiendo 1 60")
        listed = await chats.ask(AN, "/viec")
        assert "nhiệm vụ" in listed["text"]
        asked = await chats.ask(AN, "xong phần một")
        assert "“xong phần một”" in asked["text"]
        dropped = await chats.ask(AN, "/huy")
        assert dropped["text"].startswith("Đã bỏ, chưa ghi gì.")
        again = await chats.ask(AN, "/huy")
        assert again["text"].startswith("Không có việc nào đang làm dở.")

    assert await reports(told) == []


async def test_a_press_on_a_step_that_is_over_changes_nothing(told: Office, chats: Chats) -> None:
    async with told.open():
        asked = await chats.ask(AN, "/tiendo 1 60 một")
        sends = next(one["data"] for one in asked["buttons"][0])
        await chats.push(AN, sends)
        home = await chats.push(AN, sends, force=True)
        assert await chats.toast(AN) == "Phần này đã kết thúc."

    assert "Trợ lý nhắc việc" in home["text"]
    assert await reports(told) == [(60, "một")]


async def test_nobody_goes_on_with_somebody_elses_dialog(told: Office, chats: Chats) -> None:
    await chats.begin(BINH)
    await told.link(ministry.DUNG, BINH)
    async with told.open():
        asked = await chats.ask(AN, "/tiendo 1 60 một")
        await chats.ask(BINH, "/viec")
        await chats.push(BINH, asked["buttons"][0][0]["data"], force=True)
        assert await chats.toast(BINH) == "Phần này đã kết thúc."
        denied = await chats.ask(BINH, "/tiendo 1 60 hai")

    assert "Không tìm thấy" in denied["text"]
    assert await reports(told) == []
    assert await open_dialogs(told) == ["confirm"]
