"""What a sentence only tells by its opening, and what the issuer says of itself by its short name, is asked of nobody."""

import pytest

from schedules.official_letter import read
from tests.work.official.test_wordings import CALENDAR, letter_of
from work.official.framed import is_framed


@pytest.mark.parametrize(
    "sentence",
    [
        "Dự thảo Thông tư quy định: mức hỗ trợ là 200.000 đồng; hồ sơ thanh toán gửi Kho bạc trước ngày 10 của tháng tiếp theo.",
        "Dự thảo bổ sung lộ trình: từ ngày 01/7/2027 nộp hồ sơ trực tuyến; trước ngày 01/01/2028 hoàn thành liên thông.",
        "Theo Luật Ngân sách nhà nước, năm ngân sách kết thúc vào ngày 31/12; hồ sơ chuyển nguồn gửi Kho bạc chậm nhất ngày 15/02 năm sau.",
        "Kế hoạch chung như sau: khảo sát trong tháng 11/2026; công bố kết quả trong tháng 4/2027.",
        "III. Lộ trình của Ban Tổ chức: sơ khảo ngày 27/11/2026; tổng kết trước ngày 20/01/2027.",
        "- Cử tri Lê Văn A: cầu treo hỏng từ tháng 8, đề nghị sửa xong trước ngày 20/12/2026.",
    ],
)
def test_a_sentence_that_only_tells_is_known_by_its_opening(sentence: str) -> None:
    assert is_framed(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Dự thảo báo cáo có thêm số liệu quý III gửi về Sở trước ngày 20/10/2026.",
        "Dự thảo gửi lại Sở trước ngày 20/10/2026.",
        "Dự thảo quy định thời hạn 10 ngày; đề nghị Sở Tư pháp góp ý trước ngày 20/10/2026.",
        "Theo Luật Ngân sách nhà nước, đề nghị các đơn vị đối chiếu; gửi kết quả trước ngày 20/10/2026.",
        "Kế hoạch của trường gửi về Phòng trước ngày 20/10/2026.",
    ],
)
def test_a_sentence_that_asks_is_none(sentence: str) -> None:
    assert not is_framed(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Sở phải trả lời chất vấn bằng văn bản trước ngày 25/11/2026.",
        "Theo kế hoạch, Sở báo cáo UBND tỉnh trước ngày 20/12/2026.",
        "Báo cáo xuống giống hằng tuần là việc của trạm; Sở tổng hợp trong tháng 11/2026.",
    ],
)
def test_what_the_issuer_does_itself_under_its_short_name_is_no_limit(sentence: str) -> None:
    assert [one for one in read(letter_of(sentence), CALENDAR).errands if one.deadline] == []


def test_a_series_is_due_within_the_days_from_when_to_when_it_comes_round() -> None:
    words = "Báo cáo giá cả hằng tuần, gửi trước 15 giờ 00 thứ Năm, kể từ ngày 05/11/2026 đến hết ngày 31/12/2026."
    (errand,) = read(letter_of(words), CALENDAR).errands

    assert errand.recurs == "FREQ=WEEKLY;BYDAY=TH;UNTIL=20261231"
    assert errand.deadline is not None
    assert errand.deadline.due.isoformat() == "2026-11-05"


@pytest.mark.parametrize(
    ("week", "day"), [("nhất", "2026-12-04"), ("ba", "2026-12-18"), ("4", "2026-12-25")]
)
def test_a_series_begins_in_the_week_of_a_month_that_is_told(week: str, day: str) -> None:
    words = f"Báo cáo tiến độ hằng tuần vào thứ Sáu, bắt đầu từ tuần thứ {week} của tháng 12/2026."
    (errand,) = read(letter_of(words), CALENDAR).errands

    assert errand.deadline is not None
    assert errand.deadline.due.isoformat() == day
