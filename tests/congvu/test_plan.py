"""`congvu plan`: from the annex through the groups to the report, and into the next year."""

import csv
import shutil
from pathlib import Path

import openpyxl
import pytest

from tests.congvu.office import HERE, Office

ANNEX = """\
PHỤ LỤC,,,,,
TT,Nội dung nhiệm vụ,Sản phẩm,Đơn vị chủ trì,Đơn vị phối hợp,Thời hạn
I,Cải cách thể chế,,,,
1,Rà soát văn bản,Danh mục,Vụ Pháp luật,Vụ Tổng hợp,Quý III
1,Trong năm,,,,
1.1,Sửa quy chế,,Nguyễn Văn An,,31/10/2036
II. Cải cách tài chính công,,,,,
1,=Sửa quy chế chi tiêu,Quy chế,Vụ Tổng hợp,,Thường xuyên
"""
BAD = ANNEX + "2,Báo cáo,,Vụ Kinh tế,,31/02/2036\n3,,,Vụ Tổng hợp,,Quý I\n"
YEAR = ("--document", "1", "--year", "2036")


def issued(office: Office, number: str = "12/KH-VPCP") -> None:
    office.good(
        *("document", "add", "--register", "di", "--number", number, "--issued", "2026-01-05"),
        *("--excerpt", "kế hoạch cải cách hành chính"),
    )


@pytest.fixture
def planned(staffed: Office) -> Office:
    issued(staffed)
    staffed.good("plan", "import", staffed.write("a.csv", ANNEX), *YEAR, "--yes")
    return staffed


def groups(office: Office, number: str = "1") -> list[tuple[str, str, list[str]]]:
    return [
        (one["group"], one["title"], [task["content"] for task in one["tasks"]])
        for one in office.json("plan", "show", number)["groups"]
    ]


WHOLE = [
    ("I", "Cải cách thể chế", ["Rà soát văn bản"]),
    ("I.1", "Trong năm", ["Sửa quy chế"]),
    ("II", "Cải cách tài chính công", ["=Sửa quy chế chi tiêu"]),
]


def test_what_came_in_as_a_petition_issues_no_plan_and_asks_to_no_event(staffed: Office) -> None:
    staffed.good("petition", "add", "--title", "Về đường xá", "--channel", "post")
    (paper,) = {one["document"]["id"] for one in staffed.json("task", "list")}
    name = ("--document", str(paper))

    path = staffed.write("a.csv", ANNEX)
    staffed.refused("plan", "import", path, *name, "--year", "2036", "--yes")
    staffed.refused("event", "add", "--title", "Họp", "--start", "2036-10-15", *name)
    assert staffed.json("plan", "list") == []


def test_an_annex_is_shown_and_then_made_a_plan(staffed: Office) -> None:
    issued(staffed)
    path = staffed.write("a.csv", ANNEX)

    told = staffed.good("plan", "import", path, *YEAR, "--dry-run")
    assert "Kế hoạch cải cách hành chính\n" in told
    assert "  period       01/01/2036 – 31/12/2036\n  owner        Văn phòng mẫu\n" in told
    assert "  to open      3 tasks\n" in told
    assert "\nI.1  Trong năm                1\n" in told
    assert "no plan yet" in staffed.good("plan", "list")

    told = staffed.good("plan", "import", path, *YEAR, "--yes")
    assert "Plan 1 is made: 3 groups, 3 tasks.\nSee it with congvu plan show 1.\n" in told
    assert told.endswith("take it back with congvu task import --undo 1.\n")
    assert groups(staffed) == WHOLE
    due = {one["content"]: one["due"] for one in staffed.json("task", "list")}
    assert due == {
        "Rà soát văn bản": "2036-09-30",
        "Sửa quy chế": "2036-10-31",
        "=Sửa quy chế chi tiêu": None,
    }


def test_a_plan_that_was_a_mistake_is_taken_back_and_removed(planned: Office) -> None:
    (kept,) = planned.json("task", "imports")
    assert (kept["opened"], kept["left"]) == (3, 3)
    refused = planned.refused("plan", "remove", "1")
    assert refused.startswith("task 1, 2, 3 of plan 1 still count; take its import back")

    planned.good("task", "import", "--undo", "1", "--yes")
    assert planned.json("task", "list") == []
    assert planned.good("plan", "remove", "1") == "Plan 1 is removed.\n"

    assert planned.json("plan", "list") == []
    assert planned.json("task", "show", "1")["state"] == "recalled"
    assert "no plan 1" in planned.refused("plan", "remove", "1")


