"""The card of a task: for whoever has a part in it, and one answer for what is hidden or not there."""

from datetime import date

import pytest

from store import document, pause, relation, task
from store.account import entries_about
from tests.bot.office import AN, BINH, Chats, Office, labels, moment, until
from tests.store import office as ministry
from tests.store.office import CLI, CUONG, DUNG, OTHER_UNIT, UNIT, due_on, paper, work
from work.relation import Relation
from work.task import Party, Role

HELPS = Party(Role.COORDINATOR, "G18", OTHER_UNIT, DUNG)


async def test_a_card_says_who_what_and_by_when(office: Office, chats: Chats) -> None:
    await office.link(ministry.BINH)
    await office.assign(work("2026-10-05", ministry.BINH, UNIT, HELPS))
    async with office.open():
        await chats.ask(AN, "/viec")
        card = await chats.tap(AN, "1")

    assert card["text"] == (
        "#1 Báo cáo kết quả đấu thầu thuốc tập trung\n\n"
        "Văn bản: 125/VPCP-KGVX ngày 28/09/2026, Văn phòng Chính phủ\n"
        "Sản phẩm: Văn bản báo cáo\n"
        "Chủ trì: Trần Thị Bình, Vụ Kế hoạch - Tài chính, BYT\n"
        "Phối hợp: Phạm Dung, Vụ Pháp chế, BYT\n"
        "Ông/Bà chủ trì nhiệm vụ này.\n\n"
        "Hạn: Thứ Hai 05/10/2026\n"
        "🟠 còn 2 ngày làm việc\n"
        "Chưa tiếp nhận\n\n"
        "Lúc 09:00 ngày 01/10"
    )
    assert labels(card) == [
        ["📥 Đã nhận", "📝 Tiến độ"],
        ["✅ Báo hoàn thành", "⏳ Xin gia hạn"],
        ["👤 Giao lại", "🔕 Hoãn nhắc"],
        ["📄 Văn bản"],
        ["↻ Làm mới", "‹ Danh sách"],
    ]


async def test_a_card_warns_where_its_document_was_recalled(office: Office, chats: Chats) -> None:
    await office.link(ministry.BINH)
    await office.assign(work("2026-10-05"))
    later = paper("130/VPCP-KGVX", issued=date(2026, 9, 30), arrival_number=None)
    recalling = await office.store.write(document.add, later, CLI)
    assert isinstance(recalling, document.Kept)
    await office.store.write(relation.relate, recalling.id, Relation.RECALLS, 1, CLI)
    async with office.open():
        await chats.ask(AN, "/viec")
        card = await chats.tap(AN, "1")

    assert "\n⚠️ Văn bản này đã bị thu hồi bằng 130/VPCP-KGVX\n" in card["text"]


async def test_back_leads_to_the_very_list_it_was_opened_from(office: Office, chats: Chats) -> None:
    await office.link(CUONG)
    await office.assign_many(9, "2026-09-01")
    async with office.open():
        await chats.ask(AN, "/quahan")
        await chats.tap(AN, "Đơn vị")
        before = await chats.tap(AN, "›")
        await chats.tap(AN, "9")
        after = await chats.tap(AN, "‹ Danh sách")

    assert "#9" in after["text"]
    assert (after["text"], after["message_id"]) == (before["text"], before["message_id"])


@pytest.mark.parametrize("text", ["/nv 2", "/nv 999", "/nv 99999999999999999999", "2", "#999"])
async def test_hidden_and_absent_get_the_same_words(
    office: Office, chats: Chats, text: str
) -> None:
    await office.link(ministry.BINH)
    await office.assign(work(), work(None, DUNG, OTHER_UNIT))
    async with office.open():
        message = await chats.ask(AN, text)

    number = text.removeprefix("/nv ").removeprefix("#")
    if len(number) > 15:
        assert message["text"] == "Xin gửi số của nhiệm vụ, ví dụ: /nv 318"
    else:
        assert message["text"] == f"Không tìm thấy #{number} hoặc Ông/Bà không có quyền xem."
    assert "Pháp chế" not in message["text"]


