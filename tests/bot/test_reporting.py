"""Charts and lists in a chat: who may have them, of which days, that they are sent once, and delay nobody."""

import asyncio
import io
from collections.abc import AsyncIterator
from typing import Any

import pytest
from PIL import Image
from python_calamine import CalamineWorkbook

from bot import files, reception
from bot.desk import Desk
from bot.place import Name, Wish
from bot.reporting import KIND, MAKING
from bot.rooms import SCREENS
from bot.screen import File, Screen
from store import account, chat, dialog
from tests.bot.office import AN, BINH, Chats, Office, button, labels, until
from tests.store import office as ministry
from tests.store.office import opened, work
from work.chat import Link
from work.dialog import Dialog


@pytest.fixture
async def told(office: Office, chats: Chats) -> Office:
    """The head of a unit and the head of the agency are linked; there are tasks, three of them late."""
    for user_id, person in ((AN, ministry.CUONG), (BINH, ministry.GIANG)):
        await chats.begin(user_id)
        await office.link(person, user_id)
    await office.assign_many(4, "2026-09-28")
    await opened(office.store, work("2026-10-09", ministry.DUNG, ministry.OTHER_UNIT), number="9/X")
    return office


async def file_of(chats: Chats, user_id: int) -> dict[str, Any]:
    """The newest message with a file, once it is there."""

    async def there() -> list[dict[str, Any]]:
        return [one for one in await chats.from_bot(user_id) if one["document"]]

    message: dict[str, Any] = (await until(there))[-1]
    return message


async def octets(chats: Chats, message: dict[str, Any]) -> bytes:
    return (await chats.client.get(message["document"]["url"])).content


async def waiting(office: Office) -> tuple[Dialog, ...]:
    return await office.store.read(dialog.at_step, KIND, MAKING, office.machine.now())


async def over(office: Office) -> None:
    """Waits until nothing is asked for any more."""

    async def none() -> bool:
        return not await waiting(office)

    await until(none)


async def _nothing_stands(chats: Chats, user_id: int) -> bool:
    """Whether no message says any more that a file is being made."""
    return not any("Đang lập" in one["text"] for one in await chats.from_bot(user_id))


async def test_the_head_of_the_agency_gets_a_chart_with_its_figures(
    told: Office, chats: Chats
) -> None:
    async with told.open():
        await chats.ask(BINH, "/baocao")
        await chats.tap(BINH, "Theo đơn vị chủ trì")
        asked = await chats.tap(BINH, "Lập biểu đồ")
        assert "Đang lập báo cáo, sẽ gửi trong khung chat này." in asked["text"]
        message = await file_of(chats, BINH)
        await over(told)

        await until(lambda: _nothing_stands(chats, BINH))

    assert "Vụ Kế hoạch - Tài chính (BYT): 3 quá hạn · 1 trong hạn" in message["text"]
    assert message["document"]["sides"][0] == 1080
    with Image.open(io.BytesIO(await octets(chats, message))) as picture:
        assert picture.format == "PNG"
    assert {one["parameters"]["action"] for one in await chats.requests("sendChatAction")} == {
        "upload_photo"
    }


async def test_the_head_of_a_unit_sees_its_people_alone(told: Office, chats: Chats) -> None:
    async with told.open():
        await chats.ask(AN, "/report")
        await chats.tap(AN, "Theo đơn vị chủ trì")
        await chats.tap(AN, "Lập biểu đồ")
        message = await file_of(chats, AN)

    assert "Trần Thị Bình: 3 quá hạn · 1 trong hạn" in message["text"]
    assert "Pháp chế" not in message["text"]


@pytest.mark.parametrize(
    ("chart", "press", "said"),
    [
        ("Quá hạn bao lâu", "Lập biểu đồ", "1–5: 3"),
        ("Giao và kết thúc", "Năm nay", "5 nhiệm vụ được giao"),
    ],
)
async def test_every_chart_is_drawn(
    told: Office, chats: Chats, chart: str, press: str, said: str
) -> None:
    async with told.open():
        await chats.ask(BINH, "/baocao")
        await chats.tap(BINH, chart)
        await chats.tap(BINH, press)
        message = await file_of(chats, BINH)

    assert said in message["text"]


