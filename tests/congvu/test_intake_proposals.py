"""`congvu intake`: what was read of letters is shown, confirmed, corrected, dropped and taken back in words."""

import asyncio
import hashlib
import os
import re
import subprocess
import sys
from dataclasses import replace
from datetime import date, timedelta

import pytest

from congvu.config import load
from congvu.parts.desk import Desks
from schedules.clock import MachineClock
from store import Store, Tx, intake, tray
from store.proposing import Sent, propose
from tests.congvu.office import HERE, Office
from tests.store.read_letters import errand, found, read
from work.intake import Arrival, NewIntake
from work.official.found import Read

TODAY = date.today()
ISSUED = (TODAY - timedelta(days=2)).isoformat()
DUE = date(2036, 10, 15)
OTHER = date(2036, 11, 5)


def asked(lead: str | None, content: str = "rà soát thủ tục") -> Read:
    return read(
        errand(lead, str(DUE), content=found(content)), number="15/BYT-KH", issued=ISSUED, opens=False
    )  # fmt: skip


def proposed(office: Office, what: Read, text: str = "1") -> None:
    """A letter comes into the office's tray, and that is read of it."""

    async def put() -> None:
        config, now = load(office.folder / "config.toml"), MachineClock().now()
        store = Store.open(f"sqlite:///{office.folder / 'congvu.db'}", "test")
        desks, digest = Desks(config), hashlib.sha256(text.encode()).digest()
        new = NewIntake(digest, digest, 1, None, "an@byt.example", text, b"x")

        def do(tx: Tx) -> None:
            taken = intake.take(tx, new, Arrival("inbound", now, letter=1))
            letter = None if taken is None else tray.one(tx, taken.id)
            assert letter is not None
            propose(tx, Sent(letter, "an@byt.example", 0), what, desks.of(tx, now), now)

        await store.write(do)
        await store.close()

    asyncio.run(put())


@pytest.fixture
def ready(staffed: Office) -> Office:
    proposed(staffed, asked("Vụ Pháp luật"))
    return staffed


def test_a_proposal_is_listed_shown_and_confirmed_in_the_name_of_a_clerk(ready: Office) -> None:
    listed = ready.good("intake", "proposals")
    assert "15/BYT-KH" in listed
    assert "STATE" not in listed, "all in the list wait"
    assert "the reader does not vouch for every part, +2" in " ".join(listed.split()), (
        "no code is a reason"
    )
    assert "STATE" in ready.good("intake", "proposals", "--all")
    told = ready.good("intake", "proposal", "1", "--language", "vi")
    assert (
        "  nhiệm vụ 1  Rà soát thủ tục | Vụ Pháp luật, Văn phòng mẫu | 15/10/2036 | Báo cáo\n"
        in told
    )
    assert "chưa xác thực được người gửi\n" in told
    assert "  đọc được    chủ trì: Vụ Pháp luật (100 %)\n" in told

    done = ready.good("intake", "confirm", "1", "--yes", "--language", "vi")

    assert done.endswith(
        "Văn bản số 1 đã vào sổ, số đến 1; nhiệm vụ số 1.\nHoàn tác bằng congvu intake undo 1.\n"
    )
    (task,) = ready.json("task", "list")
    assert (task["content"], task["due"]) == ("Rà soát thủ tục", str(DUE))
    assert ready.good("intake", "proposals") == "No proposal waits.\n"
    (one,) = ready.json("intake", "proposals", "--all")
    assert (one["state"], one["document"], one["imported"]) == ("confirmed", 1, 1)
    refused = ready.refused("intake", "confirm", "1", "--yes")
    assert refused.startswith("proposal 1 is confirmed already (cli:")


def test_who_keeps_no_register_is_told_who_does(ready: Office) -> None:
    told = ready.refused_after("intake", "confirm", "1", "--yes", "--as", "an@vpcp.gov.vn")
    assert told.startswith("entering proposals is for the clerk; ")
    assert ready.json("task", "list") == []


def test_what_is_corrected_is_registered_so_and_kept_as_a_rule(staffed: Office) -> None:
    proposed(staffed, asked("Các cơ quan"))
    told = staffed.refused_after("intake", "confirm", "1", "--yes")
    assert told == "1 thing has to be corrected first, see above"
    given = ("--lead", "Vụ Tổng hợp; Lê Thị Hoa (phối hợp)", "--due", "trước ngày 01/10/2036")

    told = staffed.good("intake", "confirm", "1", *given, "--number", "16/BYT-KH", "--yes")

    assert "1 correction is kept as rules for that sender" in told
    (task,) = staffed.json("task", "list")
    assert (task["document"]["number"], task["due"]) == ("16/BYT-KH", "2036-09-30")
    assert [party["role"] for party in task["parties"]] == ["lead", "coordinator"]
    (rule,) = staffed.json("intake", "rules")
    assert (rule["sender"], rule["written"]) == ("an@byt.example", "Các cơ quan")
    proposed(staffed, replace(asked("các cơ quan"), doubts=("lead-by-list",)), "2")
    assert "Vụ Tổng hợp" in staffed.good("intake", "proposal", "2")
    staffed.good("intake", "rules", "--remove", "1")
    assert staffed.json("intake", "rules") == []


