"""A report asked for by a daemon's letter, filled in and sent back by mail: filed once, corrected by its cells, forgeries left."""

import asyncio
import io
import json
from collections.abc import AsyncIterator
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import pytest_asyncio

from store import Store
from tests.congvu.names import name_server
from tests.congvu.office import HERE
from tests.congvu.served import Fronted, until
from tests.store.office import staffed

CLERK, CUONG, DUNG = "vanthu@vpcp.gov.vn", "cuong@moh.gov.vn", "dung@moh.gov.vn"
ELSEWHERE = ("--local-interface", "127.0.0.9")  # from where moh.gov.vn sends nothing
ZONE = {"moh.gov.vn": "v=spf1 ip4:127.0.0.1 -all", "_dmarc.moh.gov.vn": "v=DMARC1; p=none"}
GOOD = {"1": 1250, "1.1": 1000, "1.2": 250, "2": 1200, "2.1": 1180, "3": 98.33, "5": "có"}
XLSX = "vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Office(Fronted):
    """One that asks the units of a ministry for a report."""

    async def asks(self) -> None:
        """Keeps the form of the documentation, and asks for October."""
        store = Store.open(self.url, "test")
        await staffed(store)
        await store.close()
        form = (HERE / "docs/report-forms.toml").read_text("utf-8").replace("G22", "G18")
        form = form.replace("Vụ Hành chính", "Vụ Pháp chế")
        (self.folder / "bc.toml").write_text(form, "utf-8")
        await self.good("form", "import", str(self.folder / "bc.toml"), "--yes")
        await self.good("form", "open", "BC-CCHC", "--period", "2026-10", "--due", "2036-12-01")

    async def letter(self, to: str, number: int = -1, *, more: int = 0) -> EmailMessage:
        """The letter of that number that somebody got, once there are more than *more*."""
        await until(lambda: len(self.letters(to)) > more)
        return BytesParser(EmailMessage, policy=default).parsebytes(self.letters(to)[number])

    async def answers(
        self, asked: EmailMessage, sheet: bytes, *more: str, by: str = CUONG, text: str = ""
    ) -> None:
        """Somebody answers that letter with a file."""
        told = asked["Message-ID"]
        message = self.written(by, asked["Reply-To"], f"Re: {asked['Subject']}", In_Reply_To=told)
        message.set_content(text or "Xin gửi báo cáo.")
        message.add_attachment(sheet, "application", XLSX, filename="bao cao.xlsx")
        await self.brings(message.as_bytes(), by, CLERK, *more)

    async def request(self, number: int) -> dict[str, Any]:
        """How the request stands."""
        found: dict[str, Any] = json.loads(
            await self.good("form", "request", str(number), "--json")
        )
        return found

    async def aside(self) -> list[str]:
        """Why letters wait for a person."""
        listed = json.loads(await self.good("intake", "list", "--json", "--state", "aside"))
        return [one["reason"] for one in listed["letters"]]


def filled(asked: EmailMessage, values: dict[str, Any]) -> bytes:
    """The sheet in that letter, filled in by another program."""
    (sheet,) = asked.iter_attachments()
    book = openpyxl.load_workbook(io.BytesIO(sheet.get_content()))
    for row in book.worksheets[0].iter_rows():
        if str(row[1].value) in values:
            row[4].value = values[str(row[1].value)]
    octets = io.BytesIO()
    book.save(octets)
    return octets.getvalue()


@pytest_asyncio.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    """Served, with a report that it asks for."""
    with name_server(ZONE) as names:
        made = Office(tmp_path, names, CLERK)
        await made.asks()
        async with made.serving():
            yield made


