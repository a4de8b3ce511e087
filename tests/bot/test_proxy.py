"""The way out through a proxy: everything goes by it, with the password that it asks for."""

import asyncio
import base64
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest

from tests.bot.office import AN, Chats, Office
from tests.listening import listening
from tests.store import office as ministry

KNOWN = "Basic " + base64.b64encode(b"congvu:mot-mat-khau").decode()


@dataclass
class Proxy:
    """Hands requests on (RFC 9112 §3.2.2), and remembers for whom and to where."""

    port: int = 0
    asked: list[tuple[str, str]] = field(default_factory=list)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            line, *fields = head.split("\r\n")
            verb, address, version = line.split(" ")
            known = dict(one.lower().split(": ", 1) for one in fields if one)
            self.asked.append((known.get("proxy-authorization", ""), address))
            body = await reader.readexactly(int(known.get("content-length", "0")))
            there = urlsplit(address)
            answer, onward = await asyncio.open_connection(there.hostname, there.port)
            kept = [one for one in fields if one and not one.lower().startswith("connection")]
            lines = [f"{verb} {there.path} {version}", *kept, "Connection: close", "", ""]
            onward.write("\r\n".join(lines).encode("latin-1") + body)
            try:
                while block := await answer.read(65536):
                    writer.write(block)
            finally:
                onward.close()  # a question for news may be under way when all ends
        writer.close()


@pytest.fixture
async def proxy() -> AsyncIterator[Proxy]:
    made = Proxy()
    async with listening(made.serve) as made.port:
        yield made


async def test_every_request_goes_by_the_proxy_with_its_password(
    office: Office, chats: Chats, proxy: Proxy
) -> None:
    await chats.begin(AN)
    await office.link(ministry.BINH)
    way = f"http://congvu:mot-mat-khau@127.0.0.1:{proxy.port}"
    async with office.open(proxy=way):
        await chats.ask(AN, "/viec")

    methods = {urlsplit(address).path.rpartition("/")[2] for _, address in proxy.asked}
    assert methods >= {"getMe", "getUpdates", "sendMessage", "setMyCommands"}
    assert {known for known, _ in proxy.asked} == {KNOWN.lower()}
    assert len(proxy.asked) == len(await chats.requests()) - 1, "but for the test's own"