def test_a_letter_that_is_read_again_while_the_question_stands_is_not_registered_unseen(
    ready: Office,
) -> None:
    command = [sys.executable, "-m", "congvu", "intake", "confirm", "1", "--language", "vi"]
    ours, theirs = os.openpty()
    asks = subprocess.Popen(
        command, cwd=ready.folder, stdin=theirs, stdout=theirs, stderr=theirs,
        env={**os.environ, "PYTHONPATH": str(HERE)},
    )  # fmt: skip
    os.close(theirs)
    shown = b""
    while "Đưa vào sổ?".encode() not in shown:
        shown += os.read(ours, 4096)
    proposed(ready, asked("Vụ Tổng hợp"))
    os.write(ours, b"c\n")
    code = asks.wait(60)
    told = os.read(ours, 65536).decode()
    os.close(ours)

    assert code == 1
    assert "thư vừa được đọc lại trong lúc Ông/Bà xem; chưa có gì vào sổ" in told
    assert ready.json("task", "list") == []


def test_several_tasks_are_corrected_by_their_numbers(staffed: Office) -> None:
    one, two = asked("Vụ Pháp luật"), asked(None, "tổ chức hội nghị")
    proposed(staffed, replace(one, errands=(*one.errands, *two.errands)))
    assert "in front" in staffed.refused("intake", "confirm", "1", "--lead", "Vụ Tổng hợp", "--yes")
    assert "no task 5" in staffed.refused("intake", "confirm", "1", "--lead", "5: An", "--yes")

    staffed.good(
        "intake", "confirm", "1", "--lead", "2: Vụ Tổng hợp", "--without", "1",
        "--lead", "3: Nguyễn Văn An", "--content", "3: họp báo", "--due", "3: 01/10/2036 16:30", "--yes",
    )  # fmt: skip

    tasks = sorted(staffed.json("task", "list"), key=lambda task: task["id"])
    assert [task["content"] for task in tasks] == ["Tổ chức hội nghị", "Họp báo"]


def test_a_day_that_may_be_a_limit_is_told_with_the_options_that_take_it(staffed: Office) -> None:
    plain = asked("Vụ Pháp luật")
    (dated,) = plain.errands
    more = replace(dated, content=found("họp báo"), deadline=replace(dated.deadline, due=OTHER))  # type: ignore[type-var]
    (undated,) = asked("Vụ Pháp luật").errands
    undated = replace(undated, deadline=None, when=None)
    proposed(staffed, replace(plain, errands=(undated,), perhaps=(dated, more)))
    told = staffed.good("intake", "proposal", "1", "--language", "vi")
    assert "  có thể là thời hạn  nhiệm vụ 1: “trước ngày 24/10/2026”, tức 15/10/2036;" in told
    assert "(“họp báo”)" in told
    (one, _) = staffed.json("intake", "proposals")[0]["read"]["perhaps"]
    assert one["when"]["words"] == "trước ngày 24/10/2026"
    given = [re.search(f'--due "({place}: .*?)"', told) for place in (1, 2)]
    taken = [part for match in given if match for part in ("--due", match[1])]
    others = ("--lead", "2: Vụ Pháp luật", "--content", "2: họp báo")

    staffed.good("intake", "confirm", "1", *taken, *others, "--yes")

    assert sorted(one["due"] for one in staffed.json("task", "list")) == [str(DUE), str(OTHER)]


def test_it_is_dropped_with_a_reason_opened_again_and_taken_back(ready: Office) -> None:
    assert "is dropped" in ready.good("intake", "drop", "1", "--reason", "gửi nhầm")
    assert "gửi nhầm" in ready.good("intake", "proposal", "1")
    assert "waits again" in ready.good("intake", "reopen", "1")
    assert ready.refused("intake", "reopen", "1") == "proposal 1 waits already"
    assert "nothing was registered" in ready.refused("intake", "undo", "1", "--reason", "nhầm")
    ready.good("intake", "confirm", "1", "--yes")

    told = ready.good("intake", "undo", "1", "--reason", "giao nhầm", "--language", "vi")

    assert told.startswith("Đã thu hồi 1 nhiệm vụ")
    assert ready.json("task", "list") == []
    assert "  stands as  document 1" in ready.good("intake", "proposal", "1")
    ready.good("intake", "confirm", "1", "--yes")
    assert [one["document"]["arrival_number"] for one in ready.json("task", "list")] == [1]


def test_numbers_that_are_not_there_are_told(ready: Office) -> None:
    for command in (("proposal", "9"), ("confirm", "9", "--yes"), ("reopen", "9")):
        told = ready.refused("intake", *command)
        assert told == "there is no proposal 9; see congvu intake proposals --all"
