"""What people of the office do at a stop of the clock: the functions that the commands call, in one process."""

import asyncio
import contextlib
import io
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy import text

from congvu.cli.main import run
from congvu.config import load
from congvu.parts.schedules import plan
from schedules.respite import latest
from store import Store, Tx, clock, extension, respite, task, worklist
from tests.proof.year_work import Deed
from work.access import Denied
from work.act import Act
from work.extension import Ask
from work.respite import RespiteKind
from work.task import Impossible

TOGETHER = 25  # deeds of one transaction: the daemons wait for it
NUMBERS = "SELECT arrival_number, task.id FROM task JOIN document ON document.id = document_id"


class Hands:
    """Everybody's hands in the office of a configuration file."""

    def __init__(self, config: Path) -> None:
        self._path = config
        self._config = load(config)
        self._store = Store.open(self._config.store.address(), "hands")
        self._ids: dict[int, int] = {}
        self.known_calendar()

    def known_calendar(self) -> None:
        """Reads the calendar again, as whoever runs a command does."""
        self._plan = plan(self._config, simulated=True)

    async def close(self) -> None:
        """Lets the store go."""
        await self._store.close()

    async def release(self, until: datetime) -> None:
        """Lets the clock run as far as that, as `congvu serve --clock-until` does."""
        found = await self._store.write(_release, until, datetime.now(UTC))
        assert found is not None

    async def read_register(self, register: str) -> None:
        """Imports it by the command."""
        file = self._path.with_name("register.csv")
        file.write_text(register, "utf-8")
        said = io.StringIO()

        def imported() -> int:
            with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
                return run(["task", "import", str(file), "--yes", "--config", str(self._path)])

        assert await asyncio.to_thread(imported) == 0, said.getvalue()
        self._ids = await self._store.read(_numbers)

    async def do(self, deeds: Iterable[Deed], day: date) -> None:
        """Does them on that day, in that order."""
        every = list(deeds)
        for first in range(0, len(every), TOGETHER):
            await self._store.write(self._some, every[first : first + TOGETHER], day)

    def _some(self, tx: Tx, deeds: list[Deed], day: date) -> None:
        act = Act("cli:0", datetime.now(UTC))
        for deed in deeds:
            done = self._done(tx, deed, self._ids[deed.number], day, act)
            assert not isinstance(done, task.Refusal | Impossible | Denied), (deed, done)

    def _done(self, tx: Tx, deed: Deed, number: int, day: date, act: Act) -> object:
        match deed.what:
            case "receive":
                return task.receive(tx, number, act)
            case "finish":
                return task.finish_now(tx, number, day, None, act)
            case "submit":
                return task.submit(tx, number, task.Submission(day, day), act)
            case "approve":
                return task.approve(tx, number, act)
            case "acknowledge":
                return self._acknowledged(tx, number, act)
            case "ask":
                return self._asked(tx, number, deed.due, day, act)
            case "grant":
                return extension.grant(tx, number, act)
        raise ValueError(deed.what)

    def _asked(self, tx: Tx, number: int, to: date | None, day: date, act: Act) -> object:
        found = worklist.one(tx, number)
        assert found is not None
        assert found.due is not None
        assert to is not None
        return extension.ask(tx, number, Ask(found.due, to, "Thiếu số liệu", day), act)

    def _acknowledged(self, tx: Tx, number: int, act: Act) -> object:
        found, office = worklist.one(tx, number), clock.office_now(tx, act.now)
        assert found is not None
        lead = found.parties[0].person
        assert lead is not None
        kind, before = RespiteKind.ACKNOWLEDGED, respite.of_tasks(tx, (number,))
        until = latest(self._plan, found, lead, kind, before, office)
        return respite.add(tx, number, lead, kind, found.version, until, act)


def _release(tx: Tx, until: datetime, now: datetime) -> clock.Anchor | None:
    tx.ring("tick")
    return clock.simulate(tx, None, None, now, until)


def _numbers(tx: Tx) -> dict[int, int]:
    return {row.arrival_number: row.id for row in tx.all(text(NUMBERS))}
