"""/pakn: petitions with the law's days for those who deal with them; senders masked, and shown to who may see them."""

import pytest

from store import petition, petition_act
from tests.bot.office import AN, BINH, Chats, Office, labels
from tests.store import office as ministry
from tests.store import petitions
from tests.store.office import DUNG, GIANG, HA
from work.petition import Event, Kind, Petition

NAME, PHONE = "Phạm Thị Thu Hương", "0912 345 678"


@pytest.fixture
async def asked(office: Office) -> Petition:
    """One petition that was entered."""
    one = await petitions.kept(office.store)
    await petitions.done(office.store, petition_act.register, one.id)
    return one


async def test_who_receives_them_sees_the_days_and_a_masked_sender(
    office: Office, chats: Chats, asked: Petition
) -> None:
    await office.link(HA)
    async with office.open():
        listed = await chats.ask(AN, "/pakn")
        card = await chats.tap(AN, "1")
        back = await chats.tap(AN, "‹ Danh sách")

    assert listed["text"].startswith("Phản ánh, kiến nghị – 1 đang xử lý")
    assert f"1. 🟢 {asked.code} · phản ánh, kiến nghị · đã vào sổ" in listed["text"]
    assert "nhận 01/10 · Phân loại, chuyển: " in listed["text"]
    assert "giấy tờ khi khám bệnh · Phạm T. T. H…" in listed["text"]
    assert "Người gửi: Phạm T. T. H… · 09xx xxx 678" in card["text"]
    assert "✅ Vào sổ: Thứ Sáu 02/10/2026 – xong ngày 01/10\n" in card["text"]
    assert back["text"] == listed["text"]
    for text in (listed["text"], card["text"]):
        assert NAME not in text
        assert PHONE not in text


async def test_who_may_see_the_sender_says_so_and_that_stands_in_the_file(
    office: Office, chats: Chats, asked: Petition
) -> None:
    await office.link(HA)
    async with office.open():
        await chats.ask(AN, "/pakn")
        await chats.tap(AN, "1")
        sender = await chats.tap(AN, "👁 Xem người gửi")
        hidden = await chats.tap(AN, "‹ Ẩn người gửi")

    assert f"Họ tên: {NAME}\nĐiện thoại: {PHONE}" in sender["text"]
    assert "Lê Lợi" not in sender["text"]
    assert NAME not in hidden["text"]
    past = (await office.store.read(petition.history, (asked.id,)))[asked.id]
    assert [(one.event, one.by) for one in past][-1] == (Event.SEE, f"person:{HA}")


async def test_nobody_else_sees_a_sender_whatever_they_press(
    office: Office, chats: Chats, asked: Petition
) -> None:
    await chats.begin(BINH)
    await office.link(GIANG)
    await office.link(DUNG, BINH)
    await office.link(HA, 7003)
    async with office.open():
        head = await chats.ask(AN, "/pakn")
        card = await chats.tap(AN, "1")
        looked = await chats.push(AN, f"v1:look:{asked.id}::1", force=True)
        sender = await chats.push(AN, f"v1:sender:{asked.id}::1", force=True)
        nothing = await chats.ask(BINH, "/pakn")
        other = await chats.push(BINH, f"v1:plea:{asked.id}::1", force=True)
        forged = await chats.push(BINH, f"v1:look:{asked.id}::1", force=True)

    assert f"1. 🟢 {asked.code}" in head["text"]
    assert "👁 Xem người gửi" not in [one for row in labels(card) for one in row]
    assert "Không có phản ánh, kiến nghị nào chờ Ông/Bà xử lý." in nothing["text"]
    assert other["text"].startswith("Không tìm thấy phản ánh, kiến nghị này")
    for message in (card, looked, sender, other, forged):
        assert NAME not in message["text"]
        assert PHONE not in message["text"]
    past = (await office.store.read(petition.history, (asked.id,)))[asked.id]
    assert all(one.event is not Event.SEE for one in past)


async def test_who_was_given_it_finds_it_and_may_look(
    office: Office, chats: Chats, asked: Petition
) -> None:
    await office.link(ministry.BINH)
    await petitions.done(
        office.store, petition_act.classify, asked.id, Kind.REFLECTION, asked.depth
    )
    await petitions.done(office.store, petition_act.assign, asked.id, petitions.TO_BINH)
    async with office.open():
        listed = await chats.ask(AN, "/petitions")
        card = await chats.tap(AN, "1")
        sender = await chats.tap(AN, "👁 Xem người gửi")

    assert "đang xử lý\n   nhận 01/10 · Trả lời: " in listed["text"]
    assert "Trả lời: " in card["text"]
    assert "ngày làm việc, " in card["text"], "the law's days stand with their source"
    assert NAME in sender["text"]


async def test_who_denounces_is_shown_to_nobody(
    office: Office, chats: Chats, asked: Petition
) -> None:
    await office.link(HA)
    await petitions.done(
        office.store, petition_act.classify, asked.id, Kind.DENUNCIATION, asked.depth
    )
    async with office.open():
        await chats.ask(AN, "/pakn")
        card = await chats.tap(AN, "1")
        await chats.push(AN, f"v1:look:{asked.id}::1", force=True)
        said = await chats.toast(AN)

    assert "Phạm" not in card["text"]
    assert said == "Người tố cáo được giữ bí mật."


async def test_at_the_level_code_no_title_and_no_sender_stands(
    office: Office, chats: Chats, asked: Petition
) -> None:
    await office.link(HA)
    async with office.open(disclosure="code"):
        listed = await chats.ask(AN, "/pakn")
        card = await chats.tap(AN, "1")
        await chats.push(AN, f"v1:look:{asked.id}::1", force=True)
        said = await chats.toast(AN)

    assert asked.code in listed["text"]
    assert said.startswith("Ở khung chat này chỉ xem được mã hồ sơ")
    for text in (listed["text"], card["text"]):
        assert not any(word in text for word in ("khám bệnh", "Phạm", "xxx"))
    past = (await office.store.read(petition.history, (asked.id,)))[asked.id]
    assert all(one.event is not Event.SEE for one in past)


async def test_nothing_that_waits_says_so(office: Office, chats: Chats) -> None:
    await office.link(HA)
    async with office.open():
        empty = await chats.ask(AN, "/pakn")

    assert "Không có phản ánh, kiến nghị nào chờ Ông/Bà xử lý." in empty["text"]
