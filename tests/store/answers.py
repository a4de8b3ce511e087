"""Answers by mail in tests: a notice as its letter leaves, what comes back by the listener, and the reader's turn with it."""

import hashlib
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import SMTP, default
from email.utils import format_datetime
from types import MappingProxyType

from mail.notice import letter as written
from mail.reader.came import Came
from mail.reader.letter import letter
from mail.reader.reply import Replies
from mail.reader.reply_heard import ReplySettings
from mail.reply_address import ReplyAddress
from papers.opener import Opener
from store import Store, Tx, authenticity, history, intake, nudge, outbox, reply, tray
from store.intake import Taken
from templates import LANGUAGES
from tests.store.letters import END
from tests.store.office import CLI, NOW, opened, staffed, work
from tests.store.telling import CALENDAR, WRITER
from tests.store.test_authenticity import FOUND, outside
from work.intake import Arrival, NewIntake, Place, SetAside
from work.notice import Channel
from work.outcome import Delivered
from work.task import NewTask

ADDRESS = "vanthu@moh.gov.vn"
TERM = timedelta(minutes=5)
DAY = date(2026, 10, 1)
SETTINGS = ReplySettings(WRITER.domain, frozenset({ADDRESS}), CALENDAR)


@dataclass(slots=True)
class StandingClock:
    """A clock that a test puts."""

    at: datetime = NOW

    def now(self) -> datetime:
        """The time it was put to."""
        return self.at


@dataclass
class Desk:
    """An office whose reader takes answers; *clock* is put by the test."""

    store: Store
    opener: Opener
    settings: ReplySettings = SETTINGS
    clock: StandingClock = field(default_factory=StandingClock)

    async def letters(self) -> list[EmailMessage]:
        """All notices that wait, as letters that leave now, signed for answers."""
        signs = ReplyAddress(ADDRESS, await self.store.read(reply.key))
        writer, now, found = replace(WRITER, replies=signs), self.clock.now(), []
        while claimed := await self.store.write(outbox.claim, "w", (Channel.MAIL,), now, TERM, 100):
            for one in claimed:
                for language in LANGUAGES:  # each reader is told the same
                    assert written(replace(one.notice, language=language), writer, now).body
                octets = written(one.notice, writer, now).body
                assert isinstance(octets, bytes)
                found.append(BytesParser(EmailMessage, policy=default).parsebytes(octets))
                await self.store.write(outbox.settle, one, "w", Delivered("letter:1"), now, now)
        return found

    async def notice(self, task: int) -> EmailMessage:
        """The letter by which the lead of the task is reminded by hand."""
        assert await self.store.write(nudge.nudge, task, DAY, (), CLI) == 1
        (one,) = await self.letters()
        return one

    async def comes(
        self, octets: bytes, results: str | None = None, box: str | None = None
    ) -> str | None:
        """What became of the letter: None where the reader took it, else why a person has to look."""
        return await self.read(await self.arrives(octets, results, box), octets)

    async def arrives(
        self, octets: bytes, results: str | None = None, box: str | None = None
    ) -> int:
        """The number of the letter, which came by the listener, which found *results*, or out of a watched *box*."""
        domain = BytesParser(policy=default).parsebytes(octets)["From"].addresses[0].domain
        proof = f"Authentication-Results: mx; dmarc=pass header.from={domain}\r\n"
        finding = replace(FOUND, results=proof if results is None else results)
        digest = hashlib.sha256(octets).digest()
        new = NewIntake(digest, digest, len(octets), "<1@x>", "", "", octets)

        def take(tx: Tx) -> int:
            if box is not None:
                way = Arrival("imap", self.clock.now(), Place(box, "INBOX", 7, len(octets)))
                return self._kept(intake.take(tx, new, way))
            accepted = authenticity.accept(tx, outside(), self.clock.now(), END, None, finding)
            assert accepted is not None
            way = Arrival("inbound", self.clock.now(), letter=accepted.letter)
            return self._kept(intake.take(tx, replace(new, body=accepted.body), way))

        return await self.store.write(take)

    @staticmethod
    def _kept(taken: Taken | None) -> int:
        assert taken is not None
        return taken.id

    async def read(self, number: int, octets: bytes) -> str | None:
        """The reader's turn with the letter, as its loop has it."""
        came = await self.taken(number, octets)
        try:
            settle = await Replies(self.store, self.settings, self.clock).settle(came)
            if settle is None:
                return "another's"

            left = await self.store.write(tray.settle, number, "r", settle, self.clock.now())
            if left is None:
                return None
            reason = left
        except SetAside as why:
            reason = why.reason
        assert await self.store.write(tray.put_aside, number, "r", reason, self.clock.now())
        return reason

    async def taken(self, number: int, octets: bytes) -> Came:
        """The letter of that number in the reader's hand."""
        (one,) = await self.store.write(tray.take, "r", self.clock.now(), TERM, 1, False)
        assert one.id == number
        return Came(one, octets, await letter(octets, self.opener, 20))

    async def events(self, task: int) -> list[tuple[str, str]]:
        """What happened to the task, and by whom."""
        found = await self.store.read(history.of_task, task)
        return [(str(one.event), one.by) for one in found]


def answer(
    to: EmailMessage,
    text: str,
    sender: str = "binh@moh.gov.vn",
    files: tuple[tuple[str, bytes], ...] = (),
    fields: Mapping[str, str] = MappingProxyType({}),
) -> bytes:
    """An answer to that letter, as a mail program writes it below what it quotes."""
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = to["Reply-To"] or ADDRESS
    message["Subject"] = f"Re: {to['Subject']}"
    message["Date"] = format_datetime(NOW)
    message["Message-ID"] = f"<{hashlib.sha256(text.encode()).hexdigest()[:12]}@moh.gov.vn>"
    message["In-Reply-To"] = to["Message-ID"]
    for name, value in fields.items():
        del message[name]
        message[name] = value
    quoted = "".join(f"> {line}\n" for line in to.get_content().splitlines())
    message.set_content(f"{text}\n\nVào Th 5, 1 thg 10, 2026 Công vụ <a@b.vn> đã viết:\n{quoted}")
    for name, octets in files:
        message.add_attachment(octets, "application", "octet-stream", filename=name)
    return message.as_bytes()


@asynccontextmanager
async def desk(store: Store, *tasks: NewTask) -> AsyncIterator[tuple[Desk, tuple[int, ...]]]:
    """The ministry with those tasks, or one that Bình leads."""
    await staffed(store)
    async with Opener() as opener:
        yield Desk(store, opener), await opened(store, *(tasks or (work(),)))
