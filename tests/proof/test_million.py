"""A million deferred recipients cost the fresh ones nothing that matters, and no look at the queue much."""

import asyncio
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bench.cases import Load
from bench.load import Sink, send
from bench.office import CongvuRelay, Office
from bench.program import free_port
from store import Store, body, claim, overview, queue, suspension
from store.schema.base import micros
from tests.peers import need
from tests.proof.million import COUNT, defer
from work.letter import State
from work.suspension import Suspension

LOAD, WARMING, ROUNDS = Load(2000), Load(300), 5
LEAST = 0.8
SECOND = 1.0


@pytest.mark.proof
@pytest.mark.timeout(1800)
def test_fresh_mail_moves_beside_a_million_that_wait_as_in_an_empty_store(tmp_path: Path) -> None:
    """Two offices on one machine, in turn; each letter is durable before its 250, signed twice, delivered."""
    for program in ("smtp-source", "smtp-sink"):
        need(program)
    port = free_port()
    sink = Sink(port, tmp_path)
    offices = [Office(tmp_path / name, port) for name in ("empty", "full")]
    defer(offices[1].folder / "congvu.db", micros(datetime.now(UTC)))
    relays: list[CongvuRelay] = []
    try:
        relays += (CongvuRelay(office, 2) for office in offices)
        for relay in relays:
            rate(relay, sink, WARMING)
        ratios = [ratio(relays if turn % 2 else relays[::-1], sink) for turn in range(ROUNDS)]
        waiting = offices[1].say("queue", "list", "--limit", "1", "--json")
    finally:
        for relay in relays:
            relay.stop()
        sink.stop()

    print([f"{one:.2f}" for one in ratios])
    assert waiting.strip(), "they are still there"
    assert statistics.median(ratios) >= LEAST


def ratio(relays: list[CongvuRelay], sink: Sink) -> float:
    """The full store's rate by the empty one's, measured in the order of *relays*."""
    rates = {relay.port: rate(relay, sink, LOAD) for relay in relays}
    empty, full = sorted(relays, key=lambda relay: relay.roots)
    return rates[full.port] / rates[empty.port]


def rate(relay: CongvuRelay, sink: Sink, load: Load) -> float:
    """Letters a second, to the arrival of the last."""
    goal, start = sink.arrived + load.letters, time.perf_counter()
    send(load, relay.port)
    last = sink.wait_for(goal)
    assert last is not None
    return load.letters / (last - start)


@pytest.mark.proof
@pytest.mark.timeout(600)
async def test_no_look_and_no_claim_takes_a_second_beside_a_million(tmp_path: Path) -> None:
    office, now = Office(tmp_path / "office", 9), datetime.now(UTC)
    await asyncio.to_thread(defer, office.folder / "congvu.db", micros(now))
    store, late = (
        Store.open(f"sqlite:///{office.folder / 'congvu.db'}", "test"),
        now + timedelta(hours=30),
    )
    sleep = Suspension("d1.example", now, now + timedelta(hours=1), "maintenance", "an")
    calls: list[tuple[str, Callable[..., Any], tuple[Any, ...]]] = [
        ("read", queue.lines, ()),
        ("read", queue.lines, ((State.DELIVERED,),)),
        ("read", queue.lines, (tuple(State), "Z99")),
        ("read", queue.lines, (tuple(State), "H05")),
        ("read", queue.is_crowded, (tuple(State),)),
        ("read", overview.overview, (now,)),
        ("read", claim.next_due, ()),
        ("read", claim.overdue, (now, now, 100)),
        ("read", claim.overdue, (late + timedelta(days=9), late + timedelta(days=9), 100)),
        ("read", claim.abandoned, (now,)),
        ("read", claim.places_of, ("worker:other",)),
        ("read", body.orphans, (now,)),
        ("write", claim.claim, ("worker:other", now, 100)),
        ("write", claim.claim, ("worker:other", late, 100)),
        ("write", claim.release, ("worker:other", late)),
        ("write", suspension.suspend, (sleep,)),
        ("write", suspension.resume, ("d1.example", "an", now)),
    ]
    slow: dict[str, float] = {}
    for way, asked, facts in calls:
        took = min([await seconds(getattr(store, way), asked, *facts) for _ in range(2)])
        if took > SECOND / 4:  # on a quiet machine none takes a twentieth
            slow[f"{asked.__name__}{facts}"] = took
    await store.close()

    assert slow == {}
    assert COUNT == 1_000_000


async def seconds(call: Callable[..., Any], *facts: Any) -> float:
    start = time.perf_counter()
    await call(*facts)
    return time.perf_counter() - start
