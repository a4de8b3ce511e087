"""The sample office with its bot, in one process, on a Monday morning that is always the same."""

import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, time
from pathlib import Path
from unittest import mock

import httpx

from bot import reception
from congvu.config.load import load
from congvu.parts.console_tray import Letters
from congvu.parts.desk import Desks
from congvu.parts.letters import HeldLetters
from demo import office as sample
from demo.clock import machine_now
from demo.telegram import Emulator
from demo.telegram_account import TOKEN, Account
from demo.tour_office import Place, found, staff
from demo.tour_ports import ANY, free_ports
from demo.tour_process import Congvu
from mail.bounce import Bounces
from mail.dsn import Reporter
from mail.schedule import Schedule
from papers.opener import Opener
from store import Store, clock
from store.directory.people import person_at
from tests.bot.office import CALENDAR, PATIENCE_SECONDS, Chats, Going, Office
from tests.demo.browser import chromium
from tests.demo.conftest import running
from tests.pictures.album import Album
from tests.store.telling import PLAN, with_customs
from work.act import Act
from work.notice import Channel
from work.person import Person

MONDAY = datetime.fromisoformat("2026-08-17T09:00:00+07:00")
BOX = "vpcp.gov.example"
ACCOUNTS = {  # account, and the mailbox of its owner
    "an": 7001,  # staff
    "binh": 7002,  # the head of An's unit
    "quang": 7004,  # the head of the agency
    "giang": 7005,  # the clerk
    "ha": 7006,  # not linked
    "chau": 7003,  # staff, who reads English
}
BOXES = {"an": "an.nv", "binh": "binh.tt", "quang": "quang.dn", "giang": "giang.ht", "ha": "ha.vn", "chau": "chau.lm"}  # fmt: skip


@dataclass
class Studio:
    """Everything that a scene needs; people are named by the key of their account."""

    office: Office
    chats: Chats
    album: Album
    people: dict[str, Person]

    async def ask(self, who: str, text: str) -> str:
        """What the bot answers to *text*."""
        return str((await self.chats.ask(ACCOUNTS[who], text))["text"])

    async def tap(self, who: str, *labels: str) -> str:
        """What the newest message says once the buttons were pressed one after another."""
        text = ""
        for label in labels:
            text = str((await self.chats.tap(ACCOUNTS[who], label))["text"])
        return text

    async def hand(self, who: str, name: str, octets: bytes, caption: str = "") -> None:
        """Sends a file, and waits for the answer."""
        await self.chats.hand(ACCOUNTS[who], name, octets, caption)

    async def take(self, name: str, who: str, last: int = 2) -> None:
        """A picture of the *last* messages of a person's chat."""
        await self.album.take(name, ACCOUNTS[who], last)

    @property
    def act(self) -> Act:
        """An act of the office's own, now."""
        return Act("cli:0", self.office.machine.now())


@asynccontextmanager
async def studio(album: Album) -> AsyncIterator[Studio]:
    """The sample office, everybody but Hà linked, with a browser before the chat page."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True)))
        address = await _set_up(folder)
        going = Going(MONDAY)
        store = Store.open(address, "pictures")
        stack.push_async_callback(store.close)
        people = [Account(number, f"{_name(key)} (mẫu)") for key, number in ACCOUNTS.items()]
        emulator = Emulator(TOKEN, people, going.now)
        url = emulator.listen("127.0.0.1", 0)
        await stack.enter_async_context(running(emulator.serve()))
        client = httpx.AsyncClient(base_url=url, timeout=PATIENCE_SECONDS)
        chats = Chats(await stack.enter_async_context(client))
        plan = replace(with_customs(PLAN, digest_at=time(7, 45)), channels=frozenset(Channel))
        office = Office(store, url, going, going, plan)
        office.letters = _letters(office)
        config = load(Place(folder / "sample").office / "config.toml")
        office.registry = Desks(config).of
        opener = await stack.enter_async_context(Opener(readers=1))
        office.letter = Letters(store, office.registry, opener).letter
        known = {key: await _linked(office, chats, key) for key in ACCOUNTS}
        album.browser = await stack.enter_async_context(chromium(folder / "chromium"))
        watched = album.watch(office, chats, url)
        stack.enter_context(mock.patch.object(reception, "SCREENS", watched))
        bot = office.bot(office=sample.NAME, domain=sample.DOMAIN, groups="counts")
        await stack.enter_async_context(office.open(bot))
        yield Studio(office, chats, album, known)


async def _set_up(folder: Path) -> str:
    """The address of the store, with agencies, people and the register in it."""
    place = Place(folder / "sample")
    place.folder.mkdir()
    place.lay_out()
    congvu = Congvu(place.office)
    await found(place, Congvu(place.folder), free_ports(ANY), machine_now())
    await staff(place, congvu)
    address = f"sqlite:///{place.office / 'congvu.db'}"
    store = Store.open(address, "pictures")
    await store.write(clock.simulate, MONDAY, 1.0, machine_now())
    register = place.folder / "register.xlsx"
    await congvu.run("task", "import", str(register), "--yes", "--language", "vi")
    assert await store.write(clock.end, machine_now()), "office time is that of the pictures' clock"
    await store.close()
    return address


def _letters(office: Office) -> HeldLetters:
    reporter = Reporter(f"congvu.{BOX}", BOX, CALENDAR.zone)
    return HeldLetters(
        office.store,
        Bounces(office.store, reporter, Schedule(), office.machine),
        Schedule(),
    )


async def _linked(office: Office, chats: Chats, key: str) -> Person:
    person = await office.store.read(person_at, f"{BOXES[key]}@{BOX}")
    assert person is not None, key
    if key != "ha":
        await chats.begin(ACCOUNTS[key])
        await office.link(person.id, ACCOUNTS[key])
    return person


def _name(key: str) -> str:
    names = {"an": "Nguyễn Văn An", "binh": "Trần Thị Bình", "quang": "Đỗ Nhật Quang"}
    more = {"giang": "Hoàng Thu Giang", "ha": "Vũ Ngọc Hà", "chau": "Lê Minh Châu"}
    return (names | more)[key]
