"""edXML in tests: a package comes by the listener, the reader has its turn, and states leave as letters."""

import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import SMTP, default
from email.utils import format_datetime
from pathlib import Path

from sqlalchemy import select

from mail.edxml_post import EdxmlSettings, composing
from mail.reader.came import Came, Settle
from mail.reader.edxml import Packages
from mail.reader.letter import letter
from mail.smime.judge import of_package
from mail.smime.trust import Trust
from papers.edxml import read
from papers.opener import Opener
from papers.signed import Anchor
from schedules.official_letter import read as official
from store import Store, Tx, authenticity, body, edxml_status, intake, proposal, tray
from store.directory.agencies import add_agency
from store.schema.edxml import edxml_status as edxml_statuses
from store.schema.spool import letter as letters
from tests.store.answers import StandingClock
from tests.store.letters import END
from tests.store.office import NOW, staffed
from tests.store.read_letters import OPENING, desk
from tests.store.telling import CALENDAR, WRITER
from tests.store.test_authenticity import FOUND, outside
from work.agency import Agency
from work.edxml import Status
from work.intake import Arrival, NewIntake, Place, SetAside
from work.proposal import Proposal

FOLDER = Path(__file__).parents[1] / "data" / "edxml"
TRUST = Trust((Anchor("ca-mau", (FOLDER / "ca.pem").read_bytes()),))
SENDER = "vanthu@mof.gov.vn"
SETTINGS = EdxmlSettings("vi", timedelta(days=5))
TERM = timedelta(minutes=5)


def package(name: str, **changes: str) -> bytes:
    """An example, with words of it exchanged."""
    text = (FOLDER / f"{name}.edxml").read_text(encoding="utf-8")
    for was, now in changes.items():
        assert was in text
        text = text.replace(was, now)
    return text.encode()


def mailed(octets: bytes, sender: str = SENDER, name: str = "vb.edxml") -> bytes:
    """The letter that brings it."""
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"] = sender, "vanthu@moh.gov.vn"
    message["Subject"], message["Date"] = "Gửi văn bản", format_datetime(NOW)
    message.set_content("Kính gửi văn bản.\n")
    message.add_attachment(octets, "application", "octet-stream", filename=name)
    return message.as_bytes()


@dataclass
class Counter:
    """The ministry's clerk's counter, to which the Ministry of Finance writes; *alone* says that what is certain opens without a clerk."""

    store: Store
    opener: Opener
    clock: StandingClock = field(default_factory=StandingClock)
    alone: bool = True

    async def comes(self, octets: bytes, dmarc: str = "pass", box: str | None = None) -> int:
        """The number of the letter in the tray, which our listener took, or a watched *box* showed."""
        domain = BytesParser(policy=default).parsebytes(octets)["From"].addresses[0].domain
        proof = f"Authentication-Results: mx; dmarc={dmarc} header.from={domain}\r\n"
        finding = replace(FOUND, results=proof, author=domain, dmarc=dmarc)
        digest = hashlib.sha256(octets).digest()
        new = NewIntake(digest, digest, len(octets), "<1@x>", "", "", octets)

        def take(tx: Tx) -> int:
            if box is not None:
                taken = intake.take(tx, new, Arrival("imap", NOW, Place(box, "INBOX", 7, 1)))
            else:
                accepted = authenticity.accept(tx, outside(), NOW, END, None, finding)
                assert accepted is not None
                way = Arrival("inbound", NOW, letter=accepted.letter)
                taken = intake.take(tx, replace(new, body=accepted.body), way)
            assert taken is not None
            return taken.id

        return await self.store.write(take)

    async def settle(self, number: int, octets: bytes) -> Settle | None:
        """What the handler would have done with the letter that it takes."""
        (one,) = await self.store.write(tray.take, "r", self.clock.now(), TERM, 1, False)
        assert one.id == number
        came = Came(one, octets, await letter(octets, self.opener, 20))
        calendar = CALENDAR
        handler = Packages(
            self.store,
            lambda found, at: official(found, calendar, received=at),
            lambda name, octets, now: of_package(name, octets, TRUST, self.opener, now),
            lambda tx, _: desk(tx, replace(OPENING, alone=self.alone)),
            self.clock,
            {},
        )
        return await handler.settle(came)

    async def read(self, octets: bytes, dmarc: str = "pass", box: str | None = None) -> str | None:
        """What became of the letter: None where it was taken, else why a person has to look."""
        number = await self.comes(octets, dmarc, box)
        try:
            settle = await self.settle(number, octets)
            if settle is None:
                return "another's"
            left = await self.end(number, settle)
            if left is None:
                return None
            reason = left
        except SetAside as why:
            reason = why.reason
        assert await self.store.write(tray.put_aside, number, "r", reason, NOW)
        return reason

    async def end(self, number: int, settle: Settle) -> str | None:
        """The commit that counts the letter as read; else why it does not."""
        return await self.store.write(tray.settle, number, "r", settle, NOW)

    async def proposal(self, letter: int = 1) -> Proposal:
        """What was read of that letter."""
        (found,) = await self.store.read(proposal.of_letter, letter)
        return found

    async def post(self) -> list[int]:
        """The letters into which states were written now."""
        compose = composing(WRITER, SETTINGS, NOW)
        return list(await self.store.write(edxml_status.write, compose, NOW, END, 50))

    async def told(self) -> list[tuple[str, str, str]]:
        """All that was ever told, as the sender's software reads it: to whom, code, reason."""
        await self.post()
        mine = letters.c.id == edxml_statuses.c.letter
        own = select(letters.c.body_id).join(edxml_statuses, mine).order_by(letters.c.id)
        rows = await self.store.read(lambda tx: tx.all(own))
        return [await self._told(row.body_id) for row in rows]

    async def _told(self, number: int) -> tuple[str, str, str]:
        octets = await self.store.read(body.whole, number)
        message = BytesParser(EmailMessage, policy=default).parsebytes(octets)
        (file,) = message.iter_attachments()
        content = file.get_content()
        status = read(content.encode() if isinstance(content, str) else content)
        assert isinstance(status, Status)
        assert status.document.text.startswith("000.00.00.G12,")
        assert status.sender.code == "000.00.00.G18"
        assert str(status.code) in message["Subject"]
        return message["To"], str(status.code), status.reason


@asynccontextmanager
async def counter(store: Store) -> AsyncIterator[Counter]:
    """The ministry and the Ministry of Finance."""
    await staffed(store)
    finance = Agency("G12", "Bộ Tài chính", "BTC", frozenset({"mof.gov.vn"}))
    await store.write(add_agency, finance, NOW)
    async with Opener() as opener:
        yield Counter(store, opener)
