"""From letters to registered work in a daemon: by our own listener, by clerks' words, and while it is killed."""

import hashlib
import json
from collections import Counter
from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path

import pytest_asyncio
from sqlalchemy import insert, select, update

from schedules.clock import MachineClock
from store import Tx, intake
from store.directory.agencies import add_agency
from store.directory.people import add_person
from store.schema.base import EPOCH
from store.schema.directory import unit
from store.schema.intake import intake_letter
from store.schema.proposal import proposal
from store.schema.work import document, task
from tests.congvu.names import name_server
from tests.congvu.served import Fronted, until
from work.agency import Agency
from work.directory import NewPerson
from work.intake import Arrival, NewIntake
from work.person import Position

CLERK, HOME = "vanthu@vpcp.gov.vn", "Phòng Kiểm tra"
ISSUED, DUE = date.today() - timedelta(days=1), date.today() + timedelta(days=60)
PAPER = f"""\
SỞ TƯ PHÁP
Số: {{number}}/STP-BTTP
V/v xác minh đơn đề nghị
                                    Huế, ngày {ISSUED:%d} tháng {ISSUED.month} năm {ISSUED.year}

                         Kính gửi: {HOME}

Sở nhận được đơn của công dân. Giao {HOME} xác minh nội dung đơn, gửi báo cáo xác minh cho Ban Giám đốc trước ngày {DUE:%d} tháng {DUE.month} năm {DUE.year}.

Nơi nhận:                             GIÁM ĐỐC
- Như kính gửi;
- Lưu VT.                             Dương Thị Tạm
"""


def letter(text: str, subject: str, sender: str = "vanthu@hue.vn") -> bytes:
    """A letter of now, in UTF-8."""
    now = MachineClock().now()
    return (
        f"From: {sender}\nTo: {CLERK}\nSubject: {subject}\n"
        f"Message-ID: <{hashlib.sha256(text.encode()).hexdigest()}@hue.vn>\n"
        f"Date: {now:%a, %d %b %Y %H:%M:%S} +0000\nMIME-Version: 1.0\n"
        f"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{text}"
    ).encode()


class Office(Fronted):
    """One whose clerk's letters are work."""

    def __init__(self, folder: Path, names: int) -> None:
        super().__init__(folder, names, CLERK, "opens_alone = true\n", agency="G22")

    async def staffed(self) -> None:
        """Makes known who is there, and who writes to it."""
        now = MachineClock().now()

        def staff(tx: Tx) -> None:
            add_agency(tx, Agency("G22", "Văn phòng", "VP", frozenset({"vpcp.gov.vn"})), now)
            add_agency(tx, Agency("H57", "Sở Tư pháp", "STP", frozenset({"hue.vn"})), now)
            tx.run(insert(unit), [{"id": 1, "agency": "G22", "name": HOME}])
            for name, box, where, position in (
                ("Lê Mẫu", "mau", HOME, Position.UNIT_HEAD),
                ("Vũ Mẫu", "vanthu", None, Position.CLERK),
            ):
                add_person(
                    tx, NewPerson(name, f"{box}@vpcp.gov.vn", "G22", where, position, "vi"), now
                )

        await self.write(staff)

    async def hears(self, octets: bytes, sender: str = "vanthu@hue.vn") -> None:
        """A letter comes to the listener from outside."""
        await self.brings(octets, sender, CLERK)

    async def proposals(self, count: int) -> list[dict[str, object]]:
        """The proposals once there are so many, the oldest first."""
        found: list[dict[str, object]] = []

        async def enough() -> bool:
            found[:] = json.loads(await self.good("intake", "proposals", "--all", "--json"))[::-1]
            return len(found) >= count

        await until(enough)
        return found

    async def tasks(self) -> list[dict[str, object]]:
        """What `task list` names."""
        found: list[dict[str, object]] = json.loads(await self.good("task", "list", "--json"))
        return found


@pytest_asyncio.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    """As yet not served."""
    zone = {"hue.vn": "v=spf1 ip4:127.0.0.1 -all", "_dmarc.hue.vn": "v=DMARC1; p=reject"}
    with name_server(zone) as names:
        made = Office(tmp_path, names)
        await made.staffed()
        yield made


async def test_letters_become_work_alone_or_by_a_clerks_word(office: Office) -> None:
    async with office.serving("--roles", "relay,intake,web"):
        whole = letter(PAPER.format(number=801), "801/STP-BTTP")
        for _ in range(2):
            await office.hears(whole)
        (opened,) = await office.proposals(1)
        assert (opened["state"], opened["doubts"]) == ("opened", [])
        await office.hears(letter(PAPER.format(number=802), "802", "ai@khac.vn"), "ai@khac.vn")
        await office.hears(letter("Ban tin tuan nay.\n", "Bản tin"))
        _, waits, nothing = await office.proposals(3)
        assert (waits["state"], waits["doubts"], waits["proved"]) == ("open", ["unproved"], False)
        assert nothing["state"] == "nothing"

        told = await office.good("intake", "confirm", "2", "--yes", "--as", CLERK)
        assert "số đến 2" in told
        first, second = sorted(await office.tasks(), key=lambda one: str(one["id"]))
        assert (first["due"], second["due"]) == (str(DUE - timedelta(days=1)),) * 2
        assert first["state"] == "assigned"
        await office.good("intake", "undo", "2", "--reason", "nhầm", "--as", CLERK)
        await office.good("intake", "drop", "2", "--reason", "gửi nhầm", "--as", CLERK)
        assert len(await office.tasks()) == 1
        assert not office.lines("intake.failed")


async def test_a_reader_that_is_killed_again_and_again_registers_each_letter_once(
    office: Office,
) -> None:
    count = 150

    def put(tx: Tx) -> None:
        for number in range(1, count + 1):
            octets = letter(PAPER.format(number=number), f"{number}").replace(b"\n", b"\r\n")
            digest = hashlib.sha256(octets).digest()
            new = NewIntake(digest, digest, len(octets), None, "vanthu@hue.vn", "", octets)
            intake.take(tx, new, Arrival("inbound", MachineClock().now(), letter=number))

    await office.write(put)

    async def read() -> Counter[str]:
        chosen = select(intake_letter.c.state)
        return Counter(await office.read(lambda tx: [row.state for row in tx.all(chosen)]))

    def reader_is_dead(tx: Tx) -> None:
        tx.run(update(intake_letter).where(intake_letter.c.until > EPOCH).values(until=EPOCH))

    async def in_the_middle() -> bool:
        """Several in hand: what was in hand at a kill before, and is read by itself, is over."""
        return (await read())["reading"] > 1

    for _ in range(2):
        process = await office.start("--roles", "intake,web")
        await until(in_the_middle)
        process.kill()
        await process.wait()
        await office.write(reader_is_dead)
    async with office.serving("--roles", "intake,web"):

        async def all_of_them() -> bool:
            return (await read())["read"] == count

        await until(all_of_them)

    def made(tx: Tx) -> tuple[int, ...]:
        tables = (proposal.c.intake_id, document.c.number, proposal.c.state)
        found = [[row[0] for row in tx.all(select(column))] for column in tables]
        assert len(set(found[0])) == len(found[0])
        return len(found[0]), len(set(found[1])), len(tx.all(select(task.c.id)))

    assert await office.read(made) == (count, 0, 0), "nobody proved who sent these: a clerk's turn"
