"""What the bot's tests share: the office around it, and the people in front of it."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from bot.answer import Answers
from bot.courier import TelegramCourier
from bot.desk import Desk
from bot.hook import Hook
from bot.intake import Intake
from bot.line import Line
from bot.pace import Pace
from bot.poll import Poll
from bot.settings import Settings
from demo.telegram_account import TOKEN
from schedules.clock import Clock, MachineClock
from schedules.dispatch import Dispatch
from schedules.ladder import Plan
from schedules.ladder_data import shipped_ladders
from schedules.official import official_calendar
from schedules.second import Letters
from store import Store, Tx, chat
from tests.demo.conftest import PATIENCE_SECONDS, until
from tests.demo.people import AN, BINH, People
from tests.store.office import NOW, opened, work
from work.act import Act
from work.intake import Intake as Kept
from work.notice import Channel
from work.official.letter import Letter
from work.proposal import Desk as Registry
from work.secrecy.contents import Contents
from work.secrecy.discretion import Daily, Discretion
from work.secrecy.rules import shipped
from work.task import NewTask

__all__ = ["AN", "BINH", "PATIENCE_SECONDS", "Chats", "Office", "until"]

CALENDAR = official_calendar()
PLAN = Plan(CALENDAR, shipped_ladders())
READS = Discretion(Daily(shipped()))
TODAY = date(2026, 10, 1)  # NOW, a Thursday


@dataclass
class Wall:
    """The office's clock, which a test sets."""

    at: datetime = NOW

    def now(self) -> datetime:
        return self.at


@dataclass
class Going(Wall):
    """The office's clock and the machine's in one: it goes on from NOW, and from where a test sets it."""

    since: float = field(default_factory=time.monotonic)

    def now(self) -> datetime:
        return self.at + timedelta(seconds=time.monotonic() - self.since)


@dataclass
class Running:
    """The bot's loops, as one process has them."""

    line: Line
    poll: Poll | Hook
    answers: Answers
    by_chat: Dispatch


@dataclass
class Office:
    """One office and its bot; several processes may serve its store."""

    store: Store
    url: str
    wall: Wall = field(default_factory=Wall)
    machine: Clock = field(default_factory=MachineClock)
    plan: Plan = PLAN
    letters: Letters | None = None
    contents: Contents | None = None
    registry: Callable[[Tx, datetime], Registry] | None = None
    letter: Callable[[Kept], Awaitable[Letter]] | None = None

    def settings(self, **changes: Any) -> Settings:
        facts = {
            "token": TOKEN,
            "base_url": self.url,
            "office": "Bộ Y tế",
            "domain": "moh.gov.vn",
            "disclosure": "title",
        }
        return Settings(**{**facts, **changes})

    def desk(self, store: Store | None = None, **changes: Any) -> Desk:
        settings = self.settings(**changes)
        served = store or self.store
        doors: dict[str, Any] = {"letters": self.letters, "contents": self.contents}
        doors |= {"registry": self.registry, "letter": self.letter}
        return Desk(settings, served, self.machine, self.wall, self.plan, READS, **doors)

    def intake(self, store: Store | None = None) -> Intake:
        """Takes in what comes, whichever way."""
        desk = self.desk(store)
        return Intake(desk.store, desk.discretion, lambda: desk.today)

    def bot(
        self,
        name: str = "w1",
        store: Store | None = None,
        pace: Pace | None = None,
        **changes: Any,
    ) -> Running:
        """A process's bot, not yet running."""
        desk = self.desk(store, **changes)
        line = Line(desk.settings, CALENDAR.zone)
        hook, intake = desk.settings.webhook, self.intake(store)
        poll: Poll | Hook = (
            Poll(intake, line, self.machine, name, seconds=1)
            if hook is None
            else Hook(desk.store, line, hook, self.machine, name, every=0.1)
        )
        courier = TelegramCourier(desk, line, pace or Pace(every=0.2))
        couriers = {Channel.TELEGRAM: courier}
        by_chat = Dispatch(desk.store, couriers, self.machine, f"{name}:telegram")
        return Running(line, poll, Answers(desk, line, name), by_chat)

    @asynccontextmanager
    async def open(self, *bots: Running, **changes: Any) -> AsyncIterator[None]:
        """While the block runs, so does a bot, or several; then they end as the daemon ends them."""
        serving = bots or (self.bot(**changes),)
        async with asyncio.TaskGroup() as lines:
            for one in serving:
                lines.create_task(one.line.run())
            async with asyncio.TaskGroup() as group:
                polls = [group.create_task(one.poll.run()) for one in serving]
                for one in serving:
                    group.create_task(one.answers.run())
                    group.create_task(carry(one))
                try:
                    yield
                finally:
                    for poll in polls:
                        poll.cancel()
                    for one in serving:
                        one.line.give_up()
                        one.answers.stop()
                        one.by_chat.stop()
            for one in serving:
                one.line.close()

    def goes(self) -> None:
        """Lets one clock go for all, as where nothing is simulated."""
        self.wall = self.machine = Going()

    async def link(self, person: int, user_id: int = AN) -> None:
        """Makes the account the person's, as if the code had been right."""
        await self.store.write(chat.link, person, user_id, user_id, self.wall.now())

    def by(self, person: int) -> Act:
        """An act of theirs at another door, by their own rights."""
        return Act(f"person:{person}", self.wall.now(), person)

    async def assign(self, *tasks: NewTask, number: str = "125/VPCP-KGVX") -> tuple[int, ...]:
        return await opened(self.store, *tasks, number=number)

    async def assign_many(self, many: int, first_due: str = "2026-10-02") -> Sequence[int]:
        """So many tasks of Bình's, one due each day from *first_due* on."""
        start = date.fromisoformat(first_due)
        dues = [(start + timedelta(days=n)).isoformat() for n in range(many)]
        return await self.assign(
            *(work(due, content=f"Báo cáo số {n + 1}") for n, due in enumerate(dues))
        )


