"""A flood from outside does not keep agencies' letters from being looked at."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest

from mail.content import Content
from mail.header import Header
from mail.screen import BUSY, Screen, Screened, ScreenSettings
from mail.secrecy import Guard
from mail.smtp.reply import Reply
from papers.opened import Obstacle, Opened, Why
from tests.mail import outside
from tests.mail.relaying import BINH, SENDER, Worker
from work.letter import Envelope, Origin
from work.secrecy.discretion import Daily
from work.secrecy.rules import shipped

FLOOD = 12


class Hanging:
    """An opener in which files of strangers hang until they are let go."""

    def __init__(self) -> None:
        self.free = asyncio.Event()
        self.asked = asyncio.Event()
        self.at_once = self.most = 0

    async def text(self, name: str, octets: bytes | int, seconds: float, kind: str = "") -> Opened:
        if name != "stranger.pdf":
            return Opened()
        self.at_once += 1
        self.most = max(self.most, self.at_once)
        self.asked.set()
        await self.free.wait()
        self.at_once -= 1
        return Opened()


class Counting(Screen):
    """A screen that tells when it was given all the letters of the flood."""

    given = 0
    flooded: asyncio.Event

    async def looked_into(
        self, origin: Origin, envelope: Envelope, content: Content, fields: Header, day: date
    ) -> Screened:
        self.given += 1
        if self.given == FLOOD:
            self.flooded.set()
        return await super().looked_into(origin, envelope, content, fields, day)


def written(sender: str, name: str) -> bytes:
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"], message["Subject"] = sender, BINH, "Báo cáo"
    message.set_content("Kính gửi")
    message.add_attachment(b"%PDF-1.4", "application", "pdf", filename=name)
    return message.as_bytes()


@asynccontextmanager
async def flooded(folder: Path, at_once: int) -> AsyncIterator[tuple[Worker, Hanging]]:
    """A relay in which letters from outside stand in line, and their files hang; they go in the end."""
    hanging = Hanging()
    screen = Counting(Guard(Daily(shipped()), hanging, 60.0), ScreenSettings(), at_once)
    screen.flooded = asyncio.Event()
    stranger = written(outside.SENDER, "stranger.pdf")
    async with outside.relay(folder, screen=screen) as worker, asyncio.TaskGroup() as group:
        flood = [
            group.create_task(outside.sent(worker, content=stranger), name=f"stranger {n}")
            for n in range(FLOOD)
        ]
        await hanging.asked.wait()
        await screen.flooded.wait()
        await asyncio.sleep(0.1)  # each goes as far as it can
        yield worker, hanging
        hanging.free.set()
        assert {(await one).code for one in flood} == {250}


@pytest.mark.parametrize("at_once", [2, 2 * FLOOD])
async def test_an_agencys_letter_is_looked_at_while_files_from_outside_hang(
    tmp_path: Path, at_once: int
) -> None:
    async with flooded(tmp_path, at_once) as (worker, hanging), asyncio.timeout(20):
        for number in range(3):
            reply = await worker.letter(content=written(SENDER, f"own{number}.pdf"))
            assert reply.code == 250
        assert hanging.at_once == 1

    assert hanging.most == 1, "the other reader is always the agencies'"


class Busy:
    """An opener none of whose readers is free in time."""

    async def text(self, name: str, octets: bytes | int, seconds: float, kind: str = "") -> Opened:
        return Opened((), (Obstacle((name,), Why.BUSY),))


async def test_where_no_reader_is_free_in_time_strangers_come_again_and_agencies_letters_are_held(
    tmp_path: Path,
) -> None:
    screen = Screen(Guard(Daily(shipped()), Busy(), 5.0), ScreenSettings())
    async with outside.relay(tmp_path, screen=screen) as worker:
        reply = await outside.sent(worker, content=written(outside.SENDER, "stranger.pdf"))
        assert (reply, reply.code) == (BUSY, 451)
        assert await worker.rows() == [], "nothing of it is kept"
        own = await worker.letter(content=written(SENDER, "own.pdf"))
        assert own.text.startswith("held for release, ")


async def test_of_the_turns_half_at_most_are_from_outside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mail.screen.PATIENCE", 0.2)
    hanging = Hanging()
    screen = Screen(Guard(Daily(shipped()), hanging, 60.0), ScreenSettings(), 4)
    stranger = written(outside.SENDER, "stranger.pdf")
    async with outside.relay(tmp_path, screen=screen) as worker, asyncio.TaskGroup() as group:
        flood = [
            group.create_task(outside.sent(worker, content=stranger), name=f"stranger {n}")
            for n in range(5)
        ]
        sent_away = [await one for one in await first(flood, 3)]
        hanging.free.set()

    assert sent_away == [BUSY] * 3
    assert sorted(one.result().code for one in flood) == [250, 250, 451, 451, 451]


async def first(tasks: list[asyncio.Task[Reply]], count: int) -> list[asyncio.Task[Reply]]:
    """So many of *tasks*, as soon as they are done."""
    done: set[asyncio.Task[Reply]] = set()
    while len(done) < count:
        more, _ = await asyncio.wait(set(tasks) - done, return_when=asyncio.FIRST_COMPLETED)
        done |= more
    return list(done)
