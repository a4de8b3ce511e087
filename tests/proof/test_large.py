"""Twenty letters of 25 MB at once: the whole process tree stays small, and every octet arrives."""

import asyncio
import hashlib
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.proof.office import Office
from tests.proof.sink import sinking

SESSIONS = 20
OCTETS = 25_000_000
MOST_RESIDENT = 400_000_000
LINE = b"0123456789abcdef" * 4 + b"012345\r\n"
RESIDENT = re.compile(r"^VmRSS:\s+(\d+) kB", re.MULTILINE)


def letter(number: int) -> bytes:
    """A letter of OCTETS; each number gives another."""
    head = f"From: an@office.example\r\nDate: Tue, 24 Nov 2026 09:00:00 +0700\r\nMessage-ID: <{number}@proof.example>\r\nSubject: {number}\r\n\r\n"
    body = f".{number:05}".encode() + LINE
    return (head.encode() + body * (OCTETS // len(body) + 1))[: OCTETS - 2] + b"\r\n"


async def sent(port: int, number: int, gate: asyncio.Barrier) -> str:
    """The answer to one letter, whose content all begin at the same time."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    octets = letter(number).replace(b"\r\n.", b"\r\n..")
    said = b"EHLO a.example\r\nMAIL FROM:<an@office.example>\r\nRCPT TO:<binh@next.example>\r\nDATA\r\n"
    writer.write(said)
    while not (await reader.readline()).startswith(b"354"):
        pass
    await gate.wait()
    for place in range(0, len(octets), 1 << 20):
        writer.write(octets[place : place + (1 << 20)])
        await writer.drain()
    writer.write(b".\r\n")
    answer = (await reader.readline()).decode()
    writer.close()
    await writer.wait_closed()
    return answer


def resident(office: Office) -> int:
    """The octets that all processes of the daemon hold, those they share counted for each."""
    total = 0
    for process in office.processes():
        try:
            found = RESIDENT.search(Path(f"/proc/{process}/status").read_text("ascii"))
        except (FileNotFoundError, ProcessLookupError):
            continue
        total += int(found[1]) * 1024 if found else 0
    return total


@asynccontextmanager
async def watched(office: Office) -> AsyncIterator[list[int]]:
    """What the daemon held at each look while the block ran."""
    seen: list[int] = []

    async def watch() -> None:
        while True:
            seen.append(resident(office))
            await asyncio.sleep(0.05)

    async with asyncio.TaskGroup() as tasks:
        watching = tasks.create_task(watch())
        yield seen
        watching.cancel()


@pytest.mark.proof
@pytest.mark.timeout(600)
async def test_twenty_letters_of_25_megabytes_take_less_than_400_megabytes(
    fresh: Path, tmp_path: Path
) -> None:
    async with sinking() as sink:
        office = await Office.copied(fresh, tmp_path / "office", sink.port)
        gate = asyncio.Barrier(SESSIONS)
        try:
            await office.start(2)
            await office.serving(2)
            before = resident(office)
            async with watched(office) as seen:
                every = (sent(office.port, number, gate) for number in range(SESSIONS))
                answers = await asyncio.gather(*every)
                taken = max(seen)
                await office.settled(400)
            assert await office.stop() == 0
        finally:
            await office.end()
        arrived = {one.message_id: one.octets for one in sink.arrivals}

    print(json.dumps({"idle": before, "taken": taken, "most": max(seen)}))
    assert all(answer.startswith("250 2.0.0 ") for answer in answers)
    assert sink.surprises == []
    assert len(sink.arrivals) == SESSIONS
    for number in range(SESSIONS):
        whole = arrived[f"<{number}@proof.example>"]
        want = letter(number)
        ours = len(whole) - len(want)
        assert hashlib.sha256(whole[ours:]).digest() == hashlib.sha256(want).digest()
    assert max(seen) < MOST_RESIDENT
