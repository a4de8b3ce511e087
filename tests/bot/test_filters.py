"""Lists narrowed by state and role, long ones with the filters first; and the first screen with what waits."""

from datetime import date

from store import task
from store.task import Submission
from tests.bot.office import AN, Chats, Office, labels
from tests.store import office as ministry
from tests.store.office import CLI, CUONG, DUNG, HA, OTHER_UNIT, UNIT, work
from work.task import Party, Role

HELPS = Party(Role.COORDINATOR, "G18", UNIT, ministry.BINH)


async def test_roles_and_what_waits_for_approval_narrow_a_list_and_cards_lead_back(
    office: Office, chats: Chats
) -> None:
    await office.link(ministry.BINH)
    await office.assign_many(8)
    await office.assign(work("2026-10-20", DUNG, OTHER_UNIT, HELPS), number="9/BYT-A")
    day = date(2026, 10, 1)
    await office.store.write(task.submit, 1, Submission(day, day, "12/BYT"), CLI)
    async with office.open():
        every = await chats.ask(AN, "/viec")
        helps = await chats.tap(AN, "Phối hợp")
        card = await chats.tap(AN, "1")
        back = await chats.tap(AN, "‹ Danh sách")
        none = await chats.tap(AN, "Quá hạn")
        everything = await chats.tap(AN, "✓ Phối hợp")
        waits = await chats.tap(AN, "Chờ duyệt")
        cleared = await chats.tap(AN, "Tất cả")

    assert labels(every)[3] == ["Chờ duyệt", "Chủ trì", "Phối hợp"]
    assert "Lọc: Phối hợp – 1 nhiệm vụ" in helps["text"]
    assert "1. 🟢 #9" in helps["text"]
    assert card["text"].startswith("#9")
    assert back["text"] == helps["text"]
    assert "Không có nhiệm vụ khớp bộ lọc “Quá hạn, Phối hợp”." in none["text"]
    assert "Phối hợp" not in everything["text"]
    assert "Lọc: Chờ duyệt – 1 nhiệm vụ" in waits["text"]
    assert "1. ⏳ #1" in waits["text"]
    assert "9 nhiệm vụ đang thực hiện" in cleared["text"]


async def test_a_role_that_they_have_nowhere_says_so_and_is_cleared(
    office: Office, chats: Chats
) -> None:
    await office.link(ministry.BINH)
    await office.assign_many(9)
    async with office.open():
        await chats.ask(AN, "/viec")
        none = await chats.tap(AN, "Phối hợp")
        cleared = await chats.tap(AN, "Bỏ lọc")

    assert "Không có nhiệm vụ khớp bộ lọc “Phối hợp”." in none["text"]
    assert "9 nhiệm vụ đang thực hiện" in cleared["text"]


async def test_of_more_than_forty_the_filters_stand_first(office: Office, chats: Chats) -> None:
    await office.link(ministry.BINH)
    await office.assign_many(41)
    async with office.open():
        many = await chats.ask(AN, "/viec")
        soon = await chats.tap(AN, "Sắp hạn")

    assert labels(many)[0] == ["✓ Tất cả", "Quá hạn", "Sắp hạn"]
    assert "Có nhiều nhiệm vụ: xin lọc bằng các nút bên dưới" in many["text"]
    assert "Có nhiều nhiệm vụ" not in soon["text"]
    assert labels(soon)[0][0] == "1"


async def test_a_head_goes_from_the_unit_list_to_its_people(office: Office, chats: Chats) -> None:
    await office.link(CUONG)
    await office.assign(work("2026-10-05"))
    async with office.open():
        await chats.ask(AN, "/viec")
        await chats.tap(AN, "Đơn vị")
        unit = await chats.tap(AN, "👥 Đơn vị theo người")

    assert unit["text"].startswith("Vụ Kế hoạch - Tài chính – quý 4/2026")


async def test_the_first_screen_says_what_waits_and_leads_everywhere(
    office: Office, chats: Chats
) -> None:
    await office.link(ministry.BINH)
    await office.assign(work("2026-10-05"), work("2026-10-06"))
    async with office.open():
        home = await chats.ask(AN, "/start")
        today = await chats.tap(AN, "Hôm nay")
        await chats.tap(AN, "🏠")
        agenda = await chats.tap(AN, "Lịch họp")
        await chats.tap(AN, "🏠")
        forms = await chats.tap(AN, "Báo cáo định kỳ")

    assert "Chờ Ông/Bà: tiếp nhận 2 – /homnay" in home["text"]
    assert labels(home) == [
        ["📋 Việc của tôi", "🔴 Quá hạn"],
        ["🗓 Hôm nay", "📅 Lịch họp"],
        ["📑 Báo cáo định kỳ", "❓ Trợ giúp"],
    ]
    assert today["text"].startswith("Hôm nay – Thứ Năm")
    assert agenda["text"].startswith("Lịch hôm nay và tuần này")
    assert forms["text"].startswith("Báo cáo định kỳ – 0 yêu cầu")


async def test_a_dialog_that_was_left_is_gone_on_with_or_dropped_from_the_first_screen(
    office: Office, chats: Chats
) -> None:
    await office.link(ministry.BINH)
    await office.assign(work("2026-10-05"))
    async with office.open():
        await chats.ask(AN, "/tiendo 1 60 một")
        await chats.ask(AN, "/tim thuốc")
        home = await chats.ask(AN, "/start")
        asked = await chats.tap(AN, "▶ Tiếp tục")
        await chats.ask(AN, "/start")
        await chats.tap(AN, "✖ Bỏ")
        dropped = await chats.toast(AN)
        again = await chats.ask(AN, "/start")

    assert labels(home)[:2] == [["▶ Tiếp tục: báo cáo tiến độ #1"], ["✖ Bỏ"]]
    assert "60%" in asked["text"]
    assert dropped == "Đã bỏ, chưa ghi gì."
    assert labels(again)[0] == ["📋 Việc của tôi", "🔴 Quá hạn"]


async def test_clerks_and_heads_have_their_own_screens_at_hand(
    office: Office, chats: Chats
) -> None:
    await office.link(HA)
    async with office.open():
        clerk = await chats.ask(AN, "/start")
        await office.link(CUONG)
        head = await chats.ask(AN, "/start")

    assert "📨 Phản ánh, kiến nghị" in [one for row in labels(clerk) for one in row]
    assert "👥 Đơn vị theo người" in [one for row in labels(head) for one in row]
