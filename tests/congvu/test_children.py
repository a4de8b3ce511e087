"""A process that another one started: what it tells of its figures, and that nothing it says ends it."""

import asyncio
from pathlib import Path

import pytest
import structlog

from congvu.children import Child, environment

TELLS = """
import sys
print("a library has something to say", flush=True)
print("x" * (2 << 20), flush=True)
print("[]", flush=True)
print('{"counts": [["events", "serving", "info", 1]], "times": {}}', flush=True)
sys.stdin.read()
"""


async def test_what_is_no_figures_on_its_output_is_passed_over_and_ends_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker was killed for a line that it printed."""
    (tmp_path / "congvu").mkdir()
    (tmp_path / "congvu" / "__init__.py").touch()
    (tmp_path / "congvu" / "__main__.py").write_text(TELLS)
    monkeypatch.chdir(tmp_path)  # `python -m congvu` finds this one first
    child = Child(2, (), environment())
    with structlog.testing.capture_logs() as lines:
        async with asyncio.timeout(30), asyncio.TaskGroup() as tasks:
            tasks.create_task(child.run(), name="child")
            while not child.figures().counts:  # noqa: ASYNC110 - no event
                await asyncio.sleep(0.02)
            child.drain()

    assert child.figures().counts == {("events", "serving", "info"): 1}
    assert {line["event"] for line in lines} == {"child.started", "figures.unread", "child.ended"}
