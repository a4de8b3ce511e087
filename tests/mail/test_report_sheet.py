"""The letter that asks for a report brings the sheet to fill in, unless that may not travel."""

import email
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from sqlalchemy import select

from mail import report_sheet
from mail.courier import MailCourier
from papers.table import read_table
from schedules.clock import MachineClock
from schedules.dispatch import Dispatch
from store import Store, Tx
from store.form.by_mail import TAKEN
from store.form.submissions import whole
from store.schema.body import body
from tests.mail.test_notice import OFFICE, notice
from tests.store.forms import keep, live, ministry, morning
from tests.work.forms import form
from work.form.filled import binding_of, read_filled
from work.form.form import Audience, Form
from work.notice import Channel
from work.secrecy.discretion import Discretion
from work.secrecy.rules import shipped
from work.sheet import Sheet

START = morning("2026-10-07")
ONE = Audience(members=("G18.01",))
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
