"""The scripts played by everybody at once before a daemon that is killed at the moments a generator chooses."""

import asyncio
import json
import random
import re
from collections import Counter
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import Table, func, select, update

from bot.letters import RETURNING
from bot.reporting import MAKING
from demo.telegram import Emulator
from store import Store, Tx
from store.schema.account import entry
from store.schema.base import Instant, metadata
from store.schema.chat import OPEN, chat_update, dialog
from store.schema.lease import lease
from tests.bot.cast import START, Actor, cast
from tests.bot.office import PATIENCE_SECONDS, Chats, button
from tests.bot.scripts import Step
from tests.bot.test_daemon import serving
from tests.demo.conftest import running
from tests.proof.waiting import until
from tests.stores import empty_store

# When the daemon is killed, as one person sees it: they write while it is dead; while their
# answer is on its way, and what it tells of is done; once it came, and is not settled; and at
# no chosen moment after they wrote.
UNTAKEN, UNANSWERED, UNSETTLED, SOME_TIME = "untaken", "before", "after", "some time"
MOMENTS = (UNTAKEN, UNANSWERED, UNSETTLED)
LONGEST_SECONDS = 0.4  # until a kill at no chosen moment
# What differs between two runs of one program: who served, and numbers in the order of coming.
NOT_COMPARED = {"lease", "chain", "checkpoint", "chat_update", "clock"}
NUMBERS = {"id", "position", "hash", "chain_id", "holder", "lease", "message_id"}

# A time of day, a salted digest, that the account is in doubt, which is counted by itself, and
# what is shown last of a dialog that ends by itself, which it may have done before.
_VARIES = re.compile(
    r'\d\d:\d\d(:\d\d(\.\d+)?)?|[0-9a-f]{64}|,"uncertain":1|"(home|report-making|letter-return)"'
)
TWICE = "chat.told-again"  # the one event that an undisturbed run does not have

State = dict[str, Counter[str]]


@dataclass(frozen=True, slots=True)
class Played:
    """What came of it: by account the messages that stand in each chat, and those the audit calls uncertain.

    *state* is all that the store holds, but for who served, when, and in which order; *steps* are
    those of dialogs that stood in it; *kills* are counted by their moment; *errors* were logged.
    """

    written: dict[int, int]
    uncertain: Counter[int]
    state: State
    steps: set[tuple[str, str]]
    kills: Counter[str]
    errors: list[str]


async def played(
    folder: Path, chance: random.Random | None = None, moments: tuple[str, ...] = MOMENTS
) -> Played:
    """From everybody's first step to everybody's last; without *chance* nobody is killed."""
    await asyncio.to_thread(folder.mkdir)
    emulator, store = Emulator(), Store.open(empty_store(folder), "test:walk")
    url = emulator.listen("127.0.0.1", 0)
    client = httpx.AsyncClient(base_url=url, timeout=PATIENCE_SECONDS, verify=False)
    async with running(emulator.serve()), client:
        walk = _Walk(folder, url, Chats(client), store, await cast(store), chance, moments)
        await walk.play()
        result = await walk.result()
    await store.close()
    return result


