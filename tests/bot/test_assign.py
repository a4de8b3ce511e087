"""Handing a task on inside the unit: whom by a button or by a name, with a note, confirmed, and both are told."""

import pytest

from store import Tx, notice, worklist
from store.directory.people import add_person, disable_person
from tests.bot.office import AN, BINH, Chats, Office, labels
from tests.store import office as ministry
from tests.store.office import NOW, OTHER_UNIT, UNITS, work
from work.directory import NewPerson
from work.notice import NEWS
from work.person import Position


@pytest.fixture
async def told(office: Office, chats: Chats) -> Office:
    """Cường heads the unit of Bình, who leads; nine more work there."""
    office.goes()
    await chats.begin(AN)
    await office.link(ministry.CUONG, AN)
    await office.assign(work("2026-10-09"))

    def more(tx: Tx) -> None:
        for at, name in enumerate(
            ("Đỗ Thị Huệ", "Đỗ Văn Hùng", *(f"Lý Số {n}" for n in "1234567"))
        ):
            new = NewPerson(name, f"p{at}@moh.gov.vn", "G18", UNITS[0][1], Position.STAFF, "vi")
            add_person(tx, new, NOW)
        disable_person(tx, "p8@moh.gov.vn", NOW)

    await office.store.write(more)
    return office


async def lead(office: Office) -> str | None:
    found = await office.store.read(worklist.one, 1)
    assert found is not None
    return found.lead.person_name


async def news(office: Office) -> list[tuple[str, str, str | None]]:
    found = await office.store.read(notice.accounts, 1)
    return [(one.person_name, one.reason, one.facts["why"]) for one in found if one.kind == NEWS]


async def test_a_head_gives_a_task_to_another_by_buttons_eight_a_page(
    told: Office, chats: Chats
) -> None:
    async with told.open():
        await chats.ask(AN, "/nv 1")
        asked = await chats.tap(AN, "Giao lại")
        names = [row[0] for row in labels(asked)[:8]]
        assert len(names) == 8
        assert labels(asked)[8] == ["‹", "1/2", "›"]
        assert not {"Trần Thị Bình", "Lý Số 7"} & {str(one) for row in labels(asked) for one in row}
        asked = await chats.tap(AN, "›")
        assert labels(asked)[1] == ["‹", "2/2", "›"]
        await chats.tap(AN, "‹")
        asked = await chats.tap(AN, "Đỗ Thị Huệ")
        assert "Người nhận: Đỗ Thị Huệ" in asked["text"]
        asked = await chats.ask(AN, "Bình đi <học>")
        assert "“Bình đi <học>”" in asked["text"]
        assert await lead(told) == "Trần Thị Bình", "nothing is changed before it is confirmed"
        card = await chats.tap(AN, "Giao lại")
        assert (await chats.toast(AN)).startswith("👤 #1: đã giao lại lúc 09:00")

    assert "Đỗ Thị Huệ" in card["text"]
    assert sorted(await news(told)) == [
        ("Trần Thị Bình", "handed-from", "Bình đi <học>"),
        ("Đỗ Thị Huệ", "lead", "Bình đi <học>"),
    ]


@pytest.mark.parametrize("typed", ["Đỗ Thị Huệ", "do thi hue", "hue", "HUỆ", "huệ đỗ"])
async def test_a_name_is_typed_with_or_without_diacritics(
    told: Office, chats: Chats, typed: str
) -> None:
    async with told.open():
        await chats.ask(AN, "/giao 1")
        asked = await chats.ask(AN, typed)
        assert "Người nhận: Đỗ Thị Huệ" in asked["text"]
        await chats.tap(AN, "Không có gì thêm")
        await chats.tap(AN, "Giao lại")

    assert await lead(told) == "Đỗ Thị Huệ"


async def test_a_name_of_several_is_asked_again_and_one_of_nobody_too(
    told: Office, chats: Chats
) -> None:
    async with told.open():
        await chats.ask(AN, "/giao 1")
        several = await chats.ask(AN, "đỗ")
        assert several["text"].startswith("Có 2 người khớp")
        assert [row[0] for row in labels(several)[:-1]] == ["Đỗ Thị Huệ", "Đỗ Văn Hùng"]
        leads = await chats.ask(AN, "tran thi binh")
        assert leads["text"].startswith("Người này đang chủ trì rồi")
        nobody = await chats.ask(AN, "Phạm Dung")
        assert nobody["text"].startswith("Không có người nào trong đơn vị khớp")
        await chats.ask(AN, "hung")
        await chats.tap(AN, "Quay lại")
        await chats.ask(AN, "hung")
        await chats.tap(AN, "Không có gì thêm")
        await chats.tap(AN, "Quay lại")
        await chats.tap(AN, "Bỏ")

    assert await lead(told) == "Trần Thị Bình"


async def test_nobody_from_outside_is_given_it_by_a_forged_press(
    told: Office, chats: Chats
) -> None:
    async with told.open():
        asked = await chats.ask(AN, "/giao 1")
        data = asked["buttons"][0][0]["data"]
        forged = f"{data.rpartition(':')[0]}:{ministry.DUNG}"
        again = await chats.push(AN, forged, force=True)
        assert (await chats.toast(AN)).startswith("Không có người nào")
        assert "Giao cho ai trong đơn vị?" in again["text"]


async def test_who_may_not_and_who_sees_nothing_are_answered_and_nothing_changes(
    told: Office, chats: Chats
) -> None:
    await chats.begin(BINH)
    await told.link(ministry.DUNG, BINH)
    await told.assign(work("2026-10-09", None, OTHER_UNIT), number="9/VPCP-TH")
    async with told.open():
        hidden = await chats.ask(BINH, "/giao 1")
        missing = await chats.ask(BINH, "/giao 99")
        alone = await chats.ask(BINH, "/giao 2")

    assert hidden["text"].replace("#1", "#99") == missing["text"]
    assert "đã bỏ" not in alone["text"]


async def test_by_code_alone_nobody_is_named_and_a_typed_name_does(
    told: Office, chats: Chats
) -> None:
    async with told.open(disclosure="code"):
        asked = await chats.ask(AN, "/giao 1")
        assert labels(asked) == [["✖ Bỏ"]]
        asked = await chats.ask(AN, "hue")
        assert "Người nhận: “hue”" in asked["text"]
        await chats.tap(AN, "Không có gì thêm")
        asked = await chats.tap(AN, "Giao lại")
        assert "Huệ" not in asked["text"]

    assert await lead(told) == "Đỗ Thị Huệ"
