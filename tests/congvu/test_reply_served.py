"""Notices out of a daemon, answered by mail from outside: tasks changed, confirmed, taken back; a forgery does nothing."""

import json
from collections.abc import AsyncIterator
from datetime import date, timedelta
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import SMTP, default
from email.utils import format_datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest_asyncio

from schedules.bundle import digest, several
from schedules.clock import MachineClock
from schedules.official import official_calendar
from schedules.reminder import listed
from store import Store, Tx, digest_choice, notice, report, task, worklist
from store.directory import people
from tests.congvu.names import name_server
from tests.congvu.served import Fronted, until
from tests.store.office import CLI, opened, staffed, work
from work.notice import REMINDER, Channel
from work.outbox import NewNotice
from work.report import Report

CLERK, BINH = "vanthu@vpcp.gov.vn", "binh@moh.gov.vn"
ELSEWHERE = ("--local-interface", "127.0.0.9")  # from where moh.gov.vn sends nothing
CALENDAR = official_calendar(zone=ZoneInfo("Asia/Ho_Chi_Minh"))
ZONE = {"moh.gov.vn": "v=spf1 ip4:127.0.0.1 -all", "_dmarc.moh.gov.vn": "v=DMARC1; p=none"}


class Office(Fronted):
    """One whose notices are answered at its clerk's address."""

    async def given(self) -> None:
        """Gives Bình three tasks that are due in two months."""
        store, due = Store.open(self.url, "test"), str(date.today() + timedelta(days=60))
        await staffed(store)
        given = (work(due), work(due), work(due, content="Rà soát danh mục"))
        assert await opened(store, *given) == (1, 2, 3)
        for number in (1, 2, 3):
            await store.write(task.receive, number, CLI)
        await store.close()

    async def bundled(self, *, morning: bool = False) -> None:
        """Has Bình told of two tasks in one letter, the third first; or by the morning's digest."""
        store, now = Store.open(self.url, "test"), MachineClock().now()

        def tell(tx: Tx) -> None:
            person = people.person_at(tx, BINH)
            tasks = worklist.several(tx, (2, 3))
            assert person is not None
            kept = {"key": "k", "kind": REMINDER, "reason": None, "submission": None, "since": None}
            items = [{**listed(tasks[n], None, CALENDAR, now), **kept} for n in (3, 2)]
            new: NewNotice | None = several(person, items, now, chat=False)
            if morning:
                new = digest(tx, person, "digest:1:now", items, CALENDAR, now, chat=False)
            assert new is not None
            notice.add(tx, new, {person.id: ((Channel.MAIL, BINH),)}, now)

        await store.write(tell)
        await store.close()

    async def letter(self, words: str) -> EmailMessage:
        """The letter to Bình that says so, once it has come."""
        await until(lambda: self.saying(words))
        return self.saying(words)[0]

    def saying(self, words: str) -> list[EmailMessage]:
        """The letters to Bình that say so; reminders by the hour are others."""
        parser = BytesParser(EmailMessage, policy=default)
        came = [parser.parsebytes(one) for one in self.letters(BINH)]
        return [one for one in came if words in f"{one['Subject']}\r\n{one.get_content()}"]

    async def answers(self, to: EmailMessage, text: str, *more: str, **fields: str) -> str:
        """What the listener says to Bình's answer, as a phone writes it."""
        message = EmailMessage(policy=SMTP)
        message["From"], message["To"] = f"Trần Thị Bình <{BINH}>", to["Reply-To"]
        message["Subject"] = f"Re: {to['Subject']}"
        message["Date"] = format_datetime(MachineClock().now())
        message["Message-ID"] = f"<{abs(hash((text, more, str(fields))))}@moh.gov.vn>"
        message["In-Reply-To"] = to["Message-ID"]
        for name, value in fields.items():
            message[name.replace("_", "-")] = value
        quoted = "".join(f"> {line}\n" for line in to.get_content().splitlines())
        head = f"{text}\n\nĐược gửi từ iPhone của tôi\n\nVào Th 5, Công vụ <a@b.vn> đã viết:\n"
        message.set_content(head + quoted)
        (self.folder / "answer").write_bytes(message.as_bytes())
        ends = ("--from", BINH, "--to", str(to["Reply-To"]), "--data", f"@{self.folder / 'answer'}")
        return await self.swaks(*ends, *more, door=self.front)

    async def reports(self) -> list[tuple[int, str]]:
        """How far the first task was said to be, and by whom."""
        found: tuple[Report, ...] = await self.read(report.reports, 1)
        return [(one.percent, one.by) for one in found]

    async def aside(self) -> list[str]:
        """Why letters wait for a person."""
        found = json.loads(await self.good("intake", "list", "--json"))
        return [one["reason"] for one in found["letters"] if one["state"] == "aside"]

    async def waits(self, reason: str) -> bool:
        """Whether a letter waits for a person for that reason."""
        return reason in await self.aside()