async def test_a_button_that_was_forged_shows_nothing_more(office: Office, chats: Chats) -> None:
    await office.link(ministry.BINH)
    await office.assign(work(), work(None, DUNG, OTHER_UNIT))
    async with office.open():
        await chats.ask(AN, "/viec")
        card = await chats.push(AN, "v1:card:2:me.all:1", force=True)
        history = await chats.push(AN, "v1:hist:2:me.all:1", force=True)

    assert card["text"] == "Không tìm thấy #2 hoặc Ông/Bà không có quyền xem."
    assert history["text"] == card["text"]


@pytest.mark.parametrize(
    "data", ["v0:list:me:all:1", "v1:nowhere:::1", "v1:list:me:all:99999", "x"]
)
async def test_a_button_of_another_version_is_answered_with_a_fresh_screen(
    office: Office, chats: Chats, data: str
) -> None:
    await office.link(ministry.BINH)
    await office.assign(work())
    async with office.open():
        await chats.ask(AN, "/viec")
        home = await chats.push(AN, data, force=True)

    assert await chats.toast(AN) == "Màn hình cũ, đã làm mới."
    assert "Ông/Bà có 1 nhiệm vụ đang thực hiện:" in home["text"]


async def test_pressing_the_same_twice_leaves_the_screen_and_ends_the_press(
    office: Office, chats: Chats
) -> None:
    await office.link(ministry.BINH)
    await office.assign(work())
    async with office.open():
        first = await chats.ask(AN, "/viec")
        again = await chats.tap(AN, "Làm mới")

    assert again["text"] == first["text"]


async def test_a_button_on_a_deleted_message_is_answered_below(
    office: Office, chats: Chats
) -> None:
    await office.link(ministry.BINH)
    await office.assign(work())
    bot = office.bot()
    async with office.open(bot):
        first = await chats.ask(AN, "/viec")
        await chats.fault("hold", method="editMessageText")
        await chats.press(AN, "v1:card:1:me.all:1")
        await until(lambda: chats.requests("editMessageText"))
        await bot.line.bot.delete_message(AN, first["message_id"])
        await chats.lift()
        card = await chats.next(AN, 0)

    assert card["message_id"] != first["message_id"]
    assert card["text"].startswith("#1 Báo cáo")


async def test_the_history_tells_every_deadline_and_why(office: Office, chats: Chats) -> None:
    await office.link(ministry.BINH)
    await office.assign(work("2026-10-05"))
    await office.store.write(task.change_due, 1, due_on("2026-10-16"), "chờ số liệu của xã", CLI)
    async with office.open():
        card = await chats.ask(AN, "/nv 1")
        history = await chats.tap(AN, "Lịch sử hạn")
        back = await chats.tap(AN, "‹ Nhiệm vụ")

    assert "Hạn: Thứ Sáu 16/10/2026" in card["text"]
    assert "Đã đổi hạn 1 lần" in card["text"]
    assert history["text"] == (
        "#1 – lịch sử thời hạn\n\n"
        "1. Thứ Hai 05/10/2026\n"
        "2. Thứ Sáu 16/10/2026 – đang áp dụng\n"
        "   chờ số liệu của xã"
    )
    assert back["text"] == card["text"]


async def test_a_deadline_that_stands_again_after_a_reopening_was_not_changed(
    office: Office, chats: Chats
) -> None:
    await office.link(ministry.BINH)
    await office.assign(work("2026-10-05"))
    await office.store.write(task.finish, 1, ministry.NOW.date(), None, CLI)
    await office.store.write(task.reopen, 1, "kết quả bị trả lại", CLI)
    async with office.open():
        card = await chats.ask(AN, "/nv 1")
        history = await chats.tap(AN, "Lịch sử hạn")

    assert "Đã đổi hạn" not in card["text"]
    assert history["text"].endswith("05/10/2026 – đang áp dụng\n   kết quả bị trả lại")


