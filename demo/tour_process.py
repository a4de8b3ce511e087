"""Runs `congvu` as whoever tries it out does: as a program of its own, by its command line."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from demo.tour_failure import StepFailed
from demo.tour_http import Pages
from demo.tour_wait import until

ROOT = Path(__file__).parents[1]  # where `congvu` is imported from, installed or not
COMMAND_SECONDS = 120.0
READY_SECONDS = 60.0
STOP_SECONDS = 60.0


class Congvu:
    """One office in *folder*, by its commands."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def run(self, *arguments: str, stdin: str = "") -> str:
        """What a command prints. Raises StepFailed with its last sentence where it fails."""
        process = await asyncio.create_subprocess_exec(
            *program(*arguments),
            cwd=self._folder,
            env=environment(),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            start_new_session=True,
        )
        try:
            async with asyncio.timeout(COMMAND_SECONDS):
                out, err = await process.communicate(stdin.encode())
        finally:
            await _gone(process)
        if process.returncode:
            raise StepFailed(f"congvu {' '.join(arguments[:2])}: {_last(err.decode())}")
        return out.decode()

    async def json(self, *arguments: str) -> Any:
        """What a command prints with --json."""
        return json.loads(await self.run(*arguments, "--json"))


class Daemon:
    """`congvu serve` with a log file; it may be started again and goes on in the same log."""

    def __init__(self, folder: Path, log: Path, web: Pages) -> None:
        self._folder = folder
        self._log = log
        self._web = web
        self._process: asyncio.subprocess.Process | None = None

    async def start(self, *arguments: str) -> None:
        """Comes back once it is ready. Raises StepFailed where it ends or does not get so far."""
        with self._log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *program("serve", *arguments),
                cwd=self._folder,
                env=environment(),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # an interrupt at the terminal comes to it by us
            )
        await until(self._ready, READY_SECONDS)

    async def stop(self) -> None:
        """Ends it as an operator does, and waits. Raises StepFailed unless it ended cleanly."""
        process, self._process = self._process, None
        if process is None:
            return
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)
        try:
            async with asyncio.timeout(STOP_SECONDS):
                code = await process.wait()
        finally:
            await _gone(process)
        if code:
            raise StepFailed(f"congvu serve ended with {code}: {self.last_words()}")

    async def ended(self) -> None:
        """Waits until it ends by itself, which is a failure: raises StepFailed."""
        if self._process is not None:
            code = await self._process.wait()
            raise StepFailed(f"congvu serve ended with {code}: {self.last_words()}")

    def last_words(self) -> str:
        """The last line of the log."""
        return _last(self._log.read_text("utf-8", "replace"))

    async def _ready(self) -> bool:
        process = self._process
        if process is None or process.returncode is not None:
            raise StepFailed(f"congvu serve ended: {self.last_words()}")
        try:
            status, _ = await self._web.look("/readyz")
        except OSError:
            return False
        return status == 200


def program(*arguments: str) -> tuple[str, ...]:
    """The command line of `congvu` in this very Python."""
    return (sys.executable, "-m", "congvu", *arguments)


def environment() -> Mapping[str, str]:
    """This process's, without what could lead a command to another office."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CONGVU_")}
    path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    return kept | {"PYTHONPATH": path, "PYTHONUTF8": "1"}


async def _gone(process: asyncio.subprocess.Process) -> None:
    """Leaves nothing running, whatever went wrong here."""
    if process.returncode is None:
        process.kill()
        await process.wait()


def _last(text: str) -> str:
    lines = text.strip().splitlines()
    return lines[-1] if lines else "it said nothing"
