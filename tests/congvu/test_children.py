"""Other workers' processes, as their parent hears them."""

import asyncio
import sys
from pathlib import Path

import pytest
import structlog

from congvu import children
from congvu.children import Child
from congvu.told import Told
from work.figures import Figures


async def test_what_a_worker_prints_beside_its_figures_ends_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A library that printed one line had the worker killed, and what it was sending stood uncertain."""
    monkeypatch.setattr(children, "TOLD_LONGEST", 4096)
    figures = Figures()
    figures.count("events", "serving", "info")
    lines = [
        "Warning: old",
        "[]",
        '{"counts": 1}',
        "x" * 9000,
        "[" * 4000,
        Told(figures).line().decode(),
    ]
    program = tmp_path / "program"
    program.write_text(f"print({chr(10).join(lines)!r}, flush=True)\nopen(0).read()\n")
    child = Child(2, (), {})
    child._command = (sys.executable, str(program))

    with structlog.testing.capture_logs() as told:
        async with asyncio.timeout(30), asyncio.TaskGroup() as tasks:
            tasks.create_task(child.run(), name="child")
            while not child.figures().counts["events", "serving", "info"]:  # noqa: ASYNC110
                await asyncio.sleep(0.05)
            child.drain()

    assert [line["event"] for line in told] == ["child.started", "child.unheard", "child.ended"]
