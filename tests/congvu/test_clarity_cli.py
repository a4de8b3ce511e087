"""What tasks are not clear about, as a clerk is told of it: before an import, in the list, and in the task."""

from tests.congvu.office import Office
from tests.congvu.registers import DUE, register

BARE = (1, "Công văn số 1/BYT-KH ngày 03/8/2026 của Bộ Y tế", "Vụ Tổng hợp", DUE)
UNDATED = (2, "Công văn số 2/BYT-KH ngày 03/8/2026 của Bộ Y tế về việc báo cáo", "Nguyễn Văn An", None)  # fmt: skip
DONE = (
    *(3, "Công văn số 3/BYT-KH ngày 03/8/2026 của Bộ Y tế về việc rà soát", "Lê Thị Hoa", DUE),
    *("Đã hoàn thành", "9/VPCP-PL ngày 01/9/2026"),
)


def test_what_is_missing_is_told_before_an_import_and_mended_by_its_commands(
    staffed: Office,
) -> None:
    path = register(staffed.folder, BARE, UNDATED, DONE)
    staffed.good("person", "add", "Đỗ Minh", "minh@vpcp.gov.vn", "--agency", "G22", "--position", "agency-head")  # fmt: skip

    told = staffed.good("task", "import", path, "--dry-run")
    assert "2 tasks (6 rõ): what it is 1, until when 1, what is handed in 2;" in " ".join(told.split("\n")[-9:])  # fmt: skip
    entries = staffed.json("task", "import", path)["entries"]
    assert [one["missing"] for one in entries][:2] == [["work", "product"], ["time", "product"]]
    vi = staffed.good("task", "import", path, "--dry-run", "--language", "vi")
    assert "2 nhiệm vụ, thiếu: rõ việc 1, rõ thời gian 1, rõ sản phẩm 2;" in vi

    staffed.good("task", "import", path, "--yes")
    assert [one["id"] for one in staffed.json("task", "list", "--incomplete")] == [1, 2]
    assert len(staffed.json("task", "list", "--incomplete", "--limit", "1")) == 1
    shown = staffed.good("task", "show", "1")
    assert (
        'rõ việc: says only which document it is of: congvu task describe 1 --content "…"' in shown
    )
    assert 'rõ sản phẩm: nothing is named to hand in: congvu task describe 1 --product "…"' in shown
    assert "rõ" not in staffed.good("task", "show", "3"), "it is done"

    staffed.good(
        "task", "describe", "1", "--content", "Báo cáo cung ứng thuốc", "--product", "Báo cáo"
    )
    assert [one["id"] for one in staffed.json("task", "list", "--incomplete")] == [2]
    found = staffed.json("task", "show", "1")
    assert (found["content"], found["product"], found["missing"]) == (
        "Báo cáo cung ứng thuốc", "Báo cáo", [],
    )  # fmt: skip
    assert found["history"][-1]["facts"]["product"] is None
    assert "that is how task 1 stands" in staffed.refused("task", "describe", "1", "--product", "Báo cáo")  # fmt: skip
    assert "say what" in staffed.refused("task", "describe", "1", code=2)
    assert "mark of secrecy" in staffed.refused("task", "describe", "1", "--content", "TỐI MẬT")
    assert "task 3 is done already" in staffed.refused("task", "describe", "3", "--product", "Báo cáo")  # fmt: skip
    assert "No task is like that." in staffed.good("task", "list", "--incomplete", "--overdue")
