"""The overview page: what stands in the store and in the process is on it, in the office's own words."""

import re
from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path

import httpx
import pytest

import congvu
from store import Store, Tx, notice, outbox, overview, rung, suspension, task, worker, workload
from store.clock import Anchor
from store.directory.dkim import add_dkim_keys, saw_dkim_key
from store.lease import LONGEST
from store.rung import Next
from store.schema.directory import unit
from templates import LANGUAGES, word
from tests.store.letters import DAY, MINUTE
from tests.store.office import BINH, CUONG, OTHER_UNIT, at, opened, staffed, work
from tests.web.conftest import Loop, Told
from tests.web.page import MONDAY, NAME, Words, after, door, holds, letter, lines
from work.act import Act
from work.directory import DkimKey
from work.dkim import Sight
from work.letter import State
from work.notice import Channel
from work.outbox import NewNotice
from work.outcome import Delivered
from work.suspension import BY_RULE, Suspension


@pytest.fixture
async def client(store: Store, told: Told) -> AsyncIterator[httpx.AsyncClient]:
    async with door(store, told) as client:
        yield client


@pytest.fixture
async def office(store: Store) -> Store:
    await staffed(store)
    return store


def signs(tx: Tx) -> None:
    """The office's letters are signed, and DNS has the record."""
    add_dkim_keys(tx, (DkimKey("vpcp.gov.vn", "s1", "rsa", b"ours", MONDAY),), MONDAY)
    saw_dkim_key(tx, "vpcp.gov.vn", "s1", Sight(b"ours"), MONDAY)


async def test_an_empty_office_is_told_what_comes_next(
    client: httpx.AsyncClient, store: Store
) -> None:
    await store.write(signs)
    said = " ".join(await lines(client))

    assert "Hệ thống hoạt động bình thường Hiện không có nội dung cần xử lý." in said
    assert "Thư hiện ở đây ngay khi một cơ quan gửi tới." in said
    assert "congvu task import" in said
    assert "Không có nhiệm vụ nào sắp đến hạn." in said
    assert "Thông báo đầu tiên được lập khi một nhiệm vụ gần đến hạn." in said


async def test_the_page_tells_whose_it_is_and_as_of_when(client: httpx.AsyncClient) -> None:
    said = await lines(client)

    assert NAME in said
    assert "09:15 Thứ Hai, 23/11/2026 English" in said
    assert "MÔ PHỎNG" not in " ".join(said)


async def test_a_simulated_office_says_so_and_lives_in_its_own_time(
    office: Store, told: Told
) -> None:
    await opened(office, work("2026-03-02"), work("2026-03-04"))
    start = at("2026-03-02", "08:00")
    anchor = Anchor(start, start, MONDAY, None, None)

    async with door(office, told, anchor) as client:
        said = await lines(client)

    assert any(line.startswith("MÔ PHỎNG") for line in said)
    assert "08:00 Thứ Hai, 02/03/2026 (giờ mô phỏng) English" in said
    assert holds(said, "#1", "02/03/2026", "hôm nay")
    assert holds(said, "#2", "04/03/2026", "còn 2 ngày")


async def test_mail_is_counted_by_state_with_the_age_of_the_oldest(
    client: httpx.AsyncClient, store: Store
) -> None:
    await letter(store, 55 * MINUTE)
    await letter(store, 9 * MINUTE, hold="mark")
    await letter(store, 3 * MINUTE, State.DELIVERED)
    await letter(store, 2 * MINUTE, State.REFUSED)

    said = await lines(client)

    assert after(said, "Đang xử lý", 10) == [
        "Đang chờ", "2", "lâu nhất 55 phút",
        "Đang gửi", "2", "lâu nhất 3 phút",
        "Đang giữ", "2", "lâu nhất 9 phút",
        "Chưa rõ",
    ]  # fmt: skip
    assert after(said, "Kết thúc trong một giờ qua", 6) == [
        "Đã chuyển", "1", "Bị từ chối", "1", "Quá hạn gửi", "0",
    ]  # fmt: skip
    assert "Có nội dung cần xử lý ngay" in said
    assert any(line.startswith("2 lượt nhận thư đang bị giữ") for line in said)


