"""One daemon as an office runs it, over a filled store: two workers relay, and bot, web and whatever is configured beside."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from types import MappingProxyType

from sqlalchemy import delete

from bench.cases import Load
from bench.chat_crowd import Crowd
from bench.chat_office import Filling, fill
from bench.load import send
from bench.office import Office, congvu
from bench.program import Running, greets
from demo.telegram_account import TOKEN
from store import Store, Tx
from store.schema.directory import person

BATCH = Load(500)  # of the relay's load, one after the other

TELEGRAM = """
[telegram]
enabled = true
decision = "12/QĐ-VP"
decided_on = 2026-08-03
token_file = "token"
base_url = "{telegram}"
disclosure = "title"
"""


class Pressing:
    """Keeps the relay busy from a thread of its own, as long as the block runs."""

    def __init__(self, port: int) -> None:
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(port,))

    def __enter__(self) -> "Pressing":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _run(self, port: int) -> None:
        while not self._over.is_set():
            send(BATCH, port)


@dataclass(frozen=True, slots=True)
class Whole:
    """A daemon that works: its process, who asks it in the chat, and its store."""

    daemon: Running
    crowd: Crowd
    store: Store


@asynccontextmanager
async def serving(
    office: Office,
    filling: Filling,
    config: str = "",
    secrets: Mapping[str, str] = MappingProxyType({}),
    prepare: Callable[[Tx], object] = lambda _tx: None,
) -> AsyncIterator[Whole]:
    """The daemon with *config* and the files *secrets* beside its own, once it relays and has answered some of the crowd.

    Its store is filled, and then changed by *prepare*.
    """
    crowd, address = Crowd(filling), f"sqlite:///{office.folder}/congvu.db"
    told = office.config.read_text() + config + TELEGRAM.format(telegram=crowd.listen())
    office.config.write_text(told, encoding="utf-8")
    for name, word in {"token": TOKEN, **secrets}.items():
        (office.folder / name).write_text(word + "\n", encoding="utf-8")
        (office.folder / name).chmod(0o600)
    store = Store.open(address, "bench")
    await store.write(lambda tx: tx.run(delete(person)))  # the sample's one official makes room
    await asyncio.to_thread(fill, address, filling)
    await store.write(prepare)
    emulator = asyncio.create_task(crowd.emulator.serve())
    command = [*congvu(), "--config", str(office.config), "serve", "--workers", "2"]
    daemon = Running(command, office.folder / "serve.log")
    try:
        await asyncio.to_thread(daemon.ready, lambda: greets(office.port))
        await crowd.warmed()
        yield Whole(daemon, crowd, store)
    finally:
        await store.close()
        await asyncio.to_thread(daemon.stop)
        emulator.cancel()
        with suppress(asyncio.CancelledError):
            await emulator


async def after(seconds: float) -> asyncio.Event:
    """What is set so many seconds from now."""
    over = asyncio.Event()
    asyncio.get_running_loop().call_later(seconds, over.set)
    return over
