"""The dialog "xin gia hạn": a day off has a name, the old deadline counts meanwhile, and it is asked for once."""

from datetime import date

import pytest
from sqlalchemy import update as changes

from store import Tx, extension, pause, task
from store.schema.directory import person as people
from tests.bot.office import AN, BINH, Chats, Office, labels, until
from tests.store import office as ministry
from tests.store.office import CLI, work
from work.deadline import Deadline
from work.extension import Ask, Extension, Outcome

CHAU = 7003
FRIDAY = "2026-10-23"


@pytest.fixture
async def told(office: Office, chats: Chats) -> Office:
    """Bình leads a task due on Friday 23/10; Giang, who decides, is linked as well."""
    for user_id, person in ((AN, ministry.BINH), (BINH, ministry.GIANG)):
        await chats.begin(user_id)
        await office.link(person, user_id)
    await office.assign(work(FRIDAY))
    return office


async def asked(office: Office) -> tuple[Extension, ...]:
    return await office.store.read(extension.of_task, 1)


async def days(office: Office) -> list[date]:
    return [one.due for one in await asked(office)]


async def test_from_the_card_by_a_day_off_and_a_reason(told: Office, chats: Chats) -> None:
    async with told.open():
        await chats.ask(AN, "/nv 1")
        first = await chats.tap(AN, "Xin gia hạn")
        assert "Hạn hiện nay: Thứ Sáu 23/10/2026" in first["text"]
        assert labels(first) == [
            ["+3 ngày", "+5 ngày", "+10 ngày"], ["📅 Ngày khác"], ["✖ Bỏ"],
        ]  # fmt: skip
        month = await chats.tap(AN, "Ngày khác")
        assert month["text"].startswith("Xin gia hạn #1\n\nTháng 10/2026")
        assert labels(month)[0] == ["T2", "T3", "T4", "T5", "T6", "T7", "CN"]
        assert labels(month)[1:] == [
            ["·", "·", "·", "·", "·", "₂₄", "₂₅"],
            ["26", "27", "28", "29", "30", "₃₁", "·"],
            ["11/2026 ›"],
            ["‹ Quay lại", "✖ Bỏ"],
        ]
        off = await chats.tap(AN, "₂₅")
        assert "25/10/2026 là Chủ Nhật, cơ quan nghỉ." in off["text"]
        assert "Thứ Hai 26/10/2026" in off["text"]
        await chats.tap(AN, "Lấy 26/10")
        confirm = await chats.ask(AN, "chờ số liệu xã <B>")
        assert "Xin gia hạn đến: Thứ Hai 26/10/2026" in confirm["text"]
        assert "“chờ số liệu xã <B>”" in confirm["text"]
        assert await asked(told) == (), "nothing is changed before it is confirmed"
        card = await chats.tap(AN, "Gửi")
        assert "hạn 23/10/2026 vẫn tính" in await chats.toast(AN)

    assert "Hạn: Thứ Sáu 23/10/2026" in card["text"]
    assert "⏳ Đã xin gia hạn đến 26/10/2026 (" in card["text"]
    assert "chờ quyết định. Hạn hiện nay vẫn tính." in card["text"]
    assert "↩ Rút gia hạn" in str(labels(card))
    (one,) = await asked(told)
    assert (one.due, one.reason, one.by) == (
        date(2026, 10, 26), "chờ số liệu xã <B>", "person:1",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("+5", "Thứ Sáu 30/10/2026 (+5 ngày làm việc)"),
        ("xin thêm 5 ngày", "Thứ Sáu 30/10/2026 (+5 ngày làm việc)"),
        ("5 ngày nữa", "Thứ Sáu 30/10/2026 (+5 ngày làm việc)"),
        ("thứ tư", "Thứ Tư 28/10/2026"),
        ("30/11", "Thứ Hai 30/11/2026"),
        ("ngày 30/11/2026", "Thứ Hai 30/11/2026"),
        ("4/1", "Thứ Hai 04/01/2027"),
        ("xin thêm một tuần", "Thứ Sáu 30/10/2026"),
        ("hết tháng 11", "Thứ Hai 30/11/2026"),
        ("cuối quý", "Thứ Năm 31/12/2026"),
    ],
)
async def test_a_day_may_be_written(told: Office, chats: Chats, said: str, day: str) -> None:
    async with told.open():
        await chats.ask(AN, "/giahan 1")
        found = await chats.ask(AN, said)

    assert f"Xin gia hạn đến: {day}" in found["text"]


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("mai mốt", "Xin chọn, hoặc gửi một ngày"),
        ("31/2", "Lịch không có ngày này"),
        ("+0", "Xin chọn, hoặc gửi một ngày"),
        ("thứ năm tuần sau", "08/10/2026 không được: phải sau hạn hiện nay 23/10/2026"),
        ("23/10", "23/10/2026 không được: phải sau hạn hiện nay 23/10/2026"),
        ("1/1/2030", "Xin chọn một ngày trong vòng một năm."),
    ],
)
async def test_what_is_no_later_day_is_asked_again(
    told: Office, chats: Chats, said: str, why: str
) -> None:
    async with told.open():
        await chats.ask(AN, "/giahan 1")
        found = await chats.ask(AN, said)

    assert found["text"].startswith(why)
    assert "Xin gia hạn #1" in found["text"]


