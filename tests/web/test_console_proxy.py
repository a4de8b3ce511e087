"""A page hears of others through a real nginx, set up by the very words of the how-to."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from store import Store
from tests.peers import unpacked
from tests.store.office import BINH, CUONG, opened, staffed, work
from tests.web.test_console_live import NEAR_SECONDS, Heard
from tests.web.visitor import console
from web.console import live

_HOW_TO = Path("docs/console.md").read_text(encoding="utf-8")
_SAID = re.compile(r"```nginx\n(location / .*?)```", re.DOTALL)


@asynccontextmanager
async def nginx(folder: Path, url: str) -> AsyncIterator[str]:
    """The path of the socket on which nginx hands on to *url*, as docs/console.md says."""
    said = _SAID.search(_HOW_TO)
    assert said is not None
    places = said[1].replace("http://127.0.0.1:8025", url)
    kept = " ".join(
        f"{kind}_temp_path {folder}/{kind};"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    socket, settings = folder / "nginx.sock", folder / "nginx.conf"
    settings.write_text(
        f"daemon off; master_process off; pid {folder}/pid; error_log stderr;"
        f" events {{}} http {{ access_log off; {kept} server {{ listen unix:{socket};\n{places}}} }}"
    )
    program = unpacked("nginx", "usr/sbin/nginx")
    process = await asyncio.create_subprocess_exec(program, "-c", settings, "-p", folder)
    try:
        async with asyncio.timeout(NEAR_SECONDS):
            while not socket.exists():  # noqa: ASYNC110 - another process makes it
                await asyncio.sleep(0.02)
        yield str(socket)
    finally:
        process.terminate()
        await process.wait()


async def test_events_and_heartbeats_come_through_nginx_as_they_are_sent(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "HEARTBEAT_SECONDS", 0.2)
    await staffed(store)
    await opened(store, work("2026-10-05"))
    async with console(store) as office, nginx(tmp_path, office.url) as socket:
        binh, cuong = await office.entered(BINH), await office.entered(CUONG)
        reader, writer = await asyncio.open_unix_connection(socket)
        asked = f"GET /live?page=/unit&made={live.stamp(office.watch.now())} HTTP/1.1"
        writer.write(
            f"{asked}\r\nHost: 127.0.0.1\r\nCookie: congvu={cuong.cookie}\r\n\r\n".encode()
        )
        stream = Heard("", reader)
        try:
            head = await stream.until("\r\n\r\n")
            assert "200 OK" in head
            assert "text/event-stream" in head
            await stream.until("data: changed\n\n")
            await stream.until(":\nid: ")  # a heartbeat, which none could hold back
            office.watch.after(timedelta(seconds=5))
            await binh.look("/tasks/1")
            await binh.send("/tasks/1/receive")
            told = await stream.until("data: changed\n\n")
            assert f"id: {live.stamp(office.watch.now())}\n" in told
        finally:
            writer.close()
        async with asyncio.timeout(NEAR_SECONDS):
            while len(office.desk.operating.live):  # noqa: ASYNC110 - nginx lets go of it
                await asyncio.sleep(0.05)
