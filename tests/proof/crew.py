"""An office served by several daemons, each with every role, on one store; any of them may be killed or stopped."""

import asyncio
import json
import os
import re
import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import httpx

from bench.program import free_port
from tests.processes import alive
from tests.proof.office import CONGVU, ENVIRONMENT, Office
from tests.proof.waiting import PATIENCE_SECONDS, until
from tests.proof.week_peers import TOKEN, Peers

MORE = """
[telegram]
enabled = true
decision = "12/QĐ-VP"
decided_on = 2026-08-03
token_file = "keys/telegram-token"
base_url = "{telegram}"
[web]
listen = "127.0.0.1:{web}"
[schedules]
{schedules}
"""

CLOCK = "SELECT office_at FROM clock"
# A message with several names no task of its own: they stand in what it tells.
CARRIED = """\
SELECT holder, id FROM notice WHERE address = '{chat}'
AND (task_id = {task} OR (task_id IS NULL AND facts LIKE '%"task": {task},%'))
ORDER BY at DESC, id DESC LIMIT 1"""
TASK = re.compile(r"#(\d+)")
TRUST = httpx.create_ssl_context()  # read once: it takes longer than the question


class Daemon:
    """One `congvu serve` with a configuration of its own; it may be started again and again."""

    def __init__(self, folder: Path, name: str, config: str) -> None:
        self.name = name
        self.web = free_port()
        self.dead: list[str] = []  # the workers that its killed runs were
        self._config = folder / f"{name}.toml"
        self._config.write_text(config.format(web=self.web), encoding="utf-8")
        self._log = folder / f"{name}.log"
        self._process: asyncio.subprocess.Process | None = None
        self._begun = 0

    async def start(self, *arguments: str) -> None:
        """Starts it; it may not answer yet."""
        self._begun = self._log.stat().st_size if self._log.exists() else 0
        with self._log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *(*CONGVU, "--config", str(self._config), "serve", *arguments),
                stderr=log,
                env=ENVIRONMENT,
                stdin=subprocess.DEVNULL,
            )

    @property
    def lives(self) -> bool:
        """Whether its process does."""
        return self._process is not None and alive(self._process.pid)

    def signal(self, number: signal.Signals) -> None:
        """Sends a signal to its process."""
        assert self._process is not None
        os.kill(self._process.pid, number)

    async def kill(self) -> None:
        """Kills it, and waits until it is gone."""
        worker = self.worker
        self.dead += [worker] if worker else []
        self.signal(signal.SIGKILL)
        assert self._process is not None
        await self._process.wait()

    async def stop(self) -> int:
        """Ends it in order, and gives its exit code."""
        assert self._process is not None
        self._process.terminate()
        async with asyncio.timeout(PATIENCE_SECONDS):
            return await self._process.wait()

    @property
    def worker(self) -> str | None:
        """What this run of it is called in the store, once it has said so."""
        found = [line["holder"] for line in self.log(self._begun) if line["event"] == "serving"]
        return found[-1] if found else None

    def log(self, begin: int = 0) -> list[dict[str, Any]]:
        """What it logged from the octet *begin* on; a kill may have cut a line short."""
        with self._log.open("rb") as file:
            file.seek(begin)
            lines = file.read().decode("utf-8", "replace").splitlines()
        return [json.loads(line) for line in lines if line.startswith("{") and line.endswith("}")]

    @property
    def connected(self) -> bool:
        """Whether this run of it has got through to Telegram."""
        return self.lives and any(
            line["event"] == "telegram.connected" for line in self.log(self._begun)
        )

    def errors(self) -> list[str]:
        """What it logged for a person to act on."""
        return [line["event"] for line in self.log() if line["level"] == "error"]

    async def ready(self) -> bool:
        """Whether it says that everything runs."""
        try:
            async with httpx.AsyncClient(verify=TRUST) as client:
                answer = await client.get(f"http://127.0.0.1:{self.web}/readyz")
        except httpx.TransportError:
            return False
        return answer.status_code == 200


