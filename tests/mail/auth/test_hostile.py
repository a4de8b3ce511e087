"""Whatever a stranger sends, the loop goes on serving others: no step of it takes 50 ms."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from functools import partial

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers

from mail.auth.body import hash_body
from tests.mail.auth import judged
from tests.mail.auth.chains import letter as chained
from tests.mail.auth.chains import sealed, zone
from tests.mail.auth.zones import Zones, named, texts
from tests.mail.sign.letters import BODY, DOMAIN, HEADER, forged, public_key, record_of

LONGEST_SECONDS = 0.05  # of the loop, by the issue
TRIES = 5  # a busy machine keeps every loop waiting; a stall of ours comes back each time


async def longest_lag(work: Callable[[], Awaitable[object]]) -> float:
    """How many seconds the loop was late at most, asked every millisecond while *work* ran."""
    worst, ended = 0.0, asyncio.Event()

    async def ask() -> None:
        nonlocal worst
        while not ended.is_set():
            began = time.perf_counter()
            await asyncio.sleep(0.001)
            worst = max(worst, time.perf_counter() - began - 0.001)

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(ask())
        await asyncio.sleep(0.01)
        await work()
        await asyncio.sleep(0.01)
        ended.set()
    return worst


async def assert_smooth(work: Callable[[], Awaitable[object]]) -> None:
    """The loop was late by less than LONGEST_SECONDS more than an idle one is, as long and as loaded."""
    lags = []
    for _ in range(TRIES):
        began = time.perf_counter()
        lag = await longest_lag(work)
        if lag < LONGEST_SECONDS:
            return
        took = time.perf_counter() - began
        lags.append(lag - await longest_lag(partial(asyncio.sleep, took)))
        if lags[-1] < LONGEST_SECONDS:
            return
    raise AssertionError(f"the loop was late by {lags} seconds more than an idle one")


def wide(modulus_bits: int) -> bytes:
    return record_of(RSAPublicNumbers(65537, (1 << (modulus_bits - 1)) | 1).public_key())


def repeated(text: bytes, octets: int) -> bytes:
    return text * (octets // len(text))


VALUE = forged().removesuffix(b"\r\n")
HEADERS = {
    "runs of spaces": VALUE + b"; z=" + b" " * 200_000 + b"\r\n",
    "runs of spaces before every tag": VALUE
    + repeated(b";" + b" " * 999 + b"a=", 200_000)
    + b"\r\n",
    "400 folds": VALUE.replace(b" b=", b" b=" + b"\r\n " * 400) + b"\r\n",
    "4,800 folds": VALUE.replace(b" b=", b" b=" + b"\r\n " * 4_800) + b"\r\n",
    "as many signatures as are read": b"DKIM-Signature: v=1\r\n" * 4_950,
    "10,000 signatures": forged() * 10_000,
    "a megabyte of header": repeated(b"a:\r\n", 1 << 20),
    "a quarter of it": forged() + repeated(b"a:\r\n", 250_000),
    "as many fields as are read": forged() + b"a:\r\n" * 4_900,
    "signatures of all fields": b"".join(
        forged({"h": "from" + ":a" * (8_000 + number), "s": "forged"}) for number in range(5)
    )
    + b"a: x\t y\r\n" * 4_900,
    "300 ARC sets": b"".join(
        b"ARC-Seal: i=%d; cv=pass; a=rsa-sha256; d=x.vn; s=y; b=AAAA\r\n"
        b"ARC-Message-Signature: i=%d; a=rsa-sha256; d=x.vn; s=y; h=from; bh=AAAA; b=AAAA\r\n"
        b"ARC-Authentication-Results: i=%d; x.vn; dmarc=pass\r\n" % (i, i, i)
        for i in range(300)
    ),
    "nested comments": b"ARC-Authentication-Results: " + b"(" * 100_000 + b"\r\n",
    "many comments": b"ARC-Authentication-Results: " + b"(a)" * 60_000 + b"\r\n",
}


@pytest.mark.parametrize("kind", HEADERS)
async def test_a_hostile_header(kind: str) -> None:
    letter = HEADERS[kind] + HEADER + b"\r\n" + BODY
    server = Zones(texts({named("forged", DOMAIN): record_of(public_key())}))

    async def work() -> None:
        assert (await judged.arc(letter, server)).result in ("none", "fail")
        await judged.dkim(letter, server)

    await assert_smooth(work)


@pytest.mark.parametrize("bits", [16_384, 20_000])
async def test_a_huge_key(bits: int) -> None:
    server = Zones(texts({named("forged", DOMAIN): wide(bits)}))

    async def work() -> None:
        (verdict,) = await judged.dkim(forged() + HEADER + b"\r\n" + BODY, server)
        assert verdict.result == "permerror"

    await assert_smooth(work)


async def test_fifty_seals_over_a_header_of_the_most_fields() -> None:
    header = HEADER + b"a:\r\n" * 4_500
    server = zone(50)

    async def work() -> None:
        chain = await judged.arc(chained(sealed(50), header), server)
        assert chain.result == "pass"

    await assert_smooth(work)


BODIES = {
    "lines of blanks": b" " * 996 + b"\r\n",
    "two blanks and a letter": b"  x",
    "empty lines": b"\r\n",
    "bare line feeds": b"\n",
    "tabs at line ends": b"\t\r\n",
}


async def test_a_body_of_25_megabytes_of_blanks() -> None:
    await assert_smooth(lambda: hash_body([b" " * 25_000_000], 25_000_000))


@pytest.mark.parametrize("kind", BODIES)
async def test_a_body_of_five_megabytes(kind: str) -> None:
    body = repeated(BODIES[kind], 5_000_000)

    await assert_smooth(lambda: hash_body([body], len(body)))
