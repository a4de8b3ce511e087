"""Telegram's emulator and the capture mailbox as programs beside the office, and a person who links a chat."""

import asyncio
import json
import re
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import httpx

from tests.demo.people import People
from tests.proof.office import ENVIRONMENT
from tests.proof.waiting import PATIENCE_SECONDS, until
from tests.proof.week_work import Person, Work

TOKEN = "100000002:MO-PHONG-khong-phai-Telegram-0000001"
CODE = re.compile(r"(?<!\d)\d{6}(?!\d)")
LINKED = "✅"


@dataclass(frozen=True, slots=True)
class Mail:
    """One letter as it reached the mailbox."""

    recipient: str
    message: EmailMessage

    @property
    def message_id(self) -> str:
        """What makes two copies the same letter."""
        return str(self.message["Message-ID"])


@dataclass
class Peers:
    """Where both are: *chats* is the emulator's other side, *mails* the mailbox's folder."""

    telegram: str
    chats: People
    sink: int
    mails: Path
    _read: list[Mail] = field(default_factory=list)
    _last: int = 0

    def mail(self) -> list[Mail]:
        """Every letter that came, in that order; each file is read once."""
        index = self.mails / "index.jsonl"
        lines = index.read_text("utf-8").splitlines() if index.exists() else []
        self._read += [self._mail(json.loads(line)) for line in lines[len(self._read) :]]
        return self._read

    async def held(self, after: int) -> list[dict[str, Any]]:
        """Messages that the bot sent after request number *after*, and that wait for an answer now."""
        sent = await self.chats.requests("sendMessage", after=after)
        return [one for one in sent if one["fate"] == "held"]

    async def last(self) -> int:
        """The number of the last request."""
        new = await self.chats.requests(after=self._last)
        self._last = max([self._last, *(one["number"] for one in new)])
        return self._last

    async def link(self, work: Work) -> None:
        """Everybody who has an account proves by a code from the mailbox whose it is."""
        async with asyncio.TaskGroup() as group:
            for one in work.linked:
                group.create_task(self._link(one), name=f"link-{one.account}")

    async def _link(self, one: Person) -> None:
        """Only what comes from now on counts: a link is good for a while, and made again then."""
        before, confirmed = len(self.mail()), await self._confirmed(one)
        await self.chats.write(one.account, one.mailbox)
        code = ""

        def found() -> bool:
            nonlocal code
            new = self.mail()[before:]
            texts = [m.message.get_content() for m in new if m.recipient == one.mailbox]
            code = next((hit[0] for text in texts if (hit := CODE.search(text))), "")
            return code != ""

        async def linked() -> bool:
            return await self._confirmed(one) > confirmed

        await until(found)
        await self.chats.write(one.account, code)
        await until(linked)

    async def _confirmed(self, one: Person) -> int:
        """How often they were told that their chat is theirs."""
        return sum(LINKED in text for text in await self.chats.texts(one.account))

    def _mail(self, entry: dict[str, Any]) -> Mail:
        message = message_from_bytes((self.mails / entry["file"]).read_bytes(), policy=policy.default)  # fmt: skip
        (recipient,) = entry["recipients"]
        return Mail(recipient["address"], message)


@asynccontextmanager
async def peers(folder: Path, work: Work) -> AsyncIterator[Peers]:
    """Both run while the block does; what they keep is in *folder*."""
    people, mails = _laid_out(folder, work), folder / "mails"
    emulator = ("demo.telegram", "--listen", "127.0.0.1:0", "--token", TOKEN, "--people", str(people))  # fmt: skip
    mailbox = ("demo.mailbox", "--smtp", "127.0.0.1:0", "--web", "127.0.0.1:0", "--folder", str(mails))  # fmt: skip
    async with _running(*emulator) as telegram, _running(*mailbox) as post:
        url = telegram.split()[-1].rstrip("/")
        sink = re.search(r"smtp://127\.0\.0\.1:(\d+)", post)
        assert sink is not None, post
        limits = httpx.Limits(max_connections=None)
        async with httpx.AsyncClient(base_url=url, timeout=PATIENCE_SECONDS, limits=limits) as client:  # fmt: skip
            yield Peers(url, People(client), int(sink[1]), mails)


def _laid_out(folder: Path, work: Work) -> Path:
    """The file with everybody's account, in a new folder."""
    folder.mkdir()
    people = folder / "accounts.json"
    accounts = [{"id": one.account, "name": one.name} for one in work.linked]
    people.write_text(json.dumps(accounts), "utf-8")
    return people


@asynccontextmanager
async def _running(module: str, *arguments: str) -> AsyncIterator[str]:
    """Runs a program and gives the line that it says once it listens."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        module,
        *arguments,
        env=ENVIRONMENT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert process.stdout is not None
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            said = await process.stdout.readline()
        yield said.decode()
    finally:
        process.kill()
        await process.wait()
