"""Two hundred people browse while relay and chat work: how long pages take, and what that leaves of the relay's rate.

One daemon with two workers does it all, over a hundred thousand open tasks. The relay is pressed as far
as it goes and the chat is asked all the time; in every other span of time people browse as well. Each
looks at a page, thinks for 5 to 15 seconds, and looks at the next: between the 7 seconds that TPC-W
(clause 5.3.2) has its emulated browsers think on average, and the slower pace of who reads a list of tasks.

Needs root (smtp-sink changes its user) and what `make setup` installs. Exit code 1 when a claim is
not met, 2 when nothing could be measured.
"""

import argparse
import asyncio
import os
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path

import httpx

from bench import machine
from bench.browse_people import ACT, Browsing, browsing, enter
from bench.chat_crowd import Round, percentile
from bench.chat_office import Filling
from bench.load import Sink
from bench.office import DOMAIN, Office
from bench.program import Unable, free_port
from bench.whole import Pressing, Whole, after, serving
from demo.clock import machine_now
from schedules.calendar import OFFICE_ZONE

BROWSING, PEOPLE, TASKS = 200, 1_000, 100_000
SPAN_SECONDS, SPANS = 35.0, 3  # of each kind, in turns
THINKING_SECONDS = (5.0, 15.0)
QUESTIONS_A_SECOND = 5.0
PATIENCE_SECONDS = 30.0  # for one page; what takes longer is lost
MOST_MS, MOST_OCTETS, LEAST_RELAY = 200.0, 50_000, 0.8


@dataclass(frozen=True, slots=True)
class Seen:
    """One page: its address, its status (0 where none came), seconds at the server and outside, octets."""

    page: str
    status: int
    server: float
    outside: float
    octets: int

    @property
    def lost(self) -> bool:
        """Whether it did not come, or said that the server failed."""
        return self.status == 0 or self.status >= 500


@dataclass(frozen=True, slots=True)
class Span:
    """What one span of time saw; *seen* is empty where nobody browsed."""

    relayed: float  # letters a second
    cores: float
    foreign: float
    chat: Round
    seen: tuple[Seen, ...]


@dataclass(frozen=True, slots=True)
class Bench:
    """A daemon under load, what it relays to, and who may browse."""

    whole: Whole
    sink: Sink
    url: str
    people: Sequence[Browsing]
    seconds: float

    async def span(self, *, browsed: bool) -> Span:
        """The work of so many seconds."""
        began, relayed = time.monotonic(), self.sink.arrived
        before, own = machine.sample([self.whole.daemon.pid]), time.process_time()
        over = await after(self.seconds)
        asking = asyncio.create_task(self.whole.crowd.ask_until(over, QUESTIONS_A_SECOND))
        looking = [_browse(one, self.url, over) for one in self.people if browsed]
        seen = asyncio.gather(*looking)
        await over.wait()
        lasted = time.monotonic() - began
        rate = (self.sink.arrived - relayed) / lasted
        known = time.process_time() - own
        spent = machine.spent(before, machine.sample([self.whole.daemon.pid]), known)
        pages = tuple(chain.from_iterable(await seen))
        return Span(rate, spent.cpu_seconds / lasted, spent.foreign, await asking, pages)


async def _browse(one: Browsing, url: str, over: asyncio.Event) -> list[Seen]:
    """What one person sees until *over*, from some moment of their thinking on."""
    chance, found = random.Random(one.who.id), list[Seen]()
    wait = chance.uniform(0, THINKING_SECONDS[1])
    headers = {"cookie": f"congvu={one.token}", "origin": url}
    # A browser keeps its connection; the server ends what is idle for five seconds.
    async with httpx.AsyncClient(
        base_url=url, headers=headers, timeout=PATIENCE_SECONDS, verify=False, trust_env=False,
        limits=httpx.Limits(keepalive_expiry=4.0),
    ) as browser:  # fmt: skip
        while not await _rung(over, wait):
            found.append(await _look(browser, one, one.next(chance)))
            wait = chance.uniform(*THINKING_SECONDS)
    return found


async def _rung(over: asyncio.Event, seconds: float) -> bool:
    try:
        await asyncio.wait_for(over.wait(), seconds)
    except TimeoutError:
        return False
    return True


async def _look(browser: httpx.AsyncClient, one: Browsing, page: str) -> Seen:
    began = time.perf_counter()
    try:
        if page == ACT:
            place, form = f"/tasks/{one.tasks[0]}/report", {"form": one.hidden, "percent": "50"}
            answer = await browser.post(place, data={**form, "text": "đang làm"})
        else:
            answer = await browser.get(page)
    except httpx.HTTPError:
        return Seen(page, 0, 0, time.perf_counter() - began, 0)
    took = time.perf_counter() - began
    if answer.status_code == httpx.codes.OK:
        one.saw(answer.text)
    told = answer.headers.get("server-timing", "").rpartition("dur=")[2]
    server = float(told) / 1000 if told else 0
    return Seen(page, answer.status_code, server, took, len(answer.content))