async def test_a_filled_sheet_is_filed_and_a_wrong_or_forged_one_is_not(office: Office) -> None:
    asked = await office.letter(CUONG)
    assert asked["Reply-To"] == CLERK
    assert "trả lời ngay thư này" in asked.get_body().get_content()  # type: ignore[union-attr]

    await office.answers(asked, filled(asked, GOOD), *ELSEWHERE)
    await until(office.aside)
    await office.answers(asked, filled(asked, GOOD), by=DUNG)
    await until(lambda: _is(office, ["sheet-stranger", "sheet-unproved"]))
    assert len(office.letters(CUONG)) == 1

    await office.answers(asked, filled(asked, {**GOOD, "1.1": "nhiều"}))
    told = await office.letter(CUONG, more=1)
    assert "CHƯA được nộp" in told.get_content()
    assert "1.1" in told.get_content()
    assert told["Auto-Submitted"] == "auto-generated"

    await office.answers(told, filled(asked, GOOD))
    done = await office.letter(CUONG, more=2)
    assert "đã được nộp, lần 1" in done.get_content()
    await office.answers(done, filled(asked, {**GOOD, "3": 99}), text="Sửa tỷ lệ chỉ tiêu 3")
    assert "lần 2" in (await office.letter(CUONG, more=3)).get_content()
    await office.answers(done, filled(asked, {**GOOD, "3": 99}), text="Xin gửi lại")
    again = (await office.letter(CUONG, more=4)).get_content()
    assert ", lần 2, nên không có gì thay đổi" in again
    number = int(str(done["Subject"]).split("số ")[1].split()[0])
    request = await office.request(number)
    assert request["state"] == "submitted"
    versions = request["submissions"]
    assert [one["by"] for one in versions] == ["person:2,mail:4", "person:2,mail:5"]
    assert versions[1]["reason"] == "Sửa tỷ lệ chỉ tiêu 3"

    await office.good("form", "return", str(number), "--reason", "Tỷ lệ vượt 100")
    await office.answers(done, filled(asked, {**GOOD, "3": 99}), text="Xin gửi lại")
    told = await office.letter(CUONG, more=6)
    assert "bị trả lại để sửa. Lý do: Tỷ lệ vượt 100" in told.get_content()
    assert (await office.request(number))["state"] == "returned"
    insists = "Giữ nguyên số liệu vì đã đối chiếu"
    await office.answers(told, filled(asked, {**GOOD, "3": 99}), text=insists)
    assert "lần 3" in (await office.letter(CUONG, more=7)).get_content()
    assert (await office.request(number))["submissions"][2]["reason"] == insists

    await _sends_a_workbook_of_their_own(office, asked)
    assert not office.lines("intake.failed")


async def _sends_a_workbook_of_their_own(office: Office, asked: EmailMessage) -> None:
    await office.answers(asked, other())
    await until(lambda: _is(office, ["reply-unsigned", "sheet-stranger", "sheet-unproved"]))
    told = await office.letter(CUONG, more=8)
    text = told.get_body().get_content()  # type: ignore[union-attr]
    assert "không nhận ra biểu mẫu" in text
    assert "CHƯA được nộp" in text
    await office.answers(told, filled(told, {**GOOD, "3": 97}), text="Xin gửi lại theo mẫu")
    assert "lần 4" in (await office.letter(CUONG, more=9)).get_content()


def other() -> bytes:
    """A workbook with figures and no code."""
    book, file = openpyxl.Workbook(), io.BytesIO()
    book.create_sheet("Số liệu").append(["Tổng số hồ sơ", 1250])
    book.save(file)
    return file.getvalue()


@pytest.mark.proof
@pytest.mark.timeout(600)
async def test_a_daemon_that_is_killed_over_a_sheet_files_it_once_and_says_so_once(
    tmp_path: Path,
) -> None:
    with name_server(ZONE) as names:
        office = Office(tmp_path, names, CLERK)
        await office.asks()
        for delay in (None, 0.02, 0.2):  # seconds behind the 250, before the kill
            process = await office.start()
            await until(office.ready)
            if delay is None:
                asked = await office.letter(CUONG)
            else:
                await office.answers(asked, filled(asked, {**GOOD, "3": 90 + delay}))
                await asyncio.sleep(delay)
            process.kill()
            await process.wait()
        async with office.serving():
            async with asyncio.timeout(400):  # a letter in hand is another's after two minutes
                while len(office.letters(CUONG)) < 3:  # noqa: ASYNC110 - no event
                    await asyncio.sleep(0.2)
            done = await office.letter(CUONG)
            number = int(str(done["Subject"]).split("số ")[1].split()[0])
            versions = (await office.request(number))["submissions"]
            assert [one["number"] for one in versions] == [1, 2]
            await asyncio.sleep(1)
        told = [
            BytesParser(EmailMessage, policy=default).parsebytes(one)
            for one in office.letters(CUONG)
        ]
        assert ["lần 1" in one.get_content() for one in told[1:]] == [True, False]


async def _is(office: Office, reasons: list[str]) -> bool:
    return sorted(await office.aside()) == reasons
