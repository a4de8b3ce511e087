"""`congvu task chart`: pictures with their figures as text, and a sentence where there is nothing to draw."""

import subprocess
import sys

import pytest
from PIL import Image

from tests.congvu.office import HERE, Office
from tests.congvu.registers import register

LATE = (1, "Công văn số 1/BYT-KH ngày 03/8/2020 của Bộ Y tế về việc báo cáo", "Vụ Tổng hợp", "02/9/2020")  # fmt: skip
KINDS = ("on-time", "ageing", "units", "weeks")


@pytest.fixture
def busy(staffed: Office) -> Office:
    rows = [(n, LATE[1].replace("số 1/", f"số {n}/"), *LATE[2:]) for n in range(1, 5)]
    staffed.good("task", "import", register(staffed.folder, *rows), "--yes")
    staffed.good("task", "done", "1")
    staffed.good("task", "assign", "2", "Vụ Pháp luật")
    return staffed


def test_each_chart_is_drawn_and_told(busy: Office) -> None:
    told = {kind: busy.json("task", "chart", kind) for kind in KINDS}
    values = {kind: [one["values"] for one in told[kind]["series"]] for kind in KINDS}

    assert values["on-time"] == [[None, None, None, None, None, 0]]
    assert values["ageing"] == [[0, 0, 0, 0, 3]]
    assert values["units"] == [[2, 1], [0, 0]]
    assert told["units"]["labels"][0] == "Vụ Tổng hợp (Văn phòng mẫu)"
    assert values["weeks"] == [[0] * 7 + [4], [0] * 7 + [1]]

    for kind in KINDS:
        said = busy.good("task", "chart", kind, f"{kind}.png")
        assert said.endswith(f"{told[kind]['alt']}\nDrawn to {kind}.png.\n")
        with Image.open(busy.folder / f"{kind}.png") as made:
            assert made.size[0] == 1080
    assert "Vụ Tổng hợp (Văn phòng mẫu) 2 0" in " ".join(
        busy.good("task", "chart", "units").split()
    )
    vi = busy.good("task", "chart", "ageing", "a.svg", "--language", "vi")
    assert "Có 3 nhiệm vụ đang quá hạn; 3 nhiệm vụ quá hơn 60 ngày làm việc." in vi
    assert "<desc>Có 3 nhiệm vụ" in (busy.folder / "a.svg").read_text("utf-8")


@pytest.mark.proof
def test_it_draws_in_silence_where_it_has_no_home(busy: Office) -> None:
    done = busy.process("task", "chart", "weeks", "a.png", HOME="/proc/none", MPLCONFIGDIR="")

    assert (done.code, done.err) == (0, "")


def test_nothing_to_draw_is_a_sentence_and_no_file(staffed: Office) -> None:
    for kind in KINDS:
        assert staffed.good("task", "chart", kind).endswith("there is nothing to draw.\n")
        assert "nothing to draw" in staffed.refused("task", "chart", kind, "a.png")
        assert staffed.json("task", "chart", kind) is None
    assert not (staffed.folder / "a.png").exists()


def test_no_file_is_overwritten_and_no_other_kind_written(busy: Office) -> None:
    (busy.folder / "a.png").write_text("mine", "utf-8")

    assert "stands already" in busy.refused("task", "chart", "ageing", "a.png")
    assert "let it end in one of .png, .svg" in busy.refused("task", "chart", "ageing", "a.gif", code=2)  # fmt: skip


def test_other_commands_do_not_wait_for_what_draws() -> None:
    code = "import sys, congvu.cli.task; sys.exit('matplotlib' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], cwd=HERE, check=False).returncode == 0
