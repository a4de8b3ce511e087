"""An answer to a letter of several tasks is taken apart by the numbers that the letter gives them, or not at all."""

import pytest

from work.reply.several import said_of_each

LISTED = (57, 58, 63, 12)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("1: xong; 2: xin gia hạn đến 15/12", {57: "xong", 58: "xin gia hạn đến 15/12"}),
        ("1: xong\n2: 60%", {57: "xong", 58: "60%"}),
        ("1:xong\n2:60%\n4: chưa làm", {57: "xong", 58: "60%", 12: "chưa làm"}),
        ("1. Đã xong.\n2. Xin lùi đến 15/12/2026.", {57: "Đã xong.", 58: "Xin lùi đến 15/12/2026."}),
        ("1) xong\n3) được 60%", {57: "xong", 63: "được 60%"}),
        ("1 - xong\n2 - 60%", {57: "xong", 58: "60%"}),
        ("- 1: xong\n- 2: 60%", {57: "xong", 58: "60%"}),
        ("2: xong", {58: "xong"}),
        ("57: xong; 58: 60%", {57: "xong", 58: "60%"}),
        ("#57: xong\n#58: 60%", {57: "xong", 58: "60%"}),
        ("NV 57: xong, NV 58: 60%", {57: "xong", 58: "60%"}),
        ("Nhiệm vụ số 57 đã xong; nhiệm vụ số 58 được 60%.", {57: "đã xong", 58: "được 60%."}),
        ("Nhiệm vụ 57 đã xong, nhiệm vụ 58 xin lùi đến 15/12.", {57: "đã xong", 58: "xin lùi đến 15/12."}),
        ("Việc 1 đã xong. Việc 2 xin lùi đến 15/12.", {57: "đã xong.", 58: "xin lùi đến 15/12."}),
        ("Việc 1 đã xong và việc 2 được 60%", {57: "đã xong", 58: "được 60%"}),
        ("viec 1 xong r, viec 3 dang lam", {57: "xong r", 63: "dang lam"}),
        ("1, 2 và 3: xong", {57: "xong", 58: "xong", 63: "xong"}),
        ("Việc 1 và 2: xong", {57: "xong", 58: "xong"}),
        ("1: xong, 2: 60%", {57: "xong", 58: "60%"}),
        ("1: xong. 2: 60%. 3: đang làm.", {57: "xong.", 58: "60%.", 63: "đang làm."}),
        ("Kính gửi Văn phòng,\n1: xong\n2: 60%\nTrân trọng.", {57: "xong", 58: "60%\nTrân trọng."}),
        ("Kính gửi anh,\nEm xin báo cáo như sau:\n1: xong", {57: "xong"}),
        ("Dear all,\nTask 57: done\nTask 58: extension 15/12/2026", {57: "done", 58: "extension 15/12/2026"}),
        ("12: xong", {12: "xong"}),
    ],
)  # fmt: skip
def test_what_is_numbered_is_of_that_task(text: str, said: dict[int, str]) -> None:
    assert said_of_each(text, LISTED) == said


@pytest.mark.parametrize(
    "text",
    [
        "Xong hết rồi ạ",
        "Cả hai đã xong",
        "Tất cả: xong",
        "Việc đầu xong, việc sau chưa",
        "5: xong",
        "99: xong",
        "1: xong\n1: 60%",
        "1: xong; 57: 60%",
        "1: xong; 9: 60%",
        "Đã xong 1 việc",
        "Đã làm.\n1: xong",
        "Em chưa làm gì, 1: xong",
        "Xin lùi đến 15/12: thiếu người",
        "2 xã chưa nộp",
        "1: xong\n2: 60%\nThư tự động của hệ thống Công vụ.",
        "1",
        "1:",
        "0: xong",
        "",
    ],
)
def test_what_names_no_task_of_the_letter_for_certain_is_not_taken_apart(text: str) -> None:
    assert said_of_each(text, LISTED) == {}


def test_a_number_that_is_a_place_and_another_task_is_neither() -> None:
    assert said_of_each("2: xong", (2, 1)) == {}
    assert said_of_each("2: xong", (1, 2)) == {2: "xong"}
    assert said_of_each("3: xong", (3, 1)) == {3: "xong"}
