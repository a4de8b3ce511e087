"""What the letter of a proposal says: read in the chat page by page, where the proposal may be shown there at all."""

from collections.abc import AsyncIterator

import pytest

from congvu.parts.console_tray import Letters
from papers.opener import Opener
from tests.bot.clerks import opened
from tests.bot.office import AN, BINH, Chats, Office, labels
from tests.bot.test_incoming import DENIED
from tests.store import read_letters
from tests.store.read_letters import LETTER, errand, proposed, read, written

LONG = LETTER + "\n".join(f"{at}. Danh mục <thuốc> & vật tư\u202e\x1b[2J" for at in range(1, 201))
WHOLE = "📄 Xem thư"


@pytest.fixture
async def reads(clerks: Office) -> AsyncIterator[Office]:
    """The office, whose clerks read letters by the readers of the daemon."""
    async with Opener(readers=1) as opener:
        clerks.letter = Letters(clerks.store, lambda tx, _: read_letters.desk(tx), opener).letter
        yield clerks


async def waits(office: Office, text: str, name: str = "") -> int:
    letter = await written(office.store, text, name=name)
    (one,) = await proposed(office.store, read(errand(), opens=False), letter)
    return one.id


async def test_all_of_it_is_read_page_by_page_and_nothing_in_it_lives(
    reads: Office, chats: Chats
) -> None:
    await waits(reads, LONG, "phu-luc.txt")
    async with reads.open(console="https://congvu.example"):
        card = await opened(chats)
        assert "Trên trang Thư đến: https://congvu.example/intake/1" in card["text"]
        pages = [await chats.tap(AN, WHOLE)]
        while labels(pages[-1])[0][1].split("/")[0] != labels(pages[-1])[0][1].split("/")[1]:
            pages.append(await chats.tap(AN, "›"))
        back = await chats.tap(AN, "Đề xuất")

    assert pages[0]["text"].startswith("Thư của đề xuất 1: Công văn\nTrang 1/")
    whole = "".join(one["text"] for one in pages)
    assert [whole.count(f"\n{at}. Danh mục <thuốc> & vật tư[2J") for at in (1, 77, 200)] == [2] * 3
    assert "📎 phu-luc.txt" in whole
    assert back["text"] == card["text"]


async def test_what_may_not_be_shown_of_the_proposal_is_not_shown_of_its_letter(
    reads: Office, chats: Chats
) -> None:
    number = await waits(reads, LETTER)
    async with reads.open(disclosure="code"):
        card = await opened(chats)
        assert WHOLE not in str(labels(card))
        pressed = await chats.push(AN, f"v1:text:{number}::1", force=True)
        assert "thuốc" not in pressed["text"]
        await chats.ask(BINH, "/start")
        denied = await chats.push(BINH, f"v1:text:{number}::1", force=True)
        assert denied["text"].startswith(DENIED)


@pytest.mark.parametrize("mark", ["TỐI MẬT", "LƯU HÀNH NỘI BỘ"])
async def test_a_letter_in_which_anything_bears_a_mark_stays_away(
    reads: Office, chats: Chats, mark: str
) -> None:
    await waits(reads, f"{mark}\n\n{LETTER}", "phu-luc.txt")
    async with reads.open():
        await opened(chats)
        after = await chats.tap(AN, WHOLE)
        said = await chats.toast(AN)

    assert said == "Thư này không hiện trong chat; xin xem trên hệ thống của cơ quan."
    assert after["text"].startswith("Chờ vào sổ · đề xuất")