class Crew:
    """The daemons of *office*, one for each name, all started with the arguments *serve*."""

    def __init__(
        self,
        office: Office,
        peers: Peers,
        names: Sequence[str],
        serve: Sequence[str],
        schedules: str,
    ) -> None:
        self.office = office
        self._serve = tuple(serve)
        token = office.folder / "keys" / "telegram-token"
        token.touch(mode=0o600)
        token.write_text(TOKEN, "ascii")
        own = office.folder / "config.toml"
        more = MORE.format(telegram=peers.telegram, web="{web}", schedules=schedules)
        own.write_text(own.read_text("utf-8") + more)
        config = own.read_text("utf-8")
        own.write_text(config.format(web=free_port()), "utf-8")
        ports = (office.port, *(free_port() for _ in names[1:]))
        self.daemons = [
            Daemon(office.folder, name, config.replace(f":{office.port}", f":{port}"))
            for name, port in zip(names, ports, strict=True)
        ]

    async def imported(self, what: str, csv: str, *more: str) -> None:
        """Lets a command import a file with that content."""
        file = self.office.folder / f"{what}.csv"
        file.write_text(csv, "utf-8")
        code, said = await self.office.congvu(what, "import", str(file), *more)
        assert code == 0, said

    async def revive(self, *more: str) -> None:
        """Starts whoever is dead."""
        for daemon in self.daemons:
            if not daemon.lives:
                await daemon.start(*self._serve, *more)

    async def stop(self) -> None:
        """Ends all in order."""
        # One that was revived after the last kill may not know yet what SIGTERM asks for.
        await until(lambda: all(daemon.worker for daemon in self.daemons))
        for daemon in self.daemons:
            code = await daemon.stop()
            assert code == 0, f"daemon {daemon.name} ended with code {code}"

    async def let_leave(self, seconds: float) -> None:
        """Lets one of them, while none serves, send the letters that are left."""
        daemon = self.daemons[0]
        await daemon.start("--roles", "relay", *self._serve)
        await until(lambda: daemon.worker is not None)
        await self.office.settled(seconds)
        assert await daemon.stop() == 0

    def sender_of(self, request: dict[str, Any]) -> Daemon | None:
        """Who sent a reminder that has no answer yet; None for other messages, and for the dead."""
        holders = [holder or "" for holder, _ in self._row_of(request)]
        for daemon in self.daemons:
            worker = daemon.worker
            if daemon.lives and worker and any(h.startswith(worker) for h in holders):
                return daemon
        return None

    def notice_of(self, request: dict[str, Any]) -> int:
        """The number of the newest notice that a request to Telegram carried."""
        return int(self._row_of(request)[0][1])

    def state_of(self, notice: int) -> str:
        """How that notice stands."""
        ((state,),) = self.office.rows(f"SELECT state FROM notice WHERE id = {notice}")
        return str(state)

    def _row_of(self, request: dict[str, Any]) -> list[tuple[Any, ...]]:
        task = TASK.search(request["parameters"]["text"])
        if task is None:
            return []
        return self.office.rows(CARRIED.format(chat=request["chat_id"], task=task[1]))

    def beat(self, daemon: Daemon) -> int:
        """Until when its lease stands; 0 while it has none."""
        found = self.office.rows(f"SELECT expires_at FROM lease WHERE name = '{daemon.worker}'")
        return int(found[0][0]) if found else 0

    def forget_the_dead(self) -> None:
        """Lets the leases of all who were killed run out."""
        dead = [worker for daemon in self.daemons for worker in daemon.dead]
        held = " OR ".join(f"holder LIKE '{worker}%'" for worker in dead)
        if dead:
            self.office.change(f"UPDATE lease SET expires_at = 0 WHERE {held}")

    def office_at(self) -> int:
        """Office time, as the store keeps instants."""
        ((at,),) = self.office.rows(CLOCK)
        return int(at)

    async def end(self) -> None:
        """Leaves nobody behind, whatever happened."""
        for daemon in self.daemons:
            if daemon.lives:
                await daemon.kill()
        await self.office.end()
