"""The resolver: answers are values, equal questions are asked once, and memory has its bounds."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

import mail.dns
from bench.program import free_port
from mail.dns import Absent, Exchanger, Found, Resolver, Unknown
from tests.mail.peers.nameserver import NameServer, Zone, serving
from tests.peers import need

LONG = "x" * 200
ZONE: Zone = {
    "a.vn": {
        "MX": ["10 MX1.a.vn.", "20 mx2.a.vn."],
        "TXT": ['"v=spf1 " "-all"', f'"{LONG}" "{LONG}"'],
    },
    "mx1.a.vn": {"A": ["192.0.2.1"], "AAAA": ["2001:db8::1"]},
    "alias.vn": {"CNAME": ["mx1.a.vn."]},
    "null.vn": {"MX": ["0 ."]},
    "broken.vn": "SERVFAIL",
    "silent.vn": "SILENT",
}


class Time:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@asynccontextmanager
async def asking(ttl: int = 60) -> AsyncIterator[tuple[Resolver, NameServer, Time]]:
    now = Time()
    async with serving(ZONE, ttl) as server:
        yield Resolver([("127.0.0.1", server.port)], now), server, now


async def test_answers_are_values() -> None:
    async with asking() as (resolver, _, _):
        exchangers = await resolver.mx("a.vn")
        assert isinstance(exchangers, Found)
        assert set(exchangers.records) == {Exchanger(10, "mx1.a.vn"), Exchanger(20, "mx2.a.vn")}
        assert await resolver.mx("null.vn") == Found((Exchanger(0, ""),))
        assert await resolver.a("mx1.a.vn") == Found(("192.0.2.1",))
        assert await resolver.aaaa("mx1.a.vn") == Found(("2001:db8::1",))
        assert await resolver.a("alias.vn") == Found(("192.0.2.1",))
        texts = await resolver.txt("a.vn")
        assert isinstance(texts, Found)
        assert set(texts.records) == {b"v=spf1 -all", f"{LONG}{LONG}".encode()}
        assert await resolver.txt("mx1.a.vn") == Absent(name_exists=True)
        assert await resolver.mx("nowhere.vn") == Absent(name_exists=False)
        assert isinstance(await resolver.mx("broken.vn"), Unknown)


@pytest.mark.parametrize(
    "name", ["", "a..vn", ".vn", "x" * 64 + ".vn", "a." * 130, "\\", "a\x00b c"]
)
async def test_what_is_no_name_is_absent_or_unknown_but_never_raises(name: str) -> None:
    async with asking() as (resolver, _, _):
        assert not isinstance(await resolver.mx(name), Found)


async def test_silence_is_unknown_in_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail.dns, "LOOKUP_SECONDS", 0.2)
    monkeypatch.setattr(mail.dns, "TRY_SECONDS", 0.1)
    async with asking() as (resolver, _, _):
        assert isinstance(await resolver.a("silent.vn"), Unknown)


async def test_without_any_server_everything_is_unknown() -> None:
    assert isinstance(await Resolver([]).mx("a.vn"), Unknown)


async def test_equal_questions_at_the_same_time_are_asked_once() -> None:
    async with asking() as (resolver, server, _):
        server.held = []
        async with asyncio.TaskGroup() as tasks:
            answers = [tasks.create_task(resolver.mx(name)) for name in ["a.vn", "A.VN."] * 50]
            while not server.held:  # noqa: ASYNC110 - the peer has no event to give
                await asyncio.sleep(0.005)
            server.release()

    assert len({answer.result() for answer in answers}) == 1
    assert server.asked == {("a.vn", "MX"): 1}


async def test_who_asked_first_may_leave_and_the_others_get_their_answer() -> None:
    async with asking() as (resolver, server, _):
        server.held = []
        async with asyncio.TaskGroup() as tasks:
            first = tasks.create_task(resolver.a("mx1.a.vn"))
            while not server.held:  # noqa: ASYNC110 - the peer has no event to give
                await asyncio.sleep(0.005)
            second = tasks.create_task(resolver.a("mx1.a.vn"))
            await asyncio.sleep(0)
            first.cancel()
            while len(server.held) < 2:  # noqa: ASYNC110 - the peer has no event to give
                await asyncio.sleep(0.005)
            server.release()

    assert second.result() == Found(("192.0.2.1",))


@pytest.mark.parametrize(
    ("name", "ttl", "lasts"),
    [
        ("a.vn", 60, 60),
        ("a.vn", 0, mail.dns.SHORTEST_SECONDS),
        ("a.vn", 10**6, mail.dns.LONGEST_SECONDS),
        ("nowhere.vn", 60, 60),
        ("nowhere.vn", 10**6, mail.dns.LONGEST_ABSENCE_SECONDS),
        ("mx1.a.vn", 10**6, mail.dns.LONGEST_ABSENCE_SECONDS),
        ("broken.vn", 10**6, mail.dns.UNKNOWN_SECONDS),
    ],
)
async def test_an_answer_is_remembered_for_as_long_as_it_says_within_bounds(
    name: str, ttl: int, lasts: float
) -> None:
    async with asking(ttl) as (resolver, server, time):
        first = await resolver.mx(name)
        once = server.asked.total()
        time.now += lasts - 0.5
        assert await resolver.mx(name) == first
        assert server.asked.total() == once
        time.now += 1
        await resolver.mx(name)
        assert server.asked.total() == once * 2


async def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail.dns, "MEMORY", 10)
    async with asking() as (resolver, server, _):
        await resolver.mx("a.vn")
        for number in range(10):
            await resolver.mx(f"n{number}.vn")
        await resolver.mx("n9.vn")
        await resolver.mx("a.vn")

    assert server.asked["n9.vn", "MX"] == 1
    assert server.asked["a.vn", "MX"] == 2


async def _dnsmasq(folder: Path, *options: str) -> tuple[int, asyncio.subprocess.Process]:
    """One that answers; another port is tried where somebody took it meanwhile."""
    for _ in range(5):
        port = free_port()
        server = await asyncio.create_subprocess_exec(
            need("dnsmasq"),
            *["--no-daemon", "--no-resolv", "--no-hosts", "--conf-file=/dev/null"],
            *["--listen-address=127.0.0.1", "--bind-interfaces", f"--port={port}"],
            *["--local=/vn/", "--mx-host=a.vn,mx.a.vn,10", "--host-record=mx.a.vn,192.0.2.1"],
            *["--txt-record=a.vn,v=spf1 -all", f"--pid-file={folder}/pid"],
            *options,
            stderr=asyncio.subprocess.PIPE,
        )
        assert server.stderr is not None
        while line := await server.stderr.readline():
            if b"started" in line:
                return port, server
        await server.wait()
    raise AssertionError("dnsmasq did not start")


async def test_the_names_of_an_address_are_asked_for_where_they_stand() -> None:
    zone: Zone = {
        "7.2.0.192.in-addr.arpa": {"PTR": ["MX.a.vn.", "b.vn."]},
        f"1.{'0.' * 23}8.b.d.0.1.0.0.2.ip6.arpa": {"PTR": ["six.vn."]},
    }
    async with serving(zone) as server:
        resolver = Resolver([("127.0.0.1", server.port)])
        names = await resolver.ptr("192.0.2.7")
        assert isinstance(names, Found)
        assert set(names.records) == {"mx.a.vn", "b.vn"}
        assert await resolver.ptr("2001:db8::1") == Found(("six.vn",))
        assert await resolver.ptr("192.0.2.8") == Absent(name_exists=False)


async def test_a_long_answer_hardly_holds_the_loop(tmp_path: Path) -> None:
    hosts = tmp_path / "hosts"
    addresses = [f"10.1.{number // 250}.{number % 250}" for number in range(3500)]
    hosts.write_text("".join(f"{address} long.vn\n" for address in addresses))
    port, server = await _dnsmasq(tmp_path, f"--addn-hosts={hosts}")
    try:
        resolver = Resolver([("127.0.0.1", port)])
        began = time.thread_time()
        found = await resolver.a("long.vn")
        taken = time.thread_time() - began
    finally:
        server.terminate()
        await server.wait()

    assert isinstance(found, Found)
    assert set(found.records) == set(addresses)
    assert taken < 0.05


async def test_dnsmasq_is_understood(tmp_path: Path) -> None:
    port, server = await _dnsmasq(tmp_path)
    try:
        resolver = Resolver([("127.0.0.1", port)])
        assert await resolver.mx("a.vn") == Found((Exchanger(10, "mx.a.vn"),))
        assert await resolver.a("mx.a.vn") == Found(("192.0.2.1",))
        assert await resolver.txt("a.vn") == Found((b"v=spf1 -all",))
        assert await resolver.mx("nowhere.vn") == Absent(name_exists=False)
        assert await resolver.mx("mx.a.vn") == Absent(name_exists=True)
        assert isinstance(await resolver.mx("elsewhere.example"), Unknown)
    finally:
        server.terminate()
        await server.wait()