async def test_suspended_domains_are_told_since_when_until_when_and_why(
    client: httpx.AsyncClient, store: Store
) -> None:
    until = MONDAY + timedelta(hours=2)
    for domain, end, reason, by in (
        ("moh.gov.vn", until, "mx said: 421 busy", BY_RULE),
        ("yte.gov.vn", None, "bảo trì", "cli:0"),
    ):
        asleep = Suspension(domain, MONDAY, end, reason, by)
        await store.write(suspension.suspend, asleep)

    said = await lines(client)

    assert after(said, "Tên miền đang tạm dừng gửi", 2) == [
        "moh.gov.vn từ 09:15 23/11/2026, đến 11:15 23/11/2026, theo quy tắc: mx said: 421 busy",
        "yte.gov.vn từ 09:15 23/11/2026, đến khi được cho gửi lại: bảo trì",
    ]
    assert any(line.startswith("Đang tạm dừng gửi đến") for line in said)


async def test_letters_that_were_dropped_are_told_only_where_there_are_any(
    client: httpx.AsyncClient, store: Store
) -> None:
    assert "Đã bỏ" not in await lines(client)
    await letter(store, 3 * MINUTE, State.DROPPED)

    assert holds(await lines(client), "Đã bỏ", "1")


@pytest.mark.parametrize(
    ("age", "words"),
    [
        (timedelta(minutes=0), "0 phút"),
        (timedelta(minutes=59), "59 phút"),
        (timedelta(hours=2), "2 giờ"),
        (timedelta(hours=2, minutes=10), "2 giờ 10 phút"),
        (timedelta(days=3, hours=4), "3 ngày 4 giờ"),
        (timedelta(days=1, minutes=59), "1 ngày"),
    ],
)
async def test_an_age_is_told_as_people_say_it(
    client: httpx.AsyncClient, store: Store, age: timedelta, words: str
) -> None:
    await letter(store, age)

    assert f"lâu nhất {words}" in await lines(client)


async def test_work_is_counted_by_how_near_its_deadline_is(
    client: httpx.AsyncClient, office: Store
) -> None:
    """Three working days after Monday, the 23rd, end on Friday: the 24th of November is a day off."""
    dues = (
        "2026-11-18",
        "2026-11-22",
        "2026-11-23",
        "2026-11-25",
        "2026-11-27",
        "2026-11-30",
        None,
    )
    await opened(office, *(work(due) for due in dues))
    said = await lines(client)

    assert after(said, "Nhiệm vụ được giao", 8) == [
        "Quá hạn", "2", "Hạn hôm nay", "1", "Trong 3 ngày tới", "2", "Đang thực hiện", "7",
    ]  # fmt: skip


async def test_what_was_done_this_month_is_told_in_time_and_late(
    client: httpx.AsyncClient, office: Store
) -> None:
    act = Act("cli", MONDAY)
    dues = ("2026-11-10", "2026-11-10", "2026-11-10", None, "2026-10-30")
    days = ("2026-11-09", "2026-11-10", "2026-11-11", "2026-11-20", "2026-10-30")
    numbers = await opened(office, *(work(due) for due in dues))
    for number, day in zip(numbers, days, strict=True):
        await office.write(task.finish, number, date.fromisoformat(day), None, act)

    said = await lines(client)

    assert "Hoàn thành trong tháng 11: 2 đúng hạn, 1 quá hạn, 1 không thời hạn." in said
    assert any(line.startswith("Không còn nhiệm vụ nào đang thực hiện.") for line in said)


async def test_each_leading_unit_has_a_bar_the_most_overdue_first(
    client: httpx.AsyncClient, office: Store
) -> None:
    finance = (work("2026-11-24"), work("2026-12-31"), work("2026-12-31"), work(None))
    legal = (work("2026-11-19", None, OTHER_UNIT), work("2026-11-23", None, OTHER_UNIT))
    await opened(office, *finance, *legal)

    page = (await client.get("/")).text
    said = [line for line in Words(page).lines if line]
    bars = [re.findall(r'class="(\w+)" x="([\d.]+)%" width="([\d.]+)%"', bar) for bar in re.findall(r"<svg.*?</svg>", page)]  # fmt: skip

    assert holds(said, "Vụ Pháp chế", "1", "2", "Vụ Kế hoạch - Tài chính", "0", "4")
    assert bars == [
        [("late", "0.0", "25.0"), ("today", "25.0", "25.0")],
        [("soon", "0.0", "25.0"), ("rest", "25.0", "75.0")],
    ]
    assert 'aria-label="Quá hạn 1, Hôm nay 1"' in page


