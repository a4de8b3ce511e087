"""A register's rows are opened all together, or not at all."""

import asyncio
import os
import signal
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from store import Store, Tx, clock, register, rung, worklist
from store.directory.change import Overtaken
from store.directory.units import all_units
from store.opening import Imported, open_entries
from store.schema.account import entry as account
from store.schema.base import MICROSECOND
from store.schema.work import deadline, document, task_party
from store.schema.work import rung as rungs
from store.schema.work import task as tasks
from tests.store.office import (
    CLI,
    NOW,
    at,
    due_on,
    later,
    paper,
    staffed,
    work,
)
from work.leaf import PAGE_SIZE
from work.preview import Entry, identities
from work.progress import Closing
from work.roster import Unit
from work.task import Party, Role, TaskState

ROOT = Path(__file__).parent.parent.parent
DONE = Closing(date(2026, 9, 30), "9/BYT-KH")
HELPER = Party(Role.COORDINATOR, "G18", 2)


def entry(number: str, row: int = 2, closing: Closing | None = None, **changes: Any) -> Entry:
    return Entry(row, 1, paper(number), work(**changes), closing)


def entries() -> tuple[Entry, ...]:
    """One of every kind: plain, undated, with helpers, done, done undated, two of one document."""
    done = DONE
    exclusive = entry("2/VPCP-TH", 3)
    return (
        entry("1/VPCP-TH"),
        exclusive,
        entry("3/VPCP-TH", 4, due=None),
        Entry(
            5,
            1,
            paper("4/VPCP-TH", issuer_code="G18", kind="TB"),
            work("2026-10-23", None, 2, HELPER),
        ),
        entry("5/VPCP-TH", 6, done),
        entry("6/VPCP-TH", 7, Closing(date(2026, 9, 30), None), due=None),
        entry("1/VPCP-TH", 8, person=2),
    )


def kept(tx: Tx) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of assigned work, and the account's lines in any order."""
    found = {
        table.name: [tuple(row) for row in tx.all(select(table).order_by(*table.primary_key))]
        for table in (document, tasks, task_party, deadline, rungs)
    }
    lines = tx.all(select(account.c.event, account.c.subject, account.c.codes))
    found["account"] = sorted(
        tuple(line) for line in lines if line.subject.split(":")[0] in ("task", "document")
    )
    return found


async def test_the_rows_of_a_task_are_these_to_the_last_column(store: Store) -> None:
    """By hand: what everything else here reads."""
    await staffed(store)
    row = Entry(5, 1, paper(issuer_code="G18", kind="TB"), work("2026-10-23", None, 2, HELPER))

    await store.write(open_entries, (row, entry("2/VPCP-TH", 6, DONE)), CLI)

    found = await store.read(kept)
    excerpt, content = (
        "V/v báo cáo tình hình cung ứng thuốc",
        "Báo cáo kết quả đấu thầu thuốc tập trung",
    )

    def said(number: str) -> str:
        words = "bao cao ket qua dau thau thuoc tap trung\nvan ban bao cao"
        return f"{words}\n{number}\nvan phong chinh phu\nv/v bao cao tinh hinh cung ung thuoc"

    assert found["document"][0] == (
        1, "125/VPCP-KGVX", "Văn phòng Chính phủ", "G18", date(2026, 9, 28), excerpt, "TB", "normal",
        date(2026, 9, 30), 4012, "incoming", *10 * (None,), 125,
    )  # fmt: skip
    due, product = date(2026, 10, 23), "Văn bản báo cáo"
    assert found["task"] == [
        (1, 1, content, product, "assigned", due, None, 1, NOW, *6 * (None,), said("125/vpcp-kgvx")),
        (
            2, 2, content, product, "done", due, None, 1, NOW, None, None, None, NOW, DONE.done_on,
            "9/BYT-KH", said("2/vpcp-th"),
        ),
    ]  # fmt: skip
    assert found["task_party"] == [
        (1, 0, "lead", "G18", 2, None, True, True, due, *4 * (None,)),
        (1, 1, "coordinator", "G18", 2, None, False, True, due, *4 * (None,)),
        (2, 0, "lead", "G18", 1, 1, True, False, due, *3 * (None,), DONE.done_on),
    ]
    words = (due, None, None, False, "on-date", "chậm nhất ngày", *6 * (None,), NOW, "cli")
    assert found["deadline"] == [(1, 1, *words), (2, 1, *words)]
    assert found["rung"] == [(1, due, None, 1, None, None, NOW, None, NOW + MICROSECOND, "", None)]
    assert [line[:2] for line in found["account"]] == [
        ("document.opened", "document:1"),
        ("document.opened", "document:2"),
        ("task.done", "task:2"),
        ("task.opened", "task:1"),
        ("task.opened", "task:2"),
    ]


