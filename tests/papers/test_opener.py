"""Readers of attachments: warm, apart, bounded, killed when their time is over; who asks never waits for them."""

import asyncio
import gzip
import os
import signal
import sys
import threading
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from functools import cache
from pathlib import Path
from tempfile import TemporaryFile

import pytest

import papers.opener
from papers.opened import Obstacle, Opened, Why
from papers.opener import Limits, Opener
from tests.papers.documents import docx, packed, paragraph

SECONDS = 60.0  # the machine may be busy
MOST_LAG = 0.05  # seconds that the loop may be held up


@cache
def endless() -> bytes:
    """A document of which only the first line can be read within the time that tests give."""
    return docx(paragraph("TỐI MẬT") + "<w:x/>" * 6_000_000)


def whys(opened: Opened) -> list[Why]:
    return [obstacle.why for obstacle in opened.obstacles]


def readers(program: str = "papers.opening") -> set[int]:
    """The readers' processes that are our children."""
    ours = set[int]()
    for thread in Path("/proc/self/task").iterdir():
        with suppress(FileNotFoundError):  # it ended meanwhile
            ours |= {int(pid) for pid in (thread / "children").read_text().split()}
    return {pid for pid in ours if program.encode() in Path(f"/proc/{pid}/cmdline").read_bytes()}


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(SECONDS):
        while not true():  # noqa: ASYNC110
            await asyncio.sleep(0.01)  # there is no event for the end of a process


@asynccontextmanager
async def lag() -> AsyncIterator[Callable[[], float]]:
    """The longest time that the loop was held up by what this process itself did."""
    longest, stop = 0.0, asyncio.Event()

    async def probe() -> None:
        nonlocal longest
        while not stop.is_set():
            await asyncio.sleep(0)
            begin = _processor_time()
            await asyncio.sleep(0.001)
            longest = max(longest, _processor_time() - begin)

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(probe(), name="lag")
        yield lambda: longest
        stop.set()


def _processor_time() -> float:
    """What the loop's thread has used of the processor: other processes of the machine do not count."""
    return time.thread_time()


async def test_an_office_without_attachments_has_no_reader() -> None:
    before = readers()

    async with Opener():
        assert readers() == before


async def test_who_may_have_files_opened_loads_no_parser() -> None:
    code = "import sys, papers.opener; print(*{name.partition('.')[0] for name in sys.modules})"
    asked = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        code,
        stdout=asyncio.subprocess.PIPE,
        env={"PYTHONPATH": os.pathsep.join(sys.path)},
    )
    loaded, _ = await asked.communicate()

    assert not {b"pypdf", b"pyhanko", b"asn1crypto", b"lxml", b"zipfile"} & set(loaded.split())
    assert b"papers" in loaded.split()


async def test_a_reader_stays_warm_and_ends_with_the_opener() -> None:
    before = readers()
    async with Opener(readers=1) as opener:
        await opener.text("a.txt", b"x", SECONDS)
        first = readers() - before
        await opener.text("b.txt", b"y", SECONDS)

        assert len(first) == 1
        assert readers() - before == first
    assert readers() == before


async def test_an_idle_reader_ends_after_a_while() -> None:
    before = readers()
    async with Opener(readers=1, idle_seconds=0.05) as opener:
        await opener.text("a.txt", b"x", SECONDS)
        await until(lambda: readers() == before)

        opened = await opener.text("a.txt", b"x", SECONDS)

    assert opened.pieces[0].first_page == "x"


async def test_a_file_is_given_by_its_descriptor_too() -> None:
    with TemporaryFile() as file:
        file.write("TỐI MẬT".encode())
        file.flush()
        async with Opener(readers=1) as opener:
            for _ in range(2):
                opened = await opener.text("a.txt", file.fileno(), SECONDS)

                assert opened.pieces[0].first_page == "TỐI MẬT"


async def test_a_page_that_takes_too_long_is_cut_and_what_was_read_counts() -> None:
    async with Opener(readers=1) as opener:
        await opener.text("a.txt", b"x", SECONDS)
        opened = await opener.text("a.zip", packed({"a.txt": "MẬT", "b.docx": endless()}), 2.0)

        assert [piece.first_page for piece in opened.pieces] == ["", "MẬT", "TỐI MẬT\n"]
        assert set(whys(opened)) == {Why.TOO_SLOW}
        assert whys(await opener.text("a.txt", b"x", SECONDS)) == []


async def test_while_one_reader_is_held_up_the_other_goes_on() -> None:
    async with Opener(readers=2) as opener, asyncio.TaskGroup() as tasks:
        slow = tasks.create_task(opener.text("a.docx", endless(), 5.0), name="slow")
        for _ in range(3):
            opened = await opener.text("a.txt", b"x", SECONDS)
            assert opened.pieces[0].first_page == "x"
        assert not slow.done()
        slow.cancel()


async def test_who_waits_too_long_for_a_turn_is_told_that_all_are_busy() -> None:
    async with Opener(readers=1) as opener, asyncio.TaskGroup() as tasks:
        slow = tasks.create_task(opener.text("a.docx", endless(), SECONDS), name="slow")
        await asyncio.sleep(0)

        assert whys(await opener.text("b.txt", b"x", 0.05)) == [Why.BUSY]
        slow.cancel()


