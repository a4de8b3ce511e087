"""Labelled answers are understood right or left to a person, never wrong; what was never used for tuning is measured apart."""

import asyncio
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from tests.work.reply.score import PROBED, TITLED, judged, strange
from work.reply.meaning import Doubt, Meaning, Paper, Percent
from work.reply.percent import read_percent
from work.reply.understand import Said, understand
from work.reply.visible import visible

OWN = (Path(__file__).parent / "own.tsv").read_text("utf-8").splitlines()[1:]
# Of those, what is left to a person though it may be told.
LEFT = frozenset(
    {
        "100%, còn chờ số và dấu.",
        "Cơ bản hoàn thành.",
        "In progress.",
        "Chưa bắt đầu làm.",
        "Đang thực hiện.",
        "Can we submit by 5 December instead?",
        "Nhờ anh gửi lại công văn giao việc, em không tìm thấy.",
        "em chưa rõ yêu cầu, anh giải thích giúp",
        "Kính gửi: Văn phòng UBND tỉnh\\nLý do: chưa có hướng dẫn của Bộ.\\nĐề nghị: gia hạn đến 30/11/2026.\\nTrân trọng.",
        "100%",
        "Đã xong cơ bản.",
        "Hầu như xong.",
        "đã xong nhưng chưa ký",
        "Em báo cáo anh là việc này em đã xong.",
        "It's done.",
        "Đã xem.",
        "Đề án đã hoàn thành.",
        "Đã hoàn thành phân loại hồ sơ.",
        "Gửi Công văn số 12/CV-UBND đã ký. Đề nghị kết thúc nhiệm vụ.",
        "Đã hoàn thành. Đề nghị Văn phòng xác nhận thời hạn nộp bản giấy.",
    }
)


@pytest.mark.parametrize(
    ("name", "right", "shown"),
    [
        ("replies", 118, 120),
        ("replies_more", 58, 60),
        ("replies_third", 55, 60),
        ("replies_unseen5", 51, 60),
        ("replies_unseen6", 53, 60),
        ("replies_unseen7", 55, 60),
        ("replies_tenth", 63, 79),
        ("replies_eleventh", 79, 117),
        ("replies_twelfth", 97, 149),
    ],
)
def test_no_answer_of_a_tuning_set_is_understood_wrong(name: str, right: int, shown: int) -> None:
    found = asyncio.run(judged(name))
    count = Counter(one.verdict for one in found)
    assert not [(one.row.file, one.found) for one in found if one.verdict == "wrong"]
    assert count["right"] >= right
    assert sum(one.shown_right for one in found) >= shown


def test_no_answer_that_was_made_to_mislead_is_understood_wrong() -> None:
    found = strange()
    assert not [(one.row.file, one.found) for one in found if one.verdict == "wrong"]
    assert sum(one.verdict == "right" for one in found) >= 409


def test_an_answer_is_read_by_what_the_title_of_its_task_wants() -> None:
    found = strange(TITLED)
    assert not [(one.row.file, one.found) for one in found if one.verdict == "wrong"]
    assert sum(one.verdict == "right" for one in found) >= 208


def test_what_was_probed_from_many_sides_is_never_understood_wrong() -> None:
    found = strange(PROBED)
    assert not [(one.row.file, one.found) for one in found if one.verdict == "wrong"]
    assert sum(one.verdict == "right" for one in found) >= 207


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Tháng trước bên em đã làm được 30%", Doubt.PERCENTS),
        ("Hôm qua em làm được 30% ạ.", Doubt.PERCENTS),
        ("Last week we were at 40%.", Doubt.PERCENTS),
        ("Đợt trước đạt 30%, dự kiến tháng sau đạt 50%", Doubt.PERCENTS),
        ("Tháng trước bên em đã làm được 30%, nay được 45%.", 45),
        ("Đã làm được 30%", 30),
        ("Đã làm được 1/3", 33),
        ("Đã làm được 0/1", None),
    ],
)
def test_how_far_it_is_said_of_today_and_of_a_part(text: str, told: Doubt | int | None) -> None:
    found = read_percent(text)
    assert (found.value if isinstance(found, Percent) else found) == told


@pytest.mark.parametrize("line", OWN)
def test_what_people_write_means_what_they_mean_or_is_known_to_be_left(line: str) -> None:
    meaning, files, text = line.split("\t")
    found = understand(Said(visible(text.replace("\\n", "\n")), int(files)))
    wanted = {"unclear"} if text in LEFT else set(meaning.split(" | "))
    assert set(found.meanings) == wanted


def test_what_is_left_stands_among_what_people_write() -> None:
    assert {line.split("\t")[2] for line in OWN} >= LEFT


@pytest.mark.parametrize(
    ("text", "more"),
    [
        ("Xin gia hạn thêm 10 ngày kể từ ngày 30/11/2026.", None),
        ("Xin lùi 2 tuần kể từ hôm nay.", None),
        ("Đề nghị gia hạn 10 ngày làm việc tính từ ngày hết hạn.", 10),
        ("Đề nghị lùi thời hạn thêm 15 ngày so với hạn cũ.", 15),
    ],
)
def test_more_time_is_reckoned_from_the_deadline_alone(text: str, more: int | None) -> None:
    until = understand(Said(text)).until
    assert (until and until.more and until.more.number) == more


@pytest.mark.parametrize(
    "text",
    [
        "Bệnh viện đã gửi danh sách qua trục liên thông ngày 03/11/2026, số 771/BVĐK-KHTH.",
        "Đơn vị đã gửi báo cáo ngày 03/11/2026 tại Văn bản số 771/BVĐK-KHTH.",
    ],
)
def test_the_day_of_a_document_may_stand_before_its_number(text: str) -> None:
    assert understand(Said(text)).paper == Paper("771/BVĐK-KHTH", date(2026, 11, 3))


@pytest.mark.parametrize(
    "text",
    [
        "Đã gửi báo cáo theo Công văn số 1205/UBND-TH ngày 10/11/2026.",
        "Thực hiện Kế hoạch số 12/KH-UBND, xã đã gửi báo cáo qua trục liên thông.",
        "Căn cứ Quyết định số 55/QĐ-UBND ngày 02/11/2026, Sở đã hoàn thành nhiệm vụ.",
    ],
)
def test_the_document_that_asked_is_not_what_came_of_it(text: str) -> None:
    found = understand(Said(text))
    assert found.main is Meaning.DONE
    assert found.paper is None


def test_what_was_decided_may_be_what_came_of_it() -> None:
    found = understand(Said("Xã đã kiện toàn xong theo Quyết định số 19/QĐ-UBND ngày 19/11/2026."))
    assert found.paper == Paper("19/QĐ-UBND", date(2026, 11, 19))
