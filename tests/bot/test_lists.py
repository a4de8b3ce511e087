"""/viec and /quahan: summary first, eight a page, filters, edited in place, each sees only what is theirs."""

import pytest
from sqlalchemy import update

from store import task
from store.schema.directory import person
from tests.bot.office import AN, BINH, Chats, Office, button, labels
from tests.store import office as ministry
from tests.store.office import CLI, CUONG, DUNG, GIANG, HA, OTHER_UNIT, UNIT, work
from work.task import Party, Role


async def test_one_task_stands_with_its_document_and_the_working_days_left(
    office: Office, chats: Chats
) -> None:
    await office.link(ministry.BINH)
    await office.assign(work("2026-10-05"))
    async with office.open():
        message = await chats.ask(AN, "/viec")

    assert message["text"] == (
        "Nhiệm vụ của tôi – 1 nhiệm vụ đang thực hiện\n"
        "🔴 0 quá hạn · 🟠 1 sắp đến hạn · 🟢 0 còn hạn\n"
        "Lúc 09:00 ngày 01/10\n\n"
        "1. 🟠 #1 Báo cáo kết quả đấu thầu thuốc tập trung\n"
        "   125/VPCP-KGVX · 05/10 · còn 2 ngày LV"
    )
    assert labels(message) == [
        ["1"],
        ["✓ Tất cả", "Quá hạn", "Sắp hạn"],
        ["↻ Làm mới", "🏠"],
    ]


async def test_nothing_open_says_so_and_names_what_was_done_last(
    office: Office, chats: Chats
) -> None:
    await office.link(ministry.BINH)
    async with office.open():
        empty = await chats.ask(AN, "/viec")
        (one,) = await office.assign(work())
        await office.store.write(task.finish, one, ministry.NOW.date(), "12/BYT", CLI)
        done = await chats.ask(AN, "/viec")

    assert "Ông/Bà không có nhiệm vụ nào đang thực hiện." in empty["text"]
    assert "Nhiệm vụ hoàn thành gần nhất: #1 Báo cáo kết quả" in done["text"]
    assert "(01/10)" in done["text"]


@pytest.mark.parametrize(
    ("many", "pages", "numbers"),
    [
        (8, None, [["1", "2", "3", "4"], ["5", "6", "7", "8"]]),
        (9, ["‹", "1/2", "›"], [["1", "2", "3", "4"], ["5", "6", "7", "8"]]),
        (40, ["‹", "1/5", "›"], [["1", "2", "3", "4"], ["5", "6", "7", "8"]]),
    ],
)
async def test_eight_stand_on_a_page(
    office: Office, chats: Chats, many: int, pages: list[str] | None, numbers: list[list[str]]
) -> None:
    await office.link(ministry.BINH)
    await office.assign_many(many)
    async with office.open():
        message = await chats.ask(AN, "/viec")

    rows = labels(message)
    assert rows[:2] == numbers
    assert (pages in rows) is (pages is not None)
    assert f"{many} nhiệm vụ đang thực hiện" in message["text"]


async def test_pages_are_turned_in_the_same_message(office: Office, chats: Chats) -> None:
    await office.link(ministry.BINH)
    await office.assign_many(9)
    async with office.open():
        first = await chats.ask(AN, "/viec")
        second = await chats.tap(AN, "›")
        clamped = await chats.tap(AN, "›")

    assert (second["message_id"], clamped["message_id"]) == (first["message_id"],) * 2
    assert second["text"].endswith("#9 Báo cáo số 9\n   125/VPCP-KGVX · 10/10 · còn 6 ngày LV")
    assert labels(second)[0] == ["9"]
    assert clamped["text"] == second["text"]


async def test_a_list_that_shrank_is_shown_anew_and_says_so(office: Office, chats: Chats) -> None:
    await office.link(ministry.BINH)
    numbers = await office.assign_many(9)
    async with office.open():
        await chats.ask(AN, "/viec")
        await office.store.write(task.cancel, numbers[0], CLI)
        message = await chats.tap(AN, "›")

    assert await chats.toast(AN) == "Nội dung đã thay đổi, đã làm mới."
    assert "8 nhiệm vụ đang thực hiện" in message["text"]


async def test_filters_narrow_the_list_and_an_empty_one_can_be_cleared(
    office: Office, chats: Chats
) -> None:
    await office.link(ministry.BINH)
    await office.assign(work("2026-09-28"), work("2026-10-06"), work("2026-10-07"), work(None))
    async with office.open():
        everything = await chats.ask(AN, "/viec")
        late = await chats.tap(AN, "Quá hạn")
        soon = await chats.tap(AN, "Sắp hạn")
        await office.store.write(task.finish, 2, ministry.NOW.date(), None, CLI)
        empty = await chats.tap(AN, "✓ Sắp hạn")
        cleared = await chats.tap(AN, "Bỏ lọc")

    assert "🔴 1 quá hạn · 🟠 1 sắp đến hạn · 🟢 2 còn hạn" in everything["text"]
    assert everything["text"].endswith("· không thời hạn")
    assert "1. 🔴 #1" in late["text"]
    assert "Lọc: Quá hạn – 1 nhiệm vụ" in late["text"]
    assert "1. 🟠 #2" in soon["text"]
    assert "#3" not in soon["text"]
    assert "Không có nhiệm vụ khớp bộ lọc “Sắp hạn”." in empty["text"]
    assert "3 nhiệm vụ đang thực hiện" in cleared["text"]


