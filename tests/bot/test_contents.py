"""What stands in files is looked at as words are: one that bears a mark is never kept, and the officer is told."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from congvu.parts.contents import Papers
from papers.opener import Opener
from store import dialog, report, secrecy
from store.form import requests
from store.form.requests import Wanted
from tests.bot.office import AN, READS, Chats, Office, until
from tests.bot.test_forms import START, filled
from tests.bot.test_updates import message
from tests.papers.documents import docx, paragraph
from tests.store import office as ministry
from tests.store.forms import keep, live
from tests.store.office import work
from tests.work.forms import form
from work.form.form import Audience

PLAIN = docx(paragraph("Báo cáo tháng 10"))
INSIDE = docx(paragraph("LƯU HÀNH NỘI BỘ") + paragraph("Kính gửi"))
SECRET = docx(paragraph("TỐI MẬT") + paragraph("Kính gửi"))


@pytest.fixture
async def told(office: Office, chats: Chats) -> AsyncIterator[Office]:
    """Bình is linked and leads one task; files are opened as the daemon opens them."""
    async with Opener(readers=1) as opener:
        office.contents = Papers(opener, READS)
        await chats.begin(AN)
        await office.link(ministry.BINH)
        await office.assign(work("2026-10-09"))
        yield office


@pytest.mark.parametrize("marked", [SECRET, INSIDE])
@pytest.mark.parametrize(
    ("begins", "sends"), [("/tiendo 1 60 xong phần đầu", "Gửi"), ("/xong 1 xong", "Báo hoàn thành")]
)
async def test_a_file_whose_pages_bear_a_mark_is_not_kept(
    told: Office, chats: Chats, marked: bytes, begins: str, sends: str
) -> None:
    async with told.open():
        await chats.ask(AN, begins)
        await chats.hand(AN, "bao cao.docx", PLAIN)
        await chats.hand(AN, "phu luc.docx", marked)
        asked = await chats.tap(AN, sends)
        assert "phu luc.docx mang dấu hiệu" in await chats.toast(AN)
        assert "bao cao.docx" in asked["text"]
        assert "phu luc.docx" not in asked["text"]
        assert await told.store.read(report.files, 1) == ()
        await chats.tap(AN, sends)

    (kept,) = await told.store.read(report.files, 1)
    assert kept.name == "bao cao.docx"
    (one,) = await told.store.read(secrecy.incidents, 10)
    assert (one.sighting.door, one.sighting.sender) == ("chat", "binh@moh.gov.vn")


async def test_a_sheet_that_bears_a_mark_beside_its_values_is_not_kept(
    office: Office, chats: Chats
) -> None:
    await chats.begin(AN)
    await office.link(ministry.HA)
    await keep(office.store, form(audience=Audience(members=("G18",))), START)
    await live(office.store, START, START)
    office.wall.at = START
    (asked,) = await office.store.read(requests.listed, Wanted())
    async with Opener(readers=1) as opener:
        office.contents = Papers(opener, READS)
        async with office.open():
            octets = filled(asked.binding, {"1": 10, "2": 9}, aside="TỐI MẬT")
            answer = await chats.hand(AN, "bao-cao.xlsx", octets)

    assert answer["text"].startswith("Tin nhắn có dấu hiệu của tài liệu không được gửi")
    (one,) = await office.store.read(secrecy.incidents, 10)
    assert one.sighting.sender == "ha@moh.gov.vn"


def picture(number: int, caption: str = "") -> dict[str, Any]:
    """One of several pictures that were sent together; Telegram puts the caption below one of them."""
    raw = message(number, "")
    size = {"file_unique_id": "u", "width": 9, "height": 9, "file_size": 9}
    told = {"photo": [{"file_id": f"f{number}", **size}], "media_group_id": "77"}
    del raw["message"]["text"]
    raw["message"] |= told | ({"caption": caption} if caption else {})
    return raw


async def test_what_is_sent_together_with_a_mark_is_not_taken_either(
    told: Office, chats: Chats
) -> None:
    """Of an album one picture alone bears the caption, and need not come first."""
    async with told.open():
        await chats.ask(AN, "/xong 1 xong")
        album = (picture(9001), picture(9002, "TỐI MẬT\nXYZZY"), picture(9003))
        await told.intake().take(album, told.machine.now())

        async def answered() -> bool:
            return "9003.jpg: tệp được gửi cùng" in str((await chats.from_bot(AN))[-1]["text"])

        await until(answered)
        (one,) = await told.store.read(dialog.of_person, ministry.BINH, told.machine.now())

    assert one.data["files"] == []