@pytest.mark.parametrize(
    ("due", "today", "said"),
    [
        ("2026-10-01", "2026-10-01", "🟠 hạn hôm nay"),
        ("2026-10-03", "2026-10-02", "🟠 đến hạn vào ngày nghỉ"),
        ("2026-10-03", "2026-10-04", "🔴 vừa quá hạn"),
        ("2026-10-02", "2026-10-05", "🔴 quá 1 ngày làm việc"),
        ("2026-10-23", "2026-10-01", "🟢 còn 16 ngày làm việc"),
    ],
)
async def test_days_are_counted_by_the_official_calendar(
    office: Office, chats: Chats, due: str, today: str, said: str
) -> None:
    await office.link(ministry.BINH)
    await office.assign(work(due))
    office.wall.at = moment(today)
    async with office.open():
        card = await chats.ask(AN, "/nv 1")

    assert said in card["text"].splitlines()


async def test_a_done_task_says_when_and_by_what(office: Office, chats: Chats) -> None:
    await office.link(ministry.BINH)
    await office.assign(work("2026-10-05"))
    await office.store.write(task.finish, 1, ministry.NOW.date(), "12/BYT-KHTC", CLI)
    async with office.open():
        card = await chats.ask(AN, "/nv 1")

    assert "✅ Đã hoàn thành ngày 01/10/2026 · 12/BYT-KHTC · hạn 05/10/2026" in card["text"]


async def test_a_task_that_waits_for_approval_says_so_in_card_and_list(
    office: Office, chats: Chats
) -> None:
    await office.link(ministry.BINH)
    await office.assign(work("2026-10-05"))
    day = ministry.NOW.date()
    async with office.open():
        before = await chats.ask(AN, "/nv 1")
        await office.store.write(task.submit, 1, task.Submission(day, day, "12/BYT-KHTC"), CLI)
        card = await chats.ask(AN, "/nv 1")
        listed = await chats.ask(AN, "/viec")

    assert "Chưa tiếp nhận" in before["text"]
    assert (
        "⏳ Đã báo hoàn thành ngày 01/10/2026, chờ duyệt · 12/BYT-KHTC · hạn 05/10/2026"
        in card["text"]
    )
    assert "⏳" in listed["text"]
    assert "chờ duyệt" in listed["text"]


async def test_a_paused_task_says_since_when(office: Office, chats: Chats) -> None:
    await office.link(ministry.BINH)
    await office.assign(work("2026-10-05"))
    async with office.open():
        await office.store.write(pause.pause, 1, ministry.NOW.date(), "chờ", CLI)
        card = await chats.ask(AN, "/nv 1")
        listed = await chats.ask(AN, "/viec")

    assert "⏸ Tạm dừng từ ngày 01/10/2026 · hạn 05/10/2026" in card["text"]
    assert "tạm dừng" in listed["text"]


async def test_every_question_goes_to_the_account_and_its_content_does_not(
    office: Office, chats: Chats
) -> None:
    await office.link(ministry.BINH)
    await office.link(CUONG, BINH)
    await office.assign(work())
    async with office.open():
        await chats.ask(AN, "/nv 1")
        await chats.ask(AN, "quá hạn")
        await chats.ask(AN, "mật khẩu của tôi là gì")

    lines = await office.store.read(entries_about, f"person:{ministry.BINH}")
    asked = [line.codes for line in lines if line.event == "chat.answered"]
    assert asked == [{"screen": "card"}, {"screen": "list"}, {"screen": "puzzled"}]


async def test_unknown_words_get_three_buttons(office: Office, chats: Chats) -> None:
    await office.link(ministry.BINH)
    async with office.open():
        message = await chats.ask(AN, "trời hôm nay đẹp quá")

    assert message["text"].startswith("Hệ thống chưa hiểu yêu cầu.")
    assert labels(message)[-2:] == [["📋 Việc của tôi", "🔴 Quá hạn"], ["❓ Trợ giúp"]]


async def test_an_edited_command_is_not_given_again(office: Office, chats: Chats) -> None:
    await office.link(ministry.BINH)
    async with office.open():
        number = await chats.write(AN, "/trogiup")
        await chats.next(AN, 0)
        await chats.write(AN, "/viec", message_id=number)
        await chats.ask(AN, "/quahan")

    assert len(await chats.from_bot(AN)) == 2
