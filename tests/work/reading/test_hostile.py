"""Text that was made to take long takes as long as there is of it."""

import gc
import time

import pytest

from work.reading.asked import read

SHORT, LONG = 1_500, 12_000  # characters
LINEAR = 4 * LONG / SHORT  # the machine may be busy; a square would be eight times as much


@pytest.mark.parametrize(
    "piece",
    [
        "1", "ngày ", "(", "1/", "trước ngày 1/1 ", "05 ngày kể từ ngày ", "từ 1/1 đến 2/1, ", "báo cáo, ",
        "20/3, ", "15 ( năm ", "Bộ Y tế, ", "hai mươi ", "thời hạn a ", "đã ", "; . ", "\n", "hằng tháng 5 ",
    ],
)  # fmt: skip
def test_time_grows_with_the_text_and_no_faster(piece: str) -> None:
    short, long = (min(seconds(piece, length) for _ in range(2)) for length in (SHORT, LONG))

    assert long <= LINEAR * max(short, 0.002)


def seconds(piece: str, length: int) -> float:
    text = piece * (length // len(piece))
    gc.disable()
    begin = time.process_time()
    read(text)
    taken = time.process_time() - begin
    gc.enable()
    return taken