async def test_a_killed_reader_is_replaced_and_who_waited_is_told() -> None:
    before = readers()
    async with Opener(readers=1) as opener, asyncio.TaskGroup() as tasks:
        await opener.text("a.txt", b"x", SECONDS)
        (reader,) = readers() - before
        waiting = tasks.create_task(opener.text("a.docx", endless(), SECONDS), name="waiting")
        await asyncio.sleep(0.05)
        os.killpg(reader, signal.SIGKILL)

        assert whys(await waiting) == [Why.CRASHED]
        assert (await opener.text("a.txt", b"x", SECONDS)).pieces[0].first_page == "x"


async def test_a_reader_that_was_killed_while_it_was_idle_costs_nobody_an_answer() -> None:
    before = readers()
    async with Opener(readers=1) as opener:
        await opener.text("a.txt", b"x", SECONDS)
        (reader,) = readers() - before
        os.kill(reader, signal.SIGKILL)
        await asyncio.to_thread(os.waitid, os.P_PID, reader, os.WEXITED | os.WNOWAIT)

        assert (await opener.text("a.txt", b"x", SECONDS)).pieces[0].first_page == "x"
        assert reader not in readers()


async def test_who_is_no_longer_waited_for_is_killed() -> None:
    before = readers()
    async with Opener(readers=1) as opener, asyncio.TaskGroup() as tasks:
        await opener.text("a.txt", b"x", SECONDS)
        waiting = tasks.create_task(opener.text("a.docx", endless(), SECONDS), name="waiting")
        await asyncio.sleep(0.05)
        waiting.cancel()

        await until(lambda: readers() == before)


async def test_a_file_can_open_nothing_write_nothing_and_start_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(papers.opener._PROGRAMS, "text", "tests.papers.prying")
    before = readers("tests.papers.prying")

    async with Opener(readers=1) as opener:
        opened = await opener.text("a", b"pry", SECONDS)

    told = dict(line.split(": ") for line in opened.pieces[0].first_page.splitlines())
    assert told == {
        "open": "EMFILE",
        "socket": "EMFILE",
        "write": "EFBIG",
        "ask": "EBADF",
        "program": "EMFILE",
        "environment": "LC_CTYPE PYTHONPATH PYTHONUTF8",
    }
    assert readers("tests.papers.prying") == before


@pytest.mark.parametrize("how", [b"stay", b"stop the reader"])
async def test_whatever_does_not_end_by_itself_is_killed(
    monkeypatch: pytest.MonkeyPatch, how: bytes
) -> None:
    monkeypatch.setitem(papers.opener._PROGRAMS, "text", "tests.papers.prying")
    before = readers("tests.papers.prying")

    async with Opener(readers=1) as opener:
        await opener.text("a", b"pry", SECONDS)
        (first,) = readers("tests.papers.prying") - before
        assert whys(await opener.text("a", how, 0.5)) == [Why.TOO_SLOW]
        stays = first in readers("tests.papers.prying")
        assert (await opener.text("a", b"pry", SECONDS)).pieces

    assert stays or how == b"stop the reader"


async def test_readers_end_with_the_daemon_even_if_it_is_killed() -> None:
    daemon = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        _DAEMON,
        stdout=asyncio.subprocess.PIPE,
        env={"PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert daemon.stdout is not None
    reader = int(await daemon.stdout.readline())
    await until(lambda: len(children(reader)) == 1)
    (child,) = children(reader)
    daemon.kill()
    await daemon.wait()

    await until(
        lambda: not Path(f"/proc/{reader}").exists() and not Path(f"/proc/{child}").exists()
    )


_DAEMON = """
import asyncio
from papers import opener as papers
from papers.opener import Opener

papers._PROGRAMS["text"] = "tests.papers.prying"

async def main():
    async with Opener(readers=1) as opener, asyncio.TaskGroup() as tasks:
        await opener.text("a", b"pry", 60)
        print(opener._idle[0][0].pid, flush=True)
        await opener.text("a", b"stay", 600)

asyncio.run(main())
"""


def children(pid: int) -> set[int]:
    try:
        return {int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()}
    except OSError:
        return set()


async def test_a_file_that_is_too_large_is_not_handed_over() -> None:
    before = readers()
    async with Opener(limits=Limits(octets=10)) as opener:
        opened = await opener.text("a.txt", b"x" * 11, SECONDS)

        assert opened == Opened(obstacles=(Obstacle(("a.txt",), Why.TOO_LARGE),))
        assert readers() == before


async def test_what_takes_too_much_memory_is_told() -> None:
    long = gzip.compress(bytes(60 << 20))
    async with Opener(readers=1, limits=Limits(memory_mib=150)) as opener:
        assert whys(await opener.text("a.gz", long, SECONDS)) == [Why.TOO_HUNGRY]
        assert whys(await opener.text("a.txt", b"x", SECONDS)) == []


async def test_the_loop_is_hardly_held_up() -> None:
    large = packed(
        {f"{n}.txt": b"x" * 10_000 for n in range(100)} | {"large": os.urandom(12 << 20)}
    )
    threads = threading.active_count()
    async with Opener(readers=2) as opener, lag() as longest:
        async with asyncio.TaskGroup() as tasks:
            for _ in range(2):
                tasks.create_task(opener.text("a.zip", large, SECONDS), name="large")
            tasks.create_task(opener.text("a.docx", endless(), 1.0), name="slow")

        assert longest() < MOST_LAG
        assert threading.active_count() <= threads + 4
