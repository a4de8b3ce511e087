"""The emulator pushes: in order, with the secret, again until it is answered, and never beside a poll."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from telegram import Bot
from telegram.error import BadRequest, Conflict

from tests.demo.conftest import running, until
from tests.demo.people import AN, People

SECRET = "mot-bi-mat_1"


@dataclass
class Bots:
    """A bot's door: what came, and what it answers."""

    url: str = ""
    status: int = 200
    came: list[tuple[str | None, dict[str, Any]]] = field(default_factory=list)

    async def take(self, request: Request) -> Response:
        secret = request.headers.get("x-telegram-bot-api-secret-token")
        self.came.append((secret, json.loads(await request.body())))
        return Response(status_code=self.status)

    def texts(self) -> list[str]:
        return [update["message"]["text"] for _, update in self.came]


@pytest.fixture
async def door() -> AsyncIterator[Bots]:
    door = Bots()
    app = Starlette(routes=[Route("/hook", door.take, methods=["POST"])])
    config = uvicorn.Config(app, port=0, lifespan="off", log_config=None)
    server = uvicorn.Server(config)
    async with running(server.serve()):

        async def started() -> bool:
            return server.started

        await until(started)
        port = server.servers[0].sockets[0].getsockname()[1]
        door.url = f"http://127.0.0.1:{port}/hook"
        yield door
        server.should_exit = True
        await asyncio.sleep(0.2)


async def came(door: Bots, many: int) -> None:
    async def enough() -> bool:
        return len(door.came) >= many

    await until(enough)


async def test_updates_are_pushed_in_order_with_the_secret(
    bot: Bot, people: People, door: Bots
) -> None:
    await people.write(AN, "trước")
    await bot.set_webhook(door.url, secret_token=SECRET, max_connections=4)
    await people.write(AN, "sau")
    await came(door, 2)

    assert door.texts() == ["trước", "sau"]
    assert {secret for secret, _ in door.came} == {SECRET}
    info = await bot.get_webhook_info()
    assert (info.url, info.max_connections) == (door.url, 4)
    assert info.pending_update_count == 0


async def test_what_is_not_answered_well_comes_again_and_is_told(
    bot: Bot, people: People, door: Bots
) -> None:
    door.status = 503
    await bot.set_webhook(door.url)
    await people.write(AN, "x")
    await came(door, 2)
    assert "503" in str((await bot.get_webhook_info()).last_error_message)
    door.status = 200

    async def taken() -> bool:
        return (await bot.get_webhook_info()).pending_update_count == 0

    await until(taken)
    assert set(door.texts()) == {"x"}


@pytest.mark.parametrize(("when", "times"), [("before", 1), ("after", 2)])
async def test_a_push_that_is_dropped_comes_again(
    bot: Bot, people: People, door: Bots, when: str, times: int
) -> None:
    await people.fault("drop", method="push", when=when, count=1)
    await bot.set_webhook(door.url)
    await people.write(AN, "x")
    await came(door, times)

    async def taken() -> bool:
        return (await bot.get_webhook_info()).pending_update_count == 0

    await until(taken)
    assert door.texts() == ["x"] * times


async def test_a_poll_beside_a_webhook_is_refused_until_it_is_deleted(
    bot: Bot, people: People, door: Bots
) -> None:
    await bot.set_webhook(door.url)
    with pytest.raises(Conflict, match="while webhook is active"):
        await bot.get_updates()
    await bot.delete_webhook()
    await people.write(AN, "x")

    assert [one.message and one.message.text for one in await bot.get_updates()] == ["x"]
    assert door.came == []


async def test_only_this_machine_is_pushed_to(bot: Bot) -> None:
    with pytest.raises(BadRequest, match="this machine only"):
        await bot.set_webhook("https://x.vn/hook")
    with pytest.raises(BadRequest, match="unallowed characters"):
        await bot.set_webhook("http://127.0.0.1/hook", secret_token="có dấu")