@pytest.mark.parametrize(("simulated", "mark"), [(False, ""), (True, "[MÔ PHỎNG]\n")])
async def test_nothing_to_draw_is_a_sentence(
    told: Office, chats: Chats, simulated: bool, mark: str
) -> None:
    async with told.open(simulated=simulated):
        await chats.ask(BINH, "/baocao")
        await chats.tap(BINH, "Tỷ lệ đúng hạn theo tháng")
        await chats.tap(BINH, "Quý trước")
        await until(lambda: _nothing_stands(chats, BINH))
        message = (await chats.from_bot(BINH))[-1]

    assert message["text"] == f"{mark}Không có nhiệm vụ nào trong thời gian này."


async def test_the_export_has_three_sheets_and_an_ascii_name(told: Office, chats: Chats) -> None:
    async with told.open():
        await chats.ask(AN, "/xuat")
        await chats.tap(AN, "Năm nay")
        message = await file_of(chats, AN)
        await over(told)
        about = f"person:{ministry.CUONG}"
        lines = await told.store.read(account.entries_about, about)

    assert message["document"]["name"] == "bao-cao-vu-ke-hoach-tai-chinh-20260101-20261001.xlsx"
    book = CalamineWorkbook.from_filelike(io.BytesIO(await octets(chats, message)))
    assert book.sheet_names == ["Tổng hợp", "Danh sách", "Quá hạn"]
    rows = book.get_sheet_by_name("Danh sách").to_python()[6:]
    assert [row[4] for row in rows] == [f"Báo cáo số {n}" for n in (1, 2, 3, 4)]
    assert len(book.get_sheet_by_name("Quá hạn").to_python()[6:]) == 3
    assert "4 nhiệm vụ" in message["text"]
    (line,) = [one for one in lines if one.event == "chat.exported"]
    assert line.codes["what"] == "export"


async def test_at_the_level_code_no_words_leave(told: Office, chats: Chats) -> None:
    async with told.open(disclosure="code"):
        asked = await chats.ask(AN, "/baocao")
        assert "Theo đơn vị chủ trì" not in str(labels(asked))
        await chats.ask(AN, "/xuat")
        await chats.tap(AN, "Năm nay")
        message = await file_of(chats, AN)

    book = CalamineWorkbook.from_filelike(io.BytesIO(await octets(chats, message)))
    said = str([book.get_sheet_by_name(name).to_python()[5:] for name in book.sheet_names])
    for word in ("Báo cáo số", "Bình", "Kế hoạch", "Văn phòng Chính phủ"):
        assert word not in said + message["text"] + message["document"]["name"]
    assert "nội dung không gửi qua khung chat" in message["text"]


async def test_days_are_given_in_words_and_asked_again(told: Office, chats: Chats) -> None:
    async with told.open():
        await chats.ask(AN, "/xuat")
        await chats.tap(AN, "Chọn ngày")
        for wrong in (
            "tháng trước",
            "31/02/2026 - 01/03/2026",
            "09/09/2026",
            "1/1/2027 - 2/1/2027",
        ):
            assert (await chats.ask(AN, wrong))["text"].startswith("Xin gửi hai ngày"), wrong
        await chats.ask(AN, "1/10 - 31/12")
        message = await file_of(chats, AN)

    assert "01/10/2026 – 01/10/2026" in message["text"]


async def test_who_may_not_export_is_told_so(told: Office, chats: Chats) -> None:
    await told.link(ministry.BINH, AN)
    async with told.open():
        for command in ("/baocao", "/xuat"):
            answer = await chats.ask(AN, command)
            assert answer["text"].startswith("Lệnh này dành cho lãnh đạo")
    assert await waiting(told) == ()


