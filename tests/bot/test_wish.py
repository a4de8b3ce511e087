"""Plain words become the wish that the command would have made; what is unclear becomes none, and what asks does nothing."""

import random
import time
import unicodedata
from collections.abc import Callable

import pytest

from bot.place import Name, Place, Wish
from bot.speech.letters import close, plain, written
from bot.speech.meaning import UNCLEAR
from bot.wish import Wanted, wanted, wish
from tests.bot.utterances import figures, telex, utterances

HARDEST = [
    "việc 318 " * 450,
    "a" * 4096,
    "1/" * 2048,
    "9 " * 2048,
    "12/11/2026 " * 370,
    "sf" * 2048,
    "ngày tháng năm " * 270,
    "x-" * 2048,
    "\u0301" * 4096,
    "🔴" * 2048,
    "một hai ba bốn " * 270,
    "quahann " * 512,
    "a@" * 2048,
]
SIGNS = "aăâbcdđeêghiklmnoôơpqrstuưvxy \u0301\u0323\u200b\u202e0123456789/#%.,:;?!-()\n🔴ạỏẽ"


@pytest.mark.parametrize(
    "text", ["nhiệm vụ nào quá hạn", "viecj quas hanj", "QUAHAN", "what is late?"]
)
def test_what_is_late(text: str) -> None:
    assert wish(wanted(text)) == Wish(Place(Name.LIST, "me", "late"))


def test_what_is_late_in_the_unit() -> None:
    assert wish(wanted("việc quá hạn của phòng")) == Wish(Place(Name.LIST, "unit", "late"))


@pytest.mark.parametrize(
    "text",
    [
        "nhiệm vụ 318 đến đâu rồi?",
        "bao giờ phải xong 318?",
        "tiến độ nv318 thế nào ạ",
        "#318",
        "0318",
        "task#318",
        "/nv318",
        "where does task 318 stand",
        "318 xong chưa em",
        "318 được duyệt chưa",
        "việc ba trăm mười tám",
    ],
)
def test_one_task_is_shown(text: str) -> None:
    assert wish(wanted(text)) == Wish(Place(Name.CARD, "318"))


@pytest.mark.parametrize(
    ("text", "to"),
    [
        ("Nhiệm vụ của tôi", Place(Name.LIST, "me", "all")),
        ("VIEC  cua toi.", Place(Name.LIST, "me", "all")),
        ("cho tôi xem nhiệm vụ", Place(Name.LIST, "me", "all")),
        ("trợ giúp", Place(Name.HELP)),
        ("lịch họp", Place(Name.AGENDA)),
        ("xin chào", Place(Name.HOME)),
    ],
)
def test_a_screen_is_shown(text: str, to: Place) -> None:
    found = wish(wanted(text))
    assert found is not None
    assert found.to == to


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("318 được 60% rồi ạ", "318 60%"),
        ("tiến độ 318 60", "318 60%"),
        ("tiến độ 318: 80%, đã gửi dự thảo", "318 80% đã gửi dự thảo"),
        ("#318 moi lam dc 3 chuc % vi may xa chua gui so lieu", "318 30% may xa chua gui so lieu"),
        ("/tiendo 318 60 còn thiếu số liệu", "318 60 còn thiếu số liệu"),
    ],
)
def test_progress_is_put_as_its_command_takes_it(text: str, words: str) -> None:
    one = wanted(text)

    assert (one.aim, one.words) == ("progress", words)
    asked = wish(one)
    assert asked is not None
    assert asked.to == Place(Name.PROGRESS, "318")
    assert asked.text == words.removeprefix("318").strip()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("xin gia hạn 318 đến 30/11 vì chờ ý kiến", "318 30/11 chờ ý kiến"),
        ("can I get 5 more days for task 318?", "318 5 ngày"),
        ("xin ra han 318 toi 5/12", "318 05/12"),
    ],
)
def test_an_extension_carries_its_day_and_its_reason(text: str, words: str) -> None:
    assert (wanted(text).aim, wanted(text).words) == ("extend", words)


@pytest.mark.parametrize(
    "text",
    [
        "xong 318 hay 412",
        "đến đâu rồi",
        "cái kia sao rồi",
        "xong rồi",
        "đừng duyệt 318",
        "",
        "?",
        "👍",
        "asdkjh",
        "3 18",
        "318.5",
        "1234567890123456",
        "đ",
    ],
)
def test_what_is_not_clear_is_not_guessed(text: str) -> None:
    assert wanted(text).aim == UNCLEAR


def test_two_that_are_named_are_both_told() -> None:
    assert wanted("xong 318 hay 412 ấy nhỉ").numbers == ("318", "412")


def test_marks_that_are_there_are_believed() -> None:
    assert wanted("hoãn 318").aim == "snooze"
    assert wanted("hoàn 318").aim == "card"
    assert wanted("gia hạn 318 Tuấn").numbers == ("318",)


