"""A console on a loopback port over a real store, and somebody with a browser before it, in a small ministry."""

import asyncio
import base64
import hashlib
import hmac
import json
import re
import struct
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from ipaddress import ip_network

import httpx
from sqlalchemy import select
from starlette.routing import BaseRoute

from bench.program import free_port
from congvu.parts.console import Hashing
from congvu.parts.console_tray import Letters
from congvu.parts.letters import HeldLetters
from congvu.parts.operating import DnsSurvey, RelayPost
from congvu.second_key import SecondKey
from mail.bounce import Bounces
from mail.dsn import Reporter
from mail.guard import Guard
from mail.schedule import Schedule
from papers.opener import Opener
from schedules.calendar import OFFICE_ZONE
from schedules.clock import OfficeClock
from schedules.hours import Session as Hours
from schedules.hours import Sessions
from schedules.ladder import Plan
from schedules.ladder_data import reminding
from schedules.official import official_calendar
from store import Store, Tx
from store.console import account, link, session
from store.console.session import NewSession
from store.schema.notice import notice
from tests.store import read_letters
from tests.store.office import NOW
from tests.store.petitions import hands
from tests.store.sealing import KEY
from tests.web.conftest import Told, serving
from web.app import application
from web.console.desk import Desk, Place
from web.console.gate import Gate
from web.console.operating import Operating
from web.console.routes import console_routes
from work.act import Act
from work.console import Stage, Where
from work.notice import Channel
from work.secrecy.contents import Contents
from work.signing import Senders

PASSWORD = "mưa phùn trên phố cổ"
SECOND = SecondKey(bytes(range(32)))
PROXY = "127.0.0.1"
HIDDEN = re.compile(r'name="form" value="([0-9a-f]{64})"')


class Watch:
    """A clock that a test sets forward."""

    def __init__(self, now: datetime) -> None:
        self._now = now

    def now(self) -> datetime:
        return self._now

    def after(self, time: timedelta) -> None:
        self._now += time


@dataclass
class Visitor:
    """Somebody with a browser of their own: keeps cookies, sends the hidden field of the page last seen."""

    browser: httpx.AsyncClient
    origin: str
    token: str = ""
    fields: dict[str, str] = field(default_factory=dict)

    async def look(self, path: str, **headers: str) -> httpx.Response:
        return self._seen(await self.browser.get(path, headers=headers))

    async def send(self, path: str, **fields: str) -> httpx.Response:
        """The form as the page's own would be sent."""
        return await self.post(path, {"form": self.token, **fields}, origin=self.origin)

    async def send_files(
        self, path: str, files: Sequence[tuple[str, bytes]], **fields: str
    ) -> httpx.Response:
        """The form with files, as a browser sends it: in the order of its fields, names as they are."""
        mark = "----geckoformboundary1234"
        parts = [
            f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
            for name, value in {"form": self.token, **fields}.items()
        ]
        for name, body in files:
            told = name.replace('"', "%22")
            head = (
                f'--{mark}\r\nContent-Disposition: form-data; name="files"; filename="{told}"\r\n'
            )
            parts.append(f"{head}Content-Type: application/octet-stream\r\n\r\n".encode() + body)
            parts.append(b"\r\n")
        parts.append(f"--{mark}--\r\n".encode())
        kind = f"multipart/form-data; boundary={mark}"
        headers = {"origin": self.origin, "content-type": kind}
        return self._seen(await self.browser.post(path, content=b"".join(parts), headers=headers))

    async def post(self, path: str, fields: dict[str, str], **headers: str) -> httpx.Response:
        return self._seen(await self.browser.post(path, data=fields, headers=headers))

    async def follow(self, answer: httpx.Response) -> httpx.Response:
        assert answer.status_code == 303, answer.text
        return await self.look(answer.headers["location"])

    def plant(self, value: str, name: str = "congvu") -> None:
        """Sets a cookie as if it had come from the console."""
        host = self.origin.split("/")[2].partition(":")[0]
        domain = f"{host}.local" if "." not in host else host  # as RFC 2965, and httpx, have it
        self.browser.cookies.set(name, value, domain=domain, path="/")

    @property
    def cookie(self) -> str:
        return self.browser.cookies.get("congvu") or ""

    def _seen(self, answer: httpx.Response) -> httpx.Response:
        found = HIDDEN.search(answer.text)
        self.token = found[1] if found else self.token
        return answer


