"""A daemon that may open few files only: clients beyond that are told so, and what it accepted keeps moving."""

import asyncio
from collections import Counter
from pathlib import Path

import pytest

from tests.peers import need
from tests.proof.office import Office
from tests.proof.sink import sinking

FILES = 400  # of which 300 are no client's
CLIENTS = 150
HEAD = "From: an@office.example\r\nDate: Tue, 24 Nov 2026 09:00:00 +0700\r\nMessage-ID: <{}@proof.example>\r\n\r\n"
ENVELOPE = b"MAIL FROM:<an@office.example>\r\nRCPT TO:<binh@next.example>\r\nDATA\r\n"

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


async def sent(streams: Streams, number: int) -> str:
    """The answer to a letter of 300 KB, which takes one file more."""
    reader, writer = streams
    writer.write(b"EHLO a.example\r\n" + ENVELOPE)
    while not (await reader.readline()).startswith(b"354"):
        pass
    writer.write(HEAD.format(number).encode() + b"text and more text\r\n" * 15_000 + b".\r\n")
    return (await reader.readline()).decode()


@pytest.mark.proof
@pytest.mark.timeout(300)
async def test_files_that_run_out_cost_nobody_who_is_in(fresh: Path, tmp_path: Path) -> None:
    limited = (need("prlimit"), f"--nofile={FILES}:{FILES}")
    async with sinking() as sink:
        office = await Office.copied(fresh, tmp_path / "office", sink.port)
        inside: list[Streams] = []
        refused: list[Streams] = []
        codes: Counter[str] = Counter()
        try:
            await office.start(1, *limited)
            await office.serving(1)
            for _ in range(CLIENTS):
                streams = await asyncio.open_connection("127.0.0.1", office.port)
                code = (await streams[0].readline())[:3].decode()
                codes[code] += 1
                (inside if code == "220" else refused).append(streams)
            answers = await asyncio.gather(*(sent(one, n) for n, one in enumerate(inside)))
            await office.settled()
            for _, writer in (*inside, *refused):
                writer.close()
            assert await office.stop() == 0
        finally:
            await office.end()

    assert codes == {"220": FILES - 300, "421": CLIENTS - FILES + 300}
    assert all(answer.startswith("250 2.0.0 ") for answer in answers), set(answers)
    assert len(sink.arrivals) == len(inside)
    assert office.complaints() <= {"relay.fewer-connections", "smtp.crowded"}