async def test_holidays_and_make_up_days_have_their_names(told: Office, chats: Chats) -> None:
    async with told.open():
        await chats.ask(AN, "/giahan 1")
        off = await chats.ask(AN, "24/11")
        assert "24/11/2026 là Ngày Văn hóa Việt Nam" in off["text"]
        month = await chats.tap(AN, "Ngày khác")
        assert "24/11: Ngày Văn hóa Việt Nam" in month["text"]
        assert labels(month)[-2] == ["‹ 10/2026", "12/2026 ›"]
        await chats.tap(AN, "›")
        january = await chats.tap(AN, "›")
        assert "01/01: Tết Dương lịch" in january["text"]
        for _ in range(3):
            month = await chats.tap(AN, "‹ 1")
        assert labels(month)[-2] == ["11/2026 ›"], "no month before that of the deadline"


async def test_one_line_says_it_all_and_is_confirmed(told: Office, chats: Chats) -> None:
    async with told.open():
        found = await chats.ask(AN, "/giahan 1 30/10 chờ ý kiến Vụ Pháp chế")
        assert "Lý do: “chờ ý kiến Vụ Pháp chế”" in found["text"]
        await chats.tap(AN, "Gửi")

    assert await days(told) == [date(2026, 10, 30)]


async def test_what_cannot_be_asked_for_is_said_at_once(told: Office, chats: Chats) -> None:
    await told.assign(work(None), number="2/VPCP")
    await told.assign(work("2026-10-01"), number="3/VPCP")
    new = Ask(date(2026, 10, 23), date(2026, 10, 30), "chờ", date(2026, 10, 1))
    await told.store.write(extension.ask, 1, new, CLI)
    async with told.open():
        said = [(await chats.ask(AN, f"/giahan {n}"))["text"] for n in (1, 2, 3, 99)]
        card = await chats.ask(AN, "/nv 3")

    assert said[0].startswith("#1 đã có đề nghị gia hạn chờ quyết định.")
    assert said[1].startswith("#2 không có thời hạn.")
    assert said[2].startswith("#3 đã đến hạn hoặc quá hạn")
    assert said[3].startswith("Không tìm thấy #99")
    assert "Đã đến hạn, không xin gia hạn được nữa." in card["text"]


async def test_who_asked_may_withdraw_it_until_somebody_decides(told: Office, chats: Chats) -> None:
    async with told.open():
        await chats.ask(AN, "/giahan 1 30/10 chờ")
        await chats.tap(AN, "Gửi")
        sure = await chats.tap(AN, "Rút")
        assert "Đề nghị: từ 23/10/2026 đến 30/10/2026" in sure["text"]
        await chats.tap(AN, "↩ Rút")
        assert await chats.toast(AN) == "✅ Đã rút đề nghị gia hạn #1."
        await chats.ask(AN, "/giahan 1 30/10 chờ")
        await chats.tap(AN, "Gửi")
        await chats.tap(AN, "Rút")
        await told.store.write(extension.grant, 1, told.by(ministry.GIANG))
        await chats.tap(AN, "↩ Rút")
        assert await chats.toast(AN) == "#1 vừa được Ngô Giang đồng ý gia hạn lúc 09:00."

    assert [one.outcome for one in await asked(told)] == [Outcome.WITHDRAWN, Outcome.GRANTED]


async def test_an_older_decision_is_no_reason(told: Office, chats: Chats) -> None:
    new = Ask(date(2026, 10, 23), date(2026, 10, 30), "chờ", date(2026, 10, 1))
    await told.store.write(extension.ask, 1, new, CLI)
    await told.store.write(extension.refuse, 1, "chưa đủ căn cứ", told.by(ministry.GIANG))
    async with told.open():
        await chats.ask(AN, "/giahan 1 2/11 chờ")
        fixed = Deadline(date(2026, 10, 26), "on-date", "chậm nhất")
        await told.store.write(task.change_due, 1, fixed, "điều chỉnh", CLI)
        await chats.tap(AN, "Gửi")
        assert await chats.toast(AN) == "#1 vừa được thay đổi; xin xem lại."
        await told.store.write(pause.pause, 1, date(2026, 10, 1), "chờ ý kiến", CLI)
        await chats.ask(AN, "/giahan 1")

        async def said() -> bool:
            found = [one["text"] for one in await chats.from_bot(AN)]
            return any(text.startswith("#1 đang tạm dừng, nên không làm") for text in found)

        await until(said)


