"""Progress reports: each stays, with its files octet for octet, and the task is received by the first."""

import asyncio
import hashlib
from datetime import date

import pytest

from store import Store, history, report, task, worklist
from store.account import entries_about
from tests.store.office import CLI, later, opened, staffed, work
from work.act import Act
from work.report import FILE_LIMIT_BYTES, NewFile, NewFiles, NewReport, Period
from work.task import Impossible, TaskState

OCTETS = bytes(range(256)) * 300


@pytest.fixture
async def office(store: Store) -> Store:
    await staffed(store)
    return store


async def test_every_report_stays_with_who_when_and_its_files(office: Store) -> None:
    (number,) = await opened(office, work())
    act = Act("person:1", later(days=1))
    third = Period(date(2026, 7, 1), date(2026, 9, 30))
    files = NewFiles((NewFile("Bảng số liệu.xlsx", OCTETS), NewFile("b.pdf", b"")))

    first = NewReport(40, "còn thiếu số liệu xã B", third, files)
    assert await office.write(report.report, number, first, act) is TaskState.RECEIVED
    await office.write(report.report, number, NewReport(30), Act("cli", later(days=2)))

    found = await office.read(report.reports, number)
    assert [(r.number, r.percent, r.text, r.period, r.by) for r in found] == [
        (1, 40, "còn thiếu số liệu xã B", third, "person:1"),
        (2, 30, None, None, "cli"),
    ]
    assert found[0].at == act.now
    kept = await office.read(report.files, number)
    assert [(k.event, k.position, k.name, k.size_bytes) for k in kept] == [
        (1, 1, "Bảng số liệu.xlsx", len(OCTETS)),
        (1, 2, "b.pdf", 0),
    ]
    assert kept[0].digest == hashlib.sha256(OCTETS).digest()
    assert await office.read(report.body, number, kept[0]) == OCTETS
    assert (await office.read(worklist.several, (number,)))[number].received_at == act.now
    entries = await office.read(entries_about, f"task:{number}")
    assert [(e.event, e.codes.get("percent")) for e in entries[1:]] == [
        ("task.reported", 40),
        ("task.reported", 30),
    ]
    assert "xã B" not in str(entries)


async def test_what_waits_for_approval_or_has_ended_is_not_reported_on(office: Store) -> None:
    (number,) = await opened(office, work())
    day = date(2026, 10, 1)
    new = task.Submission(day, day, files=NewFiles((NewFile("kq.pdf", b"x"),)))
    await office.write(task.submit, number, new, CLI)

    refused = await office.write(report.report, number, NewReport(90), CLI)

    assert refused == Impossible(TaskState.SUBMITTED)
    assert await office.read(report.reports, number) == ()
    assert [k.name for k in await office.read(report.files, number)] == ["kq.pdf"]


async def test_reports_from_two_processes_at_once_all_stay(pair: tuple[Store, Store]) -> None:
    await staffed(pair[0])
    (number,) = await opened(pair[0], work())

    await asyncio.gather(
        *(pair[n % 2].write(report.report, number, NewReport(n), CLI) for n in range(20))
    )

    found = await pair[1].read(report.reports, number)
    assert sorted(one.percent for one in found) == list(range(20))
    assert [h.number for h in await pair[1].read(history.of_task, number)] == list(range(1, 21))


@pytest.mark.parametrize("name", ["a/b.pdf", "..", "", "a\\b", "a\nb", "x" * 201])
def test_a_name_that_is_a_path_is_no_name(name: str) -> None:
    with pytest.raises(ValueError, match="no name"):
        NewFile(name, b"")


def test_files_and_per_cent_are_bounded() -> None:
    big = b"x" * FILE_LIMIT_BYTES
    with pytest.raises(ValueError, match="more than 4 MiB"):
        NewFile("a", big + b"x")
    with pytest.raises(ValueError, match="8 MiB together"):
        NewFiles((NewFile("a", big), NewFile("b", big), NewFile("c", b"x")))
    with pytest.raises(ValueError, match="more than 8 files"):
        NewFiles(tuple(NewFile(f"{n}", b"") for n in range(9)))
    with pytest.raises(ValueError, match="between 0 and 100"):
        NewReport(101)
    with pytest.raises(ValueError, match="before"):
        Period(date(2026, 1, 2), date(2026, 1, 1))