def main() -> int:
    """Measures, prints, and gives the exit code."""
    parser = argparse.ArgumentParser(prog="python -m bench.browse", description=__doc__)
    parser.add_argument("--browsing", type=int, default=BROWSING)
    parser.add_argument("--people", type=int, default=PEOPLE)
    parser.add_argument("--tasks", type=int, default=TASKS)
    parser.add_argument("--seconds", type=float, default=SPAN_SECONDS, help="of each span")
    parser.add_argument("--spans", type=int, default=SPANS, help="of each kind")
    asked = parser.parse_args()
    today = machine_now().astimezone(OFFICE_ZONE).date()
    filling = Filling(asked.people, asked.tasks, today)
    try:
        with tempfile.TemporaryDirectory(prefix="congvu-bench-", dir="/var/tmp") as name:
            spans = asyncio.run(
                measured(Path(name), filling, asked.browsing, asked.seconds, asked.spans)
            )
    except Unable as error:
        print(error, file=sys.stderr)
        return 2
    return _told(*spans)


async def measured(
    folder: Path, filling: Filling, browsing_now: int, seconds: float, count: int
) -> tuple[list[Span], list[Span]]:
    """So many spans without people who browse and with them, in turns; the memory before and after is printed."""
    sink_port, people = free_port(), browsing(filling, browsing_now)
    office, sink = Office(folder / "congvu", sink_port), Sink(sink_port, folder)
    prepare = partial(enter, all_of_them=people, domain=DOMAIN, now=machine_now())
    try:
        async with serving(office, filling, prepare=prepare) as whole:
            bench = Bench(whole, sink, f"http://127.0.0.1:{office.web}", people, seconds)
            with Pressing(office.port):
                await bench.span(browsed=False)  # warms up
                spans = [await bench.span(browsed=number % 2 == 1) for number in range(2 * count)]
                held = machine.memory([whole.daemon.pid])
                print(
                    f"daemon's memory: {held.resident:.0f} MiB, pages shared counted once {held.shared_once:.0f}"
                )
    finally:
        sink.stop()
    return spans[::2], spans[1::2]


def _told(rest: Sequence[Span], browsed: Sequence[Span]) -> int:
    """The exit code; what was measured and what was asked are printed."""
    print(
        "| | relayed a second | chat p50 ms | p99 | answers | lost | daemon's cores | others' |\n|---|---|---|---|---|---|---|---|"
    )
    for name, spans in (("without browsers", rest), ("with them", browsed)):
        for one in spans:
            waits = one.chat.seconds
            p50, p99 = (1000 * percentile(waits, share) for share in (0.5, 0.99))
            print(
                f"| {name} | {one.relayed:.0f} | {p50:.0f} | {p99:.0f} | {len(waits)} | {one.chat.lost} | {one.cores:.2f} | {one.foreign:.2f} |"
            )
    seen = [look for one in browsed for look in one.seen]
    _pages_told(seen)
    ratio = relay_ratio(rest, browsed)
    p95 = 1000 * percentile(sorted(one.server for one in seen), 0.95)
    largest = max((one.octets for one in seen), default=0)
    lost = sum(one.lost for one in seen) + sum(one.chat.lost for one in (*rest, *browsed))
    claims = (
        (p95 <= MOST_MS, f"p95 at the server {p95:.0f} ms, at most {MOST_MS:.0f}"),
        (ratio >= LEAST_RELAY, f"relay at {ratio:.2f} of its rate without, at least {LEAST_RELAY}"),
        (largest < MOST_OCTETS, f"the largest page has {largest} octets, below {MOST_OCTETS}"),
        (not lost, f"{lost} pages and answers lost"),
    )
    for met, words in claims:
        print("met   " if met else "MISSED", words)
    print(f"load {os.getloadavg()[0]:.1f}, {machine.CORES} cores")
    return 0 if all(met for met, _ in claims) else 1


def relay_ratio(rest: Sequence[Span], browsed: Sequence[Span]) -> float:
    """The median of what the relay did with people who browse to what it did just before."""
    each = [busy.relayed / free.relayed for free, busy in zip(rest, browsed, strict=True)]
    return percentile(sorted(each), 0.5)


def _pages_told(seen: Sequence[Seen]) -> None:
    statuses = dict(sorted(Counter(one.status for one in seen).items()))
    print(f"{len(seen)} pages, by status {statuses}")
    print(
        "| page | seen | lost | server p50 ms | p95 | p99 | outside p50 | p95 | p99 | octets |\n|---|---|---|---|---|---|---|---|---|---|"
    )
    kinds: dict[str, list[Seen]] = {"all": list(seen)}
    for one in seen:
        kinds.setdefault(_kind(one.page), []).append(one)
    for kind, those in kinds.items():
        times = [sorted(look.server for look in those), sorted(look.outside for look in those)]
        at = " | ".join(
            f"{1000 * percentile(ordered, share):.0f}"
            for ordered in times
            for share in (0.5, 0.95, 0.99)
        )
        octets = max(look.octets for look in those)
        print(f"| {kind} | {len(those)} | {sum(look.lost for look in those)} | {at} | {octets} |")


def _kind(page: str) -> str:
    """Pages of one kind, whatever their number or words."""
    if page.startswith("/tasks/"):
        return "/tasks/…"
    return "/search" if page.startswith("/search") else page


if __name__ == "__main__":
    sys.exit(main())
