"""Settings: language, the morning digest, the link; and the self-test that tells what reaches somebody."""

from datetime import time

import pytest

from schedules.tick import release
from store import digest_choice
from store.account import entries_about
from store.directory.people import person_at
from tests.bot.office import AN, Chats, Office, labels, moment
from tests.bot.test_courier import by_chat, remind
from tests.store import office as ministry
from tests.store.office import work
from tests.store.telling import PLAN, with_customs


@pytest.fixture
async def told(office: Office, chats: Chats) -> Office:
    """Bình is linked and has begun the chat; the office sends a digest at 07:45."""
    office.goes()
    office.plan = with_customs(PLAN, digest_at=time(7, 45))
    await chats.begin(AN)
    await office.link(ministry.BINH)
    return office


async def chosen(office: Office) -> str | None:
    return (await office.store.read(digest_choice.hours, (ministry.BINH,))).get(ministry.BINH)


async def test_settings_say_what_is_chosen_and_offer_the_rest(told: Office, chats: Chats) -> None:
    async with told.open():
        shown = await chats.ask(AN, "/caidat")

    assert shown["text"] == (
        "Cài đặt\n\nNgôn ngữ: Tiếng Việt, trong tin nhắn, thư và trang\n"
        "Bản tin sáng: 07:45, ngày làm việc có việc\nLiên kết: đến ngày 30/12/2026"
    )
    assert labels(shown) == [
        ["✓ Tiếng Việt", "English"],
        ["✓ 07:45", "08:00", "08:30", "09:00"],
        ["Không nhận bản tin sáng"],
        ["🔗 Gia hạn liên kết", "Hủy liên kết"],
        ["🩺 Kiểm tra", "🏠"],
    ]


async def test_the_language_is_kept_for_the_person_and_holds_at_once(
    told: Office, chats: Chats
) -> None:
    async with told.open():
        await chats.ask(AN, "/caidat")
        shown = await chats.tap(AN, "English")
        assert shown["text"].startswith("Settings\n\nLanguage: English")
        assert await chats.toast(AN) == "You are spoken to in English from now on."
        home = await chats.ask(AN, "/viec")
        assert "tasks" in home["text"]
        back = await chats.ask(AN, "/settings")
        assert "✓ English" in str(labels(back))
        await chats.tap(AN, "Tiếng Việt")

    person = await told.store.read(person_at, "binh@moh.gov.vn")
    assert person is not None
    assert person.language == "vi"
    events = [e.event for e in await told.store.read(entries_about, f"person:{person.id}")]
    assert events.count("person.language-chosen") == 2


async def test_the_hour_of_the_digest_is_chosen_put_away_and_given_back(
    told: Office, chats: Chats
) -> None:
    async with told.open():
        await chats.ask(AN, "/caidat")
        shown = await chats.tap(AN, "08:30")
        assert "Bản tin sáng: 08:30" in shown["text"]
        assert await chosen(told) == "08:30"
        shown = await chats.tap(AN, "Không nhận bản tin sáng")
        assert "Bản tin sáng: không nhận" in shown["text"]
        assert await chosen(told) == ""
        await chats.tap(AN, "07:45")
        assert await chosen(told) is None, "as the office has it"


@pytest.mark.parametrize("arg", ["0500", "2300", "x", "", "0745x"])
async def test_what_the_office_does_not_let_is_not_taken_from_a_forged_press(
    told: Office, chats: Chats, arg: str
) -> None:
    async with told.open():
        await chats.ask(AN, "/caidat")
        await chats.push(AN, f"v1:digest:{arg}::1", force=True)
        await chats.push(AN, "v1:language:fr::1", force=True)

    assert await chosen(told) is None


async def test_without_a_digest_of_the_office_there_is_nothing_to_choose(
    told: Office, chats: Chats
) -> None:
    told.plan = PLAN
    async with told.open():
        shown = await chats.ask(AN, "/caidat")
        await chats.push(AN, "v1:digest:off::1", force=True)

    assert "Bản tin sáng: cơ quan chưa gửi" in shown["text"]
    assert "Không nhận" not in str(labels(shown))
    assert await chosen(told) is None


async def test_the_link_is_renewed_or_ended_from_there_and_ended_only_when_confirmed(
    told: Office, chats: Chats
) -> None:
    async with told.open():
        await chats.ask(AN, "/caidat")
        how = await chats.tap(AN, "Gia hạn liên kết")
        assert "xin gửi địa chỉ thư công vụ" in how["text"]
        await chats.ask(AN, "/caidat")
        await chats.tap(AN, "Hủy liên kết")
        shown = await chats.tap(AN, "Giữ liên kết")
        assert shown["text"].startswith("Cài đặt")
        assert "nhiệm vụ" in (await chats.ask(AN, "/viec"))["text"]
        await chats.tap(AN, "🏠")
        await chats.ask(AN, "/caidat")
        await chats.tap(AN, "Hủy liên kết")
        before = len(await chats.from_bot(AN))
        await chats.tap(AN, "Hủy liên kết")
        gone = await chats.next(AN, before)

    assert gone["text"].startswith("Đã hủy liên kết.")


async def test_the_self_test_of_a_new_link_says_that_nothing_was_sent_yet(
    told: Office, chats: Chats
) -> None:
    async with told.open():
        shown = await chats.ask(AN, "/kiemtra")

    assert shown["text"] == (
        "Kiểm tra\n\nLiên kết: đến ngày 30/12/2026\nHộp thư: binh@moh.gov.vn\n"
        "Thư: chưa gửi lần nào\nTin nhắn: chưa gửi lần nào\nBản tin sáng: chưa gửi lần nào\n"
        "Lần nhắc tới: không có\nGiờ cơ quan: 09:00 Thứ Năm 01/10/2026\n\n"
        "Nếu có điều không đúng, xin gửi nội dung này cho quản trị."
    )


async def test_the_self_test_tells_what_arrived_and_what_comes_next(
    told: Office, chats: Chats
) -> None:
    (number,) = await told.assign(work("2026-10-09"))
    await told.store.write(release, told.plan, told.machine.now())
    await remind(told.store)
    async with told.open():
        await by_chat(told.store, "sent")
        shown = await chats.ask(AN, "/kiemtra")
        assert "Tin nhắn: lần gần nhất 09:00 01/10/2026" in shown["text"]
        assert f"Lần nhắc tới: 08:00 Thứ Ba 06/10/2026, #{number}" in shown["text"]
        back = await chats.tap(AN, "Cài đặt")
        assert back["text"].startswith("Cài đặt")


async def test_by_code_alone_the_self_test_names_no_mailbox(told: Office, chats: Chats) -> None:
    told.wall.at = moment("2026-10-02")
    async with told.open(disclosure="code"):
        shown = await chats.ask(AN, "/kiemtra")

    assert "Hộp thư: hộp thư công vụ tại moh.gov.vn" in shown["text"]
    assert "binh" not in shown["text"]