async def test_who_does_not_lead_cannot_ask(told: Office, chats: Chats) -> None:
    await chats.begin(CHAU)
    await told.link(ministry.DUNG, CHAU)
    async with told.open():
        mine = await chats.ask(AN, "/giahan 1 30/10 chờ")
        await chats.ask(CHAU, "/viec")
        await chats.push(CHAU, mine["buttons"][0][0]["data"], force=True)
        assert await chats.toast(CHAU) == "Phần này đã kết thúc."
        other = await chats.ask(CHAU, "/giahan 1")
        await chats.push(CHAU, "v1:extend:1::1", force=True)

    assert "Không tìm thấy #1" in other["text"]
    assert await asked(told) == ()


@pytest.mark.parametrize("forged", ["day::9999", "days::9999", "month::9999", "send::1", "day::1"])
async def test_forged_answers_change_nothing(told: Office, chats: Chats, forged: str) -> None:
    choice, _, value = forged.partition("::")
    async with told.open():
        found = await chats.ask(AN, "/giahan 1")
        number = found["buttons"][0][0]["data"].split(":")[2]
        await chats.push(AN, f"v1:say:{number}:{choice}:{value}", force=True)
        after = await chats.push(AN, f"v1:say:{number}:send:1", force=True)

    assert "#1" in after["text"]
    assert await asked(told) == ()


async def test_at_the_level_of_codes_names_and_reasons_are_not_said(
    told: Office, chats: Chats
) -> None:
    async with told.open(disclosure="code"):
        await chats.ask(AN, "/giahan 1 30/10 chờ")
        await chats.tap(AN, "Gửi")
        await chats.tap(AN, "Rút")
        await told.store.write(extension.grant, 1, told.by(ministry.GIANG))
        await chats.tap(AN, "↩ Rút")
        assert await chats.toast(AN) == "#1 vừa được đồng ý gia hạn lúc 09:00."


async def test_the_same_in_english(told: Office, chats: Chats) -> None:
    def reads(tx: Tx) -> None:
        tx.run(changes(people).values(language="en"))

    await told.store.write(reads)
    async with told.open():
        first = await chats.ask(AN, "/extend 1")
        assert "Present deadline: Friday 23/10/2026" in first["text"]
        month = await chats.tap(AN, "Another day")
        assert labels(month)[0] == ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"]
        off = await chats.ask(AN, "25/10")
        assert "25/10/2026 is Sunday, a day off." in off["text"]
        await chats.tap(AN, "Take 26/10")
        sure = await chats.ask(AN, "waiting for figures")
        assert "Until it is decided, 23/10/2026 counts." in sure["text"]
        await chats.tap(AN, "Send")
        queue = await chats.ask(BINH, "/approve")
        assert "extension 23/10 → 26/10" in queue["text"]
        matter = await chats.tap(BINH, "1")
        assert "Extension asked for, until Monday 26/10/2026 (1 working day more)" in matter["text"]
        sure = await chats.tap(BINH, "Grant")
        assert "Grant it until Monday 26/10/2026?" in sure["text"]
        await chats.tap(BINH, "Grant")
        done = await chats.ask(AN, "/done 1 signed")
        assert "Hand it in? Who assigned it approves." in done["text"]
        await chats.tap(AN, "Report as done")
        await chats.push(BINH, "v1:decide:1::1", force=True)
        matter = (await chats.from_bot(BINH))[-1]

    assert "Handed in on 01/10/2026, in time" in matter["text"]


@pytest.mark.parametrize("word", ["hủy", "Hủy.", "thôi"])
async def test_a_word_that_cancels_is_no_reason_and_there_is_a_way_back(
    told: Office, chats: Chats, word: str
) -> None:
    async with told.open():
        await chats.ask(AN, "/giahan 1 30/10")
        stopped = await chats.ask(AN, word)
        listed = await chats.ask(AN, "việc của tôi")
        await chats.ask(AN, "/start")
        resumed = await chats.tap(AN, "▶ Tiếp tục")
        found = await chats.ask(AN, "chờ ý kiến")

    assert stopped["text"].startswith("Đã dừng, chưa ghi gì.")
    assert labels(stopped)[:2] == [["▶ Tiếp tục: xin gia hạn #1"], ["✖ Bỏ"]]
    assert listed["text"].startswith("Nhiệm vụ của tôi")
    assert "Xin viết lý do" in resumed["text"]
    assert "Lý do: “chờ ý kiến”" in found["text"]
