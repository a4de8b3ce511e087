"""The letter that asks for a report brings the sheet to fill in, unless that may not travel."""

import email
import json
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from email.policy import SMTP, default
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from mail import report_sheet
from mail.courier import MailCourier
from mail.reader.report import Sheets, SheetSettings
from papers.opener import Opener
from papers.table import read_table
from schedules.clock import MachineClock
from schedules.dispatch import Dispatch
from store import Store, Tx
from store.form.by_mail import TAKEN
from store.form.submissions import whole
from store.schema.body import body
from store.schema.notice import notice as notices
from tests.mail.test_notice import OFFICE, notice
from tests.store.answers import Desk
from tests.store.forms import CALENDAR, keep, live, ministry, morning
from tests.work.forms import form
from work.form.filled import binding_of, read_filled
from work.form.form import Audience, Form
from work.notice import Channel
from work.secrecy.discretion import Discretion
from work.secrecy.rules import shipped
from work.sheet import Sheet

START = morning("2026-10-07")
CLERK = "vanthu@vp.example"
ONE = Audience(members=("G18.01",))
EXCEL = "application/vnd.ms-excel"
THANKS = ("anh.jpg", "image/jpeg"), ("logo.png", "image/png"), ("cam on.pdf", "application/pdf")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


async def asked(store: Store, of: Form) -> EmailMessage:
    """The letter that the courier puts into the spool."""
    await ministry(store)
    await keep(store, of, START)
    await live(store, START, START)
    courier = MailCourier(store, OFFICE, MachineClock(), timedelta(days=5), Discretion(shipped()))
    dispatch = Dispatch(store, {Channel.MAIL: courier}, MachineClock(), "test:mail")
    while await dispatch.once():
        pass
    (octets,) = await store.read(_bodies)
    message = email.message_from_bytes(octets, policy=default)
    assert isinstance(message, EmailMessage)
    return message


def _bodies(tx: Tx) -> list[bytes]:
    return [row.data for row in tx.all(select(body))]


async def test_the_letter_brings_the_sheet_that_is_read_when_it_comes_back(
    store: Store, tmp_path: Path
) -> None:
    message = await asked(store, form(audience=ONE))

    (file,) = message.iter_attachments()
    assert (file.get_filename(), file.get_content_type()) == ("bao-cao-1.xlsx", XLSX)
    (tmp_path / "x.xlsx").write_bytes(file.get_content())
    sheet = read_table(tmp_path / "x.xlsx")
    assert isinstance(sheet, Sheet)
    found = await store.read(whole, 1)
    assert found is not None
    request, of, values = found
    assert binding_of(sheet) == request.binding
    assert read_filled(sheet, of, request.binding).values == values == {}
    words = message.get_body(("plain",))
    assert words is not None
    assert "trang Báo cáo (/forms/1), hoặc điền tệp bao-cao-1.xlsx" in words.get_content()


async def test_a_form_that_bears_a_mark_is_not_enclosed(store: Store) -> None:
    marked = form(audience=ONE, guide="Độ mật: TỐI MẬT")

    message = await asked(store, marked)

    assert list(message.iter_attachments()) == []
    assert "trang Báo cáo (/forms/1), hoặc lấy biểu mẫu ở đó" in message.get_content()


async def test_a_form_too_large_for_a_letter_is_not_enclosed(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report_sheet, "MOST", 1000)

    assert list((await asked(store, form(audience=ONE))).iter_attachments()) == []


@pytest.mark.parametrize("unfit", [True, False])
def test_who_sent_another_sheet_gets_the_right_one_with_the_letter_that_says_so(
    unfit: bool,
) -> None:
    told = replace(notice(TAKEN), facts={"report": 1, "unfit": unfit})

    assert report_sheet.asks(told) == (1 if unfit else None)


async def test_who_sends_a_workbook_of_their_own_is_told_so_often_and_no_stranger_is(
    store: Store,
) -> None:
    """Nobody heard anything, and believed that the report was in."""
    told = await asked(store, form(audience=ONE))
    settings = SheetSettings(CALENDAR, frozenset({CLERK}), OFFICE.domain, most=2)
    sheets, opener = Sheets(store, settings), Opener()
    desk = Desk(store, opener)

    async def sent(
        number: int,
        author: str = str(told["To"]),
        times: int = 1,
        files: tuple[tuple[str, str], ...] = (*THANKS, ("bang tinh.xlsx", "application/zip")),
        **fields: str,
    ) -> int:
        """How many letters tell of sheets once that was sent, and read so many *times*."""
        message = EmailMessage(policy=SMTP)
        message["From"], message["To"], message["Subject"] = author, CLERK, "Re: BC"
        message["Message-ID"], message["In-Reply-To"] = f"<{number}@x>", told["Message-ID"]
        for name, value in fields.items():
            message[name.replace("_", "-")] = value
        message.set_content("Xin gửi báo cáo.")
        for file, kind in files:
            message.add_attachment(b"PK", *kind.split("/"), filename=file)
        octets = message.as_bytes()
        came = await desk.taken(await desk.arrives(octets), octets)
        for _ in range(times):
            await sheets.unread(came, START)
        return len(await store.read(_taken))

    async with opener:
        assert await sent(1, "la@example.vn") == 0
        assert await sent(2, Auto_Submitted="auto-replied") == 0
        assert await sent(3, List_Id="<x.y>") == 0
        assert await sent(7, files=THANKS) == 0
        assert await sent(4, times=2) == 1
        assert await sent(5, times=2, files=(*THANKS, ("bang tinh", EXCEL))) == 2
        assert await sent(6, times=2) == 2
    told_of = [(one["said"], one["file"], one["report"]) for one in await store.read(_taken)]
    assert told_of == [("unread", "bang tinh.xlsx", 1), ("unread", "bang tinh", 1)]


def _taken(tx: Tx) -> list[dict[str, Any]]:
    rows = tx.all(select(notices.c.facts).where(notices.c.kind == TAKEN))
    return [json.loads(row.facts) for row in rows]
