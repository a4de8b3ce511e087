"""Forty clients that are slow in every way hold nobody up: alternating rounds, with them and without."""

import asyncio
import itertools
import json
import statistics
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import trustme

from bench.program import free_port
from tests.proof.office import Office
from tests.proof.sink import sinking

SLOW = 40
LETTERS, CONNECTIONS = 2000, 4
ROUNDS = 5
MOST = 1.15
TLS = """
[[relay.listener]]
address = "127.0.0.1:{port}"
kind = "trusted"
tls = "implicit"
cert_file = "cert.pem"
key_file = "key.pem"
networks = ["127.0.0.0/8"]
agency = "Z99"
[dns]
"""
HELLO = b"EHLO a.example\r\n"
ENVELOPE = b"MAIL FROM:<an@office.example>\r\nRCPT TO:<binh@next.example>\r\nDATA\r\n"
TEXT = b"From: an@office.example\r\nDate: Tue, 24 Nov 2026 09:00:00 +0700\r\nMessage-ID: <%d@proof.example>\r\n\r\n" + b"text\r\n" * 600 + b".\r\n"  # fmt: skip
CLIENT_HELLO = b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"  # its beginning


async def octet_by_octet(writer: asyncio.StreamWriter) -> None:
    for octet in itertools.cycle(b"NOOP one octet a second\r\n"):
        writer.write(bytes([octet]))
        await writer.drain()
        await asyncio.sleep(1)


async def half_a_command(writer: asyncio.StreamWriter) -> None:
    writer.write(HELLO + b"MAIL FROM:<an@off")
    await asyncio.sleep(3600)


async def half_a_letter(writer: asyncio.StreamWriter) -> None:
    writer.write(HELLO + ENVELOPE + TEXT[:1000])
    await asyncio.sleep(3600)


async def half_a_handshake(writer: asyncio.StreamWriter) -> None:
    writer.write(CLIENT_HELLO)
    await asyncio.sleep(3600)


Way = Callable[[asyncio.StreamWriter], Coroutine[None, None, None]]
WAYS: tuple[Way, ...] = (octet_by_octet, half_a_command, half_a_letter, half_a_handshake)


async def slow(port: int, way: Way, begun: list[Way]) -> None:
    """One client that is slow in this way, again and again when it is sent away."""
    while True:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        begun.append(way)
        try:
            async with asyncio.TaskGroup() as both:
                acting = both.create_task(way(writer))
                while await reader.read(4096):
                    pass
                acting.cancel()
        except* ConnectionError:
            pass
        finally:
            writer.transport.abort()


@asynccontextmanager
async def slow_clients(plain: int, secure: int) -> AsyncIterator[None]:
    """All of them, once they are at it, while the block runs."""
    begun: list[Way] = []
    async with asyncio.TaskGroup() as tasks:
        running = [
            tasks.create_task(slow(secure if way is half_a_handshake else plain, way, begun))
            for way in WAYS * (SLOW // len(WAYS))
        ]
        while len(begun) < SLOW:  # noqa: ASYNC110 - no event
            await asyncio.sleep(0.01)
        await asyncio.sleep(1)
        yield
        for one in running:
            one.cancel()


async def latencies(port: int, numbers: list[int]) -> list[float]:
    """The seconds from MAIL to the 250 of each letter, one after the other on one connection."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    await reader.readline()
    writer.write(HELLO)
    while not (await reader.readline()).startswith(b"250 "):
        pass
    now, took = asyncio.get_running_loop().time, []
    for number in numbers:
        began = now()
        writer.write(ENVELOPE)
        for _ in range(2):
            assert (await reader.readline()).startswith(b"250 ")
        assert (await reader.readline()).startswith(b"354 ")
        writer.write(TEXT % number)
        assert (await reader.readline()).startswith(b"250 2.0.0 ")
        took.append(now() - began)
    writer.close()
    await writer.wait_closed()
    return took


async def median(port: int, first: int) -> float:
    """The median latency of LETTERS letters over CONNECTIONS."""
    each = LETTERS // CONNECTIONS
    parts = [list(range(first + n * each, first + (n + 1) * each)) for n in range(CONNECTIONS)]
    took = await asyncio.gather(*(latencies(port, numbers) for numbers in parts))
    return statistics.median(itertools.chain(*took))


@pytest.mark.proof
@pytest.mark.timeout(900)
async def test_forty_slow_clients_cost_the_others_15_percent_at_most(
    fresh: Path, tmp_path: Path
) -> None:
    async with sinking() as sink:
        office = await Office.copied(fresh, tmp_path / "office", sink.port)
        secure = with_tls(office)
        alone, beside = [], []
        try:
            await office.start(1)
            await office.serving(1)
            await median(office.port, 1)
            for n in range(1, ROUNDS + 1):
                alone.append(await median(office.port, n * 10 * LETTERS))
                async with slow_clients(office.port, secure):
                    beside.append(await median(office.port, (n * 10 + 5) * LETTERS))
            await office.settled()
            assert await office.stop() == 0
        finally:
            await office.end()

    ratio = statistics.median(beside) / statistics.median(alone)
    milliseconds = {"alone": [round(1e3 * one, 2) for one in alone], "beside": [round(1e3 * one, 2) for one in beside]}  # fmt: skip
    print(json.dumps({**milliseconds, "ratio": round(ratio, 3)}))
    assert len(sink.arrivals) == LETTERS * (2 * ROUNDS + 1)
    assert ratio <= MOST


def with_tls(office: Office) -> int:
    """The port of one more listener, on which TLS comes first."""
    port, issued = free_port(), trustme.CA().issue_cert("localhost")
    issued.private_key_pem.write_to_path(office.folder / "key.pem")
    (office.folder / "key.pem").chmod(0o600)
    issued.cert_chain_pems[0].write_to_path(office.folder / "cert.pem")
    config = office.folder / "config.toml"
    text = config.read_text("utf-8")
    config.write_text(text.replace("[dns]\n", TLS.format(port=port)), encoding="utf-8")
    return port
