"""A task of which nobody will be reminded is told: before it is opened, after it, and by `congvu check`."""

import pytest

from tests.congvu.office import Office
from tests.congvu.registers import DUE, Row, cited, numbers, register
from tests.congvu.test_check import findings

STAFF = "name,email,agency,unit,position\nNguyễn Văn An,an@vpcp.gov.vn,G22,Vụ Tổng hợp,staff\n"
LATE = "01/9/2026"
ROWS: tuple[Row, ...] = (
    (1, cited(1), "Vụ Tổng hợp", LATE),
    (2, cited(2), "Nguyễn Văn An", LATE),
    (3, cited(3), "Văn phòng mẫu", DUE),
    (4, cited(4), "Vụ Tổng hợp", "không thời hạn"),
    (5, cited(5), "Vụ Tổng hợp", LATE, "Đã hoàn thành", "9/VPCP-PL ngày 01/9/2026"),
)
UNIT = (
    "row 5: nobody is reminded, as no active person stands behind "
    '"Vụ Tổng hợp"; add one by congvu person add NAME MAILBOX --agency G22'
    ' --unit "Vụ Tổng hợp" --position unit-head, or many by congvu person import'
)
AGENCY = (
    "row 7: nobody is reminded, as no active person stands behind "
    '"Văn phòng mẫu"; add one by congvu person add NAME MAILBOX --agency G22'
    " --position clerk, or many by congvu person import"
)


@pytest.fixture
def staffed(office: Office) -> Office:
    """One official without a superior."""
    office.good("person", "import", office.write("people.csv", STAFF), "--yes")
    return office


def told(office: Office, path: str) -> list[str]:
    problems = office.json("task", "import", path, "--language", "en")["problems"]
    return [one["sentence"] for one in problems if one["code"] == "nobody-reminded"]


def test_each_row_is_told_with_the_remedy_and_nothing_is_promised(staffed: Office) -> None:
    path = register(staffed.folder, *ROWS)

    shown = staffed.good("task", "import", path, "--dry-run", "--language", "en")

    assert told(staffed, path) == [UNIT, AGENCY]
    assert (
        "  overdue       2; the people of 1 are told as soon as reminders may leave; nobody is"
        " told of 1\n  unreminded    2\n"
    ) in shown
    assert "Vụ Tổng hợp" in staffed.good("task", "import", path, "--dry-run")


def test_what_was_opened_is_told_and_listed_until_somebody_is_added(staffed: Office) -> None:
    path = register(staffed.folder, *ROWS)

    done = staffed.good("task", "import", path, "--yes", "--language", "en")

    assert (
        "2 of these tasks remind nobody until somebody is added who answers for them"
        " (congvu person add, congvu person import); see congvu task list --unreminded.\n"
    ) in done
    assert numbers(staffed, "--unreminded") == ["1/BYT-KH", "3/BYT-KH"]
    assert numbers(staffed, "--unreminded", "--overdue") == ["1/BYT-KH"]
    staffed.good(
        "person", "add", "Vũ Hà", "ha@vpcp.gov.vn", "--agency", "G22", "--position", "clerk"
    )
    assert numbers(staffed, "--unreminded") == []
    assert "reminders" not in findings(staffed, "--offline")


def test_nothing_is_promised_where_nobody_is_there_at_all(staffed: Office) -> None:
    path = register(staffed.folder, ROWS[0])

    english = staffed.good("task", "import", path, "--dry-run", "--language", "en")
    vietnamese = staffed.good("task", "import", path, "--yes")

    assert "  overdue     1; nobody is told of it\n" in english
    assert "1; không có ai để nhắc\n" in vietnamese
    assert "Có 1 nhiệm vụ trong số này không nhắc được ai" in vietnamese


def test_a_change_is_told_where_it_makes_or_keeps_a_task_that_reminds_nobody(
    staffed: Office,
) -> None:
    staffed.good("task", "import", register(staffed.folder, *ROWS[1:4]), "--yes")
    changed = register(
        staffed.folder,
        (2, cited(2), "Văn phòng mẫu", LATE),
        (3, cited(3, "việc khác"), "Văn phòng mẫu", DUE),
        (4, cited(4), "Vụ Tổng hợp", DUE),
    )

    assert [one.split(":")[0] for one in told(staffed, changed)] == ["row 5", "row 7"]


def test_the_check_says_how_many_behind_whom_and_what_to_do(staffed: Office) -> None:
    assert "reminders" not in findings(staffed, "--offline")
    staffed.good("task", "import", register(staffed.folder, *ROWS), "--yes")

    checked = staffed.json("check", "--offline")

    (found,) = [one for one in checked if one["matter"] == "reminders"]
    assert (found["level"], found["sentence"]) == (
        "warning",
        "nobody is reminded of 2 open tasks, as no active person stands behind Văn phòng mẫu (G22),"
        " Vụ Tổng hợp (G22); congvu person add NAME MAILBOX --agency CODE --position clerk,"
        " or --unit UNIT --position unit-head (see congvu task list --unreminded)",
    )
