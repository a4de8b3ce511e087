"""A letter that a second person approves, from swaks to its recipient: daemon, notes, commands, as an office has them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from bench.program import free_port
from congvu.cli.main import run
from tests.congvu.test_serve import Office, until
from tests.mail.smtp.test_swaks import swaks

CONFIG = """\
[[relay.listener]]
address = "127.0.0.1:{port}"
kind = "trusted"
tls = "none"
networks = ["127.0.0.0/8"]
agency = "G22"
[[relay.route]]
domain = "*"
via = "maildir:out"
[[relay.release]]
name = "outside-gov-vn"
approvers = [{{ position = "agency-head" }}]
outside = ["gov.vn"]
attachments = ["*"]
"""
PEOPLE = """\
name,email,agency,unit,position
Nguyễn Văn An,an@vpcp.gov.vn,G22,,staff
Trần Thị Bình,binh@vpcp.gov.vn,G22,,agency-head
Lê Văn Cường,cuong@vpcp.gov.vn,G22,,agency-head
"""


class Served:
    """An office with a release rule, whose next hop is a maildir."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.office = Office(folder, CONFIG.format(port=self.port))
        self.out = folder / "out" / "new"
        (folder / "people.csv").write_text(PEOPLE, "utf-8")

    async def congvu(self, *arguments: str) -> int:
        """How a command ends."""
        return await asyncio.to_thread(run, ["--config", str(self.office.config), *arguments])

    def arrived(self, to: str) -> list[EmailMessage]:
        """The letters for *to* that the next hop has."""
        files = sorted(self.out.glob("*")) if self.out.is_dir() else []
        letters = [message_from_bytes(f.read_bytes(), policy=policy.default) for f in files]
        return [one for one in letters if to in str(one["To"])]

    async def submit(self, *options: str) -> str:
        """The receipt of a letter of An's to the outside, that is held."""
        addressed = ("--from", "an@vpcp.gov.vn", "--to", "x@partner.example")
        header = ("--header", "Subject: Bao cao so lieu", "--attach-name", "so-lieu.xlsx")
        said = await swaks(self.port, *addressed, *header, "--attach", "@README.md", *options)
        (line,) = [one for one in said.splitlines() if "250 2.0.0 held for release, " in one]
        return line.rpartition(" ")[2]


@asynccontextmanager
async def served(folder: Path) -> AsyncIterator[Served]:
    made = Served(folder)
    named = ("Văn phòng Chính phủ", "--domain", "vpcp.gov.vn")
    assert await made.congvu("agency", "add", "G22", *named) == 0
    assert await made.congvu("person", "import", str(folder / "people.csv"), "--yes") == 0
    async with made.office.serving("--roles", "relay,schedules,web"):
        yield made


async def test_from_submission_to_delivery_or_back(tmp_path: Path) -> None:
    async with served(tmp_path) as one:
        good, bad = await one.submit(), await one.submit()
        assert good != bad
        await until(lambda: len(one.arrived("binh@vpcp.gov.vn")) == 2)
        await until(lambda: len(one.arrived("cuong@vpcp.gov.vn")) == 2)
        assert one.arrived("x@partner.example") == []
        note = one.arrived("binh@vpcp.gov.vn")[0]
        text = note.get_content()
        assert str(note["Subject"]).startswith(f"Chờ Ông/Bà phê duyệt gửi thư {good}, trước ")
        for fact in (good, "Nguyễn Văn An, Văn phòng Chính phủ", "1 (partner.example)", "outside-"):
            assert fact in text
        assert "Bao cao so lieu" not in note.as_string() + text

        assert await _decided(one, good, bad) == [1, 1, 0, 1, 0]
        await until(lambda: len(one.arrived("x@partner.example")) == 1)
        await until(lambda: len(one.arrived("an@vpcp.gov.vn")) == 2)
        told = {str(letter["Subject"]) for letter in one.arrived("an@vpcp.gov.vn")}
        assert told == {
            f"Thư {good}: đã được phê duyệt",
            "Không gửi được thư / Undelivered mail returned",
        }
    assert one.arrived("x@partner.example")[0]["Subject"] == "Bao cao so lieu"
    assert await one.congvu("audit", "verify") == 0


async def _decided(one: Served, good: str, bad: str) -> list[int]:
    binh, reason = ("--as", "binh@vpcp.gov.vn"), ("--reason", "sai số liệu")
    commands = (
        ("release", good),
        ("approve", good, "--as", "an@vpcp.gov.vn"),
        ("approve", good, *binh),
        ("reject", good, "--as", "cuong@vpcp.gov.vn", *reason),
        ("reject", bad, *binh, *reason),
    )
    return [await one.congvu("queue", *command) for command in commands]
