"""What closes a task: words that say so, with the day of the result."""

from datetime import date

import pytest

from work.progress import Closing, Progress, ProgressGap, read_progress

TODAY = date(2026, 10, 20)
DONE = date(2026, 10, 12)


@pytest.mark.parametrize(
    ("progress", "reply", "result"),
    [
        ("Đã hoàn thành", "45/BC-BYT ngày 12/10/2026", "45/BC-BYT"),
        ("Hoàn thành ngày 12/10/2026", "45/BC-BYT", "45/BC-BYT"),
        ("hoàn thành 100% ngày 12/10/2026", "", None),
        ("ĐÃ TRẢ LỜI", "Công văn số 45/BYT-KH, 12/10/2026", "45/BYT-KH"),
        ("Đã giải quyết", "Báo cáo miệng ngày 12/10/2026", "Báo cáo miệng"),
        ("xong", "số 45/SNV ngày 12/10/2026", "45/SNV"),
    ],
)
def test_a_task_that_is_said_to_be_done_is_closed(
    progress: str, reply: str, result: str | None
) -> None:
    assert read_progress(progress, reply, TODAY) == Progress(Closing(DONE, result))


@pytest.mark.parametrize(
    "progress",
    ["", "Đang thực hiện", "Chưa hoàn thành", "Đã hoàn thành 80%", "Đã báo cáo, đang chờ ý kiến",
     "Đã hoàn thành một phần", "Dự kiến hoàn thành ngày 12/10/2026", "Cơ bản hoàn thành", "Trình ký"],
)  # fmt: skip
def test_anything_less_leaves_it_open_and_a_reply_is_told(progress: str) -> None:
    assert read_progress(progress, "", TODAY) == Progress()
    assert read_progress(progress, "45/BC-BYT ngày 12/10/2026", TODAY) == Progress(
        warning="reply-open"
    )


@pytest.mark.parametrize("progress", ["Thu hồi", "Đã hủy", "Đã huỷ bỏ theo Công văn 12/VPCP-TH"])
def test_what_was_withdrawn_is_not_opened(progress: str) -> None:
    assert read_progress(progress, "", TODAY).withdrawn  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("progress", "reply", "gap"),
    [
        ("Đã hoàn thành", "45/BC-BYT", ProgressGap.UNDATED),
        ("Đã hoàn thành", "", ProgressGap.UNDATED),
        ("Đã hoàn thành ngày 31/02/2026", "", ProgressGap.WRONG_DAY),
        ("Đã hoàn thành", "45/BC-BYT ngày 21/10/2026", ProgressGap.FUTURE),
    ],
)
def test_an_end_without_a_day_that_can_be_is_refused(
    progress: str, reply: str, gap: ProgressGap
) -> None:
    assert read_progress(progress, reply, TODAY) is gap
