"""A thousand people before one emulator of Telegram: what they ask, and when the answer to each came."""

import asyncio
import itertools
import math
import random
from collections import Counter, defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bench.chat_office import Filling, Somebody
from demo.clock import machine_now
from demo.telegram import Emulator
from demo.telegram_account import Account
from demo.telegram_keyboard import Button
from demo.telegram_ledger import Entry
from demo.telegram_person import Pressed, Written, press, write
from work.person import Position

PATIENCE = timedelta(minutes=4)
MESSAGES = frozenset({"sendmessage", "editmessagetext", "senddocument", "sendphoto"})  # as limited
SECOND = timedelta(seconds=1)
PRESSES = "press"
# What staff ask, by weight; {task} is a number of theirs.
STAFF_ASKS = {
    "/viec": 24, "/quahan": 10, "/homnay": 14, "/nv {task}": 14, PRESSES: 16, "/trogiup": 2,
    "/tim quy hoạch số {task}": 4, "/tim an toàn đạp": 3, "/lich": 2, "việc của tôi": 4,
    "hôm nay tôi phải làm gì": 3, "việc nào quá hạn": 3, "xem nhiệm vụ {task}": 3,
}  # fmt: skip
HEADS_ASK = {"/phong": 60, "/viec": 10, PRESSES: 20, "/tim chuyển đổi số": 10}
LEADERS_ASK = {"/coquan": 50, "/viec": 10, PRESSES: 25, "/tim cung ứng thuốc": 15}
_BY_POSITION = {
    Position.UNIT_HEAD: HEADS_ASK,
    Position.AGENCY_HEAD: LEADERS_ASK,
    Position.CLERK: LEADERS_ASK,
}


@dataclass(frozen=True, slots=True)
class Ask:
    """What one person wrote, or PRESSES, and when."""

    who: Somebody
    what: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Round:
    """What was asked, how many seconds each answer took that came, and every message of the bot's."""

    asked: tuple[Ask, ...]
    waits: tuple[tuple[Ask, float], ...]
    told: tuple[datetime, ...]
    per_chat: int  # the most that one chat got within a second
    files: int = 0  # that somebody else got; each was being made meanwhile

    @property
    def lost(self) -> int:
        """How many got no answer."""
        return len(self.asked) - len(self.waits)

    @property
    def seconds(self) -> tuple[float, ...]:
        """How long the answers took, the quickest first."""
        return tuple(sorted(seconds for _, seconds in self.waits))

    @property
    def lasted(self) -> float:
        """Seconds from the first question to the last answer."""
        first = min(one.at for one in self.asked)
        return max(((one.at - first).total_seconds() + s for one, s in self.waits), default=0.0)

    def behind(self, rate: float) -> tuple[float, ...]:
        """How much later each answer came than with nothing but that pace to wait for, the least first."""
        first = min(one.at for one in self.asked)
        came = sorted((one.at - first).total_seconds() + s for one, s in self.waits)
        return tuple(sorted(at - place / rate for place, at in enumerate(came)))

    def most_in_a_second(self) -> int:
        """The most messages that came within any one second."""
        return most_within(self.told, SECOND)