async def test_overdue_is_a_list_of_its_own_and_counts_working_days(
    office: Office, chats: Chats
) -> None:
    await office.link(ministry.BINH)
    await office.assign(work("2026-09-28"), work("2026-10-06"))
    async with office.open():
        message = await chats.ask(AN, "/quahan")

    assert "1. 🔴 #1" in message["text"]
    assert "28/09 · quá 3 ngày LV" in message["text"]
    assert "#2" not in message["text"]


async def test_a_head_sees_the_unit_too_and_staff_do_not(office: Office, chats: Chats) -> None:
    await office.link(CUONG)
    await office.link(ministry.BINH, BINH)
    await office.assign(work("2026-09-28"), work("2026-09-29", None, OTHER_UNIT))
    async with office.open():
        mine = await chats.ask(AN, "/quahan")
        unit = await chats.tap(AN, "Đơn vị")
        theirs = await chats.ask(BINH, "/viec")
        forged = await chats.push(BINH, "v1:list:unit:all:1", force=True)

    assert "0 nhiệm vụ đang thực hiện" in mine["text"]
    assert labels(mine)[-2] == ["✓ Của tôi", "Đơn vị"]
    assert "Nhiệm vụ của đơn vị – 1 nhiệm vụ đang thực hiện" in unit["text"]
    assert "1. 🔴 #1" in unit["text"]
    assert unit["text"].endswith("· quá 3 ngày LV · Trần Thị Bình")
    assert "#2" not in unit["text"]
    assert "Nhiệm vụ của tôi" in theirs["text"]
    assert "Nhiệm vụ của tôi" in forged["text"]


async def test_what_names_nobody_is_on_the_list_of_who_answers_for_it(
    office: Office, chats: Chats
) -> None:
    await office.link(CUONG)
    await office.link(HA, BINH)
    await office.assign(work("2026-10-05", None, UNIT), work("2026-10-06", None, None))
    async with office.open():
        head = await chats.ask(AN, "/viec")
        clerk = await chats.ask(BINH, "/viec")

    assert ("#1" in head["text"], "#2" in head["text"]) == (True, False)
    assert ("#1" in clerk["text"], "#2" in clerk["text"]) == (False, True)


async def test_the_head_of_the_agency_sees_all_of_it(office: Office, chats: Chats) -> None:
    await office.link(GIANG)
    helps = Party(Role.COORDINATOR, "G18", OTHER_UNIT, DUNG)
    await office.assign(
        work("2026-10-05", ministry.BINH, UNIT, helps), work(None, None, OTHER_UNIT)
    )
    async with office.open():
        await chats.ask(AN, "/viec")
        agency = await chats.tap(AN, "Cơ quan")

    assert "Nhiệm vụ của cơ quan – 2 nhiệm vụ đang thực hiện" in agency["text"]


async def test_who_only_follows_a_task_has_nothing_to_do_for_it(
    office: Office, chats: Chats
) -> None:
    await office.link(DUNG)
    follows = Party(Role.FOLLOWER, "G18", OTHER_UNIT, DUNG)
    await office.assign(work("2026-10-05", ministry.BINH, UNIT, follows))
    async with office.open():
        message = await chats.ask(AN, "/viec")

    assert "0 nhiệm vụ đang thực hiện" in message["text"]


async def test_at_the_level_code_no_title_and_no_name_stands(office: Office, chats: Chats) -> None:
    await office.link(ministry.BINH)
    await office.assign(work("2026-10-05"))
    async with office.open(disclosure="code"):
        listed = await chats.ask(AN, "/viec")
        card = await chats.tap(AN, "1")

    assert "1. 🟠 #1 · Công văn\n   125/VPCP-KGVX · 05/10" in listed["text"]
    for text in (listed["text"], card["text"]):
        assert not any(word in text for word in ("đấu thầu", "Bình", "Kế hoạch", "Văn phòng"))
    assert "Ông/Bà chủ trì nhiệm vụ này." in card["text"]


async def test_long_titles_are_cut_and_what_looks_like_markup_is_text(
    office: Office, chats: Chats
) -> None:
    await office.link(ministry.BINH)
    await office.assign(work("2026-10-05", content="<b>Rà soát</b> & báo cáo " + "rất dài " * 40))
    async with office.open():
        message = await chats.ask(AN, "/viec")

    line = message["text"].splitlines()[4]
    assert line.startswith("1. 🟠 #1 <b>Rà soát</b> & báo cáo rất dài")
    assert line.endswith("…")


async def test_plain_words_do_as_well_with_or_without_diacritics(
    office: Office, chats: Chats
) -> None:
    await office.link(ministry.BINH)
    await office.assign(work("2026-09-28"))
    async with office.open():
        said = [
            await chats.ask(AN, text) for text in ("Nhiệm vụ của tôi", "viec cua toi", "QUÁ HẠN!")
        ]
        card = await chats.ask(AN, "nv 1")

    assert ["Nhiệm vụ của tôi – 1" in one["text"] for one in said] == [True, True, True]
    assert "Lọc: Quá hạn" in said[2]["text"]
    assert card["text"].startswith("#1 Báo cáo")


async def test_an_english_reader_reads_english(office: Office, chats: Chats) -> None:
    await office.link(ministry.BINH)
    await office.assign(work("2026-10-05"))
    await english(office)
    async with office.open():
        message = await chats.ask(AN, "/tasks")

    assert message["text"].startswith("My tasks – 1 open")
    assert "05/10 · 2 working days left" in message["text"]
    assert button(message, "Refresh")


async def english(office: Office) -> None:
    reads = update(person).where(person.c.id == ministry.BINH).values(language="en")
    await office.store.write(lambda tx: tx.run(reads))
