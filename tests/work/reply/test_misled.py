"""Words that were made so that a task is closed which is not done: questions without a mark, empty boxes, others' words, steps."""

import time

import pytest

from work.reply import signs
from work.reply.meaning import Meaning
from work.reply.understand import Said, understand
from work.reply.visible import visible

TITLES = (
    "",
    "Báo cáo kết quả thực hiện cải cách hành chính quý III",
    "Góp ý dự thảo Nghị định",
    "Rà soát, cập nhật danh mục thủ tục",
)
MISLEADING = (
    "Đã xong rồi ư",
    "Đã xong rồi à",
    "Xong rồi chứ anh",
    "Đã xong hả",
    "Đã hoàn thành rồi nhỉ",
    "Đã hoàn thành chăng",
    "“Đã hoàn thành.”",
    '"Đã xong rồi ạ"',
    "«Đã xong»",
    "Họ đã hoàn thành.",
    "Nó đã xong.",
    "☐ Đã hoàn thành",
    "□ Hoàn thành",
    "[ ] Đã hoàn thành",
    "( ) Đã xong",
    "Đã hoàn thành [ ]",
    "Báo cáo khi đã hoàn thành.",
    "Đã hoàn thành ba trên năm mục.",
    "Đã hoàn thành được vài mục.",
    "Đã hoàn thành bản nháp.",
    "Đã hoàn thành rồi lại hỏng.",
    "Đã gửi báo cáo nhầm.",
    "Đâu đã xong.",
    "Nào đã xong.",
    "Đã hoàn thành cái gì đâu.",
    "Lẽ ra đã xong.",
    "Giả sử đã xong.",
    "Đã ăn xong.",
    "Đã đọc xong thư.",
    "Đã họp xong.",
    "Đã in xong.",
    "Đã phân công xong.",
    "Đã lên kế hoạch xong.",
    "chưa\nxong",
    "Đã xong\n\nKhông",
    "c\u200bhưa xong",
    "chư\u0301a xong",
    "сhưa hoàn thành",
    "Nói là đã xong thì không đúng.",
    "Anh cứ ghi là đã xong.",
    "Hệ thống hiển thị: Đã hoàn thành.",
    "Chị Hoa: đã xong.",
    "Đã hoàn thành kém.",
    "Bên anh Nam đã hoàn thành.",
    "Đã đăng ký xong.",
    "Đã hoàn thành nghĩa vụ quân sự.",
    "Báo trước là đã hoàn thành.",
    "Sếp gửi rồi ạ",
    "Nhiệm vụ số 8 đã xong.",
)
# What people write first, with the title of a report, and without one.
FIRST = (
    "Nhiệm vụ số 7 đã xong.",
    "Việc 7 xong rồi ạ",
    "#7 đã xong",
    "Đã gửi báo cáo ạ",
    "Đã hoàn thành",
    "Việc này đã hoàn thành.",
    "Đã nộp báo cáo",
)
FIRST_OF_A_REPORT = ("Đã gửi ạ", "Gửi rồi ạ", "Dạ e gửi rồi ạ, a/c check giúp e với.")
PLAIN = (
    "Đã xong rồi ạ",
    "Đã hoàn thành rồi anh nhé",
    "Da xong roi a",
    "☑ Đã hoàn thành",
    "[x] Đã hoàn thành",
    "Phòng em đã hoàn thành rồi ạ.",
    "Đã hoàn thành nhiệm vụ “báo cáo”.",
)


@pytest.mark.parametrize("files", [0, 1])
@pytest.mark.parametrize("words", MISLEADING)
def test_nothing_is_closed_by_words_that_only_look_like_done(words: str, files: int) -> None:
    for title in TITLES:
        found = understand(Said(visible(words), files=files, task=7, title=title))
        assert Meaning.DONE not in found.meanings, title


@pytest.mark.parametrize("words", [*FIRST, *FIRST_OF_A_REPORT])
def test_what_people_write_first_closes_a_task(words: str) -> None:
    for title in TITLES[:2] if words in FIRST else TITLES[1:2]:
        assert understand(Said(visible(words), task=7, title=title)).main is Meaning.DONE, title


@pytest.mark.parametrize("words", PLAIN)
def test_plain_words_still_close_a_task(words: str) -> None:
    assert Meaning.DONE in understand(Said(visible(words), task=7, title=TITLES[1])).meanings


@pytest.mark.parametrize("words", ['"Đã xong"', '""Đã xong""', '("Đã xong.")', "- “Đã xong” ..."])
def test_a_sentence_within_quotes_is_somebody_elses(words: str) -> None:
    assert signs.UNSAID.search(words)
    assert not signs.UNSAID.search(f"{words} rồi")


def test_twice_as_many_quotes_take_no_more_than_some_twice_as_long() -> None:
    def lasts(most: int) -> float:
        words = '"' * (17 * most) + "xong" + '"' * (32 * most)
        return min(_searched(words, 200) for _ in range(5))

    assert lasts(100) < 3 * lasts(50)


def _searched(words: str, times: int) -> float:
    began = time.process_time()
    for _ in range(times):
        signs.UNSAID.search(f"{words}x")
        signs.UNSAID.search(words)
    return time.process_time() - began
