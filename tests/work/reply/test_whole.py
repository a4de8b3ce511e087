"""An answer is understood whole or left to a person: what turns, doubts or adds to words that are known is never passed over."""

import re
from pathlib import Path

import pytest

from work.reply.meaning import Meaning
from work.reply.understand import Said, understand

OWN = (Path(__file__).parent / "own.tsv").read_text("utf-8").splitlines()[1:]
ROWS = [tuple(line.split("\t")) for line in OWN]
DONE = [text for meaning, files, text in ROWS if (meaning, files) == ("done", "0") and "\\n" not in text]  # fmt: skip
THANKS = [text for meaning, files, text in ROWS if meaning == "thanks-nothing" and "\\n" not in text]  # fmt: skip
LONGER = [text for meaning, _, text in ROWS if meaning == "extension" and len(text.split(". ")) == 1 and "?" not in text and "\\n" not in text and not text.startswith(("Hạn", "hạn"))]  # fmt: skip
FAR = [text for meaning, files, text in ROWS if (meaning, files) == ("progress", "0") and re.search(r"%|phần trăm|percent", text) and len(text.split(". ")) == 1 and "," not in text]  # fmt: skip
TITLED = [tuple(line.split("\t")) for line in (Path(__file__).parent / "titled.tsv").read_text("utf-8").splitlines()[1:]]  # fmt: skip
BY_TITLE = [(title, text) for meaning, _, files, title, text in TITLED if (meaning, files) == ("done", "0")]  # fmt: skip
NOT_ASKED = (
    "Nếu không kịp thì {}", "Anh Nam bảo {}", "Có lẽ {}", "Hình như {}", "Chưa biết có {}", "Sở Tài chính nói là {}",
    "Maybe {}", "Giá mà {}",
)  # fmt: skip
NOT_FAR = (
    "Hình như {}", "Nghe nói {}", "Nếu thuận lợi thì {}", "Dự kiến {}", "Phấn đấu {}", "Tuần sau {}",
    "Hạng mục 1 {}", "Mục tiêu {}",
)  # fmt: skip
ADDED = (
    "Anh gọi lại cho em nhé.",
    "Xã A thì chưa nộp.",
    "Riêng phụ lục 2 phải làm lại.",
    "Sở Tài chính trả lại hồ sơ.",
    "Tuần sau em gửi bản chính thức.",
    "Còn một số nội dung cần sửa.",
    "Tuy nhiên kinh phí không đủ.",
    "Nhưng mà anh Nam không đồng ý.",
    "Mới được 80% thôi.",
    "Xin gia hạn đến 30/11/2026.",
    "Em làm cùng phòng Kế hoạch.",
    "Thực ra là việc của phòng khác.",
    "Đùa đấy.",
    "Ý em là việc hôm trước.",
    "Bỏ qua giúp em câu trên.",
    "The annex is still missing.",
    "But the director wants changes.",
    "Có gì em báo sau.",
    "Chờ anh Tuấn ký nữa.",
    "Hai xã làm sai phải sửa.",
)
DOUBTED = (
    "Hình như {}", "Nghe nói {}", "Chắc là {}", "Anh Nam bảo là {}", "Nếu được duyệt thì {}", "Khi nào {}",
    "Không biết {}", "Tôi tưởng {}", "Theo anh Nam thì {}", "Có lẽ {}", "Không phải là {}", "Ước gì {}",
    "Maybe {}", "I hope {}", "Bao giờ mới {}", "Làm sao mà {}",
)  # fmt: skip
TURNED = ("chưa", "sẽ", "sắp", "phải", "cần", "không", "mong", "dự kiến", "phấn đấu", "chuẩn bị")
PASSES_ON = (
    "Đề nghị giao phòng khác.",
    "Có vướng mắc về kinh phí.",
    "Chuyển chị Hoa nhé.",
    "Xã em không làm được.",
    "Em nghỉ từ mai.",
    "Hôm qua em nộp.",
    "Bản đồ bị sai.",
    "We cannot do it.",
)


@pytest.mark.parametrize("own", DONE)
def test_nothing_is_handed_in_by_an_answer_that_says_more(own: str) -> None:
    for more in ADDED:
        for text in (f"{own}. {more}", f"{own}\n{more}", f"{more} {own}"):
            assert Meaning.DONE not in understand(Said(text)).meanings, text


@pytest.mark.parametrize("own", DONE)
def test_nothing_is_handed_in_by_what_is_doubted_or_not_yet_so(own: str) -> None:
    for doubt in DOUBTED if len(own.split(". ")) == 1 else ():
        text = doubt.format(own[0].lower() + own[1:])
        assert Meaning.DONE not in understand(Said(text)).meanings, text
    if own.count("đã ") == 1 and len(own.split(".")) <= 2 and "đã nhắc" not in own:
        for turned in TURNED:
            text = own.replace("đã ", f"{turned} ")
            assert Meaning.DONE not in understand(Said(text)).meanings, text


@pytest.mark.parametrize("own", THANKS)
def test_thanks_are_not_all_where_more_is_said(own: str) -> None:
    for more in PASSES_ON:
        found = understand(Said(f"{own}. {more}"))
        assert Meaning.NOTHING not in found.meanings, more


@pytest.mark.parametrize("own", LONGER)
def test_no_more_time_is_asked_for_by_what_is_doubted_told_on_or_long_past(own: str) -> None:
    for doubt in NOT_ASKED:
        found = understand(Said(doubt.format(own[0].lower() + own[1:])))
        asks = Meaning.EXTENSION in found.meanings and found.doubt is None
        assert not asks, doubt.format(own)


@pytest.mark.parametrize("own", FAR)
def test_per_cent_that_are_doubted_or_to_come_are_not_those_of_today(own: str) -> None:
    for doubt in NOT_FAR:
        found = understand(Said(doubt.format(own[0].lower() + own[1:])))
        assert found.percent is None or found.doubt is not None, doubt.format(own)


@pytest.mark.parametrize(("title", "own"), BY_TITLE)
def test_no_title_makes_done_of_what_says_more_or_is_doubted(title: str, own: str) -> None:
    texts = [
        text for more in ADDED for text in (f"{own}. {more}", f"{own}\n{more}", f"{more} {own}")
    ]
    if len(own.split(". ")) == 1:
        texts += [doubt.format(own[0].lower() + own[1:]) for doubt in DOUBTED]
    if own.count("đã ") == 1:
        texts += [own.replace("đã ", f"{turned} ") for turned in TURNED]
    for text in texts:
        assert Meaning.DONE not in understand(Said(text, title=title)).meanings, text
