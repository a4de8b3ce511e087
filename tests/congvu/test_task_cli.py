"""`congvu task`: registers in and out, lists, and reminders explained."""

import asyncio
import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlalchemy import func, select

from store import Store
from store.schema.work import document
from tests.congvu.office import HERE, Office
from tests.congvu.registers import BAD, DUE, GOOD, PEOPLE, Row, cited, numbers, register
from tests.papers.books import TITLES


def test_a_register_is_shown_and_then_opened(staffed: Office) -> None:
    path = register(staffed.folder, *GOOD)

    shown = staffed.good("task", "import", path, "--dry-run")
    assert "  to open       4 tasks (4 documents)\n  done already  1\n" in shown
    assert numbers(staffed, "--state", "all") == []

    told = staffed.good("task", "import", path, "--yes")
    assert told.endswith(
        "Opened 4 tasks (4 new documents), 1 of them done already.\nSee them with congvu task list.\n"
    )
    assert numbers(staffed) == ["1/BYT-KH", "2/BYT-KH", "3/BYT-KH"]
    assert numbers(staffed, "--state", "done") == ["4/BYT-KH"]


def test_the_same_register_again_does_nothing(staffed: Office) -> None:
    path = register(staffed.folder, *GOOD)
    staffed.good("task", "import", path, "--yes")

    told = staffed.good("task", "import", path, "--yes")

    assert "  unchanged  4\n" in told
    assert told.endswith("\nNothing is new; nothing was changed.\n")
    assert len(numbers(staffed, "--state", "all")) == 4


def test_bad_rows_are_told_by_place_and_nothing_is_opened_unless_they_may_be_skipped(
    staffed: Office,
) -> None:
    path = register(staffed.folder, *GOOD, *BAD)

    done = staffed.run("task", "import", path, "--yes")

    assert done.code == 1
    assert done.err == (
        "2 rows have errors, so nothing was opened or changed; mend the file,"
        " or take the other 4 with --yes --skip-bad\n"
    )
    errors = done.out.split("Errors: these rows cannot be opened\n")[1].split("\n\n")[0]
    assert errors.split("\n") == [
        '  row 9, column C: "Vụ Kinh tế" is no unit, person or agency of the directory; add it to the directory, or correct it',
        '  row 9, column D: "31/02/2026" is no day of the calendar; write it such as 15/10/2026',
        '  row 10, column D: the cell holds a formula, whose last value was "0"; copy it and paste the value',
    ]
    assert numbers(staffed, "--state", "all") == []

    assert "Opened 4 tasks" in staffed.good("task", "import", path, "--yes", "--skip-bad")
    assert staffed.run("task", "import", path, "--dry-run").code == 1


def test_the_rows_are_told_in_vietnamese_on_wish(staffed: Office) -> None:
    done = staffed.run(
        "task", "import", register(staffed.folder, *GOOD, *BAD), "--dry-run", "--language", "vi"
    )

    assert "  sẽ tạo         4 nhiệm vụ (4 văn bản)\n" in done.out
    assert '  dòng 9, cột D: "31/02/2026" không có trong lịch; ghi như 15/10/2026\n' in done.out


def test_without_a_terminal_and_without_yes_nothing_is_opened(staffed: Office) -> None:
    done = staffed.run("task", "import", register(staffed.folder, *GOOD))

    assert (done.code, done.err) == (
        1,
        "nothing was opened or changed; add --yes to go on without being asked\n",
    )
    assert numbers(staffed, "--state", "all") == []


def test_programs_get_everything_as_json(staffed: Office) -> None:
    done = staffed.run("task", "import", register(staffed.folder, *GOOD, *BAD), "--json")
    told = json.loads(done.out)

    assert (done.code, told["rows"], len(told["entries"])) == (1, 6, 4)
    assert told["entries"][1]["deadline"]["exclusive"]
    errors = [
        (p["row"], p["column"], p["code"]) for p in told["problems"] if p["weight"] == "error"
    ]
    assert errors == [(9, "C", "unknown-assignee"), (9, "D", "bad-date"), (10, "D", "formula")]


def test_a_secret_row_appears_nowhere(staffed: Office) -> None:
    secret = (
        7,
        "Công văn số 77/A05-P5 (MẬT) ngày 03/8/2026 của Bộ Công an về việc hoa sen",
        "Ai đó",
        "xx",
    )
    path = register(staffed.folder, *GOOD, secret)

    for more in ((), ("--json",)):
        done = staffed.run("task", "import", path, "--yes", "--skip-bad", *more)
        assert "row 9: bears a mark of secrecy" in done.out
        for word in ("77/A05", "hoa sen", "Bộ Công an", "Ai đó"):
            assert word not in done.out + done.err
    stored = [staffed.folder / name for name in ("congvu.db", "congvu.db-wal")]
    octets = b"".join(file.read_bytes() for file in stored if file.exists())
    assert b"hoa sen" not in octets
    assert "thủ tục".encode() in octets


