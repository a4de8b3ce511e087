"""`congvu chat`: the assistant in a terminal, by the rights of who speaks, without Telegram, and on the account without content."""

import json
import os
import shutil
from pathlib import Path

import pytest

from tests.congvu.office import Office
from tests.congvu.registers import GOOD, PEOPLE, register
from tests.congvu.terminal import in_terminal

AS = ("chat", "--as", "hoa@vpcp.gov.vn")
END = "\x04"


@pytest.fixture(scope="module")
def made(fresh_office: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office without Telegram, in which Hoa leads task 2."""
    office = Office(shutil.copytree(fresh_office, tmp_path_factory.mktemp("chat") / "office"))
    office.good("person", "import", office.write("people.csv", PEOPLE), "--yes")
    office.good("task", "import", register(office.folder, *GOOD), "--yes")
    return office.folder


@pytest.fixture
def staffed(made: Path, tmp_path: Path) -> Office:
    return Office(shutil.copytree(made, tmp_path / "office"))


def talked(office: Office, *said: str) -> list[str]:
    """What the terminal shows of a talk that ends by Ctrl-D."""
    return in_terminal(office, 80, *AS, said="".join(f"{one}\n" for one in said) + END)


def test_a_list_is_drawn_and_a_number_presses_its_button(staffed: Office) -> None:
    shown = talked(staffed, "việc của tôi", "1")

    assert any("Nhiệm vụ của tôi – 1 nhiệm vụ đang thực hiện" in line for line in shown)
    assert any("[1] 1" in line for line in shown)
    assert any(line.startswith("#2 ") for line in shown), "the card of the list's first task"
    assert max(map(len, shown)) <= 80
    assert shown[-2:] == ["Đã kết thúc.", ""]


def test_a_report_is_begun_confirmed_by_its_own_press_and_kept_once(staffed: Office) -> None:
    shown = talked(staffed, "2 được 60%, còn thiếu số liệu", "1", "1")

    assert any("Đã ghi tiến độ 60% của #2." in line for line in shown)
    told = staffed.json("task", "show", "2")
    assert [one["percent"] for one in told["reports"]] == [60]


def test_what_was_begun_is_dropped_and_nothing_is_kept(staffed: Office) -> None:
    shown = talked(staffed, "/tiendo 2 60", "/huy")

    assert any("Đã bỏ, chưa ghi gì." in line for line in shown)
    assert staffed.json("task", "show", "2")["reports"] == []


def test_the_account_tells_who_asked_in_whose_name_and_nothing_of_what(staffed: Office) -> None:
    talked(staffed, "tìm bí quyết trồng cam", "/viec")

    account = [json.loads(line) for line in staffed.good("audit", "export").splitlines()]
    asked = [one for one in account if one.get("event") == "chat.answered"]
    by = f"person:4,cli:{os.getuid()}"
    assert [json.loads(one["codes"]) for one in asked] == [
        {"by": by, "screen": "home"},
        {"by": by, "screen": "found"},
        {"by": by, "screen": "list"},
    ]
    assert {one["subject"] for one in asked} == {"person:4"}
    assert "cam" not in str(account)


def test_what_is_not_theirs_is_not_there(staffed: Office) -> None:
    shown = talked(staffed, "#1")

    assert "Không tìm thấy #1 hoặc Ông/Bà không có quyền xem." in shown


def test_nobody_and_who_is_disabled_have_no_chat(staffed: Office) -> None:
    assert "nobody has the mailbox" in staffed.refused("chat", "--as", "ai@vpcp.gov.vn")
    staffed.good("person", "disable", "hoa@vpcp.gov.vn")
    assert "is disabled" in staffed.refused(*AS)