class Crowd:
    """The people of a filled office, each with a chat of their own."""

    def __init__(self, filling: Filling) -> None:
        self._filling = filling
        self._random = random.Random(1)
        self.everybody = filling.everybody()
        accounts = [Account(one.chat, f"Cán bộ {one.id}") for one in self.everybody]
        self.emulator = Emulator(people=accounts)

    def listen(self) -> str:
        """Where the emulator is."""
        return self.emulator.listen("127.0.0.1", 0)

    async def warmed(self) -> None:
        """Everybody who may press later has a list before them, whose buttons they press."""
        asked = [self._write(one, "/viec") for one in self.everybody[::3]]
        await self._answered(asked, len(self.emulator.ledger.entries))

    async def ask_all(self, over_seconds: float) -> Round:
        """One question of everybody, spread evenly in a random order; all at once for 0."""
        return await self._ask(self.everybody, over_seconds)

    async def ask_until(self, over: asyncio.Event, rate: float) -> Round:
        """One after the other asks, *rate* a second, until *over*; nobody again before all have."""
        first, asked = len(self.emulator.ledger.entries), []
        order = itertools.cycle(self._random.sample(self.everybody, len(self.everybody)))
        while not over.is_set():
            asked.append(self.ask(next(order)))
            await asyncio.sleep(1 / rate)
        await self._answered(asked, first)
        return self.round(asked, first)

    async def ask_beside_exports(self, over_seconds: float) -> Round:
        """The same of all but one, who asks for everything as a file, and again once that came; over when one came."""
        leader, others = self.everybody[1], (self.everybody[0], *self.everybody[2:])
        entries = self.emulator.ledger.entries
        first, until = len(entries), machine_now() + PATIENCE
        async with asyncio.TaskGroup() as group:
            exporting = group.create_task(self._export(leader))
            round_ = await self._ask(others, over_seconds)
            while not _files(entries[first:]) and machine_now() < until:  # noqa: ASYNC110 - the ledger rings no bell
                await asyncio.sleep(0.1)
            exporting.cancel()
        return replace(round_, files=_files(entries[first:]))

    async def _ask(self, people: Sequence[Somebody], over_seconds: float) -> Round:
        first = len(self.emulator.ledger.entries)
        order = self._random.sample(people, len(people))
        loop, asked = asyncio.get_running_loop(), []
        begun = loop.time()
        for place, one in enumerate(order):
            wait = begun + place * over_seconds / len(order) - loop.time()
            if wait > 0:
                await asyncio.sleep(wait)
            asked.append(self.ask(one))
        await self._answered(asked, first)
        return self.round(asked, first)

    def ask(self, one: Somebody) -> Ask:
        """Lets one person ask what one of their kind asks."""
        asks = _BY_POSITION.get(one.position, STAFF_ASKS)
        (what,) = self._random.choices(list(asks), list(asks.values()))
        return self._press(one) if what == PRESSES else self._write(one, what)

    def round(self, asked: Sequence[Ask], first: int) -> Round:
        """What came of *asked*, by the requests since the ledger had *first* of them."""
        entries = self.emulator.ledger.entries[first:]
        told = [one for one in entries if one.accepted and one.call.method in MESSAGES]
        came: dict[int | None, deque[datetime]] = defaultdict(deque)
        for entry in told:
            came[entry.call.chat_id].append(entry.at)
        waits = []
        for one in asked:  # who asks again gets the first answer of all that came since
            answers = came[one.who.chat]
            while answers and answers[0] < one.at:
                answers.popleft()
            if answers:
                waits.append((one, (answers.popleft() - one.at).total_seconds()))
        return Round(
            tuple(asked),
            tuple(waits),
            tuple(one.at for one in told),
            _crowding(told),
        )

    async def _export(self, one: Somebody) -> None:
        entries = self.emulator.ledger.entries
        while True:
            first = len(entries)
            await self._answered([self._write(one, "/xuat")], first)
            this_year = next(b.data for b in self._buttons(one) if "Năm nay" in b.text)
            self._pressed(one, this_year or "")
            while not _files(entries[first:]):  # noqa: ASYNC110 - the ledger rings no bell
                await asyncio.sleep(0.1)

    def _write(self, one: Somebody, words: str) -> Ask:
        times = self._random.randrange(self._filling.tasks // self._filling.people)
        text = words.format(task=one.id - 1 + times * self._filling.people or 1)
        now, world = machine_now(), self.emulator.world
        write(world, world.chat(one.chat), one.chat, Written(text), now)
        return Ask(one, words, now)

    def _press(self, one: Somebody) -> Ask:
        """The next page of the list that they see, or another of its filters; they ask for it where they see none."""
        buttons = self._buttons(one)
        turns = [b.data for b in buttons if b.data and b.data.startswith("v1:list:")]
        here = [b.data for b in buttons if b.text.startswith("↻")]
        turns = [data for data in turns if data not in here]
        return (
            self._pressed(one, self._random.choice(turns)) if turns else self._write(one, "/viec")
        )

    def _pressed(self, one: Somebody, data: str) -> Ask:
        now, world = machine_now(), self.emulator.world
        press(world, world.chat(one.chat), one.chat, Pressed(data), now)
        return Ask(one, PRESSES, now)

    def _buttons(self, one: Somebody) -> list[Button]:
        """Those below the bot's newest message that has some."""
        shown = reversed(self.emulator.world.chat(one.chat).messages.values())
        newest = next((m for m in shown if m.sender.is_bot and m.rows), None)
        return [] if newest is None else [button for row in newest.rows for button in row]

    async def _answered(self, asked: Sequence[Ask], first: int) -> None:
        """Waits until each has an answer, or patience ends."""
        until = machine_now() + PATIENCE
        while self.round(asked, first).lost and machine_now() < until:  # noqa: ASYNC110 - the ledger rings no bell
            await asyncio.sleep(0.1)


def most_within(told: Sequence[datetime], span: timedelta) -> int:
    """The most of these instants that lie within *span*."""
    ordered, first, most = sorted(told), 0, 0
    for last, at in enumerate(ordered):
        while at - ordered[first] >= span:
            first += 1
        most = max(most, last - first + 1)
    return most


def percentile(ordered: Sequence[float], share: float) -> float:
    """The value that *share* of the ordered values do not exceed."""
    return ordered[max(math.ceil(share * len(ordered)) - 1, 0)] if ordered else math.nan


def _files(told: Sequence[Entry]) -> int:
    return sum(one.call.method == "senddocument" and one.accepted for one in told)


def _crowding(told: Sequence[Entry]) -> int:
    chats = Counter(one.call.chat_id for one in told)
    by_chat = ([e.at for e in told if e.call.chat_id == chat] for chat, n in chats.items() if n > 1)
    return max((most_within(times, SECOND) for times in by_chat), default=1 if told else 0)