@dataclass
class _Walk:
    """One office with everybody before it."""

    folder: Path
    url: str
    chats: Chats
    store: Store
    actors: tuple[Actor, ...]
    chance: random.Random | None
    moments: tuple[str, ...]
    steps: set[tuple[str, str]] = field(default_factory=set)
    kills: Counter[str] = field(default_factory=Counter)

    async def play(self) -> None:
        people = [{"id": one.user, "name": one.kind} for one in self.actors]
        await self.chats.post("/emulator/people", people)
        async with AsyncExitStack() as daemons:
            await self._start(daemons, "--clock-start", START.isoformat())
            for number in range(max(len(one.script.steps) for one in self.actors)):
                await self._round(daemons, number)

    async def result(self) -> Played:
        users = {f"person:{one.person}": one.user for one in self.actors}
        written = {one.user: len(await self.chats.from_bot(one.user)) for one in self.actors}
        uncertain = Counter(users[who] for who in await self.store.read(_uncertain))
        state = await self.store.read(_state)
        return Played(written, uncertain, state, self.steps, self.kills, _errors(self.folder))

    async def _start(self, daemons: AsyncExitStack, *options: str) -> None:
        served = serving(self.folder, self.url, "--clock-speed", "1", *options, disclosure="title")
        self.process = await daemons.enter_async_context(served)

    async def _round(self, daemons: AsyncExitStack, number: int) -> None:
        """Everybody's step of that *number*, until all have seen what follows."""
        scripts = ((one, one.script.steps) for one in self.actors)
        acting = {one: steps[number] for one, steps in scripts if number < len(steps)}
        for one, step in acting.items():
            assert not await self._sees(one, step), f"{one.kind}: {step.shows!r} is there before"
        if self.chance is None:
            await asyncio.gather(*(self._act(one, step) for one, step in acting.items()))
        else:
            await self._struck(self.chance, acting)
            await self._start(daemons)
        await self._until_seen(acting)
        await until(self._is_quiet)
        self.steps |= await self.store.read(_steps)

    async def _struck(self, chance: random.Random, acting: dict[Actor, Step]) -> None:
        """The same with a kill; who writes then writes to nobody."""
        moments = {one: chance.choice(self.moments) for one in acting}
        self.kills.update(moments.values())
        for one, step in acting.items():
            if moments[one] in (UNANSWERED, UNSETTLED):
                method, when = chance.choice(step.methods), moments[one]
                await self.chats.fault("hold", method=method, when=when, chat_id=one.user, count=1)
        late = [one for one in acting if moments[one] == UNTAKEN]
        for one in acting.keys() - set(late):
            await self._act(one, acting[one])
        await until(self._are_held)
        if SOME_TIME in moments.values():
            await asyncio.sleep(chance.uniform(0, LONGEST_SECONDS))
        self.process.kill()
        await self.process.wait()
        await self.chats.lift()
        await self.store.write(_let_run_out)
        for one in late:
            await self._act(one, acting[one])

    async def _act(self, one: Actor, step: Step) -> None:
        """What the person does, by what stands on their screen."""
        if step.hands:
            await self.chats.send(one.user, step.hands, one.octets(step), step.says)
        elif step.presses:
            shown = (await self.chats.from_bot(one.user))[-1]
            await self.chats.press(one.user, button(shown, step.presses)["data"])
        else:
            await self.chats.write(one.user, one.said(step))

    async def _sees(self, one: Actor, step: Step) -> bool:
        shown = await self.chats.from_bot(one.user)
        return bool(shown) and one.shown(step) in shown[-1]["text"]

    async def _until_seen(self, acting: dict[Actor, Step]) -> None:
        unseen = dict(acting)

        async def none() -> bool:
            seen = [one for one, step in unseen.items() if await self._sees(one, step)]
            for one in seen:
                del unseen[one]
            return not unseen

        try:
            await until(none)
        except TimeoutError:
            lacking = [(one.kind, one.shown(step)) for one, step in unseen.items()]
            last = [(await self.chats.from_bot(one.user))[-1]["text"] for one in unseen]
            raise AssertionError(f"nobody sees {lacking}, but {last}") from None

    async def _are_held(self) -> bool:
        faults = (await self.chats.get("/emulator/faults"))["faults"]
        return all(one["hits"] for one in faults)

    async def _is_quiet(self) -> bool:
        return await self.store.read(_open) == 0


def _let_run_out(tx: Tx) -> None:
    """Ends the leases of who died, which end by themselves a while later."""
    tx.run(update(lease).values(expires_at=START))


def _steps(tx: Tx) -> set[tuple[str, str]]:
    return {(row.kind, row.step) for row in tx.all(select(dialog.c.kind, dialog.c.step))}


def _open(tx: Tx) -> int:
    """How much is not over: updates, files, rejections."""
    updates = tx.value(select(func.count()).select_from(chat_update).where(OPEN))
    last = dialog.c.step.in_((MAKING, RETURNING)) & (dialog.c.kind.in_(("file", "letter")))
    return int(updates) + int(tx.value(select(func.count()).select_from(dialog).where(last)))


def _uncertain(tx: Tx) -> list[str]:
    rows = tx.all(select(entry.c.subject, entry.c.codes))
    return [row.subject for row in rows if "uncertain" in json.loads(row.codes)]


def _state(tx: Tx) -> State:
    tables = (table for table in metadata.sorted_tables if table.name not in NOT_COMPARED)
    return {table.name: Counter(_rows(tx, table)) for table in tables}


def _rows(tx: Tx, table: Table) -> list[str]:
    told = [one for one in table.c if one.name not in NUMBERS and not isinstance(one.type, Instant)]
    rows = tx.all(select(*told)) if told else ()
    rows = [row for row in rows if TWICE not in row]
    return [str({one.name: _plain(row[at]) for at, one in enumerate(told)}) for row in rows]


def _plain(value: Any) -> Any:
    """*value* without what varies; octets hold the time at which they were made, or a salt."""
    if isinstance(value, bytes):
        return "octets"
    return _VARIES.sub("", value) if isinstance(value, str) else value


def _errors(folder: Path) -> list[str]:
    """What its daemons logged for a person to act on; a kill may have cut a line short."""
    lines = (folder / "log").read_text("utf-8").splitlines()
    told = [json.loads(line) for line in lines if line.endswith("}")]
    return [one["event"] for one in told if one["level"] == "error"]