@dataclass
class Console:
    """The door, its clock and store; *desk* is what its pages stand on."""

    store: Store
    watch: Watch
    desk: Desk
    url: str
    open: AsyncExitStack
    entries: list[int] = field(default_factory=list)

    async def visitor(self, address: str = "192.0.2.7") -> Visitor:
        """Another browser, that a proxy on this machine says to be at *address*."""
        headers = {"x-forwarded-for": address, "user-agent": "Firefox", "accept-language": "vi"}
        browser = httpx.AsyncClient(base_url=self.url, headers=headers, timeout=60, verify=False)
        return Visitor(await self.open.enter_async_context(browser), self.url)

    async def invited(self, email: str) -> str:
        """The path of the link in the letter of invitation."""
        drawn = link.draw(self.url)
        act = Act("cli:0", self.watch.now())
        assert await self.store.write(link.invite, email, drawn, act) is not None
        return await self.mailed()

    async def mailed(self) -> str:
        """The path of the link in the newest letter."""
        facts = [json.loads(row) for row in await self.store.read(_links)]
        return str(facts[-1]["link"]).removeprefix(self.url)

    async def news(self) -> list[str]:
        """What owners of accounts were told by mail."""
        rows = await self.store.read(_news)
        return [json.loads(row)["what"] for row in rows]

    async def someone(self, email: str, address: str = "192.0.2.7") -> tuple[Visitor, bytes]:
        """A visitor who has set a password and a second factor and is in, and the secret."""
        visitor = await self.visitor(address)
        path = await self.invited(email)
        await visitor.look(path)
        page = await visitor.follow(await visitor.send(path, password=PASSWORD, again=PASSWORD))
        secret = secret_in(page.text)
        answer = await visitor.send("/enrol", code=totp(secret, self.watch.now()))
        assert answer.status_code == 200, answer.text
        self.watch.after(timedelta(minutes=1))
        return visitor, secret

    async def entered(self, person: int) -> Visitor:
        """A visitor who is in, without the way there."""
        token = f"token-of-{person}-{len(self.entries)}"
        self.entries.append(person)
        await self.store.write(enter, person, link.token_hash(token), self.watch.now())
        visitor = await self.visitor()
        visitor.plant(token)
        return visitor


def totp(secret: bytes, now: datetime) -> str:
    """The code of RFC 6238, written apart from the code under test."""
    digest = hmac.digest(secret, struct.pack(">Q", int(now.timestamp()) // 30), hashlib.sha1)
    start = digest[-1] % 16
    number = int.from_bytes(digest[start : start + 4], "big") % 2**31
    return str(number % 10**6).rjust(6, "0")


def secret_in(page: str) -> bytes:
    """The secret that the page of enrolment shows for typing."""
    found = re.search(r"<code>([A-Z2-7 ]+)</code>", page)
    assert found is not None, page
    return base64.b32decode(found[1].replace(" ", ""))


@asynccontextmanager
async def console(
    store: Store,
    now: datetime = NOW,
    contents: Contents | None = None,
    host: str = "127.0.0.1",
) -> AsyncIterator[Console]:
    """The console of the office in *store*, which browsers know by *host*."""
    watch, opener = Watch(now), Opener()
    desk, port = desk_of(store, watch, opener, contents, host)
    gate = Gate(desk)
    groups: Sequence[BaseRoute] = console_routes(gate)
    app = application(groups, lost=gate.lost, broken=gate.broken)
    async with (
        opener,
        serving(app, port) as (door, _),
        AsyncExitStack() as browsers,
        asyncio.TaskGroup() as group,
    ):
        jobs = group.create_task(desk.operating.jobs.run())
        live = group.create_task(desk.operating.live.run(store, watch))
        await door.url()
        yield Console(store, watch, desk, desk.place.url, browsers)
        jobs.cancel()
        live.cancel()


def desk_of(
    store: Store,
    watch: Watch,
    opener: Opener | None = None,
    contents: Contents | None = None,
    host: str = "127.0.0.1",
) -> tuple[Desk, int]:
    """What the pages of the office in *store* stand on, and the port that it takes them to be on."""
    port = free_port()
    ladders, customs = reminding()
    hours = Sessions(Hours(time(7, 30), time(11, 30)), Hours(time(13, 30), time(17)))
    calendar = official_calendar()
    channels = frozenset({Channel.MAIL})
    plan = Plan(calendar, ladders, channels, hours, (), customs.within(hours))
    place = Place(f"http://{host}:{port}", (ip_network(PROXY),))
    desk = Desk(
        "Bộ Y tế",
        "vi",
        store,
        watch,
        OfficeClock(watch),
        plan,
        place,
        Guard(shared=True),
        Hashing(),
        SECOND,
        operating(store, watch),
        Letters(store, lambda tx, _now: read_letters.desk(tx), opener or Opener()),
        letters=HeldLetters(store, *returning(store, watch)),
        contents=contents,
        petitions=hands,
        mailbox="congvu@moh.gov.vn",
    )
    return desk, port


def operating(store: Store, watch: Watch, dns: int = 9) -> Operating:
    """The relay's own returning, DNS asked at the port *dns* of this machine, and vitals that a test sets."""
    post = RelayPost(store, *returning(store, watch))
    survey = DnsSurvey(store, ((PROXY, dns),), "relay.moh.gov.vn")
    return Operating(post, survey, KEY.holds, Told(), Senders("moh.gov.vn"))


def returning(store: Store, watch: Watch) -> tuple[Bounces, Schedule]:
    """How the relay returns letters."""
    when = Schedule()
    reporter = Reporter("relay.moh.gov.vn", "moh.gov.vn", OFFICE_ZONE)
    return Bounces(store, reporter, when, watch), when


def _links(tx: Tx) -> list[str]:
    chosen = select(notice.c.facts).where(notice.c.kind == link.KIND).order_by(notice.c.id)
    return [row.facts for row in tx.all(chosen)]


def _news(tx: Tx) -> list[str]:
    chosen = select(notice.c.facts).where(notice.c.kind == account.NEWS).order_by(notice.c.id)
    return [row.facts for row in tx.all(chosen)]


def enter(tx: Tx, person: int, token: bytes, now: datetime) -> None:
    """Lets *person* be in, without the way there; *token* is of the hash that their cookie has."""
    account.make(tx, person, now)
    where = Where("192.0.2.7", "Firefox")
    number = session.begin(tx, NewSession(b"before", person, Stage.SECOND, where), now)
    session.rise(tx, number, token, now)