def test_a_bad_row_costs_no_other_and_each_is_told_with_its_place(staffed: Office) -> None:
    issued(staffed)
    path = staffed.write("a.csv", BAD)

    done = staffed.run("plan", "import", path, *YEAR, "--yes")

    assert (done.code, done.err.startswith("2 rows have errors, so nothing was made")) == (1, True)
    assert 'row 9, column D: "Vụ Kinh tế" is no unit' in done.out
    assert 'row 9, column F: "31/02/2036" is no day of the calendar' in done.out
    assert "row 10, column B: has no content" in done.out
    staffed.good("plan", "import", path, *YEAR, "--yes", "--skip-bad")
    assert groups(staffed) == WHOLE


@pytest.mark.parametrize(
    ("annex", "said"),
    [
        ("a,b,c\n1,2,3\n", "file has no header of an annex"),
        ("TT,Nội dung,Chủ trì,Sản phẩm\nI,Một,,\n", "the column Thời hạn hoàn thành is missing"),
        ("TT,Nội dung,Chủ trì,Thời hạn\n1,Một,Vụ Tổng hợp,Quý I\n", "stands before the first group"),
        ("TT,Nội dung,Chủ trì,Thời hạn\nI,Một,,\n1,Một,Vụ Tổng hợp,10 ngày\n", 'or "Quý III"'),
        ("TT,Nội dung,Chủ trì,Thời hạn\nI,Một,,\n1,MẬT,Vụ Tổng hợp,\n", "mark of secrecy"),
    ],
)  # fmt: skip
def test_what_is_no_annex_is_told_of(staffed: Office, annex: str, said: str) -> None:
    issued(staffed)

    done = staffed.run("plan", "import", staffed.write("a.csv", annex), *YEAR, "--yes")

    assert (done.code, said in done.out) == (1, True), done
    assert staffed.json("plan", "list") == []


def test_a_second_plan_of_the_same_document_is_told_of_before_it_is_made(planned: Office) -> None:
    told = planned.good("plan", "import", planned.write("a.csv", ANNEX), *YEAR, "--dry-run")

    assert "  plans before  1, by the same document; one more is made of this\n" in told


def test_the_paper_of_a_petition_issues_no_plan(staffed: Office) -> None:
    staffed.good("petition", "add", "--channel", "phone", "--title", "tiếng ồn")
    path = staffed.write("a.csv", ANNEX)

    assert "there is no document 1" in staffed.run("plan", "import", path, *YEAR, "--yes").err


def test_progress_is_shown_by_group_and_as_a_whole(planned: Office) -> None:
    first, second, _ = (
        one["tasks"][0]["id"] for one in planned.json("plan", "show", "1")["groups"]
    )
    planned.good("task", "done", str(first), "--on", "2026-01-10")
    planned.good("task", "due", str(second), "2026-01-09", "--reason", "sớm hơn")

    whole = planned.json("plan", "show", "1")
    assert [one["progress"]["done_rate"] for one in whole["groups"]] == ["50,00%", "0,00%", ""]
    assert (whole["progress"]["total"], whole["progress"]["done_share"]) == (3, "33,33%")
    assert "50,00%" in planned.good("plan", "list")
    told = planned.good("plan", "show", "1", "--tasks")
    assert "I    Cải cách thể chế         2      1     50,00%  1" in told
    assert "open late" in told
    assert "plan 1, Kế hoạch cải cách hành chính: I.1 Trong năm" in planned.good(
        "task", "show", str(second)
    )
    assert planned.json("task", "show", str(first))["plan"]["group"] == "I"


