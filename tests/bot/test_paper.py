"""/vb: a document with its tasks by number and sign; several, near ones, and nothing that is not theirs."""

from datetime import date

import pytest

from store import task
from store.opening import open_entries
from tests.bot.office import AN, BINH, Chats, Office, button, labels
from tests.store import office as ministry
from tests.store.office import CLI, CUONG, DUNG, GIANG, OTHER_UNIT, UNIT, opened, paper, work
from work.preview import Entry
from work.task import Party, Role

HELPS = Party(Role.COORDINATOR, "G18", OTHER_UNIT, DUNG)


@pytest.mark.parametrize(
    "typed", ["125/VPCP-KGVX", "125/vpcp-kgvx", "0125/VPCP-KGVX", "125 vpcp kgvx"]
)
async def test_a_document_tells_its_tasks_however_its_number_is_typed(
    office: Office, chats: Chats, typed: str
) -> None:
    await office.link(ministry.BINH)
    await office.assign(work("2026-10-05", ministry.BINH, UNIT, HELPS), work("2026-09-28"))
    await office.store.write(task.finish, 2, date(2026, 9, 25), "12/BYT", CLI)
    async with office.open():
        found = await chats.ask(AN, f"/vb {typed}")
        card = await chats.tap(AN, "1")
        back = await chats.tap(AN, "‹ Danh sách")

    assert found["text"].startswith(
        "125/VPCP-KGVX ngày 28/09/2026\nCông văn, Văn phòng Chính phủ\n"
        "V/v báo cáo tình hình cung ứng thuốc\n\n2 nhiệm vụ Ông/Bà được xem:\n"
    )
    assert (
        "\n   05/10 · còn 2 ngày LV\n   Chủ trì: Trần Thị Bình; phối hợp: Phạm Dung"
        in found["text"]
    )
    assert "✅ #2" in found["text"]
    assert button(found, "Chép")["copy"] == "125/VPCP-KGVX"
    assert card["text"].startswith(("#1", "#2"))
    assert back["text"] == found["text"]


async def test_the_card_leads_to_its_document(office: Office, chats: Chats) -> None:
    await office.link(ministry.BINH)
    await office.assign(work("2026-10-05"))
    async with office.open():
        await chats.ask(AN, "/nv 1")
        found = await chats.tap(AN, "📄 Văn bản")

    assert found["text"].startswith("125/VPCP-KGVX ngày 28/09/2026")


async def test_numbers_begin_anew_each_year_so_several_are_offered(
    office: Office, chats: Chats
) -> None:
    await office.link(ministry.BINH)
    await office.assign(work("2026-10-05"))
    await _older(office, "125/VPCP-KGVX", date(2025, 3, 4))
    async with office.open():
        asked = await chats.ask(AN, "/doc 125/VPCP-KGVX")
        chosen = await chats.tap(AN, "2")

    assert "Có 2 văn bản “125/VPCP-KGVX”." in asked["text"]
    assert "1. 125/VPCP-KGVX (28/09/2026), Văn phòng Chính phủ" in asked["text"]
    assert labels(asked) == [["1", "2"], ["🏠"]]
    assert chosen["text"].startswith("125/VPCP-KGVX ngày 04/03/2025")


async def test_what_is_not_there_has_near_ones_and_none_that_is_not_theirs(
    office: Office, chats: Chats
) -> None:
    await office.link(ministry.BINH)
    await opened(office.store, work("2026-10-05"), number="125/UBND-VX")
    await opened(office.store, work("2026-10-05", None, OTHER_UNIT), number="125/UBND-NC")
    async with office.open():
        near = await chats.ask(AN, "/vb 125/UBND")
        hidden = await chats.ask(AN, "/vb 125/UBND-NC")
        absent = await chats.ask(AN, "/vb 77/UBND-NC")
        forged = await chats.push(AN, "v1:paper:2::1", force=True)

    assert near["text"].startswith("Không thấy văn bản “125/UBND” hoặc Ông/Bà không có quyền xem.")
    assert "Gần giống:\n1. 125/UBND-VX (28/09/2026)" in near["text"]
    assert "UBND-NC" not in near["text"]
    assert "1. 125/UBND-VX" in hidden["text"]
    assert "2." not in hidden["text"]
    assert absent["text"].startswith("Không thấy văn bản “77/UBND-NC” hoặc")
    assert forged["text"] == "Không thấy văn bản hoặc Ông/Bà không có quyền xem."


async def test_others_see_their_own_tasks_of_it_alone(office: Office, chats: Chats) -> None:
    await office.link(DUNG)
    await office.link(GIANG, BINH)
    await office.assign(work("2026-10-05"), work("2026-10-06", None, OTHER_UNIT))
    async with office.open():
        unit = await chats.ask(AN, "/vb 125/VPCP-KGVX")
        head = await chats.ask(BINH, "/vb 125/VPCP-KGVX")

    assert "1 nhiệm vụ Ông/Bà được xem" in unit["text"]
    assert "#1" not in unit["text"]
    assert "2 nhiệm vụ Ông/Bà được xem" in head["text"]


async def test_without_a_number_it_says_how_and_at_the_level_code_no_word_of_it_stands(
    office: Office, chats: Chats
) -> None:
    await office.link(CUONG)
    await office.assign(work("2026-10-05"))
    async with office.open(disclosure="code"):
        how = await chats.ask(AN, "/vb")
        found = await chats.ask(AN, "/vb 125/VPCP-KGVX")

    assert how["text"] == "Xin gửi số và ký hiệu văn bản, ví dụ: /vb 125/UBND-VX"
    assert "#1 · Công văn" in found["text"]
    assert not any(word in found["text"] for word in ("thuốc", "Văn phòng", "Bình"))


async def _older(office: Office, number: str, issued: date) -> None:
    """A document of an earlier year with a task of Bình's."""
    row = Entry(2, 1, paper(number, issued=issued), work("2026-10-07"))
    done = await office.store.write(open_entries, (row,), CLI)
    assert done.tasks == 1