@pytest_asyncio.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    """Served, with three tasks; at some hours Bình is reminded of them meanwhile."""
    with name_server(ZONE) as names:
        made = Office(tmp_path, names, CLERK)
        await made.given()
        async with made.serving():
            yield made


async def test_a_notice_is_answered_confirmed_and_taken_back_and_a_forgery_changes_nothing(
    office: Office,
) -> None:
    await office.good("task", "nudge", "1")
    asked = await office.letter("Đôn đốc thực hiện nhiệm vụ dưới đây")
    assert "trả lời ngay thư này" in asked.get_content()

    assert "250 2.0.0" in await office.answers(asked, "Đã xong.", *ELSEWHERE)
    await until(office.aside)
    assert await office.aside() == ["reply-unproven"]
    assert await office.reports() == []

    assert "250 2.0.0" in await office.answers(asked, "Được 60% rồi ạ, còn chờ xã B")
    told = await office.letter("Tiến độ: 60%")
    assert told["Auto-Submitted"] == "auto-generated"
    assert await office.reports() == [(60, "person:1,mail:2")]
    assert len(office.letters(CLERK)) == 2, "and the mailbox has them too, at its plain address"

    away = "Tôi đang đi công tác."
    assert "250 2.0.0" in await office.answers(told, away, Auto_Submitted="auto-replied")
    assert "250 2.0.0" in await office.answers(told, "Hủy giúp em")
    await office.letter("trở lại như cũ")
    assert await office.reports() == [(60, "person:1,mail:2"), (0, "person:1,mail:4")]
    assert len(office.lines("reply.by-robot")) == 1
    assert [len(office.saying(one)) for one in ("Tiến độ: 60%", "trở lại như cũ")] == [1, 1]
    assert not office.lines("intake.failed")
    await _answers_to_a_letter_of_both_tasks(office)
    await _no_more_digests(office)


async def _no_more_digests(office: Office) -> None:
    """A letter to the address that the digest names, as a mail program writes it; reminders come as before."""
    await office.bundled(morning=True)
    await until(lambda: any(office.saying("mỗi sáng")))
    (digest,) = office.saying("mỗi sáng")
    way = str(digest["List-Unsubscribe"])
    assert way.startswith("<mailto:vanthu+d1-")
    to = way.removeprefix("<mailto:").partition(">")[0]
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"], message["Subject"] = BINH, to, "unsubscribe"
    message["Date"], message["Message-ID"] = format_datetime(MachineClock().now()), "<u@moh.gov.vn>"
    (office.folder / "stop").write_bytes(message.as_bytes())
    ends = ("--from", BINH, "--to", to, "--data", f"@{office.folder / 'stop'}")
    assert "250 2.0.0" in await office.swaks(*ends, door=office.front)

    async def stopped() -> bool:
        return bool(await office.read(digest_choice.hours, (1, 2)) == {1: ""})

    await until(stopped)
    before = len(office.saying("Đôn đốc thực hiện"))
    await office.good("task", "nudge", "2")
    await until(lambda: len(office.saying("Đôn đốc thực hiện")) > before)
    assert not office.lines("intake.failed")


async def _answers_to_a_letter_of_both_tasks(office: Office) -> None:
    await office.bundled()
    both = await office.letter("1. Nhiệm vụ số 3: Rà soát danh mục")
    assert "1: XONG\r\n2: 60%" in both.get_content()

    assert "250 2.0.0" in await office.answers(both, "Cả hai đang làm ạ")
    how = await office.letter("Chưa hiểu thư trả lời: 2 nhiệm vụ")
    assert "1. Nhiệm vụ số 3: Rà soát danh mục\r\n2. Nhiệm vụ số 2: " in how.get_content()
    await until(lambda: office.waits("reply-several"))

    day = date.today() + timedelta(days=90)
    each = f"1: được 40% ạ; 2: xin gia hạn đến {day:%d/%m/%Y} vì chưa có số liệu"
    assert "250 2.0.0" in await office.answers(how, each)
    assert "Nhiệm vụ số 3:" in (await office.letter("Tiến độ: 40%")).get_content()
    longer = await office.letter(f"đến {day.day:02}/{day.month:02}/{day.year}, chờ quyết định")
    assert "Nhiệm vụ số 2:" in longer.get_content()
    assert [one.percent for one in await office.read(report.reports, 3)] == [40]
    assert len(await office.reports()) == 2
    assert not office.lines("intake.failed")