def test_the_report_is_a_workbook_a_page_and_a_csv_that_can_be_read_again(planned: Office) -> None:
    assert planned.good("plan", "export", "1", "a.xlsx") == "Wrote 3 tasks of plan 1 to a.xlsx.\n"
    planned.good("plan", "export", "1", "b.csv")
    planned.good("plan", "export", "1", "c.html")

    tasks, figures = openpyxl.load_workbook(planned.folder / "a.xlsx").worksheets
    assert [cell.value for cell in tasks[7]][:3] == ["I", "Cải cách thể chế", None]
    assert [cell.value for cell in tasks[8]][1:4] == [
        "Rà soát văn bản",
        "Danh mục",
        "Vụ Pháp luật (Văn phòng mẫu)",
    ]
    assert tasks["B12"].data_type == "s"
    assert [cell.value for cell in figures[10]][:3] == [None, "Cả kế hoạch", 3]
    with (planned.folder / "b.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [row[1] for row in csv.reader(file)][-1] == "'=Sửa quy chế chi tiêu"
    page = (planned.folder / "c.html").read_text("utf-8")
    assert "size: A4 landscape" in page
    assert '<th scope="rowgroup" colspan="6">Cải cách thể chế</th>' in page
    again = ("plan", "import", "a.xlsx", *YEAR, "--yes")
    assert "of that title, owner and period already" in planned.run(*again).err
    planned.good(*again, "--title", "Kế hoạch đọc lại")
    assert groups(planned, "2") == WHOLE


def test_next_years_plan_is_made_of_this_years(planned: Office) -> None:
    issued(planned, "13/KH-VPCP")
    ids = [one["tasks"][0]["id"] for one in planned.json("plan", "show", "1")["groups"]]
    planned.good("task", "due", str(ids[0]), "2036-12-01", "--reason", "gia hạn")
    planned.good("task", "cancel", str(ids[2]))
    planned.good("person", "disable", "an@vpcp.gov.vn")
    copy = ("plan", "copy", "1", "--document", "2", "--year", "2037")

    told = planned.good(*copy, "--dry-run")
    assert "30/09/2036 → 30/09/2037" in told
    assert "31/10/2036 → 31/10/2037" in told
    assert "Nguyễn Văn An is not there any more" in told
    assert "  left out            1\n" in told
    assert len(planned.json("plan", "list")) == 1
    planned.good(*copy, "--yes")

    assert groups(planned, "2") == [*WHOLE[:2], (*WHOLE[2][:2], [])]
    new = planned.json("plan", "show", "2")["groups"][1]["tasks"][0]["id"]
    (lead,) = planned.json("task", "show", str(new))["parties"]
    assert (lead["person"], lead["unit_name"]) == (None, "Vụ Tổng hợp")
    assert planned.json("plan", "show", "2")["document"]["number"] == "13/KH-VPCP"


def test_groups_and_their_tasks_are_changed_by_hand(planned: Office) -> None:
    assert planned.good("plan", "group", "1", "Hiện đại hóa") == "Group III of plan 1 is added.\n"
    assert "Group III.1" in planned.good("plan", "group", "1", "Ký số", "--within", "III")
    assert planned.good("plan", "put", "1", "iii.1", "1", "2") == (
        "In group III.1 of plan 1 now: 1, 2.\n"
    )
    assert [len(tasks) for _, _, tasks in groups(planned)] == [0, 0, 1, 0, 2]
    planned.good("plan", "take", "1")
    assert "in no plan: task 1" in planned.refused("plan", "take", "1")
    assert "there is no task 9" in planned.refused("plan", "put", "1", "I", "9")
    assert "has no group X" in planned.refused("plan", "put", "1", "X", "1")
    assert "nested once" in planned.refused("plan", "group", "1", "Sâu", "--within", "III.1")
    assert "there is no plan 9" in planned.refused("plan", "show", "9")
    assert "there is no document 9" in planned.refused(
        "plan", "add", "--document", "9", "--year", "2036"
    )
    assert "say when" in planned.refused("plan", "add", "--document", "1", code=2)
    assert "Plan 2 is made: 0 groups" in planned.good(
        "plan", "add", "--document", "1", "--year", "2036", "--title", "Kế hoạch khác"
    )


def test_the_sample_plan_has_its_seven_groups_and_is_marked_as_a_sample(
    office: Office, tmp_path: Path
) -> None:
    sample = HERE / "demo" / "office"
    people = (sample / "people.csv").read_text("utf-8").splitlines()
    ours = [people[0], *(line for line in people if ",G22," in line)]
    office.good("agency", "domain", "G22", "vpcp.gov.example")
    office.good("person", "import", office.write("people.csv", "\n".join(ours)), "--yes")
    issued(office)
    shutil.copy(sample / "plan.csv", tmp_path / "plan.csv")

    path = str(tmp_path / "plan.csv")
    office.good("plan", "import", path, "--document", "1", "--year", "2026", "--yes")

    found = groups(office)
    assert [label for label, _, _ in found if "." not in label] == [
        "I", "II", "III", "IV", "V", "VI", "VII",
    ]  # fmt: skip
    assert sum(len(tasks) for _, _, tasks in found) == 15
    assert (tmp_path / "plan.csv").read_text("utf-8").startswith("DỮ LIỆU MẪU")