def test_composed_and_decomposed_letters_are_the_same() -> None:
    for row in utterances("utterances.tsv"):
        apart = unicodedata.normalize("NFD", row.text)
        assert wanted(apart).aim == wanted(row.text).aim, row.text


def test_of_200_labelled_utterances_all_but_a_few_reach_their_screen_and_their_task() -> None:
    found = figures(list(utterances("utterances.tsv")))

    assert found.all == 200
    assert found.strict >= 195
    assert found.right_number == found.numbered


def test_of_a_hundred_sentences_that_nobody_built_with_nineteen_in_twenty_reach_their_screen() -> (
    None
):
    found = figures(list(utterances("utterances_unseen.tsv")))

    assert found.all == 100
    assert found.strict >= 94
    assert found.lenient >= 95
    assert found.right_number == found.numbered


@pytest.mark.parametrize(
    ("name", "rows", "strict", "lenient"),
    [
        ("utterances_more.tsv", 378, 376, 377),
        ("utterances_third.tsv", 200, 199, 200),
        ("utterances_fourth.tsv", 100, 96, 98),
        ("utterances_fifth.tsv", 100, 99, 100),
        ("utterances_own.tsv", 1428, 1403, 1403),
    ],
)
def test_of_what_other_writers_say_not_fewer_are_understood_than_were(
    name: str, rows: int, strict: int, lenient: int
) -> None:
    """All of them were read while building: they hold what was reached, and measure nothing that is new."""
    found = figures(list(utterances(name)))

    assert found.all == rows
    assert found.strict >= strict
    assert found.lenient >= lenient
    assert found.right_number == found.numbered


@pytest.mark.parametrize(
    ("text", "aim"),
    [
        ("tôi chưa nhận được mã 6 số", "link"),
        ("đôn đốc các đơn vị chưa báo cáo việc 318", "nudge"),
        ("việc 318 không duyệt", "return"),
        ("318 xong 70%", "progress"),
        ("xóa việc 318 đi", UNCLEAR),
        ("duyệt hết đi", UNCLEAR),
        ("mai tôi đi họp, cho xem những việc đang trễ", "late"),
        ("để chị Hoa làm 318", "assign"),
        ("nhờ anh Bảo làm 230", "assign"),
        ("nhắc em Hùng việc 77", "nudge"),
        ("nhắc em việc 77 thứ hai", "snooze"),
        ("không duyệt gia hạn 18 đâu", "return"),
        ("em da nhan viec 204", "receive"),
        ("việc 45 xong phần khảo sát", "progress"),
        ("đừng báo xong 318", UNCLEAR),
        ("báo xong hết các việc", UNCLEAR),
        ("xe buýt số 5 mấy giờ chạy", UNCLEAR),
        ("nhà chị có 4 mèo con mới đẻ", UNCLEAR),
    ],
)
def test_order_and_kind_of_words_decide(text: str, aim: str) -> None:
    assert wanted(text).aim == aim


def _joined(text: str) -> str:
    """Without the blank in its middle."""
    blanks = [at for at, sign in enumerate(text) if sign == " "]
    middle = blanks[len(blanks) // 2] if blanks else len(text)
    return text[:middle] + text[middle + 1 :]


@pytest.mark.parametrize(
    "typed",
    [lambda text: plain(written(text)), str.upper, telex, _joined, lambda text: f"dạ {text} ạ"],
    ids=["without marks", "capitals", "telex", "joined", "politely"],
)
def test_however_they_are_typed_nine_in_ten_reach_the_same_screen(
    typed: Callable[[str], str],
) -> None:
    rows = [row for row in utterances("utterances.tsv") if not row.text.startswith("/")]
    same = [wanted(typed(row.text)).aim == wanted(row.text).aim for row in rows]

    assert sum(same) > 0.9 * len(rows)


@pytest.mark.parametrize("text", HARDEST, ids=range(len(HARDEST)))
def test_time_grows_with_the_message_and_no_faster(text: str) -> None:
    wanted("nóng máy")
    whole, eighth = _milliseconds(text), _milliseconds(text[: len(text) // 8])

    assert whole < 24 * max(eighth, 0.05), "eight times; what grows quadratically takes 64"


def test_any_text_is_read() -> None:
    chance = random.Random(20261126)
    rows = [row.text for row in utterances("utterances.tsv")]
    for _ in range(2000):
        text = chance.choice(rows)
        for _ in range(chance.randrange(6)):
            at = chance.randrange(len(text) + 1)
            text = text[:at] + chance.choice(SIGNS) + text[at + chance.randrange(3) :]
        assert isinstance(wanted(text), Wanted), text


def test_an_error_in_a_long_word_changes_nothing() -> None:
    for wrong in ("overdu", "ovredue", "overrdue", "overdur"):
        assert close(wrong, "overdue")
        assert wanted(wrong).aim == "late", wrong


def _milliseconds(text: str) -> float:
    spent = []
    for _ in range(3):
        begun = time.process_time()
        wanted(text)
        spent.append(time.process_time() - begun)
    return min(spent) * 1000
