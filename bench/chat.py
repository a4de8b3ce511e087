"""A thousand people ask at once, over a hundred thousand open tasks: how long answers take, and whether one is lost.

Three rounds. Two of a daemon that does not pace what it sends, which shows how soon an answer is
ready: the questions spread over the time that Telegram's limit gives them, and all at one instant.
One of the daemon as it is, all at one instant. Exit code 1 where an answer is lost or the limits are not kept.
"""

import argparse
import asyncio
import os
import resource
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from bench.chat_crowd import Crowd, Round, percentile
from bench.chat_office import Filling, fill
from bench.machine import Spent, sample, spent
from bench.program import Running
from bot.rate import BURST, BURST_SECONDS
from congvu.audit_key import new_audit_key
from demo.clock import machine_now
from demo.telegram_account import TOKEN
from schedules.calendar import OFFICE_ZONE

PEOPLE, TASKS = 1_000, 100_000
LIMIT = 30  # messages a second in all, as Telegram asks (its FAQ)
SPREAD_SECONDS = 33.0  # over which a thousand questions keep that limit
PACE = BURST / BURST_SECONDS  # messages a second

CONFIG = """\
[office]
name = "UBND tỉnh"
domain = "office.example"
[store]
url = "{store}"
[relay]
hostname = "congvu.office.example"
[telegram]
enabled = true
decision = "12/QĐ-VP"
decided_on = 2026-08-03
token_file = "token"
base_url = "{url}"
disclosure = "title"
[log]
format = "json"
"""


@dataclass(frozen=True, slots=True)
class Bench:
    """A filled store at *address*, and the folder that the daemon runs in."""

    folder: Path
    address: str
    filling: Filling

    @asynccontextmanager
    async def crowd(self) -> AsyncIterator[Crowd]:
        """The crowd before its emulator, and the configuration that leads there."""
        crowd = Crowd(self.filling)
        config = CONFIG.format(url=crowd.listen(), store=self.address)
        (self.folder / "config.toml").write_text(config, encoding="utf-8")
        emulator = asyncio.create_task(crowd.emulator.serve())
        try:
            yield crowd
        finally:
            emulator.cancel()
            with suppress(asyncio.CancelledError):
                await emulator

    @asynccontextmanager
    async def serving(self, crowd: Crowd, program: str = "congvu") -> AsyncIterator[Running]:
        """The daemon, *program*, once it has answered some of the crowd."""
        config = str(self.folder / "config.toml")
        command = [sys.executable, "-m", program, "--config", config, "serve", "--roles", "bot"]
        daemon = Running(command, self.folder / "log")
        try:
            await crowd.warmed()
            yield daemon
        finally:
            await asyncio.to_thread(daemon.stop)


def prepared(folder: Path, address: str, filling: Filling) -> Bench:
    """A folder with a key and a token, and a filled store."""
    (folder / "token").write_text(TOKEN)
    (folder / "token").chmod(0o600)
    new_audit_key(folder / "keys" / "audit.pem")
    fill(address, filling)
    return Bench(folder, address, filling)


async def measured(
    crowd: Crowd, daemon: Running, over_seconds: float, *, exports: bool = False
) -> tuple[Round, Spent]:
    """One round, and what it cost the daemon; beside an export after the other, if so wished."""
    before, own = sample([daemon.pid]), _own_seconds()
    ask = crowd.ask_beside_exports if exports else crowd.ask_all
    round_ = await ask(over_seconds)
    return round_, spent(before, sample([daemon.pid]), _own_seconds() - own)


def main() -> int:
    """Measures, prints, and gives the exit code."""
    parser = argparse.ArgumentParser(prog="python -m bench.chat", description=__doc__)
    parser.add_argument("--people", type=int, default=PEOPLE)
    parser.add_argument("--tasks", type=int, default=TASKS)
    parser.add_argument(
        "--store", help="address of an empty PostgreSQL database, instead of SQLite"
    )
    asked = parser.parse_args()
    filling = Filling(asked.people, asked.tasks, machine_now().astimezone(OFFICE_ZONE).date())
    with tempfile.TemporaryDirectory(prefix="congvu-bench-") as name:
        address = asked.store or f"sqlite:///{name}/congvu.db"
        return asyncio.run(_all(prepared(Path(name), address, filling)))


async def _all(bench: Bench) -> int:
    spread = SPREAD_SECONDS * bench.filling.people / PEOPLE
    print(
        "| a thousand questions | lost | median ms | p95 | p99 | slowest | all in s |"
        " CPU ms an answer | most in a second | to one chat | others' cores | load |\n"
        "|---|---|---|---|---|---|---|---|---|---|---|---|"
    )
    async with bench.crowd() as crowd:
        async with bench.serving(crowd, "bench.unpaced") as daemon:
            good = [_told("unpaced, spread evenly", *await measured(crowd, daemon, spread))]
            beside = await measured(crowd, daemon, spread, exports=True)
            good.append(_told(f"the same beside exports ({beside[0].files} came)", *beside))
            good.append(_told("unpaced, at one instant", *await measured(crowd, daemon, 0)))
        async with bench.serving(crowd) as daemon:
            paced, cost = await measured(crowd, daemon, 0)
    kept = paced.most_in_a_second() <= LIMIT and paced.per_chat <= 1
    good.append(_told("paced, at one instant", paced, cost) and kept)
    behind = [1000 * one for one in paced.behind(PACE)]
    print(
        f"paced: later than its turn at {PACE:.0f} a second by {percentile(behind, 0.5):.0f} ms"
        f" (median), {percentile(behind, 0.99):.0f} ms (99th percentile)"
    )
    return 0 if all(good) else 1


def _told(name: str, round_: Round, cost: Spent) -> bool:
    ms = [1000 * one for one in round_.seconds]
    at = " | ".join(f"{percentile(ms, share):.0f}" for share in (0.5, 0.95, 0.99, 1.0))
    each = 1000 * cost.cpu_seconds / max(len(ms), 1)
    most = f"{round_.most_in_a_second()} | {round_.per_chat}"
    print(
        f"| {name} | {round_.lost} | {at} | {round_.lasted:.1f} | {each:.1f} |"
        f" {most} | {cost.foreign:.1f} | {os.getloadavg()[0]:.1f} |",
        flush=True,
    )
    return not round_.lost


def _own_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    sys.exit(main())
