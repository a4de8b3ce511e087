"""/tim: by what a task says and who has a part in it, without accents, with a mistake, and pages after a restart."""

import pytest

from store import dialog, task
from tests.bot.office import AN, BINH, Chats, Office, labels
from tests.store import office as ministry
from tests.store.office import CLI, CUONG, DUNG, OTHER_UNIT, work


@pytest.fixture
async def full(office: Office, chats: Chats) -> Office:
    """Bình has three tasks, another unit one, and Cường is head of her unit."""
    await chats.begin(AN)
    await office.link(ministry.BINH)
    await office.link(CUONG, BINH)
    await office.assign(
        work("2026-10-05", content="Báo cáo rà soát quy hoạch đất"),
        work("2026-10-06", content="Tổng hợp quy hoạch ngành y tế"),
        work("2026-10-07", content="Kiểm tra an toàn thực phẩm"),
        work("2026-10-08", DUNG, OTHER_UNIT, content="Quy hoạch mạng lưới"),
    )
    return office


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        ("quy hoạch", (2, 1)),
        ("QUY HOACH", (2, 1)),
        ("quy hoạch đất", (1,)),
        ("125/VPCP", (3, 2, 1)),
        ("an toan", (3,)),
        ("mạng lưới", ()),
    ],
)
async def test_every_word_has_to_stand_there_and_the_task_be_theirs(
    full: Office, chats: Chats, words: str, numbers: tuple[int, ...]
) -> None:
    async with full.open():
        found = await chats.ask(AN, f"/tim {words}")

    shown = [line.split("#")[1].split()[0] for line in found["text"].splitlines() if " #" in line]
    assert tuple(map(int, shown)) == numbers
    if numbers:
        assert f"{len(numbers)} nhiệm vụ, mới nhất trước" in found["text"]
    else:
        assert "Không tìm thấy nhiệm vụ nào." in found["text"]


@pytest.mark.parametrize(
    "words", ["quy haoch đất", "quy hoach dta soat", "hoahc đất", "kiểmm tra thực phẩm"]
)
async def test_a_mistake_is_forgiven_and_said(full: Office, chats: Chats, words: str) -> None:
    async with full.open():
        found = await chats.ask(AN, f"/search {words}")

    assert ("gần giống: 1 nhiệm vụ" in found["text"]) is (words != "quy hoach dta soat")


async def test_a_persons_name_finds_what_they_have_a_part_in(full: Office, chats: Chats) -> None:
    async with full.open():
        whole = await chats.ask(BINH, "/tim tran binh")
        other = await chats.ask(BINH, "/tim phạm dung")

    assert "3 nhiệm vụ, mới nhất trước" in whole["text"]
    assert "Không tìm thấy nhiệm vụ nào." in other["text"], "that unit is not theirs to list"


async def test_pages_turn_and_cards_lead_back_after_a_restart(office: Office, chats: Chats) -> None:
    await office.link(ministry.BINH)
    await office.assign_many(20)
    async with office.open():
        first = await chats.ask(AN, "/tim báo cáo số")
        second = await chats.tap(AN, "›")
    async with office.open():
        await chats.tap(AN, "9")
        again = await chats.tap(AN, "‹ Danh sách")
        third = await chats.tap(AN, "›")

    assert "20 nhiệm vụ" in first["text"]
    assert labels(first)[-2:] == [["‹", "1/3", "›"], ["↻ Làm mới", "🏠"]]
    assert "9. " in second["text"]
    assert again["text"] == second["text"]
    assert "17. " in third["text"]


async def test_a_search_that_was_forgotten_is_over_and_words_are_no_answer_to_it(
    full: Office, chats: Chats
) -> None:
    async with full.open():
        first = await chats.ask(AN, "/tim quy hoạch")
        puzzled = await chats.ask(AN, "còn thiếu số liệu")
        await full.store.write(dialog.end, 1)
        over = await chats.push(AN, first["buttons"][-1][0]["data"], force=True)

    assert over["text"] == "Lần tìm này đã cũ nên không còn. Xin tìm lại, ví dụ: /tim quy hoạch đất"
    assert puzzled["text"].startswith("Hệ thống chưa hiểu yêu cầu.")


async def test_what_was_reworded_is_found_by_its_new_words_and_what_is_done_stays(
    full: Office, chats: Chats
) -> None:
    await full.store.write(task.describe, 3, "Thanh tra dược phẩm", None, CLI)
    await full.store.write(task.finish, 1, ministry.NOW.date(), None, CLI)
    async with full.open():
        new = await chats.ask(AN, "/tim dược phẩm")
        old = await chats.ask(AN, "/tim thực phẩm")
        done = await chats.ask(AN, "/tim rà soát")

    assert "1. 🟢 #3 Thanh tra dược phẩm" in new["text"]
    assert "Không có kết quả đúng từng chữ; gần giống: 1 nhiệm vụ" in old["text"]
    assert "1. ✅ #1" in done["text"]


async def test_without_words_it_says_how(full: Office, chats: Chats) -> None:
    async with full.open():
        how = await chats.ask(AN, "/tim  ?!")

    assert how["text"].startswith("Xin gửi từ cần tìm, có dấu hoặc không dấu")


async def test_at_the_level_code_no_word_of_a_task_stands(full: Office, chats: Chats) -> None:
    async with full.open(disclosure="code"):
        found = await chats.ask(AN, "/tim rà soát")

    assert "1. 🟠 #1 · Công văn" in found["text"]
    assert "đất" not in found["text"]
