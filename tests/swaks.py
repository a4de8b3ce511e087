"""swaks, a client that knows nothing of us."""

import asyncio
import subprocess
from typing import NamedTuple

from tests.peers import need

PATIENCE_SECONDS = 90  # for a machine with much else to do


class Said(NamedTuple):
    """How it ended, and what it printed: the whole dialogue."""

    code: int
    printed: str


async def swaks(port: int, *options: str) -> Said:
    """What swaks says of a server on loopback; of an option that is given twice the last counts."""
    command = [need("swaks"), "--server", "127.0.0.1", "--port", str(port), "--helo", "swaks.test"]
    process = await asyncio.create_subprocess_exec(
        *command,
        *options,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    async with asyncio.timeout(PATIENCE_SECONDS):
        printed, _ = await process.communicate()
    return Said(process.returncode or 0, printed.decode())


async def sent(port: int, *options: str) -> str:
    """What swaks prints of a letter to two of a ministry; fails unless it is content."""
    ends = ("--from", "thu@vpcp.gov.vn", "--to", "thu@moh.gov.vn,b@moh.gov.vn")
    said = await swaks(port, *ends, *options)
    assert said.code == 0, said.printed
    return said.printed
