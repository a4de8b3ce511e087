"""A notice out of a daemon, answered by mail from outside: the task changed, confirmed, taken back; a forgery does nothing."""

import json
from collections.abc import AsyncIterator
from datetime import date, timedelta
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import SMTP, default
from email.utils import format_datetime
from pathlib import Path

import pytest_asyncio

from bench.program import free_port
from schedules.clock import MachineClock
from store import Store, report
from tests.congvu.names import name_server
from tests.congvu.served import Relaying, until
from tests.store.office import opened, staffed, work
from work.report import Report

CLERK, BINH = "vanthu@vpcp.gov.vn", "binh@moh.gov.vn"
ELSEWHERE = ("--local-interface", "127.0.0.9")  # from where moh.gov.vn sends nothing
ZONE = {"moh.gov.vn": "v=spf1 ip4:127.0.0.1 -all", "_dmarc.moh.gov.vn": "v=DMARC1; p=none"}


class Office(Relaying):
    """One whose notices are answered at its clerk's address."""

    def __init__(self, folder: Path, names: int) -> None:
        self.front = free_port()
        super().__init__(
            folder,
            f'[[relay.listener]]\naddress = "127.0.0.1:{self.front}"\nkind = "inbound"\ntls = "none"\n'
            f'[dns]\nresolvers = ["127.0.0.1:{names}"]\n[intake]\naddresses = ["{CLERK}"]\n',
        )

    async def given(self) -> None:
        """Gives Bình a task that is due in two months."""
        store = Store.open(self.url, "test")
        await staffed(store)
        assert await opened(store, work(str(date.today() + timedelta(days=60)))) == (1,)
        await store.close()

    async def letter(self, number: int) -> EmailMessage:
        """The letter of that number which Bình gets from us, once it has come."""
        await until(lambda: len(self.letters(BINH)) > number)
        return BytesParser(EmailMessage, policy=default).parsebytes(self.letters(BINH)[number])

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
        """How far the task was said to be, and by whom."""
        found: tuple[Report, ...] = await self.read(report.reports, 1)
        return [(one.percent, one.by) for one in found]

    async def aside(self) -> list[str]:
        """Why letters wait for a person."""
        listed = json.loads(await self.good("intake", "list", "--json"))
        return [one["reason"] for one in listed["letters"] if one["state"] == "aside"]


@pytest_asyncio.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    """Served, with one task."""
    with name_server(ZONE) as names:
        made = Office(tmp_path, names)
        await made.given()
        async with made.serving():
            yield made


async def test_a_notice_is_answered_confirmed_and_taken_back_and_a_forgery_changes_nothing(
    office: Office,
) -> None:
    await office.good("task", "nudge", "1")
    asked = await office.letter(0)
    assert "trả lời ngay thư này" in asked.get_content()

    assert "250 2.0.0" in await office.answers(asked, "Đã xong.", *ELSEWHERE)
    await until(office.aside)
    assert await office.aside() == ["reply-unproven"]
    assert await office.reports() == []

    assert "250 2.0.0" in await office.answers(asked, "Được 60% rồi ạ, còn chờ xã B")
    told = await office.letter(1)
    assert "Tiến độ: 60%" in told.get_content()
    assert told["Auto-Submitted"] == "auto-generated"
    assert await office.reports() == [(60, "person:1,mail:2")]
    assert len(office.letters(CLERK)) == 2, "and the mailbox has them too, at its plain address"

    away = "Tôi đang đi công tác."
    assert "250 2.0.0" in await office.answers(told, away, Auto_Submitted="auto-replied")
    assert "250 2.0.0" in await office.answers(told, "Hủy giúp em")
    assert "trở lại như cũ" in (await office.letter(2)).get_content()
    assert await office.reports() == [(60, "person:1,mail:2"), (0, "person:1,mail:4")]
    assert len(office.lines("reply.by-robot")) == 1
    assert len(office.letters(BINH)) == 3
    assert not office.lines("intake.failed")
