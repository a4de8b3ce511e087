"""Plain words in the chat: nothing is done by them alone, what a chat cannot do is said, what is unclear is asked back."""

import pytest

from bot.wish import Wanted, aims, wish
from store.account import entries_about
from templates import LANGUAGES, word
from tests.bot.office import AN, Chats, Office, labels
from tests.bot.utterances import utterances
from tests.store import office as ministry
from tests.store.office import work

OWN = {"link", "cancel"}  # reception has them, as /lienket and /huy


def built(aim: str) -> bool:
    """Whether a chat can do it by now."""
    return aim in OWN or wish(Wanted(aim, "1", ("1",), whole_unit=False, near="")) is not None


@pytest.fixture
async def told(office: Office, chats: Chats) -> Office:
    """Bình is linked, has begun the chat, and has one task."""
    await chats.begin(AN)
    await office.link(ministry.BINH)
    await office.assign(work("2026-10-09"))
    return office


@pytest.mark.parametrize("aim", sorted(aims()))
def test_everything_that_can_be_meant_has_its_words(aim: str) -> None:
    print(aim, "is", "built" if built(aim) else "not in a chat yet")
    for language in LANGUAGES:
        assert word(f"speech.{aim}", language)


async def test_what_is_not_built_is_said_with_what_one_can_do(told: Office, chats: Chats) -> None:
    missing = {aim for aim in aims() if not built(aim)}
    asked = {
        row.screen: row.text
        for row in utterances("utterances.tsv")
        if row.screen in missing and not row.text.startswith("/")
    }
    async with told.open():
        for text in asked.values():
            message = await chats.ask(AN, text)
            assert message["text"].startswith("Ông/Bà muốn "), text
            assert "Việc của tôi" in str(labels(message))


async def test_words_open_a_dialog_that_asks_before_it_keeps_anything(
    told: Office, chats: Chats
) -> None:
    async with told.open():
        asked = await chats.ask(AN, "em báo cáo việc 1 được 60%, còn thiếu số liệu")

    assert "Tiến độ: 60%" in asked["text"]
    assert "✅ Gửi" in str(labels(asked))


async def test_an_act_without_its_task_is_asked_back(told: Office, chats: Chats) -> None:
    async with told.open():
        asked = await chats.ask(AN, "báo cáo tiến độ")
        unclear = await chats.ask(AN, "xong rồi")
        several = await chats.ask(AN, "xong 1 hay 2 ấy nhỉ")
        card = await chats.tap(AN, "#1")

    assert asked["text"].startswith("Ông/Bà muốn báo cáo tiến độ nhiệm vụ? Xin gửi kèm số")
    assert unclear["text"].startswith("Ông/Bà muốn báo hoàn thành nhiệm vụ? Xin gửi kèm số")
    assert several["text"].startswith("Ông/Bà nêu nhiều nhiệm vụ.")
    assert card["text"].startswith("#1 ")


async def test_unlinking_by_words_only_says_how(told: Office, chats: Chats) -> None:
    async with told.open():
        said = await chats.ask(AN, "gỡ liên kết giúp tôi")
        listed = await chats.ask(AN, "việc của tôi")

    assert "/huylienket" in said["text"]
    assert "nhiệm vụ đang thực hiện" in listed["text"]


async def test_words_say_how_to_link_and_drop_a_dialog(told: Office, chats: Chats) -> None:
    async with told.open():
        linked = await chats.ask(AN, "liên kết tài khoản")
        nothing = await chats.ask(AN, "thôi không làm nữa")

    assert "30/12/2026" in linked["text"]
    assert nothing["text"].startswith("Không có việc nào đang làm dở.")


async def test_the_account_knows_the_screen_and_no_word(told: Office, chats: Chats) -> None:
    async with told.open():
        await chats.ask(AN, "xuất excel tháng 10")

    lines = await told.store.read(entries_about, f"person:{ministry.BINH}")
    assert [one.codes["screen"] for one in lines if one.event == "chat.answered"][-1]
    assert "excel" not in str(lines)


@pytest.mark.parametrize(
    ("step", "said", "leads"),
    [
        ("/giahan 1", "việc của tôi", "Nhiệm vụ của tôi"),
        ("/tiendo 1", "tìm quy hoạch", "Tìm “quy hoạch”"),
        ("/giao 1", "việc 1 đến đâu rồi", "#1 "),
    ],
)
async def test_a_sentence_that_is_no_answer_leads_on_and_the_dialog_is_kept(
    told: Office, chats: Chats, step: str, said: str, leads: str
) -> None:
    async with told.open():
        asked = await chats.ask(AN, step)
        found = await chats.ask(AN, said)
        again = await chats.ask(AN, "việc của tôi")
        home = await chats.ask(AN, "/start")
        resumed = await chats.tap(AN, "▶ Tiếp tục")

    assert found["text"].startswith(leads)
    assert again["text"].startswith("Nhiệm vụ của tôi"), "nothing is heard in what was left"
    assert "đang làm dở" in home["text"]
    assert resumed["text"] == asked["text"]


async def test_a_sentence_that_is_no_answer_may_begin_another_dialog(
    told: Office, chats: Chats
) -> None:
    async with told.open():
        await chats.ask(AN, "/giahan 1")
        begun = await chats.ask(AN, "báo xong 1")
        await chats.ask(AN, "đã trình")
        sent = await chats.tap(AN, "Báo hoàn thành")
        after = await chats.ask(AN, "30/11")

    assert begun["text"].startswith("Báo hoàn thành #1")
    assert "chờ duyệt" in sent["text"]
    assert after["text"].startswith("Hệ thống chưa hiểu"), "the extension hears nothing more"


@pytest.mark.parametrize("said", ["ok", "Đồng ý.", "gửi"])
async def test_assent_in_words_leads_to_the_button_and_changes_nothing(
    told: Office, chats: Chats, said: str
) -> None:
    async with told.open():
        asked = await chats.ask(AN, "/xong 1 đã trình")
        found = await chats.ask(AN, said)
        await chats.tap(AN, "Bỏ")
        nowhere = await chats.ask(AN, "ok")

    assert found["text"] == f"Chưa ghi gì: xin bấm một nút dưới đây.\n\n{asked['text']}"
    assert "Báo hoàn thành" in str(found)
    assert nowhere["text"].startswith("Hệ thống chưa hiểu")
