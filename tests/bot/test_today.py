"""/homnay: what is due today and this week, what waits for whom, and today's meetings."""

from datetime import date

from store import extension, task
from store.task import Submission
from tests.bot.office import AN, BINH, Chats, Office, labels
from tests.store import office as ministry
from tests.store.office import CLI, DUNG, GIANG, OTHER_UNIT, UNIT, work
from work.extension import Ask
from work.task import Party, Role

FOLLOWS = Party(Role.FOLLOWER, "G18", OTHER_UNIT, DUNG)


async def test_what_is_due_stands_by_day_and_numbers_open_cards(
    office: Office, chats: Chats
) -> None:
    await office.link(ministry.BINH)
    await office.assign(
        work("2026-09-28"), work("2026-10-01"), work("2026-10-02"), work("2026-10-09")
    )
    await _received(office, 1, 2, 3, 4)
    async with office.open():
        day = await chats.ask(AN, "/homnay")
        card = await chats.tap(AN, "1")
        back = await chats.tap(AN, "‹ Danh sách")

    assert day["text"] == (
        "Hôm nay – Thứ Năm 01/10/2026\nLúc 09:00\n\n"
        "🔴 Quá hạn: 1 nhiệm vụ\n\n"
        "Đến hạn hôm nay: 1\n"
        "1. 🟠 #2 Báo cáo kết quả đấu thầu thuốc tập trung\n"
        "   125/VPCP-KGVX · 01/10 · hạn hôm nay\n\n"
        "Đến hạn trong tuần này: 1\n"
        "2. 🟠 #3 Báo cáo kết quả đấu thầu thuốc tập trung\n"
        "   125/VPCP-KGVX · 02/10 · còn 1 ngày LV"
    )
    assert labels(day) == [["1", "2"], ["🔴 Quá hạn"], ["↻ Làm mới", "🏠"]]
    assert card["text"].startswith("#2 Báo cáo")
    assert back["text"] == day["text"]


async def test_as_many_are_late_as_its_button_and_home_show(office: Office, chats: Chats) -> None:
    await office.link(ministry.BINH)
    await office.assign(work("2026-09-28"), work("2026-09-29"))
    day = date(2026, 10, 1)
    await office.store.write(task.submit, 1, Submission(day, day, "12/BYT"), CLI)
    async with office.open():
        today = await chats.ask(AN, "/homnay")
        listed = await chats.tap(AN, "Quá hạn")
        home = await chats.ask(AN, "/start")

    assert "🔴 Quá hạn: 2 nhiệm vụ" in today["text"]
    assert "Lọc: Quá hạn – 2 nhiệm vụ" in listed["text"]
    assert "🔴 2 quá hạn" in home["text"]


async def test_a_day_with_nothing_says_so(office: Office, chats: Chats) -> None:
    await office.link(ministry.BINH)
    async with office.open():
        day = await chats.ask(AN, "/today")

    assert "không có nhiệm vụ nào đến hạn, không có việc chờ xử lý" in day["text"]
    assert labels(day) == [["↻ Làm mới", "🏠"]]


async def test_what_waits_for_a_word_waits_for_who_may_say_it_alone(
    office: Office, chats: Chats
) -> None:
    await office.link(DUNG)
    await office.link(GIANG, BINH)
    await office.assign(
        work("2026-10-20", ministry.BINH, UNIT, FOLLOWS),
        work("2026-10-21", ministry.BINH, UNIT, FOLLOWS),
        work("2026-10-22"),
    )
    day = date(2026, 10, 1)
    await _received(office, 1, 2, 3)
    await office.store.write(task.submit, 1, Submission(day, day, "12/BYT"), CLI)
    await office.store.write(task.submit, 3, Submission(day, day, "13/BYT"), CLI)
    ask = Ask(date(2026, 10, 21), date(2026, 10, 30), "chờ số liệu", day)
    assert isinstance(await office.store.write(extension.ask, 2, ask, CLI), int)
    async with office.open():
        follower = await chats.ask(AN, "/homnay")
        head = await chats.ask(BINH, "/homnay")

    assert "Chờ Ông/Bà duyệt kết quả: 1\n1. ⏳ #1" in follower["text"]
    assert "Đề nghị gia hạn chờ Ông/Bà quyết định: 1\n2. 🟢 #2" in follower["text"]
    assert "#3" not in follower["text"]
    assert "Chờ Ông/Bà duyệt kết quả: 1\n1. ⏳ #3" in head["text"]
    assert "gia hạn" not in head["text"]


async def test_a_full_day_shows_eight_tasks_and_counts_the_rest(
    office: Office, chats: Chats
) -> None:
    await office.link(ministry.BINH)
    await office.assign(*(work("2026-10-01") for _ in range(12)), work("2026-10-02"))
    async with office.open():
        day = await chats.ask(AN, "/homnay")

    assert "Đến hạn hôm nay: 12" in day["text"]
    assert "Đến hạn trong tuần này: 1" in day["text"]
    assert "Chờ Ông/Bà tiếp nhận: 13" in day["text"]
    assert [one for row in labels(day) for one in row if one.isdecimal()] == list("12345678")


async def test_at_the_level_code_only_numbers_stand(office: Office, chats: Chats) -> None:
    await office.link(ministry.BINH)
    await office.assign(work("2026-10-01"))
    async with office.open(disclosure="code"):
        day = await chats.ask(AN, "/homnay")

    assert "#1 · Công văn" in day["text"]
    assert "đấu thầu" not in day["text"]


async def _received(office: Office, *numbers: int) -> None:
    for number in numbers:
        await office.store.write(task.receive, number, CLI)
