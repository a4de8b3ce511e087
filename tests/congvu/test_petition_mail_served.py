"""Petitions by mail in a daemon: each is registered once, and who wrote, where that is proved, hears the number."""

import asyncio
import json
from collections.abc import AsyncIterator
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from pathlib import Path
from typing import Any

import pytest_asyncio
from sqlalchemy import func, select, update

from schedules.clock import MachineClock
from store import Tx
from store.directory.agencies import add_agency
from store.directory.people import add_person
from store.schema.base import EPOCH
from store.schema.intake import intake_letter
from store.schema.petition import petition, petition_mail
from tests.congvu.names import name_server
from tests.congvu.served import Fronted, until
from work.agency import Agency
from work.directory import NewPerson
from work.person import Position

DESK, CLERK = "tiepdan@vpcp.gov.vn", "vanthu@vpcp.gov.vn"
PANH = "panh@example.vn"
AS_CLERK = ("--as", CLERK)
ELSEWHERE = ("--local-interface", "127.0.0.9")  # from where example.vn sends nothing
ZONE = {"example.vn": "v=spf1 ip4:127.0.0.1 -all", "_dmarc.example.vn": "v=DMARC1; p=none"}
WORDS = "Họ và tên: Lò Văn Pành\nTôi phản ánh: khám bệnh phải nộp bản sao hộ khẩu.\n"


class Office(Fronted):
    """One that takes petitions at an address of their own."""

    def __init__(self, folder: Path, names: int) -> None:
        more = f'petitions = ["{DESK}"]\npetitions_per_day = 6\n'
        super().__init__(folder, names, CLERK, more, agency="G22")

    async def staffed(self) -> None:
        """Makes known who is there."""
        now = MachineClock().now()

        def staff(tx: Tx) -> None:
            add_agency(tx, Agency("G22", "Văn phòng", "VP", frozenset({"vpcp.gov.vn"})), now)
            clerk = NewPerson("Vũ Mẫu", CLERK, "G22", None, Position.CLERK, "vi")
            add_person(tx, clerk, now)

        await self.write(staff)

    async def hears(
        self, text: str, *more: str, subject: str = "Phản ánh", file: bytes = b"", **fields: str
    ) -> None:
        """A letter of Pành's comes to the listener."""
        message = self.written(f"Lo Van Panh <{PANH}>", DESK, subject, **fields)
        message.set_content(text)
        if file:
            message.add_attachment(file, "text", "plain", filename="hộ khẩu.txt")
        await self.brings(message.as_bytes(), PANH, DESK, *more)

    async def petitions(self) -> list[dict[str, Any]]:
        """All of them, the oldest first."""
        found: list[dict[str, Any]] = json.loads(await self.good("petition", "list", "--json"))
        return found[::-1]

    async def over(self, count: int) -> None:
        """Waits until so many letters were read or set aside."""

        def ended(tx: Tx) -> bool:
            done = intake_letter.c.state.in_(["read", "aside"])
            chosen = select(func.count()).select_from(intake_letter).where(done)
            return int(tx.value(chosen)) == count

        await until(lambda: self.read(ended))

    def heard(self, number: int) -> EmailMessage:
        """The letter of that number that Pành got."""
        return BytesParser(EmailMessage, policy=default).parsebytes(self.letters(PANH)[number])


@pytest_asyncio.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    """As yet not served."""
    with name_server(ZONE) as names:
        made = Office(tmp_path, names)
        await made.staffed()
        yield made


async def test_petitions_are_registered_told_of_and_gone_on_with(office: Office) -> None:
    async with office.serving("--roles", "relay,intake,web"):
        await office.hears(WORDS, file=b"ban sao")
        await until(lambda: office.letters(PANH))
        await office.brings((office.folder / "letter").read_bytes(), PANH, DESK)  # the other door
        (one,) = await office.petitions()
        assert (one["state"], one["kind"], one["proposed"]) == ("registered", "unsorted", "reflection")  # fmt: skip
        receipt = office.heard(0)
        assert str(one["code"]) in receipt["Subject"]
        assert (receipt["Reply-To"], receipt["Auto-Submitted"]) == (DESK, "auto-generated")
        assert "hộ khẩu" not in receipt.get_content() + str(one["title"])

        # What hides: lists, the letter itself; and who may see it.
        for shown in (("list",), ("list", "--json"), ("show", "1"), ("show", "1", "--json")):
            told = await office.good("intake", *shown)
            assert not any(one in told for one in ("panh", "Panh", "Phản ánh", "example.vn")), told
        assert "petition files" in (await office.run("intake", "letter", "1")).err
        folder = office.folder / "files"
        await office.good("petition", "files", "1", str(folder), *AS_CLERK)
        assert (folder / "1-1-hộ khẩu.txt").read_bytes() == b"ban sao"
        assert "Lò Văn Pành" in await office.good("petition", "show", "1", "--whole", *AS_CLERK)

        await _some_wait_for_the_clerk(office)
        await _it_goes_on_by_mail(office)
        await office.hears("Tôi kiến nghị một việc nữa.")
        await office.over(15)
        aside = json.loads(await office.good("intake", "list", "--json", "--state", "aside"))
        assert [one["reason"] for one in aside["letters"]] == ["petition-often"] * 2
        assert not office.lines("intake.failed")


