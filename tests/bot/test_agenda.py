"""What one is asked to, by chat: of today and of the week, and no more than may be said."""

from datetime import timedelta

from store import event_answer, event_change
from tests.bot.office import AN, Chats, Office, labels
from tests.store import office as ministry
from tests.store.events import HOUR, meeting
from tests.store.office import CLI, NOW
from work.event import Answer, Part

THEM = ((ministry.BINH, Part.REQUIRED),)


async def plan(office: Office, hours: float, title: str, *, invite: bool = True) -> int:
    start = NOW + timedelta(hours=hours)
    new = meeting(start=start, uid=f"{title}@moh", title=title, people=THEM)
    number = await office.store.write(event_change.add, new, CLI)
    assert isinstance(number, int)
    if invite:
        await office.store.write(event_change.invite, number, (), CLI)
    return number


async def test_the_week_is_shown_by_day_and_nothing_that_is_not_theirs(
    office: Office, chats: Chats
) -> None:
    await office.link(ministry.BINH)
    await plan(office, 1, "Giao ban")
    await plan(office, 24 + HOUR / timedelta(hours=1), "Tập huấn")
    await plan(office, 7 * 24, "Tuần sau")
    await plan(office, 2, "Chưa mời", invite=False)
    declined = await plan(office, 3, "Không dự")
    await office.store.write(
        event_answer.answer, declined, ministry.BINH, Answer.DECLINED, None, CLI
    )
    gone = await plan(office, 4, "Đã hủy")
    await office.store.write(event_change.cancel, gone, None, CLI)
    async with office.open():
        shown = await chats.ask(AN, "/lich")

    assert shown["text"] == (
        "Lịch hôm nay và tuần này – 2 lịch\n\n"
        "Hôm nay\n10:00–11:00 · Giao ban, Phòng 2\n\n"
        "Thứ Sáu, 02/10\n10:00–11:00 · Tập huấn, Phòng 2\n\n"
        "Lúc 09:00 ngày 01/10"
    )
    assert labels(shown) == [["↻ Làm mới", "🏠"]]


async def test_a_full_week_is_counted_and_turned_eight_at_a_time(
    office: Office, chats: Chats
) -> None:
    await office.link(ministry.BINH)
    for number in range(10):
        await plan(office, number / 2, f"Họp {number}")
    async with office.open():
        first = await chats.ask(AN, "/lich")
        day = await chats.ask(AN, "/homnay")
        await chats.ask(AN, "/lich")
        second = await chats.tap(AN, "›")

    assert first["text"].startswith("Lịch hôm nay và tuần này – 10 lịch\n")
    assert labels(first)[0] == ["‹", "1/2", "›"]
    assert [first["text"].count("Họp"), second["text"].count("Họp")] == [8, 2]
    assert "Hôm nay\n13:00–14:00 · Họp 8" in second["text"]
    assert day["text"].count("Họp") == 3
    assert day["text"].endswith("… và 7 lịch khác: /lich")


async def test_an_empty_week_says_so_and_the_code_level_shows_times_alone(
    office: Office, chats: Chats
) -> None:
    await office.link(ministry.BINH)
    async with office.open(disclosure="code"):
        empty = await chats.ask(AN, "lịch họp")
        await plan(office, 1, "Giao ban")
        coded = await chats.tap(AN, "Làm mới")

    assert "Không có lịch nào từ nay đến hết tuần." in empty["text"]
    assert "10:00–11:00 · cuộc họp\n" in coded["text"]
    assert "Giao ban" not in coded["text"]
