"""Held letters in a chat: the second person is told, looks, and decides once; nobody else learns of them."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select, update

from congvu.parts.letters import HeldLetters
from mail.bounce import Bounces
from mail.dsn import Reporter
from mail.schedule import Schedule
from store import Store, Tx, account, approval, dialog, lease, secrecy
from store.approval import Barred
from store.directory.people import person_at
from store.schema.approval import approval as questions
from store.schema.secrecy import secrecy_incident
from store.schema.spool import letter, recipient
from tests.bot.office import AN, BINH, Chats, Office, button, labels, until
from tests.store import approvals
from work import receipt
from work.approval import Decision
from work.chat import ANSWERING
from work.letter import State
from work.secrecy.incident import Sighting

FOREVER = datetime(2100, 1, 1, tzinfo=UTC)
ANHOA = 7003  # a third account


async def number_of(store: Store, email: str) -> int:
    found = await store.read(person_at, email)
    assert found is not None
    return found.id


@pytest.fixture
async def told(office: Office, chats: Chats) -> Office:
    """Bình and Cường may approve, Dung may not; all three are linked, and the mail door is there."""
    await approvals.staffed(office.store)
    for user_id, email in ((AN, approvals.BINH), (BINH, approvals.CUONG), (ANHOA, approvals.DUNG)):
        await chats.begin(user_id)
        await office.link(await number_of(office.store, email), user_id)
    reporter, schedule = Reporter("mail.bn.gov.vn", "bn.gov.vn", approvals.ZONE), Schedule()
    bounces = Bounces(office.store, reporter, schedule, office.machine)
    office.letters = HeldLetters(office.store, bounces, schedule)
    return office


async def held(office: Office, subject: str = "Bao cao quy III", **facts: Any) -> int:
    """A letter that waits, once somebody answers chats."""

    async def answered() -> bool:
        now = office.machine.now()
        return await office.store.read(lease.holder, ANSWERING, now) is not None

    await until(answered)
    octets = f"From: <an@bn.gov.vn>\r\nSubject: {subject}\r\n\r\nKinh gui\r\n".encode()
    at = office.machine.now()
    return await approvals.held(office.store, end=FOREVER, at=at, body=octets, **facts)


async def decision(office: Office, number: int) -> Decision | None:
    asked = await office.store.read(approval.of_letter, number)
    assert asked is not None
    return asked.decision


async def states(office: Office, number: int) -> set[str]:
    def read(tx: Tx) -> set[str]:
        mine = select(recipient.c.state).where(recipient.c.letter_id == number)
        return {row.state for row in tx.all(mine)}

    return await office.store.read(read)


async def pushed(chats: Chats, user_id: int) -> dict[str, Any]:
    async def there() -> list[dict[str, Any]]:
        found = await chats.from_bot(user_id)
        return [one for one in found if "chờ Ông/Bà phê duyệt" in one["text"]]

    message: dict[str, Any] = (await until(there))[-1]
    return message


async def test_the_second_person_is_told_opens_and_approves(told: Office, chats: Chats) -> None:
    async with told.open():
        number = await held(told)
        notice = await pushed(chats, AN)
        assert "Nguyễn Văn An" in notice["text"]
        assert "Bao cao" not in notice["text"], "what is pushed never names the subject"
        seen = await chats.tap(AN, "Xem thư")
        assert "Tiêu đề: Bao cao quy III" in seen["text"]
        assert "Kinh gui" not in seen["text"]
        asked = await chats.tap(AN, "Phê duyệt")
        assert "không rút lại được" in asked["text"]
        assert await decision(told, number) is None, "nothing is decided before it is confirmed"
        after = await chats.tap(AN, "Đúng, cho gửi")
        assert await chats.toast(AN) == f"✅ Đã phê duyệt gửi thư {receipt.encode(number)}."

    assert "✅ Đã phê duyệt: Trần Thị Bình" in after["text"]
    assert await decision(told, number) is Decision.APPROVED
    assert State.HELD not in await states(told, number)
    lines = await told.store.read(account.entries_about, f"letter:{number}")
    (line,) = [one for one in lines if one.event == "approval.approved"]
    person = await number_of(told.store, approvals.BINH)
    assert line.codes["by"] == f"person:{person}"


async def test_it_is_rejected_with_a_reason_that_goes_back(told: Office, chats: Chats) -> None:
    async with told.open():
        number = await held(told)
        await pushed(chats, AN)
        await chats.tap(AN, "Xem thư")
        await chats.tap(AN, "Từ chối")
        assert (await chats.ask(AN, "x" * 201))["text"].startswith("Lý do dài quá")
        asked = await chats.ask(AN, "sai phụ lục,\ngửi lại")
        assert "“sai phụ lục, gửi lại”" in asked["text"]
        assert await decision(told, number) is None
        before = len(await chats.from_bot(AN))
        await chats.tap(AN, "Đúng, trả thư về")
        message = await chats.next(AN, before)

    assert message["text"].startswith("🚫 Đã từ chối thư")
    assert await decision(told, number) is Decision.REJECTED
    assert await states(told, number) == {State.REFUSED}
    asked_about = await told.store.read(approval.of_letter, number)
    assert asked_about is not None
    assert asked_about.reason == "sai phụ lục, gửi lại"


async def test_of_two_the_second_is_told_who_was_quicker(told: Office, chats: Chats) -> None:
    async with told.open():
        number = await held(told)
        for user_id in (AN, BINH):
            await pushed(chats, user_id)
            await chats.tap(user_id, "Xem thư")
            await chats.tap(user_id, "Phê duyệt")
        await chats.tap(BINH, "Đúng, cho gửi")
        await chats.tap(AN, "Đúng, cho gửi")
        said = await chats.toast(AN)

    assert said.startswith(f"Thư {receipt.encode(number)} vừa được Lê Văn Cường phê duyệt lúc")


async def test_who_is_not_named_by_the_rule_learns_nothing(told: Office, chats: Chats) -> None:
    async with told.open():
        number = await held(told)
        await pushed(chats, AN)
        await chats.ask(ANHOA, "/viec")
        for place in ("letter", "letyes", "letno"):
            for arg in (number, number + 1):
                after = await chats.push(ANHOA, f"v1:{place}:{arg}::1", force=True)
                said = after["text"] + await chats.toast(ANHOA)
                assert "Không tìm thấy thư này hoặc Ông/Bà không có quyền xem." in said
                assert receipt.encode(number) not in said
        mine = await chats.ask(ANHOA, "/duyetthu")

    assert "Không có thư nào chờ Ông/Bà." in mine["text"]
    assert await decision(told, number) is None


async def test_at_the_level_code_neither_names_nor_subject_are_shown(
    told: Office, chats: Chats
) -> None:
    async with told.open(disclosure="code"):
        await held(told)
        notice = await pushed(chats, AN)
        seen = await chats.tap(AN, "Xem thư")
        listed = await chats.ask(AN, "/duyetthu")

    for text in (notice["text"], seen["text"], listed["text"]):
        for word in ("Nguyễn", "Bắc Ninh", "Bao cao", "example.com"):
            assert word not in text


async def test_a_subject_that_bears_a_mark_is_never_shown(told: Office, chats: Chats) -> None:
    async with told.open():
        await held(told, subject="=?utf-8?q?T=E1=BB=90I_M=E1=BA=ACT:_XYZZY?=")
        await pushed(chats, AN)
        seen = await chats.tap(AN, "Xem thư")

    assert "XYZZY" not in seen["text"]
    assert "Nguyễn" not in seen["text"]


async def test_what_was_held_for_a_mark_is_not_quoted(told: Office, chats: Chats) -> None:
    async with told.open():
        number = await held(told)
        met = Sighting("held", "relay", "mark", "field", None, "", (), b"x" * 32)

        def mark(tx: Tx) -> None:
            secrecy.met(tx, met, told.machine.now())
            tx.run(update(secrecy_incident).values(letter=number))

        await told.store.write(mark)
        await pushed(chats, AN)
        shown = await chats.tap(AN, "Xem thư")

    assert "Bao cao" not in shown["text"]


async def test_what_was_altered_cannot_be_approved(told: Office, chats: Chats) -> None:
    async with told.open():
        number = await held(told)
        await pushed(chats, AN)
        await chats.tap(AN, "Xem thư")
        await chats.tap(AN, "Phê duyệt")

        def alter(tx: Tx) -> None:
            tx.run(update(letter).where(letter.c.id == number).values(digest=b"y" * 32))

        await told.store.write(alter)
        after = await chats.tap(AN, "Đúng, cho gửi")
        assert "không còn như lúc hỏi phê duyệt" in await chats.toast(AN)

    assert "Xin báo quản trị" in after["text"]
    assert labels(after)[0] == ["↻ Làm mới", "Thư chờ tôi"]
    assert await states(told, number) == {State.HELD}


async def test_after_its_end_that_is_said(told: Office, chats: Chats) -> None:
    async with told.open():
        number = await held(told)
        await pushed(chats, AN)

        def pass_by(tx: Tx) -> None:
            tx.run(update(questions).values(expires_at=told.machine.now()))

        await told.store.write(pass_by)
        seen = await chats.tap(AN, "Xem thư")

    assert "Đã hết hạn phê duyệt" in seen["text"]
    assert await decision(told, number) is None


async def test_a_rejection_that_was_carried_out_before_a_kill_is_told_and_not_repeated(
    told: Office, chats: Chats
) -> None:
    async with told.open():
        number = await held(told)
        await pushed(chats, AN)
        await chats.tap(AN, "Xem thư")
        await chats.tap(AN, "Từ chối")
        asked = await chats.ask(AN, "trùng")
    person, now = await number_of(told.store, approvals.BINH), told.machine.now()
    assert told.letters is not None
    done = await told.letters.reject(number, approvals.BINH, f"person:{person}", "trùng", now)
    assert not isinstance(done, Barred)
    (one,) = await told.store.read(dialog.of_person, person, now)

    def confirmed(tx: Tx) -> None:
        dialog.go_on(tx, type(one)(one.id, person, one.kind, number, "return", one.data), now)

    await told.store.write(confirmed)
    async with told.open():

        async def said() -> bool:
            return "🚫 Đã từ chối thư" in str((await chats.from_bot(AN))[-1]["text"])

        await until(said)
        await chats.push(AN, button(asked, "Đúng, trả thư về")["data"], force=True)
        assert await chats.toast(AN) == "Phần này đã kết thúc."


async def test_a_simulated_office_marks_what_it_says_of_a_letter(
    told: Office, chats: Chats
) -> None:
    async with told.open(simulated=True):
        await chats.ask(AN, "/viec")
        absent = await chats.push(AN, "v1:letter:999::1", force=True)

    assert absent["text"].startswith("[MÔ PHỎNG]\nKhông tìm thấy thư này")


async def test_a_ninth_letter_is_counted_and_stands_on_the_next_page(
    told: Office, chats: Chats
) -> None:
    """It was neither shown nor spoken of."""
    for _ in range(9):
        await approvals.held(told.store, end=FOREVER, at=told.machine.now())
    async with told.open():
        first = await chats.ask(AN, "/duyetthu")
        second = await chats.tap(AN, "›")

    assert first["text"].startswith("Thư chờ Ông/Bà phê duyệt – 9\n")
    assert [one["text"].count("người nhận") for one in (first, second)] == [8, 1]
