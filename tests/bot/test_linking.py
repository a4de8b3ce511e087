"""Linking: the official mailbox is asked, a code from there comes back, and nobody learns who works here."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from store import Tx, chat
from store.account import entries_about
from store.directory.people import disable_person
from store.schema.account import entry
from store.schema.chat import chat_update, link_code
from store.schema.notice import notice
from tests.bot.office import AN, BINH, CALENDAR, Chats, Office, until
from tests.store import office as ministry
from tests.store.office import CUONG, NOW, work

SENT = (
    "Nếu địa chỉ có trong danh bạ, mã gồm 6 chữ số đã được gửi tới hộp thư (hiệu lực 10 phút).\n\n"
    "Xin gửi mã đó vào khung chat này."
)


def mails(tx: Tx) -> list[dict[str, Any]]:
    rows = tx.all(select(notice).where(notice.c.channel == "mail").order_by(notice.c.id))
    return [{"kind": row.kind, "to": row.address, **json.loads(row.facts)} for row in rows]


async def mailed(office: Office, many: int = 1) -> dict[str, Any]:
    """The newest mail, once there are so many."""

    async def enough() -> list[dict[str, Any]]:
        found = await office.store.read(mails)
        return found if len(found) >= many else []

    newest: dict[str, Any] = (await until(enough))[-1]
    return newest


async def test_a_stranger_is_told_how_to_link_whatever_they_ask(
    office: Office, chats: Chats
) -> None:
    await office.assign(work())
    async with office.open():
        hello = await chats.ask(AN, "/start")
        refused = [await chats.ask(AN, text) for text in ("/viec", "/nv 1", "xin chào")]

    assert hello["text"] == (
        "Xin chào Ông/Bà. Đây là trợ lý nhắc việc của Bộ Y tế.\n\n"
        "Để xem nhiệm vụ được giao, xin gửi địa chỉ thư công vụ của Ông/Bà, ví dụ: an.nv@moh.gov.vn"
    )
    assert {one["text"].splitlines()[0] for one in refused} == {"Ông/Bà chưa liên kết tài khoản."}


async def test_the_code_from_the_mailbox_links_the_account(office: Office, chats: Chats) -> None:
    async with office.open():
        asked = await chats.ask(AN, "Binh@MOH.gov.vn")
        mail = await mailed(office)
        until_when = CALENDAR.today(office.machine.now() + timedelta(days=90))
        linked = await chats.ask(AN, f"{mail['code'][:3]} {mail['code'][3:]}")
        home = await chats.ask(AN, "/viec")

    assert asked["text"] == SENT
    assert (mail["kind"], mail["to"], len(mail["code"])) == ("link-code", "binh@moh.gov.vn", 6)
    assert linked["text"] == (
        f"✅ Đã liên kết: Trần Thị Bình.\nLiên kết có hiệu lực đến ngày {until_when:%d/%m/%Y}.\n\n"
        "Không phải Ông/Bà? /huylienket"
    )
    assert "Ông/Bà không có nhiệm vụ nào đang thực hiện." in home["text"]
    told = await mailed(office, 2)
    assert (told["kind"], told["to"]) == ("linked", "binh@moh.gov.vn")


async def test_the_button_in_the_mail_does_the_same(office: Office, chats: Chats) -> None:
    async with office.open():
        await chats.ask(AN, "binh@moh.gov.vn")
        link = (await mailed(office))["link"]
        start = link.removeprefix("https://t.me/congvu_demo_bot?start=")
        linked = await chats.ask(AN, f"/start {start}")

    assert linked["text"].startswith("✅ Đã liên kết")


async def test_the_button_in_the_mail_links_no_other_chat(office: Office, chats: Chats) -> None:
    async with office.open():
        await chats.ask(AN, "binh@moh.gov.vn")
        token = (await mailed(office))["link"].partition("start=")[2]
        other = await chats.ask(BINH, f"/start {token}")

    assert other["text"].startswith("Mã đã hết hiệu lực, hoặc được yêu cầu từ khung chat khác.")
    assert await office.store.read(chat.of_person, ministry.BINH) is None


@pytest.mark.parametrize("address", ["nobody@moh.gov.vn", "dung@moh.gov.vn"])
async def test_an_address_that_is_nobodys_is_answered_the_same_to_the_end(
    office: Office, chats: Chats, address: str
) -> None:
    await office.store.write(disable_person, "dung@moh.gov.vn", NOW)
    async with office.open():
        said = [(await chats.ask(AN, address))["text"]]
        said += [(await chats.ask(AN, "000000"))["text"] for _ in range(6)]
        said += [(await chats.ask(AN, address))["text"] for _ in range(3)]

    assert said == [
        SENT,
        *(f"Mã không đúng, còn {left} lần thử." for left in (4, 3, 2, 1)),
        "Mã không đúng và đã hết lượt thử. Xin gửi lại địa chỉ thư công vụ để nhận mã mới.",
        said[6],
        SENT,
        SENT,
        "Khung chat này đã yêu cầu 3 mã trong một giờ. Xin thử lại sau.",
    ]
    assert said[6].startswith("Ông/Bà chưa liên kết tài khoản.")
    assert await office.store.read(mails) == []


async def test_a_wrong_code_is_counted_and_the_fifth_ends_it(office: Office, chats: Chats) -> None:
    async with office.open():
        await chats.ask(AN, "binh@moh.gov.vn")
        code = (await mailed(office))["code"]
        wrong = "000000" if code != "000000" else "111111"
        said = [(await chats.ask(AN, wrong))["text"] for _ in range(5)]
        right = await chats.ask(AN, code)

    assert said[0] == "Mã không đúng, còn 4 lần thử."
    assert said[4].startswith("Mã không đúng và đã hết lượt thử.")
    assert right["text"].startswith("Ông/Bà chưa liên kết tài khoản.")


async def test_a_person_is_sent_three_codes_an_hour_whoever_asks(
    office: Office, chats: Chats
) -> None:
    async with office.open():
        for user in (AN, AN, BINH):
            await chats.ask(user, "binh@moh.gov.vn")
        fourth = await chats.ask(BINH, "binh@moh.gov.vn")

    assert fourth["text"] == SENT
    assert len(await office.store.read(mails)) == 3


async def test_only_the_last_code_counts_and_none_stands_readable_once_it_was_used(
    office: Office, chats: Chats
) -> None:
    async with office.open():
        await chats.ask(AN, "binh@moh.gov.vn")
        first = await mailed(office)
        await chats.ask(AN, "binh@moh.gov.vn")
        second = await mailed(office, 2)
        old = await chats.ask(AN, first["code"])
        await chats.ask(AN, second["code"])

    def everything(tx: Tx) -> str:
        tables = (link_code, chat_update, notice)
        return " ".join(str(tuple(row)) for table in tables for row in tx.all(select(table)))

    assert old["text"] == "Mã không đúng, còn 4 lần thử."
    written = await office.store.read(everything)
    assert second["code"] not in written
    assert second["link"] not in written


async def test_a_new_account_takes_the_place_of_the_old_one(office: Office, chats: Chats) -> None:
    await office.link(ministry.BINH, BINH)
    await office.assign(work())
    async with office.open():
        await chats.ask(AN, "binh@moh.gov.vn")
        await chats.ask(AN, (await mailed(office))["code"])
        old = await chats.ask(BINH, "/viec")
        new = await chats.ask(AN, "/viec")

    assert old["text"].startswith("Ông/Bà chưa liên kết tài khoản.")
    assert "1 nhiệm vụ đang thực hiện" in new["text"]


async def test_a_link_that_is_undone_shows_nothing_more_and_both_sides_are_told(
    office: Office, chats: Chats
) -> None:
    await office.link(ministry.BINH)
    await office.assign(work())
    async with office.open():
        listed = await chats.ask(AN, "/viec")
        asked = await chats.ask(AN, "/huylienket")
        assert asked["text"].startswith("Hủy liên kết?")
        undone = await unlinked(chats)
        await chats.press(AN, "v1:card:1:me.all:1", message_id=listed["message_id"])

        async def hidden() -> bool:
            return "chưa liên kết" in (await chats.from_bot(AN))[0]["text"]

        await until(hidden)

    assert undone["text"].startswith("Đã hủy liên kết.")
    assert await chats.toast(AN) == "Ông/Bà chưa liên kết tài khoản. /lienket"
    assert (await mailed(office))["kind"] == "unlinked"
    events = [e.event for e in await office.store.read(entries_about, f"person:{ministry.BINH}")]
    assert "chat.unlinked" in events


async def test_after_ninety_days_the_mailbox_is_asked_again(office: Office, chats: Chats) -> None:
    await office.link(ministry.BINH)
    await office.assign(work())
    async with office.open():
        until_when = await chats.ask(AN, "/lienket")
        office.wall.at += timedelta(days=90)
        lapsed = await chats.ask(AN, "/viec")
        undone = await chats.ask(AN, "/huylienket")

    assert "đến ngày 30/12/2026" in until_when["text"]
    assert lapsed["text"].startswith("Liên kết của tài khoản này đã hết hiệu lực.")
    assert undone["text"].startswith("Đã hủy liên kết.")


async def unlinked(chats: Chats) -> dict[str, Any]:
    """What the bot wrote after the question was answered with yes."""
    before = len(await chats.from_bot(AN))
    await chats.tap(AN, "Hủy liên kết")
    newest = await chats.next(AN, before)
    edited = (await chats.from_bot(AN))[before - 1]
    assert edited["text"].startswith("Đã nhận yêu cầu hủy liên kết lúc ")
    return newest


async def test_who_left_the_office_sees_nothing(office: Office, chats: Chats) -> None:
    await office.link(ministry.BINH)
    await office.assign(work())
    await office.store.write(disable_person, "binh@moh.gov.vn", NOW)
    async with office.open():
        message = await chats.ask(AN, "/viec")

    assert "Báo cáo" not in message["text"]


async def test_a_linked_person_may_mention_an_address(office: Office, chats: Chats) -> None:
    await office.link(CUONG)
    async with office.open():
        message = await chats.ask(AN, "gửi cho binh@moh.gov.vn nhé")

    assert "binh" not in message["text"], "whoever has that mailbox stays untold"
    assert await office.store.read(mails) == []


async def test_neither_account_nor_log_holds_a_number_of_telegrams_or_a_code(
    office: Office, chats: Chats, capsys: pytest.CaptureFixture[str]
) -> None:
    async with office.open():
        await chats.ask(AN, "binh@moh.gov.vn")
        code = (await mailed(office))["code"]
        await chats.ask(AN, code)
        await chats.ask(AN, "/viec")

    def account(tx: Tx) -> str:
        return " ".join(f"{row.event} {row.subject} {row.codes}" for row in tx.all(select(entry)))

    written = await office.store.read(account)
    logged = capsys.readouterr().out
    assert "chat.linked" in written
    assert "telegram.received" in logged
    for secret in (rf"\b{AN}\b", code, "binh@"):
        assert not re.search(secret, written + logged)
