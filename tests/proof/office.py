"""An office in a folder, and its daemon as a process that can be killed; the store is read by SQL alone."""

import asyncio
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg

from bench.program import free_port
from tests.processes import alive, children
from tests.proof.waiting import PATIENCE_SECONDS, until

ROOT = Path(__file__).parent.parent.parent
CONGVU = (sys.executable, "-m", "congvu")
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}

CONFIG = """\
[office]
name = "Proof"
domain = "office.example"
[store]
url = "{url}"
[relay]
hostname = "relay.office.example"
uncertain_after = "2s"
retry = ["1s"]
[[relay.listener]]
address = "127.0.0.1:{port}"
kind = "trusted"
tls = "none"
networks = ["127.0.0.0/8"]
agency = "Z99"
[[relay.route]]
domain = "*"
via = "smtp://127.0.0.1:{sink}"
[dns]
resolvers = ["127.0.0.1:9"]
[log]
format = "json"
"""

SQLITE = "sqlite:///congvu.db"
DOMAIN = "office.example"
WORKERS = "SELECT name FROM lease WHERE name LIKE 'worker:%'"
OPEN = "SELECT state, count(*) FROM recipient WHERE settled_at IS NULL GROUP BY state"
HELD = "SELECT DISTINCT letter_id FROM recipient WHERE state = 'held'"


def made(folder: Path) -> Path:
    """A fresh office, to copy from."""
    command = [*CONGVU, "init", str(folder), "--domain", DOMAIN, "--agency", "Z99"]
    subprocess.run(command, env=ENVIRONMENT, check=True, capture_output=True, stdin=subprocess.DEVNULL)  # fmt: skip
    return folder


class Office:
    """The office in *folder*, whose letters go to the next hop on the port *sink*."""

    def __init__(self, folder: Path, sink: int, url: str = SQLITE) -> None:
        self.folder = folder
        self.port = free_port()
        self._url = url
        self._log = folder / "log"
        self._config = folder / "config.toml"
        self._config.write_text(CONFIG.format(url=url, port=self.port, sink=sink), encoding="utf-8")
        self._process: asyncio.subprocess.Process | None = None
        self._known: set[int] = set()

    @classmethod
    async def copied(cls, fresh: Path, folder: Path, sink: int, url: str = SQLITE) -> "Office":
        """An office of its own; on PostgreSQL its agency is put in first."""
        shutil.copytree(fresh, folder)
        office = cls(folder, sink, url)
        if url != SQLITE:
            code, said = await office.congvu("agency", "add", "Z99", "Proof", "--domain", DOMAIN)
            assert code == 0, said
        return office

    # Its processes.

    async def start(self, workers: int = 1, *before: str) -> None:
        """Starts the daemon, by the command *before* where there is one; it may not answer yet."""
        command = [*before, *self._command("serve"), "--roles", "relay", "--workers", str(workers)]
        with self._log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *command, stderr=log, env=ENVIRONMENT, stdin=subprocess.DEVNULL
            )
        self._known.add(self._process.pid)

    @property
    def main(self) -> int | None:
        """The process that was started, while it lives."""
        process = self._process
        return None if process is None or not alive(process.pid) else process.pid

    def processes(self) -> frozenset[int]:
        """All that live of those that were started, with the processes that they started."""
        new = self._known
        while new := {child for pid in new for child in children(pid)} - self._known:
            self._known |= new
        self._known = {pid for pid in self._known if alive(pid)}
        return frozenset(self._known)

    async def kill(self, processes: Iterable[int]) -> None:
        """Kills them and waits until they are gone."""
        pids = frozenset(processes)
        for pid in pids:
            os.kill(pid, signal.SIGKILL)
        await until(lambda: not any(map(alive, pids)))

    async def stop(self) -> int:
        """Ends the daemon in order and gives its exit code."""
        assert self._process is not None
        self._process.terminate()
        async with asyncio.timeout(PATIENCE_SECONDS):
            return await self._process.wait()

    def check(self) -> None:
        """Fails with its last words when the daemon ended by itself."""
        code = self._process.returncode if self._process is not None else None
        if code is not None and code > 0:
            words = self._log.read_text("utf-8", "replace").splitlines()[-20:]
            raise AssertionError("\n".join([f"the daemon ended with code {code}", *words]))

    async def end(self) -> None:
        """Leaves nobody behind, whatever happened."""
        await self.kill(self.processes())
        if self._process is not None:
            await self._process.wait()

    async def serving(self, workers: int) -> None:
        """Waits until so many workers listen."""
        entry = f"0100007F:{self.port:04X} 00000000:0000 0A"  # proc(5): 0A is LISTEN

        def listen() -> bool:
            self.check()
            return Path("/proc/net/tcp").read_text("ascii").count(entry) >= workers

        await until(listen)

    # What it says of itself.

    async def congvu(self, *arguments: str) -> tuple[int, str]:
        """The exit code and the words of a command."""
        process = await asyncio.create_subprocess_exec(
            *self._command(*arguments),
            env=ENVIRONMENT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
        )
        said, _ = await process.communicate()
        return process.returncode or 0, said.decode()

    def log(self) -> list[dict[str, Any]]:
        """Every line that its processes logged; a kill may have cut one short."""
        lines = self._log.read_text("utf-8", "replace").splitlines()
        return [json.loads(line) for line in lines if line.startswith("{") and line.endswith("}")]

    def complaints(self) -> set[str]:
        """What it logged as a warning or an error."""
        return {line["event"] for line in self.log() if line["level"] in ("warning", "error")}

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """What a question to the store gives."""
        if self._url != SQLITE:
            with psycopg.connect(self._url) as server:
                return server.execute(sql.encode()).fetchall()
        with closing(sqlite3.connect(self.folder / "congvu.db", timeout=30)) as file:
            return file.execute(sql).fetchall()

    def night(self, names: str = WORKERS) -> None:
        """Lets the leases of those *names* run out, as while the machine is switched off for a while."""
        self.change(f"UPDATE lease SET expires_at = 0 WHERE name IN ({names})")

    def change(self, sql: str) -> None:
        """Changes the store behind everybody's back."""
        if self._url != SQLITE:
            with psycopg.connect(self._url) as server:
                server.execute(sql.encode())
            return
        with closing(sqlite3.connect(self.folder / "congvu.db", timeout=30)) as file:
            file.execute(sql)
            file.commit()

    async def settled(self, seconds: float = PATIENCE_SECONDS) -> int:
        """Waits for the end of every letter; releases what waits for a person, and says how many."""
        released = 0
        async with asyncio.timeout(seconds):
            while standing := dict(self.rows(OPEN)):
                self.check()
                if "held" in standing:
                    held = [str(number) for (number,) in self.rows(HELD)]
                    code, said = await self.congvu("queue", "release", *held)
                    assert code == 0, said
                    released += len(held)
                await asyncio.sleep(0.2)
        return released

    def _command(self, *arguments: str) -> tuple[str, ...]:
        return (*CONGVU, "--config", str(self._config), *arguments)
