"""In the chat a day that may be a limit stands on the card, until somebody has said by when it is due."""

from tests.bot.clerks import corrected, opened, waits
from tests.bot.office import Chats, Office
from tests.store.read_letters import errand, found, read

UNDATED = errand(due=None)
MORE = errand(due="2026-11-05", content=found("gửi danh mục về Bộ"), when=found("đến 05/11"))
DOUBTED = read(UNDATED, perhaps=(errand(), MORE), opens=False)


async def test_a_day_taken_from_a_task_is_told_with_its_words(clerks: Office, chats: Chats) -> None:
    await waits(clerks.store, DOUBTED)
    async with clerks.open():
        card = (await opened(chats))["text"]
        assert "Hạn: không thời hạn" in card
        assert "• “trước ngày 24/10/2026” → Thứ Sáu 23/10/2026" in card
        assert "• “đến 05/11” → Thứ Năm 05/11/2026 (gửi danh mục về Bộ)" in card
        after = (await corrected(chats, "🗓 Hạn", "23/10/2026"))["text"]
    assert "“trước ngày 24/10/2026” →" not in after
    assert "• “đến 05/11”" in after, "the other is still to be decided"


async def test_what_may_be_named_nowhere_is_not_named_there(clerks: Office, chats: Chats) -> None:
    marked = errand(due="2026-11-05", when=found("Tối mật: XYZZY"))
    await waits(clerks.store, read(UNDATED, perhaps=(marked,), opens=False))
    async with clerks.open():
        card = (await opened(chats))["text"]
    assert "XYZZY" not in card
    assert "05/11" not in card
