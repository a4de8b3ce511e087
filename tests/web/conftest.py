"""A real door on a loopback port, over a real store, for a daemon whose vitals a test sets."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import httpx
import pytest
from starlette.types import ASGIApp

from bench.program import free_port
from schedules.clock import MachineClock
from store import Store, reader
from tests.hurry import hurried
from web.access import Access
from web.app import application
from web.health import Health
from web.server import Door
from work.figures import Figures

TOKEN = "correct horse"


@dataclass(frozen=True)
class Loop:
    """How one loop is said to be."""

    name: str
    healthy: bool = True
    restarts: int = 0


@dataclass
class Told:
    """Vitals as a test sets them."""

    all_loops: list[Loop] = field(default_factory=lambda: [Loop("heartbeat"), Loop("web")])
    is_stopping: bool = False
    holds: bool = True
    age: float | None = 3.5
    free: int | None = 10**9
    has_room: bool = True
    sticks: dict[str, float] = field(default_factory=dict)
    sticks_here: tuple[str, ...] = ()
    counted: Figures = field(default_factory=Figures)

    def loops(self) -> list[Loop]:
        return self.all_loops

    def stopping(self) -> bool:
        return self.is_stopping

    def holding(self) -> bool:
        return self.holds

    def lease_age_seconds(self) -> float | None:
        return self.age

    def free_bytes(self) -> int | None:
        return self.free

    def figures(self) -> Figures:
        return self.counted

    def room(self) -> bool:
        return self.has_room

    def stuck(self) -> dict[str, float]:
        return self.sticks

    def stuck_here(self) -> tuple[str, ...]:
        return self.sticks_here


@asynccontextmanager
async def serving(
    app: ASGIApp, port: int | None = None
) -> AsyncIterator[tuple[Door, httpx.AsyncClient]]:
    """The door before *app*, and a client of it."""
    door = Door(app, "127.0.0.1", port or free_port())
    with hurried():
        async with asyncio.TaskGroup() as group:
            running = group.create_task(door.run())
            # Reading the certificates of the world takes longer than a test on loopback.
            client = httpx.AsyncClient(base_url=await door.url(), timeout=30, verify=False)
            async with client:
                yield door, client
            running.cancel()


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a busy machine a page is read for longer than a second."""
    monkeypatch.setattr(reader, "READ_LIMIT_MS", 60_000)


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
async def client(store: Store, told: Told) -> AsyncIterator[httpx.AsyncClient]:
    """A client on this machine, of a door that knows TOKEN."""
    health = Health(store, told, Access(lambda: TOKEN), MachineClock())
    async with serving(application(health.routes())) as (_, client):
        yield client
