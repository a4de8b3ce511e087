"""The API on a loopback port over a real store, and programs before it with tokens of their own."""

import itertools
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import httpx

from store import Store
from store.program import token
from store.program.token import NewToken
from tests.store.office import NOW
from tests.web.conftest import serving
from tests.web.visitor import Watch, desk_of
from web.api.door import Api, broken
from web.api.offers import all_offers
from web.api.page import Described
from web.app import application
from web.console.desk import Desk
from web.console.gate import Gate
from web.console.routes import console_routes
from work.act import Act
from work.program import ApiScope, Token
from work.secrecy.discretion import Discretion

EVERYTHING = tuple(ApiScope)
_KEYS = itertools.count(1)


@dataclass
class Program:
    """A program with a token; what it sends bears a new key each time, where it names none."""

    client: httpx.AsyncClient
    token: Token
    secret: str

    async def get(self, path: str, **query: Any) -> httpx.Response:
        return await self.client.get(f"/api/v1{path}", params=query, headers=self.fields())

    async def post(
        self, path: str, body: Any = None, key: str | None = None, **fields: str
    ) -> httpx.Response:
        named = {"idempotency-key": key or f"key-{next(_KEYS)}", **fields}
        return await self.client.post(f"/api/v1{path}", json=body, headers=self.fields(**named))

    def fields(self, **more: str) -> dict[str, str]:
        named = {name.replace("_", "-"): value for name, value in more.items()}
        return {"authorization": f"Bearer {self.secret}", **named}


@dataclass
class Office:
    """The door with its clock and store."""

    store: Store
    watch: Watch
    desk: Desk
    client: httpx.AsyncClient
    open: AsyncExitStack = field(default_factory=AsyncExitStack)

    async def program(
        self,
        mailbox: str,
        scopes: Sequence[ApiScope] = EVERYTHING,
        lasts: timedelta = timedelta(days=30),
    ) -> Program:
        """One that acts by the rights of whoever has the mailbox."""
        secret, now = token.draw(), self.watch.now()
        new = NewToken(token.token_hash(secret), "Phần mềm", frozenset(scopes), now + lasts)
        made = await self.store.write(token.make, mailbox, new, Act("cli:0", now))
        assert made is not None
        return Program(self.client, made, secret)


@asynccontextmanager
async def office(
    store: Store,
    now: datetime = NOW,
    a_minute: int = 100_000,
    discretion: Discretion | None = None,
) -> AsyncIterator[Office]:
    """The API of the office in *store*, with its page."""
    watch = Watch(now)
    desk, port = desk_of(store, watch)
    desk = replace(desk, discretion=discretion or desk.discretion)
    gate = Gate(desk)
    offers = all_offers()
    api = Api(desk, offers, a_minute)
    described = Described(offers, desk.name, desk.language).routes(gate)
    groups = (console_routes(gate), described, api.routes())
    app = application(*groups, lost=gate.lost, broken=broken(desk, gate.broken))
    async with serving(app, port) as (_, client):
        yield Office(store, watch, desk, client)