async def _some_wait_for_the_clerk(office: Office) -> None:
    """A forged one, a denunciation and one over a list do; robots are nobody."""
    await office.hears("Tôi phản ánh: đường hỏng.", *ELSEWHERE)
    await office.hears("Tôi tố cáo ông Mẫu nhận tiền.", subject="Đơn")
    await office.hears("Tôi phản ánh: cầu gãy.", List_Id="<dan.example.vn>")
    await office.hears("Tôi đi vắng.", subject="Trả lời tự động", Auto_Submitted="auto-replied")
    await office.over(5)
    await office.hears("Tôi nộp ba lần không được.", subject="Không gửi được hồ sơ trực tuyến")
    await office.over(6)
    _, forged, denounced, *others = await office.petitions()
    assert [one["state"] for one in (forged, denounced, *others)] == ["received"] * 4
    assert denounced["proposed"] == "denunciation"
    assert denounced["sender"]["name"] == ""
    assert forged["sender"]["name"] == "Lo V. P…"
    assert len(office.letters(PANH)) == 1


async def _it_goes_on_by_mail(office: Office) -> None:
    """What the sender was asked for comes by an answer; the office's answer goes back by mail."""
    for step in (
        ("classify", "1", "reflection", "--title", "giấy tờ khi khám bệnh"),
        ("supplement", "1", "--ask", "xin cho biết nơi khám"),
    ):
        await office.good("petition", *step, *AS_CLERK)
    await until(lambda: len(office.letters(PANH)) == 2)
    asked = office.heard(1)
    await office.hears("Tại trạm y tế xã Mẫu.", In_Reply_To=asked["Message-ID"])
    await office.over(7)
    assert len(await office.petitions()) == 5
    await _what_goes_on_has_its_bounds(office, asked["Message-ID"])
    whole = await office.good("petition", "show", "1", "--whole", *AS_CLERK)
    assert "trạm y tế xã Mẫu" in whole
    assert "waits" not in whole.splitlines()[3]
    await office.good("petition", "assign", "1", CLERK, *AS_CLERK)
    await office.good("petition", "answer", "1", "--text", "Đã bãi bỏ quy định.", *AS_CLERK)
    await until(lambda: len(office.letters(PANH)) == 3)
    assert "Đã bãi bỏ quy định." in office.heard(2).get_content()


async def _what_goes_on_has_its_bounds(office: Office, asked: str) -> None:
    """A denunciation does not stand beside its sender's name; who writes all day fills nothing."""
    await office.hears("Tôi tố cáo bà Mẫu.", In_Reply_To=asked)
    await office.over(8)
    *_, last = await office.petitions()
    assert (last["proposed"], last["sender"]["name"]) == ("denunciation", "")
    named = " ".join(f"PAKN {number}/1999" for number in range(3000))  # more than a store is asked
    for number in range(6):
        await office.hears(f"Bổ sung {number} {named}", In_Reply_To=asked)
    await office.over(14)
    assert len(await office.petitions()) == 6


async def test_a_reader_that_is_killed_registers_each_petition_once(office: Office) -> None:
    process = await office.start("--roles", "relay,intake,web")
    await until(office.ready)
    for number in range(6):
        await office.hears(f"Tôi kiến nghị việc {number}.")
    process.kill()
    await process.wait()

    def reader_is_dead(tx: Tx) -> None:
        tx.run(update(intake_letter).where(intake_letter.c.until > EPOCH).values(until=EPOCH))

    await office.write(reader_is_dead)
    async with office.serving("--roles", "relay,intake,web"):
        await office.over(6)
        await until(lambda: len(office.letters(PANH)) >= 6)
        await asyncio.sleep(0.5)  # for a seventh

    def made(tx: Tx) -> tuple[int, int]:
        tables = (petition, petition_mail)
        one, other = (int(tx.value(select(func.count()).select_from(table))) for table in tables)
        return one, other

    assert await office.read(made) == (6, 6)
    assert len({letter.split(b"Subject: ")[1][:90] for letter in office.letters(PANH)}) == 6
