"""A letter that a second person approves, from swaks to its recipient: daemon, notes, commands, as an office has them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from tests.congvu.served import Relaying, until

CONFIG = """\
[[relay.release]]
name = "outside-gov-vn"
approvers = [{ position = "agency-head" }]
outside = ["gov.vn"]
attachments = ["*"]
"""
PEOPLE = """\
name,email,agency,unit,position
Nguyễn Văn An,an@vpcp.gov.vn,G22,,staff
Trần Thị Bình,binh@vpcp.gov.vn,G22,,agency-head
Lê Văn Cường,cuong@vpcp.gov.vn,G22,,agency-head
"""


class Approving(Relaying):
    """An office with a release rule."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, CONFIG, "G22")
        (folder / "people.csv").write_text(PEOPLE, "utf-8")

    def arrived(self, to: str) -> list[EmailMessage]:
        """The letters for *to* that the next hop has."""
        letters = [message_from_bytes(one, policy=policy.default) for one in self.letters()]
        return [one for one in letters if to in str(one["To"])]

    async def submit(self) -> str:
        """The receipt of a letter of An's to the outside, that is held."""
        addressed = ("--from", "an@vpcp.gov.vn", "--to", "x@partner.example")
        header = ("--header", "Subject: Bao cao so lieu", "--attach-name", "so-lieu.xlsx")
        said = await self.swaks(*addressed, *header, "--attach", "@README.md")
        (line,) = [one for one in said.splitlines() if "250 2.0.0 held for release, " in one]
        return line.rpartition(" ")[2]


@asynccontextmanager
async def served(folder: Path) -> AsyncIterator[Approving]:
    made = Approving(folder)
    await made.good("agency", "add", "G22", "Văn phòng Chính phủ", "--domain", "vpcp.gov.vn")
    await made.good("person", "import", "people.csv", "--yes")
    async with made.serving("--roles", "relay,schedules,web"):
        yield made


async def test_from_submission_to_delivery_or_back(tmp_path: Path) -> None:
    async with served(tmp_path) as one:
        good, bad = await one.submit(), await one.submit()
        assert good != bad
        await until(lambda: len(one.arrived("binh@vpcp.gov.vn")) == 2)
        await until(lambda: len(one.arrived("cuong@vpcp.gov.vn")) == 2)
        assert one.arrived("x@partner.example") == []
        notes = one.arrived("binh@vpcp.gov.vn")
        note = next(one for one in notes if good in str(one["Subject"]))
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
    await one.good("audit", "verify")


async def _decided(one: Approving, good: str, bad: str) -> list[int]:
    binh, reason = ("--as", "binh@vpcp.gov.vn"), ("--reason", "sai số liệu")
    commands = (
        ("release", good),
        ("approve", good, "--as", "an@vpcp.gov.vn"),
        ("approve", good, *binh),
        ("reject", good, "--as", "cuong@vpcp.gov.vn", *reason),
        ("reject", bad, *binh, *reason),
    )
    return [(await one.run("queue", *command)).code for command in commands]
