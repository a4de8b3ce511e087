"""A million lines of the account are walked in memory that does not grow with them."""

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.proof, pytest.mark.timeout(1800)]

MOST_MIB = 48  # more than before the walk; the lines themselves are 500 MB as JSON

FILL = """
import asyncio, sys
from datetime import UTC, datetime, timedelta
from store import Store
from store.account import seal
from store.migrate import ensure
from tests.store.sealing import KEY

NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
CODES = {"kind": "relayed", "agency": "H05", "recipients": 1, "sha256": "ab" * 32, "facts": "cd" * 32}

def thousand(tx, at, first):
    for number in range(first, first + 1000):
        tx.audit(at, "accepted", f"letter:{number}", octets=4096, **CODES)

async def fill(url):
    ensure(url)
    store = Store.open(url, "test")
    for turn in range(1000):
        at = NOW + turn * timedelta(minutes=10)
        await store.write(thousand, at, turn * 1000)
        await store.write(seal, KEY, at)
    await store.close()

asyncio.run(fill(sys.argv[1]))
"""

WALK = """
import asyncio, resource, sys
from store import Store
from store.verify import verify
from tests.store.sealing import KEY

def peak_mib():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024

async def walk(url):
    store = Store.open(url, "test")
    before = peak_mib()
    report = await verify(store, KEY.holds)
    await store.close()
    print(report.lines, report.checkpoints, len(report.faults), peak_mib() - before)

asyncio.run(walk(sys.argv[1]))
"""


def said(program: str, url: str) -> str:
    command = [sys.executable, "-c", program, url]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def test_a_million_lines_are_walked_in_little_memory(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'congvu.db'}"
    said(FILL, url)

    lines, checkpoints, faults, more = map(int, said(WALK, url).split())

    assert (lines, checkpoints, faults) == (1_000_000, 1000, 0)
    assert more < MOST_MIB