async def test_leads_beyond_the_tenth_are_told_as_one(
    client: httpx.AsyncClient, office: Store
) -> None:
    def more(tx: Tx) -> None:
        for number in range(3, 14):
            tx.run(unit.insert().values(id=number, agency="G18", name=f"Đơn vị {number:02}"))

    await office.write(more)
    two = [work("2026-11-19", None, number) for number in range(1, 11) for _ in range(2)]
    one = [work("2026-11-20", None, number) for number in (11, 12, 13)]
    await opened(office, *two, *one)

    said = await lines(client)

    assert "Đơn vị 10" in said
    assert "Đơn vị 11" not in said
    assert holds(said, "3 nơi khác", "3", "3")


async def test_deadlines_are_told_task_by_task_in_working_days(
    client: httpx.AsyncClient, office: Store
) -> None:
    dues = ("2026-11-19", "2026-11-22", "2026-11-23", "2026-11-27", "2026-12-02")
    await opened(office, *(work(due) for due in dues))

    said = await lines(client)

    assert holds(said, "#1", "19/11/2026", "quá 2 ngày", "#2", "22/11/2026", "quá 1 ngày")
    assert holds(said, "#3", "23/11/2026", "hôm nay")
    assert holds(said, "#4", "27/11/2026", "còn 3 ngày"), "the 24th is a holiday"
    assert holds(said, "#5", "02/12/2026", "còn 6 ngày (dự kiến)"), "the 28th may yet be worked"


@pytest.mark.parametrize(
    ("today", "due", "words"),
    [
        ("2026-11-07", "2026-11-06", "vừa quá hạn"),
        ("2026-11-07", "2026-11-08", "vào ngày nghỉ"),
        ("2026-11-06", "2026-11-07", "vào ngày nghỉ"),
        ("2026-11-06", "2026-11-09", "còn 1 ngày"),
    ],
)
async def test_a_deadline_beside_a_weekend_is_told_without_a_count_of_nought(
    office: Store, told: Told, today: str, due: str, words: str
) -> None:
    await opened(office, work(due))
    noon = at(today, "12:00")

    async with door(office, told, Anchor(noon, noon, MONDAY, None, None)) as client:
        assert holds(await lines(client), "#1", f"{due[8:]}/11/2026", words)


async def test_the_last_notices_are_told_by_code_channel_and_state(
    client: httpx.AsyncClient, office: Store
) -> None:
    await opened(office, work("2026-11-26"))
    for slot, person, hour in (("T-7", BINH, "2026-11-17"), ("T-3", BINH, "2026-11-23"), ("T-3", CUONG, "2026-11-23")):  # fmt: skip
        new = NewNotice(f"r:{slot}:{person}", "reminder", person, "vi", "lead", {"slot": slot}, at(hour), 1)  # fmt: skip
        await office.write(notice.add, new, {person: ((Channel.MAIL, "x@moh.gov.vn"),)}, MONDAY)
    first, *_ = await office.write(outbox.claim, "w1", (Channel.MAIL,), MONDAY, LONGEST, 8)
    await office.write(outbox.settle, first, "w1", Delivered("letter:1"), MONDAY, MONDAY)
    await office.write(rung.set_next, [Next(1, None, at("2026-11-25"))], "plan")

    said = await lines(client)

    assert holds(said, "08:00", "Nhắc việc T-3 #1 2 người", "Thư", "chờ gửi")
    assert holds(said, "17/11 08:00", "Nhắc việc T-7 #1", "Thư", "đã gửi")
    assert "Lượt nhắc tiếp theo: 08:00 Thứ Tư, 25/11/2026" in said