@pytest.fixture
async def slow(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator["Slow"]:
    made = Slow()
    monkeypatch.setattr(files, "produced", made)
    yield made
    made.gate.set()


class Slow:
    """Makes a file only once it is told to, and counts how many are being made."""

    def __init__(self) -> None:
        self.gate = asyncio.Event()
        self.begun: list[int] = []

    async def __call__(self, desk: Desk, link: Link, one: Dialog) -> File | str:
        self.begun.append(one.person)
        await self.gate.wait()
        return File("a.txt", b"x", "<b>xong</b>")


async def asked_for(chats: Chats, user_id: int) -> None:
    await chats.ask(user_id, "/xuat")
    await chats.tap(user_id, "Năm nay")


async def test_a_slow_export_delays_nobody_and_a_person_has_one(
    told: Office, chats: Chats, slow: Slow
) -> None:
    async with told.open():
        await asked_for(chats, AN)
        again = await chats.ask(AN, "/baocao")
        assert again["text"].startswith("Đang lập báo cáo trước")
        assert "nhiệm vụ" in (await chats.ask(AN, "/viec"))["text"]
        await asked_for(chats, BINH)

        async def both() -> bool:
            return len(slow.begun) == 2

        await until(both)
        slow.gate.set()
        for user_id in (AN, BINH):
            assert (await file_of(chats, user_id))["text"] == "xong"


async def test_at_most_two_are_made_at_once(
    told: Office, chats: Chats, slow: Slow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "AT_ONCE", 1)
    async with told.open():
        await asked_for(chats, AN)
        await asked_for(chats, BINH)
        await chats.ask(BINH, "/viec")
        assert slow.begun == [ministry.CUONG]
        slow.gate.set()
        await file_of(chats, AN)
        await file_of(chats, BINH)
    assert slow.begun == [ministry.CUONG, ministry.GIANG]


async def test_after_a_kill_it_is_made_anew_and_dropped_it_is_not_sent(
    told: Office, chats: Chats, slow: Slow
) -> None:
    async with told.open():
        await asked_for(chats, AN)
        await asked_for(chats, BINH)
    assert len(await waiting(told)) == 2
    async with told.open():
        dropped = (await chats.from_bot(BINH))[-1]
        await chats.push(BINH, button(dropped, "Bỏ")["data"])
        assert (await chats.toast(BINH)).startswith("Đã bỏ")
        slow.gate.set()
        await file_of(chats, AN)
        await over(told)
    assert [one for one in await chats.from_bot(BINH) if one["document"]] == []


async def test_one_that_could_not_be_sent_for_the_flood_is_sent_once(
    told: Office, chats: Chats, slow: Slow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "AGAIN_SECONDS", 0.1)
    slow.gate.set()
    await chats.fault("flood", method="sendDocument", count=1, retry_after=1)
    async with told.open():
        await asked_for(chats, AN)
        await file_of(chats, AN)
        await over(told)
    assert sum(one["accepted"] for one in await chats.requests("sendDocument")) == 1


async def test_one_whose_answer_was_lost_is_not_sent_again_but_told(
    told: Office, chats: Chats, slow: Slow
) -> None:
    slow.gate.set()
    await chats.fault("drop", method="sendDocument", when="after", count=1)
    async with told.open():
        await asked_for(chats, AN)

        async def said() -> bool:
            return "Không rõ tệp đã tới hay chưa" in str((await chats.from_bot(AN))[-1]["text"])

        await until(said)
        await over(told)
    assert len(await chats.requests("sendDocument")) == 1


async def test_one_that_cannot_be_made_is_told_with_the_incident(
    told: Office, chats: Chats, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def breaks(desk: Desk, link: Link, one: Dialog) -> File | str:
        raise ValueError("a bug")

    monkeypatch.setattr(files, "produced", breaks)
    async with told.open():
        await asked_for(chats, AN)

        async def said() -> bool:
            return "Có lỗi" in str((await chats.from_bot(AN))[-1]["text"])

        await until(said)
        await over(told)


async def test_a_screen_may_carry_a_file_that_comes_below_it(
    told: Office, chats: Chats, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def show(desk: Desk, link: Link, wish: Wish) -> Screen:
        return Screen("form", "Biểu mẫu", files=(File("bieu-mau.txt", b"x", "<b>Mẫu</b> " * 400),))

    monkeypatch.setattr(reception, "SCREENS", {**SCREENS, Name.HELP: show})
    async with told.open():
        await chats.ask(AN, "/trogiup")
        message = await file_of(chats, AN)

    first, second = (await chats.from_bot(AN))[-2:]
    assert (first["text"], second) == ("Biểu mẫu", message)
    assert message["document"]["name"] == "bieu-mau.txt"
    assert message["text"] == "…", "a caption is cut by whole lines"


async def test_who_blocked_the_bot_meanwhile_gets_nothing_and_is_not_asked_again(
    told: Office, chats: Chats, slow: Slow
) -> None:
    async with told.open():
        await asked_for(chats, AN)
        await chats.fault("blocked", method="sendDocument", chat_id=AN)
        slow.gate.set()
        await over(told)
        link = await told.store.read(chat.of_user, AN)

    assert link is not None
    assert link.blocked_at is not None
    assert len(await chats.requests("sendDocument")) == 1
