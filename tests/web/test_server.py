"""The door itself: it ends when it is asked, keeps its mistakes to itself, and takes no load it cannot bear."""

import asyncio
from collections.abc import Iterator, MutableMapping
from typing import Any

import httpx
import pytest
import structlog
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bench.program import free_port
from tests.web.conftest import serving
from web.access import Access
from web.app import application
from web.patience import Patience
from web.server import HEADER_LIMIT, Door


@pytest.fixture
def lines() -> Iterator[list[MutableMapping[str, Any]]]:
    with structlog.testing.capture_logs() as captured:
        yield captured


async def slow(_request: Request) -> Response:
    await asyncio.sleep(0.3)
    return PlainTextResponse("done")


async def broken(_request: Request) -> Response:
    raise ValueError("secret words of the program")


APP = application([Route("/slow", slow), Route("/broken", broken)])


async def test_a_mistake_is_told_by_its_incident_and_nothing_else(
    lines: list[MutableMapping[str, Any]],
) -> None:
    async with serving(APP) as (_, client):
        answer = await client.get("/broken")

    (told,) = [line for line in lines if line["event"] == "web.failed"]
    assert (answer.status_code, answer.text) == (500, f"Internal error {told['incident']}.\n")
    assert told["exc_info"]


async def test_every_answer_bears_the_fields_that_keep_browsers_out_of_trouble() -> None:
    async with serving(APP) as (_, client):
        for path in ("/slow", "/broken", "/nowhere"):
            headers = (await client.get(path)).headers

            assert headers["x-content-type-options"] == "nosniff"
            assert headers["cache-control"] == "no-store"
            assert "default-src 'self'" in headers["content-security-policy"]
            assert "server" not in headers


async def test_a_door_that_drains_answers_what_is_under_way_and_returns() -> None:
    door = Door(APP, "127.0.0.1", free_port())
    async with asyncio.timeout(30), asyncio.TaskGroup() as group:
        running = group.create_task(door.run())
        async with httpx.AsyncClient(base_url=await door.url(), timeout=30) as client:
            asked = group.create_task(client.get("/slow"))
            await asyncio.sleep(0.1)
            door.drain()
            answer = await asked
        await running

    assert answer.text == "done"


async def test_a_door_that_is_cancelled_gives_its_address_back() -> None:
    port = free_port()
    for _ in range(2):
        door = Door(APP, "127.0.0.1", port)
        async with asyncio.timeout(30), asyncio.TaskGroup() as group:
            running = group.create_task(door.run())
            await door.url()
            running.cancel()


async def test_an_address_that_is_taken_is_an_error_of_the_loop() -> None:
    async with serving(APP) as (_, client):
        door = Door(APP, "127.0.0.1", int(str(client.base_url).rstrip("/").rpartition(":")[2]))

        with pytest.raises(OSError, match="in use"):
            await door.run()


async def test_a_request_whose_head_does_not_end_is_refused() -> None:
    async with serving(APP) as (_, client):
        port = client.base_url.port
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 2 * HEADER_LIMIT)
        async with asyncio.timeout(30):
            answer = await reader.read(12)
        writer.close()

    assert answer == b"HTTP/1.1 400"


HEAD = b"POST /slow HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n"
WHOLE = b"GET /slow HTTP/1.1\r\nHost: x\r\n\r\n"


@pytest.mark.parametrize(
    ("begun", "dripped"),
    [(b"", b""), (b"GET / HTTP/1.1\r\n", b"X: y\r\n"), (HEAD, b"a"), (WHOLE, b"G")],
    ids=["nothing", "head", "body", "second-head"],
)
async def test_who_takes_too_long_is_let_go_and_others_are_served(
    begun: bytes, dripped: bytes
) -> None:
    door = Door(APP, "127.0.0.1", free_port(), patience=Patience(head=0.6, body=0.9))
    async with asyncio.timeout(30), asyncio.TaskGroup() as group:
        running = group.create_task(door.run())
        url = httpx.URL(await door.url())
        reader, writer = await asyncio.open_connection("127.0.0.1", url.port)
        writer.write(begun)
        gone = group.create_task(reader.read())
        while not gone.done():
            writer.write(dripped)
            await asyncio.sleep(0.1)
        async with httpx.AsyncClient(base_url=url, timeout=30) as client:
            assert (await client.get("/slow")).text == "done"
        writer.close()
        door.drain()
        await running


async def test_the_token_is_read_anew_when_it_is_asked_for() -> None:
    tokens = iter(("first", "second", None))
    access = Access(lambda: next(tokens))

    def allowed(token: str) -> bool:
        headers = [(b"authorization", f"Bearer {token}".encode())]
        return access.allows(Request({"type": "http", "headers": headers, "client": None}))

    assert (allowed("first"), allowed("second")) == (True, False)
    access.reload()
    assert (allowed("first"), allowed("second")) == (False, True)
    access.reload()
    assert (allowed("second"), allowed("None"), allowed("")) == (False, False, False)