@pytest.mark.parametrize(
    ("octets", "name", "said"),
    [
        (b"PK\x03\x04", "a.xlsx", "a.xlsx is broken; open it in the spreadsheet and save it anew"),
        (b"%PDF-1.4", "a.xlsx", "a.xlsx is named .xlsx but is none; save it from the spreadsheet as .xlsx, or name it .csv"),
        (bytes(range(128, 256)), "a.csv", 'a.csv is text in an encoding that is not known; save it as "CSV UTF-8"'),
        (b"a;b\n1;\"2\n", "a.csv", "a.csv has a quotation mark that is not closed, or a cell without end, at row 2; correct it"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_refused_with_a_remedy(
    staffed: Office, octets: bytes, name: str, said: str
) -> None:
    (staffed.folder / name).write_bytes(octets)

    assert staffed.refused("task", "import", name, "--yes") == said


def test_a_sheet_is_taken_by_name(staffed: Office) -> None:
    path = register(staffed.folder, *GOOD)

    assert staffed.refused("task", "import", path, "--sheet", "2025").endswith(
        'has no such sheet; it has "2026"'
    )
    assert "4 tasks" in staffed.good("task", "import", path, "--sheet", "2026", "--dry-run")


def test_the_agency_of_the_register_must_be_there(staffed: Office) -> None:
    path = register(staffed.folder, *GOOD)

    assert staffed.refused("task", "import", path, "--agency", "H99") == (
        "agency H99 is not registered; see congvu agency list"
    )


def test_a_file_without_the_register_says_what_it_looked_for(staffed: Office) -> None:
    done = staffed.run(
        "task", "import", staffed.write("a.csv", "họ tên;ngày sinh\nA;1/1/1990\n"), "--yes"
    )

    assert done.code == 1
    assert "the file has no row that is the header of the register; the columns are" in done.out


def test_csv_with_semicolons_is_a_register_too(staffed: Office) -> None:
    lines = [TITLES, *[(n, cited(n), "Vụ Tổng hợp", "15/10/2036", "", "", "") for n in range(1, 4)]]
    path = staffed.write(
        "so.csv", "\ufeff" + "\r\n".join(";".join(map(str, line)) for line in lines)
    )

    assert "Opened 3 tasks (3 new documents)." in staffed.good("task", "import", path, "--yes")


def test_tasks_are_listed_by_what_is_asked_for(staffed: Office) -> None:
    overdue = (5, cited(5), "Vụ Pháp luật", datetime(2026, 8, 10))
    staffed.good("task", "import", register(staffed.folder, *GOOD, overdue), "--yes")

    assert numbers(staffed, "--overdue") == ["5/BYT-KH"]
    assert numbers(staffed, "--due-within", "5") == ["5/BYT-KH"]
    assert numbers(staffed, "--unit", "vụ tổng hợp") == ["1/BYT-KH", "2/BYT-KH", "3/BYT-KH"]
    assert numbers(staffed, "--person", "hoa@vpcp.gov.vn") == ["2/BYT-KH"]
    assert numbers(staffed, "--agency", "G22", "--state", "done") == ["4/BYT-KH"]
    assert numbers(staffed, "--document", "3/BYT-KH") == ["3/BYT-KH"]
    assert numbers(staffed, "--limit", "2") == ["5/BYT-KH", "1/BYT-KH"]
    assert staffed.refused("task", "list", "--unit", "Vụ Lạ").startswith(
        'no unit is called "Vụ Lạ"'
    )
    assert staffed.refused("task", "list", "--person", "x@y.vn").startswith(
        "nobody has the mailbox"
    )
    shown = staffed.good("task", "list")
    assert shown.startswith("NO  DUE         DOCUMENT  TASK")
    assert "3   -           3/BYT-KH  Nguyễn Văn An: Rà soát thủ tục  no deadline\n" in shown
    assert staffed.good("task", "list", "--state", "cancelled") == "No task is like that.\n"


def test_a_task_is_shown_done_and_cancelled(staffed: Office) -> None:
    staffed.good("task", "import", register(staffed.folder, *GOOD), "--yes")

    shown = staffed.good("task", "show", "2")
    assert shown.startswith("2  Rà soát thủ tục\n")
    assert "  lead         Lê Thị Hoa, Vụ Pháp luật, " in shown
    assert staffed.json("task", "show", "2")["deadlines"][0]["words"] == "trước ngày 16/10/2036"

    told = staffed.good("task", "done", "2", "--on", "02/09/2026", "--result", "12/VPCP-PL")
    assert told == "Task 2 is done since 02/09/2026.\n"
    found = staffed.json("task", "show", "2")
    assert (found["class"], found["result"]) == ("done-in-time", "12/VPCP-PL")
    assert staffed.good("task", "cancel", "1") == "Task 1 is cancelled.\n"
    assert (
        staffed.refused("task", "done", "1")
        == "task 1 is cancelled; possible now: congvu task reopen"
    )
    assert staffed.refused("task", "show", "9") == "there is no task 9; see congvu task list"
    assert "still to come" in staffed.refused("task", "done", "3", "--on", "2099-01-01")


def test_the_register_goes_out_and_comes_in_again(
    staffed: Office, tmp_path: Path, fresh_office: Path
) -> None:
    staffed.good("task", "import", register(staffed.folder, *GOOD), "--yes")

    assert staffed.good("task", "export", "ra.xlsx") == "Wrote 4 tasks to ra.xlsx.\n"
    sheet = openpyxl.load_workbook(staffed.folder / "ra.xlsx").worksheets[0]
    assert [cell.value for cell in sheet[5]] == list(TITLES)
    assert [cell.value for cell in sheet[7]] == [
        1, cited(1), "Vụ Tổng hợp (Văn phòng mẫu)", DUE, "Đang thực hiện, trong hạn", None, None,
    ]  # fmt: skip
    assert "stands already" in staffed.refused("task", "export", "ra.xlsx")

    before = staffed.json("task", "list", "--state", "all")
    other = Office(tmp_path / "other")
    shutil.copytree(fresh_office, other.folder)
    other.good("person", "import", other.write("people.csv", PEOPLE), "--yes")
    other.good("task", "import", str(staffed.folder / "ra.xlsx"), "--yes")

    assert [comparable(one) for one in other.json("task", "list", "--state", "all")] == [
        comparable(one) for one in before
    ]


def comparable(task: dict[str, Any]) -> dict[str, Any]:
    """A task without what each store numbers and times by itself."""
    own = {"id", "opened_at", "closed_at", "version"}
    return {
        **{k: v for k, v in task.items() if k not in own},
        "document": {**task["document"], "id": 0},
    }


def opened(office: Office) -> int:
    async def count() -> int:
        store = Store.open(f"sqlite:///{office.folder}/congvu.db", "test")
        found = await store.read(lambda tx: tx.value(select(func.count()).select_from(document)))
        await store.close()
        return int(found)

    return asyncio.run(count())


def test_an_import_that_is_killed_leaves_all_or_nothing(staffed: Office, tmp_path: Path) -> None:
    rows = [(n, cited(n), "Vụ Tổng hợp", "15/10/2036", "", "", "") for n in range(1, 1_501)]
    text = "\n".join(";".join(map(str, line)) for line in (TITLES, *rows))
    arguments = ("task", "import", staffed.write("so.csv", text), "--yes")
    whole = Office(tmp_path / "whole")
    shutil.copytree(staffed.folder, whole.folder)
    begun = time.monotonic()
    assert whole.process(*arguments).code == 0
    took = time.monotonic() - begun

    seen = []
    for part in (0.5, 0.7, 0.8, 0.9, 0.97):
        kill(staffed, arguments, took * part)
        seen.append(opened(staffed))

    assert set(seen) <= {0, 1_500}, seen
    staffed.good(*arguments)
    assert opened(staffed) == 1_500
    assert staffed.good(*arguments).endswith("nothing was changed.\n")


def kill(office: Office, arguments: Sequence[str], seconds: float) -> None:
    environment = {**os.environ, "PYTHONPATH": str(HERE)}
    with subprocess.Popen(
        [sys.executable, "-m", "congvu", *arguments],
        cwd=office.folder,
        env=environment,
        stdout=subprocess.DEVNULL,
    ) as running:
        with contextlib.suppress(subprocess.TimeoutExpired):
            running.wait(seconds)
        running.send_signal(signal.SIGKILL)


@pytest.mark.proof
@pytest.mark.timeout(600)
def test_fifty_thousand_rows_are_told_and_opened(staffed: Office) -> None:
    def rows() -> list[Row]:
        good: list[Row] = [(n, cited(n), "Vụ Tổng hợp", DUE) for n in range(1, 50_001)]
        good[9_999] = (10_000, cited(10_000), "Vụ Lạ", DUE)
        good[49_999] = (50_000, cited(50_000), "Vụ Tổng hợp", "=D5")
        return good

    path = register(staffed.folder, *rows())

    told = staffed.process("task", "import", path, "--yes", "--skip-bad")

    assert told.code == 0, told
    assert "row 10004, column C:" in told.out
    assert "row 50004, column D: the cell holds a formula" in told.out
    assert "Opened 49998 tasks (49998 new documents)." in told.out
    assert opened(staffed) == 49_998
    assert date.fromisoformat(staffed.json("task", "list", "--limit", "1")[0]["due"]) == DUE.date()