async def test_a_kind_of_notice_without_a_word_is_told_by_its_code(
    client: httpx.AsyncClient, office: Store
) -> None:
    new = NewNotice("d:1", "digest<b>", BINH, "vi", "lead", {}, MONDAY)
    await office.write(notice.add, new, {BINH: ((Channel.TELEGRAM, "4711"),)}, MONDAY)

    assert holds(await lines(client), "09:15", "digest<b>", "Telegram", "chờ gửi")


async def test_loops_and_workers_are_told(
    client: httpx.AsyncClient, store: Store, told: Told
) -> None:
    await store.write(worker.join, "worker:1", MONDAY, LONGEST, MONDAY)
    await store.write(worker.join, "worker:2", MONDAY - DAY, MINUTE, MONDAY)
    told.all_loops = [Loop("queue", False, 4), Loop("web")]
    told.free = 3 << 30

    said = await lines(client)

    assert after(said, "Dịch vụ", 2) == ["Hàng đợi thư queue lỗi chạy lại 4 lần", "Trang tổng quan"]
    assert (
        "Tiến trình đang chạy: 1 , đã dừng đột ngột: 1 . Dung lượng trống cho kho dữ liệu: 3 GiB ."
        in said
    )
    assert any(line.startswith("Bộ phận Hàng đợi thư ( queue ) gặp lỗi") for line in said)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_loop_of_the_daemon_has_a_name_that_people_know(language: str) -> None:
    source = "".join(path.read_text("utf-8") for path in Path(congvu.__path__[0]).rglob("*.py"))
    loops = set(re.findall(r'supervisor\.add\(\s*"([a-z-]+)"', source))

    assert loops > {"queue", "telegram-notices"}
    for loop in sorted(loops | {"worker"}):
        assert word(f"overview.loop.{loop}", language)


async def test_another_process_and_a_mailbox_are_told_by_their_names(
    client: httpx.AsyncClient, told: Told
) -> None:
    told.all_loops = [Loop("worker-2"), Loop("mailbox:van-thu"), Loop("of-a-later-version")]

    named = ["Tiến trình 2", "Hộp thư van-thu", "of-a-later-version"]
    assert after(await lines(client), "Dịch vụ", 3) == named


async def test_a_domain_whose_keys_dns_lacks_or_contradicts_is_told_with_the_command(
    client: httpx.AsyncClient, store: Store
) -> None:
    def keys(tx: Tx) -> None:
        for domain, seen in (("vpcp.gov.vn", None), ("moh.gov.vn", b"other")):
            add_dkim_keys(tx, (DkimKey(domain, "s1", "rsa", b"ours", MONDAY),), MONDAY)
            saw_dkim_key(tx, domain, "s1", Sight(seen), MONDAY)

    await store.write(keys)
    said = await lines(client)

    assert "Có nội dung cần xử lý ngay" in said
    told = {line.split(" ")[0]: line for line in said if "congvu dkim check" in line}
    assert "vpcp.gov.vn" in told["DNS"]
    assert "moh.gov.vn" in told["Bản"]


async def test_a_domain_that_sends_without_a_key_is_told(client: httpx.AsyncClient) -> None:
    said = await lines(client)

    assert "Có nội dung cần lưu ý" in said
    assert any(
        line.startswith("Thư từ vpcp.gov.vn gửi đi không có chữ ký")
        and line.endswith("congvu dkim new vpcp.gov.vn")
        for line in said
    )


async def test_a_store_that_keeps_its_own_watch_over_space_has_none_told(
    client: httpx.AsyncClient, told: Told
) -> None:
    told.free = None

    assert "GiB" not in " ".join(await lines(client))


async def test_a_count_that_stopped_at_its_limit_says_so(
    client: httpx.AsyncClient, office: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(overview, "COUNT_LIMIT", 2)
    monkeypatch.setattr(workload, "COUNT_LIMIT", 2)
    await letter(office, MINUTE)
    await opened(office, *(work("2026-11-19") for _ in range(3)))

    said = await lines(client)

    assert holds(said, "Đang chờ", "2+")
    assert holds(said, "Quá hạn", "2+")
    assert holds(said, "Đang thực hiện", "2+")
