"""Chromium, driven over the DevTools protocol's pipe: opens pages, runs script, takes pictures."""

import asyncio
import base64
import itertools
import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

from tests.peers import need

PATIENCE_SECONDS = 60
_SHELL = 'exec "$0" "$@" 3<&"$IN" 4>&"$OUT"'  # the pipe's ends have these numbers in Chromium
_FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--remote-debugging-pipe",
)


class Page:
    """One tab of a given size."""

    def __init__(self, browser: "Browser", session: str) -> None:
        self._browser = browser
        self._session = session
        self.complaints = browser.complaints

    async def ask(self, method: str, **parameters: Any) -> dict[str, Any]:
        """What the DevTools method answers for this tab."""
        return await self._browser.ask(method, parameters, self._session)

    async def run(self, script: str) -> Any:
        """The value of *script*, awaited where it is a promise."""
        found = await self.ask(
            "Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True
        )
        assert "exceptionDetails" not in found, found["exceptionDetails"]
        return found["result"].get("value")

    async def until(self, script: str) -> Any:
        """The value of *script* once it is true."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not (found := await self.run(script)):  # noqa: ASYNC110 - it asks a browser
                await asyncio.sleep(0.02)
        return found

    async def click(self, selector: str) -> None:
        """Presses the first element that fits, once there is one."""
        found = f"document.querySelector({json.dumps(selector)})"
        await self.until(f"{found} !== null")
        await self.run(f"{found}.click()")

    async def close(self) -> None:
        """Closes the tab; a browser opens no more than six connections to one server."""
        await self.ask("Page.close")

    async def picture(self) -> bytes:
        """What the tab shows, as a PNG."""
        found = await self.ask("Page.captureScreenshot", format="png")
        return base64.b64decode(found["data"])


class Browser:
    """A running Chromium."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.complaints: list[str] = []  # errors that pages reported
        self._reader = reader
        self._writer = writer
        self._numbers = itertools.count(1)
        self._asked: dict[int, asyncio.Future[dict[str, Any]]] = {}

    async def ask(
        self, method: str, parameters: dict[str, Any], session: str | None = None
    ) -> dict[str, Any]:
        """What the DevTools method answers."""
        number = next(self._numbers)
        message = {"id": number, "method": method, "params": parameters}
        answer: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self._asked[number] = answer
        whole = message | ({"sessionId": session} if session else {})
        self._writer.write(json.dumps(whole).encode() + b"\0")
        async with asyncio.timeout(PATIENCE_SECONDS):
            return await answer

    async def listen(self) -> None:
        """Takes answers until the pipe ends."""
        with suppress(asyncio.IncompleteReadError):
            while True:
                message = json.loads((await self._reader.readuntil(b"\0"))[:-1])
                if "id" in message:
                    self._asked.pop(message["id"]).set_result(message.get("result", message))
                elif message.get("method") == "Runtime.exceptionThrown":
                    self.complaints.append(str(message["params"]["exceptionDetails"]))
                elif message.get("method") == "Log.entryAdded":
                    self.complaints.append(str(message["params"]["entry"]))

    async def open(
        self,
        url: str,
        width: int = 1280,
        height: int = 800,
        dark: bool = False,
        zone: str = "",
        context: str | None = None,
    ) -> Page:
        """A tab of that size, in that time zone or the machine's, that has loaded *url*; of a *context* of its own."""
        blank = {"url": "about:blank"} | ({"browserContextId": context} if context else {})
        target = await self.ask("Target.createTarget", blank)
        attached = await self.ask(
            "Target.attachToTarget", {"targetId": target["targetId"], "flatten": True}
        )
        page = Page(self, attached["sessionId"])
        for domain in ("Page", "Runtime", "Log"):
            await page.ask(f"{domain}.enable")
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        await page.ask("Emulation.setEmulatedMedia", features=[scheme])
        await page.ask(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=width < 600,
        )
        if zone:
            await page.ask("Emulation.setTimezoneOverride", timezoneId=zone)
        await page.ask("Page.navigate", url=url)
        await page.until(
            f"location.href.startsWith({json.dumps(url)}) && document.readyState == 'complete'"
        )
        return page

    async def apart(self, width: int, height: int, dark: bool = False) -> Page:
        """An empty tab of that size that shares no cookies with others."""
        made = await self.ask("Target.createBrowserContext", {})
        return await self.open("about:blank", width, height, dark, context=made["browserContextId"])


@asynccontextmanager
async def chromium(folder: Path) -> AsyncIterator[Browser]:
    """A browser with an empty profile in *folder*; skips where there is none."""
    program = need("chromium")
    to_read, to_write = os.pipe()
    back_read, back_write = os.pipe()
    process = await asyncio.create_subprocess_exec(
        "bash",
        "-c",
        _SHELL,
        program,
        *_FLAGS,
        f"--user-data-dir={folder}",
        env=os.environ | {"IN": str(to_read), "OUT": str(back_write)},
        pass_fds=(to_read, back_write),
        stderr=asyncio.subprocess.DEVNULL,
    )
    os.close(to_read)
    os.close(back_write)
    browser = Browser(*await _streams(back_read, to_write))
    listening = asyncio.create_task(browser.listen())
    try:
        yield browser
    finally:
        with suppress(TimeoutError):
            await browser.ask("Browser.close", {})
        await process.wait()
        await listening
        browser._writer.close()


async def _streams(read: int, write: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader(limit=64 * 1024 * 1024)
    await loop.connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(read, "rb", 0)
    )
    transport, protocol = await loop.connect_write_pipe(
        asyncio.streams.FlowControlMixin, os.fdopen(write, "wb", 0)
    )
    return reader, asyncio.StreamWriter(transport, protocol, reader, loop)
