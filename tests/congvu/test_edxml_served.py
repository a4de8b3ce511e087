"""A package comes to a daemon by mail: its sender is told each step once, though the daemon is killed between them."""

from collections.abc import AsyncIterator
from datetime import date
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from pathlib import Path

import pytest_asyncio

from papers.edxml import read
from store import Store, edxml_status
from store.directory.agencies import add_agency
from tests.congvu.names import name_server
from tests.congvu.served import Fronted, until
from tests.store.office import NOW, staffed
from tests.store.packages import SENDER, mailed, package
from work.agency import Agency
from work.edxml import Status
from work.exchange import Code

CLERK = "vanthu@vpcp.gov.vn"
ZONE = {"mof.gov.vn": "v=spf1 ip4:127.0.0.1 -all", "_dmarc.mof.gov.vn": "v=DMARC1; p=none"}


class Office(Fronted):
    """One whose clerk's address takes packages, and whose code the axis gave it."""

    def __init__(self, folder: Path, names: int) -> None:
        super().__init__(folder, names, CLERK, 'opens_alone = true\norgan = "000.00.01.G22"\n')

    async def peopled(self) -> None:
        """The ministry that is to do it, ourselves, and who writes."""
        store = Store.open(self.url, "test")
        await staffed(store)
        for code, name, domain in (
            ("G22", "Văn phòng Chính phủ", "vpcp.gov.vn"),
            ("G12", "Bộ Tài chính", "mof.gov.vn"),
        ):
            await store.write(add_agency, Agency(code, name, code, frozenset({domain})), NOW)
        await store.close()

    async def comes(self, octets: bytes) -> None:
        """The package, from outside."""
        await self.brings(mailed(octets), SENDER, CLERK)

    def told(self, *_: str) -> list[Code]:  # type: ignore[override]
        """What the sender's software was told, in any order."""
        return sorted(self._status(one) for one in self.letters(SENDER))

    @staticmethod
    def _status(octets: bytes) -> Code:
        message = BytesParser(EmailMessage, policy=default).parsebytes(octets)
        assert message["Auto-Submitted"] == "auto-generated"
        (file,) = message.iter_attachments()
        content = file.get_content()
        found = read(content if isinstance(content, bytes) else content.encode())
        assert isinstance(found, Status)
        assert (found.sender.code, found.document.number) == ("000.00.01.G22", "812/BTC-NSNN")
        return found.code


@pytest_asyncio.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    """With its directory; not served yet."""
    with name_server(ZONE) as names:
        made = Office(tmp_path, names)
        await made.peopled()
        yield made


async def test_each_state_reaches_the_sender_once_though_the_daemon_is_killed(
    office: Office,
) -> None:
    async with office.serving() as process:
        await office.comes(package("plain", **{"G18": "G22", "Bộ Y tế": "Văn phòng Chính phủ"}))
        await until(lambda: office.told() == ["01"])
        process.kill()
        await process.wait()

    await office.good("intake", "confirm", "1", "--lead", "Bộ Y tế", "--due", "28/12/2029", "--yes")
    assert await office.read(edxml_status.codes, 1) == ("01", "03", "04")
    async with office.serving() as process:
        await until(lambda: office.told() == ["01", "03", "04"])
        process.kill()
        await process.wait()

    async with office.serving():
        await office.good("task", "receive", "1")
        await office.good("task", "done", "1", "--on", str(date.today()))
        await until(lambda: len(office.told()) >= 5)
    assert office.told() == ["01", "03", "04", "05", "06"]
    assert not office.lines("intake.failed")
