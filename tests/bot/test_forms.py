"""/bieumau: reports that are due, their sheets, and filled ones taken in with every fault told by its cell."""

from io import BytesIO
from typing import Any

import pytest
import xlsxwriter

from store.form import mine, requests, submissions
from store.form.requests import Wanted
from store.worklist import Own
from tests.bot.office import AN, BINH, Chats, Office, labels
from tests.store.forms import keep, live, morning
from tests.store.office import DUNG, HA
from tests.work.forms import form
from work.act import Act
from work.form.filled import TITLES
from work.form.form import Audience
from work.form.request import Request, RequestState

START = morning("2026-10-07")  # October is asked for; due Friday 16/10


@pytest.fixture
async def asked(office: Office, chats: Chats) -> Request:
    """Hà, the clerk, is linked; the ministry has to send one report."""
    await chats.begin(AN)
    await office.link(HA)
    await keep(office.store, form(audience=Audience(members=("G18",))), START)
    await live(office.store, START, START)
    office.wall.at = START
    return await the_one(office)


async def the_one(office: Office) -> Request:
    (found,) = await office.store.read(requests.listed, Wanted())
    return found


def filled(binding: str, values: dict[str, Any], aside: str = "") -> bytes:
    """A sheet as it comes back; *aside* stands in another sheet."""
    octets = BytesIO()
    with xlsxwriter.Workbook(octets, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Biểu mẫu")
        sheet.write_string(0, 4, f"Mã phiếu: {binding}")
        for column, title in enumerate(TITLES):
            sheet.write_string(2, column, title)
        for row, (code, value) in enumerate(values.items(), 3):
            sheet.write_string(row, 1, code)
            sheet.write(row, 4, value)
        if aside:
            book.add_worksheet("Ghi chú").write_string(0, 0, aside)
    return octets.getvalue()


async def sent(
    office: Office, chats: Chats, octets: bytes, name: str = "bao-cao.xlsx"
) -> dict[str, Any]:
    """What the bot wrote after that file."""
    before = len(await chats.from_bot(AN))
    await chats.send(AN, name, octets)
    return await chats.next(AN, before)


async def kept(office: Office) -> list[tuple[int, str | None, dict[str, str], str]]:
    found = await office.store.read(submissions.of_request, 1)
    return [(one.number, one.reason, dict(one.values), one.by) for one in found]


async def test_what_is_due_stands_with_its_period_and_its_sheet_comes_as_a_file(
    office: Office, chats: Chats, asked: Request
) -> None:
    async with office.open():
        listed = await chats.ask(AN, "/bieumau")
        one = await chats.tap(AN, "1")
        before = len(await chats.from_bot(AN))
        await chats.press(AN, one["buttons"][0][0]["data"])
        file = await chats.next(AN, before)

    assert listed["text"].startswith("Báo cáo định kỳ – 1 yêu cầu")
    assert "tháng 10/2026 · hạn 16/10 · còn 7 ngày LV" in listed["text"]
    assert "Hạn gửi: Thứ Sáu 16/10/2026" in one["text"]
    assert labels(one)[0] == ["⬇ Tải biểu mẫu xlsx"]
    assert file["document"]["name"] == "bc-1-BC-CCHC-2026-10.xlsx"
    answer = await chats.client.get(file["document"]["url"])
    assert answer.content[:2] == b"PK"


async def test_a_filled_sheet_is_confirmed_and_sent(
    office: Office, chats: Chats, asked: Request
) -> None:
    octets = filled(asked.binding, {"1": 10, "2": 9})
    async with office.open():
        asked_once = await sent(office, chats, octets)
        assert await kept(office) == [], "nothing is sent before it is confirmed"
        done = await chats.tap(AN, "✅ Gửi")
        said = await chats.toast(AN)

    assert "2 chỉ tiêu có giá trị" in asked_once["text"]
    assert "Tệp không có lỗi. Gửi báo cáo này?" in asked_once["text"]
    assert said == "✅ Đã gửi báo cáo, lần 1."
    assert "⏳ Đã gửi ngày 07/10/2026, chờ chấp nhận" in done["text"]
    assert await kept(office) == [(1, None, {"1": "10", "2": "9"}, f"person:{HA}")]
    assert await office.store.read(submissions.body, 1, 1) == octets


async def test_faults_are_told_cell_by_cell_and_nothing_is_kept(
    office: Office, chats: Chats, asked: Request
) -> None:
    async with office.open():
        wrong = await sent(office, chats, filled(asked.binding, {"1": "mười", "9": 1}))

    assert wrong["text"].startswith("Chưa nhận báo cáo: ")
    assert '• trang "Biểu mẫu", ô E4, chỉ tiêu 1: "mười" không phải là số' in wrong["text"]
    assert '• trang "Biểu mẫu", ô B5, chỉ tiêu 9: biểu mẫu không có chỉ tiêu "9"' in wrong["text"]
    assert labels(wrong) == [["‹ Yêu cầu báo cáo"]]
    assert await kept(office) == []


async def test_what_is_sent_again_wants_a_reason(
    office: Office, chats: Chats, asked: Request
) -> None:
    async with office.open():
        await sent(office, chats, filled(asked.binding, {"1": 10, "2": 9}))
        await chats.tap(AN, "✅ Gửi")
        why = await sent(office, chats, filled(asked.binding, {"1": 11, "2": 9}))
        asked_again = await chats.ask(AN, "sửa số liệu xã B")
        await chats.tap(AN, "✅ Gửi")

    assert "Xin viết lý do gửi lại." in why["text"]
    assert "Lý do gửi lại: sửa số liệu xã B" in asked_again["text"]
    assert (await kept(office))[1][:3] == (2, "sửa số liệu xã B", {"1": "11", "2": "9"})


async def test_files_that_are_no_sheet_of_theirs_are_told_apart_and_nothing_breaks(
    office: Office, chats: Chats, asked: Request
) -> None:
    await chats.begin(BINH)
    await office.link(DUNG, BINH)
    async with office.open():
        broken = await sent(office, chats, b"PK\x03\x04 and then nothing")
        other = await sent(office, chats, filled("BC77.1.0123456789", {"1": 1}))
        large = await sent(office, chats, b"PK" + b"x" * (1 << 20))
        before = len(await chats.from_bot(BINH))
        await chats.send(BINH, "bc.xlsx", filled(asked.binding, {"1": 10, "2": 9}))
        theirs = await chats.next(BINH, before)
        await chats.ask(BINH, "/viec")
        forged = await chats.push(BINH, "v1:form:1:file:1", force=True)

    assert "bao-cao.xlsx" in broken["text"]
    assert other["text"].startswith("Tệp này không phải biểu mẫu của một yêu cầu báo cáo")
    assert large["text"].startswith("Tệp lớn hơn 1 MiB.")
    assert theirs["text"] == other["text"]
    assert forged["text"].startswith("Không tìm thấy yêu cầu báo cáo này")
    assert await kept(office) == []


async def test_returned_and_late_ones_are_counted_and_say_why(
    office: Office, chats: Chats, asked: Request
) -> None:
    async with office.open():
        await sent(office, chats, filled(asked.binding, {"1": 10, "2": 9}))
        await chats.tap(AN, "✅ Gửi")
        day = morning("2026-10-08").date()
        act = Act("cli:0", START)
        await office.store.write(submissions.send_back, 1, "thiếu số liệu xã B", None, day, act)
        office.wall.at = morning("2026-10-20")
        listed = await chats.ask(AN, "/forms")
        one = await chats.tap(AN, "1")

    assert "🔴 1 quá hạn · ↩ 1 bị trả lại" in listed["text"]
    assert "1. ↩ BC-CCHC" in listed["text"]
    assert "Lý do: thiếu số liệu xã B" in one["text"]
    assert (await the_one(office)).state is RequestState.RETURNED


async def test_what_bears_a_mark_of_secrecy_is_not_kept(
    office: Office, chats: Chats, asked: Request
) -> None:
    async with office.open():
        secret = await sent(
            office, chats, filled(asked.binding, {"1": 10, "2": 9}), "MẬT bao cao.xlsx"
        )

    assert secret["text"].startswith("Tin nhắn có dấu hiệu của tài liệu không được gửi")
    assert await kept(office) == []


async def test_nothing_to_send_says_so(office: Office, chats: Chats) -> None:
    await office.link(HA)
    async with office.open():
        empty = await chats.ask(AN, "/bieumau")

    assert "Không có báo cáo nào Ông/Bà phải gửi." in empty["text"]
    assert await office.store.read(mine.waiting, Own(HA, agency="G18")) == ()
