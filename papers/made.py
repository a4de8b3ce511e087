"""Makes a chart or a workbook in a process of its own, with bounds on time, memory and size."""

import asyncio
import json
import os
import signal
import sys
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import IO, Any

from papers import wire
from work.chart import Chart
from work.finish import finish
from work.office_register import Column
from work.sheet import Value

PATIENCE_SECONDS = 120.0
LARGEST = 50 * 1024 * 1024  # octets of a file that a bot may send (Bot API, sendDocument)
DRAWER, BINDER = "papers.drawer", "papers.binder"
Rows = AsyncIterator[tuple[int, Sequence[Sequence[Value]]]]


class Unmade(StrEnum):
    """Why there is no file."""

    TOO_LARGE = "too-large"
    TOO_SLOW = "too-slow"
    CRASHED = "crashed"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page of a workbook without its rows."""

    name: str
    office: str
    title: str
    subtitle: str
    columns: tuple[Column, ...]
    below: tuple[str, ...] = ()


async def picture(chart: Chart) -> bytes | Unmade:
    """The PNG of *chart*."""
    with tempfile.TemporaryFile("w+", encoding="utf-8") as told:
        _tell(told, asdict(chart))
        return await _made(DRAWER, told, ".png")


async def workbook(sheets: Sequence[Sheet], rows: Rows) -> bytes | Unmade:
    """The xlsx of *sheets*; *rows* come in batches, each with the number of its sheet, in their order."""
    with tempfile.TemporaryFile("w+", encoding="utf-8") as told:
        _tell(told, [asdict(one) | _columns(one) for one in sheets])
        async for page, batch in rows:
            packed = [[wire.packed_value(cell) for cell in row] for row in batch]
            _tell(told, {"page": page, "rows": packed})
        return await _made(BINDER, told, ".xlsx")


def _columns(one: Sheet) -> dict[str, Any]:
    return {"columns": [[c.title, c.width, c.centred] for c in one.columns]}


def _tell(told: IO[str], line: Any) -> None:
    told.write(json.dumps(line) + "\n")


async def _made(program: str, told: IO[str], suffix: str) -> bytes | Unmade:
    told.seek(0)
    with tempfile.TemporaryDirectory(prefix="congvu-") as folder:
        path = Path(folder) / f"made{suffix}"
        maker = await asyncio.create_subprocess_exec(
            *(sys.executable, "-P", "-m", program, str(path)),
            stdin=told.fileno(),
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
            env={
                "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
                "PYTHONUTF8": "1",
                "MPLCONFIGDIR": folder,
                "TMPDIR": folder,  # what it leaves when it is killed goes with the folder
                "OPENBLAS_NUM_THREADS": "1",  # a thread takes address space, which is bounded
            },
            start_new_session=True,  # the terminal's interrupt comes to it by us
        )
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                code = await maker.wait()
        except TimeoutError:
            return Unmade.TOO_SLOW
        finally:
            with suppress(ProcessLookupError):
                maker.kill()
            await finish(maker.wait())
        if code != 0:
            return _why(code)
        return path.read_bytes() if path.stat().st_size <= LARGEST else Unmade.TOO_LARGE


def _why(code: int) -> Unmade:
    if code == -signal.SIGXCPU:
        return Unmade.TOO_SLOW
    return Unmade.TOO_LARGE if code == -signal.SIGXFSZ else Unmade.CRASHED