async def test_it_says_what_was_opened_and_a_second_time_opens_nothing(store: Store) -> None:
    await staffed(store)

    first = await store.write(open_entries, entries(), CLI)
    before = await store.read(kept)
    second = await store.write(open_entries, entries(), CLI)

    assert first == Imported(documents=6, tasks=7, closed=2, known=0)
    assert second == Imported(known=6)
    assert await store.read(kept) == before


async def test_a_document_that_stands_under_another_spelling_is_known(store: Store) -> None:
    await staffed(store)
    await store.write(
        open_entries,
        (Entry(2, 1, paper("1/VPCP-TH", issuer="VPCP", issuer_code="G18"), work()),),
        CLI,
    )

    again = Entry(2, 1, paper("1/VPCP-TH", issuer="Văn phòng Chính phủ", issuer_code="G18"), work())

    assert await store.write(open_entries, (again,), CLI) == Imported(known=1)
    (known,) = await store.read(register.standing, ["1/VPCP-TH", "2/VPCP-TH"])
    assert not set(identities(known.document)).isdisjoint(identities(again.document))


async def test_many_are_opened_in_portions_of_one_transaction(store: Store) -> None:
    await staffed(store)
    many = tuple(entry(f"{n}/VPCP-TH", n) for n in range(1, 1_203))

    done = await store.write(open_entries, many, CLI)

    page = await store.read(worklist.page, worklist.Wanted())
    assert done == Imported(documents=1_202, tasks=1_202)
    assert page.total == 1_202
    numbers = {one.document.number: one.content for one in page.tasks}
    assert len(numbers) == PAGE_SIZE


async def test_two_that_open_the_same_at_once_open_it_once(pair: tuple[Store, Store]) -> None:
    await staffed(pair[0])
    many = tuple(entry(f"{n}/VPCP-TH", n) for n in range(1, 301))

    done = await asyncio.gather(
        *(store.write(open_entries, many, CLI) for store in pair), return_exceptions=True
    )

    opened = [one.documents for one in done if isinstance(one, Imported)]
    assert all(isinstance(one, Imported | Overtaken) for one in done), done
    assert sum(opened) == 300
    assert await pair[0].read(lambda tx: tx.value(select(func.count()).select_from(tasks))) == 300


async def test_an_error_in_the_middle_leaves_nothing(store: Store) -> None:
    await staffed(store)
    nobody = Party(Role.LEAD, "Z99")
    bad = Entry(9, 1, paper("9/VPCP-TH"), work().__class__("x", (nobody,), due_on("2026-10-23")))
    many = (*(entry(f"{n}/VPCP-TH", n) for n in range(10, 620)), bad)

    with pytest.raises(Exception, match="(?i)foreign key"):
        await store.write(open_entries, many, CLI)

    found = await store.read(kept)
    assert [name for name, rows in found.items() if rows] == []


async def test_the_tick_finds_what_is_open_and_dated(store: Store) -> None:
    await staffed(store)
    ear = store.bell.ear("tick")
    await store.write(open_entries, entries(), CLI)

    await ear.heard(timeout_seconds=30.0)
    waiting = await store.write(rung.due, later(seconds=1), 100)
    assert len(waiting) == 4


async def test_a_simulated_clock_waits_for_what_was_opened(store: Store) -> None:
    await staffed(store)
    start = at("2026-10-01")
    await store.write(clock.simulate, start, 3600.0, NOW)

    await store.write(open_entries, entries(), CLI)

    anchor = await store.read(clock.anchor)
    assert anchor is not None
    assert anchor.until is not None
    assert anchor.now(later(hours=1)) == anchor.until
    found = await store.read(worklist.one, 1)
    assert found is not None
    assert found.opened_at <= anchor.until
    assert found.state is TaskState.ASSIGNED


async def test_units_are_listed_with_their_numbers(store: Store) -> None:
    await staffed(store)

    assert await store.read(all_units) == (
        Unit(1, "G18", "Vụ Kế hoạch - Tài chính"),
        Unit(2, "G18", "Vụ Pháp chế"),
    )


KILLED = """
import asyncio, os, signal, sys
from store import Store
from store.opening import open_entries
from tests.store.office import CLI
from tests.store.test_register import entry

def opened_and_killed(tx):
    open_entries(tx, [entry(f"{n}/VPCP-TH", n) for n in range(1, 1500)], CLI)
    os.kill(os.getpid(), signal.SIGKILL)

async def main():
    await Store.open(sys.argv[1], "test:killed").write(opened_and_killed)

asyncio.run(main())
"""


async def test_a_kill_before_the_commit_leaves_nothing(url: str) -> None:
    store = Store.open(url, "test:one")
    await staffed(store)
    await store.close()
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}

    killed = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-c", KILLED, url],
        env=environment,
        check=False,
        capture_output=True,
    )

    assert killed.returncode == -signal.SIGKILL, killed.stderr
    store = Store.open(url, "test:two")
    found = await store.read(kept)
    assert [name for name, rows in found.items() if rows] == []
    assert await store.write(open_entries, entries(), CLI) == Imported(6, 7, 2, 0)
    await store.close()