async def carry(one: Running) -> None:
    if await one.line.ready():
        await one.by_chat.run()


class Chats(People):
    """People who write and press, and look at what came back."""

    async def begin(self, user_id: int) -> None:
        """Lets the bot write to a person, without an update that it would answer."""
        await self.write(user_id, "/start")
        await self.post(f"/bot{TOKEN}/deleteWebhook", {"drop_pending_updates": True})

    async def ask(self, user_id: int, text: str, **more: Any) -> dict[str, Any]:
        """What the bot wrote after *text*."""
        before = len(await self.from_bot(user_id))
        await self.write(user_id, text, **more)
        return await self.next(user_id, before)

    async def hand(
        self, user_id: int, name: str, octets: bytes, caption: str = "", *, photo: bool = False
    ) -> dict[str, Any]:
        """What the bot wrote after a file was sent, or a photo."""
        before = len(await self.from_bot(user_id))
        if photo:
            await self.send_photo(user_id, octets, caption)
        else:
            await self.send(user_id, name, octets, caption)
        return await self.next(user_id, before)

    async def octets(self, message: dict[str, Any]) -> bytes:
        """The file in *message*, as who opens it gets it."""
        answer = await self.client.get(message["document"]["url"])
        return answer.raise_for_status().content

    async def forget_files(self, user_id: int) -> None:
        """Lets Telegram forget every file that the person has sent."""
        for message in (await self.chat(user_id))["messages"]:
            if message["document"]:
                await self.client.delete(message["document"]["url"])

    async def next(self, chat_id: int, before: int) -> dict[str, Any]:
        """The bot's newest message, once there are more than *before*."""

        return (await self.once(chat_id, lambda seen: len(_by_bot(seen)) > before))[-1]

    async def tap(self, user_id: int, label: str) -> dict[str, Any]:
        """The bot's newest message after the button *label* on it was pressed and the press ended."""
        message = (await self.from_bot(user_id))[-1]
        return await self.push(user_id, button(message, label)["data"])

    async def push(self, user_id: int, data: str, **more: Any) -> dict[str, Any]:
        """The same for whatever data a client may send."""
        before = len((await self.chat(user_id))["answers"])
        await self.press(user_id, data, **more)

        return (await self.once(user_id, lambda seen: len(seen["answers"]) > before))[-1]

    async def once(
        self, chat_id: int, true: Callable[[dict[str, Any]], bool]
    ) -> list[dict[str, Any]]:
        """What the bot wrote, once *true* says so of the chat, which is looked at whenever it changes."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            seen = await self.chat(chat_id)
            while not true(seen):
                seen = await self.chat(chat_id, seen["version"])
        return _by_bot(seen)

    async def button_of(self, user_id: int, words: str, label: str) -> str:
        """The data of the button *label* on the newest message that holds *words*."""
        found = [one for one in await self.from_bot(user_id) if words in one["text"]]
        return str(button(found[-1], label)["data"])

    async def toast(self, user_id: int) -> str:
        """What the last press was answered with."""
        return str((await self.chat(user_id))["answers"][-1]["text"])

    async def from_bot(self, chat_id: int) -> list[dict[str, Any]]:
        return _by_bot(await self.chat(chat_id))


def _by_bot(seen: dict[str, Any]) -> list[dict[str, Any]]:
    return [message for message in seen["messages"] if message["from"] == "bot"]


def button(message: dict[str, Any], label: str) -> dict[str, Any]:
    """The button of *message* whose label holds *label*."""
    found = [one for row in message["buttons"] for one in row if label in one["text"]]
    assert found, f"no button {label!r} in {labels(message)}"
    return dict(found[0])


def labels(message: dict[str, Any]) -> list[list[str]]:
    return [[one["text"] for one in row] for row in message["buttons"]]


def moment(day: str, hour: str = "09:00") -> datetime:
    """*hour* of *day* in Hà Nội."""
    return datetime.fromisoformat(f"{day}T{hour}:00+07:00").astimezone(UTC)
