"""`congvu task imports` and `import --undo`: what was imported by mistake is taken back, told, and imported again."""

import json

from tests.congvu.office import Office
from tests.congvu.registers import BAD, GOOD, register


def test_an_import_is_listed_and_taken_back_as_far_as_nobody_acted(staffed: Office) -> None:
    assert staffed.good("task", "imports") == "No register was imported.\n"
    path = register(staffed.folder, *GOOD, *BAD)
    told = staffed.good("task", "import", path, "--yes", "--skip-bad")
    assert "take it back with congvu task import --undo 1." in told
    (kept,) = staffed.json("task", "imports")
    assert (kept["file"], kept["opened"], kept["changed"], kept["left"]) == ("so.xlsx", 4, 0, 4)
    staffed.good("task", "receive", "2")

    told = staffed.good("task", "import", "--undo", "1", "--dry-run")
    assert "task 2: somebody has acted on it since" in told
    assert "  to withdraw   3 tasks\n  to give back  0 tasks\n  stay          1 task\n" in told
    assert len(staffed.json("task", "list")) == 3
    assert "add --yes" in staffed.run("task", "import", "--undo", "1").err

    told = staffed.good("task", "import", "--undo", "1", "--yes")
    assert told.endswith("Withdrew 3 and gave back 0 tasks what they had; 1 stay as they are.\n")
    assert [one["id"] for one in staffed.json("task", "list")] == [2]
    shown = staffed.json("task", "show", "4")
    assert (shown["state"], shown["history"][-1]["reason"]) == (
        "recalled", "the import of so.xlsx was taken back",
    )  # fmt: skip
    done = staffed.run("task", "import", "--undo", "1", "--yes")
    assert (done.code, done.err) == (1, "there is nothing left to take back of import 1\n")
    assert "there is no import 9" in staffed.refused("task", "import", "--undo", "9", "--yes")
    assert "name the register" in staffed.refused("task", "import", code=2)

    assert "Opened 3 tasks" in staffed.good("task", "import", path, "--yes", "--skip-bad")
    left = staffed.run("task", "import", "--undo", "2", "--yes", "--json")
    assert (left.code, len(json.loads(left.out)["opened"])) == (0, 3)


def test_it_is_told_in_vietnamese(staffed: Office) -> None:
    staffed.good("task", "import", register(staffed.folder, *GOOD), "--yes")

    told = staffed.good("task", "import", "--undo", "1", "--yes", "--language", "vi")

    assert "lần nhập số 1: so.xlsx\n  sẽ thu hồi    4 nhiệm vụ\n" in told
    assert told.endswith("Đã thu hồi 4 nhiệm vụ.\n")
