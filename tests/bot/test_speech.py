"""The letters below the words: one plain sign for each, tones wherever they stand, errors one at a time."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import speech
from bot.speech.kind import Kind
from bot.speech.letters import agrees, close, near, plain, toned, untelexed, written
from bot.speech.lexicon import data, lexicon
from bot.speech.sentence import sentence
from bot.speech.things import things


@given(st.text(max_size=60))
def test_words_are_made_plain_once_and_for_all_sign_for_sign(text: str) -> None:
    clean = written(text)

    assert written(clean) == clean
    assert len(plain(clean)) == len(clean)
    assert plain(plain(clean)) == plain(clean)


@given(st.text(alphabet="abcdeghioy", min_size=1, max_size=9), st.integers(0, 8))
def test_two_words_one_letter_apart_meet(word: str, at: int) -> None:
    shorter = word[:at] + word[at + 1 :]

    assert close(word, shorter)
    assert shorter in near(word)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("vieecj", "viec"),
        ("tooi", "toi"),
        ("nhieemj", "nhiem"),
        ("quas", "qua"),
        ("thuwcj", "thuc"),
    ],
)
def test_what_telex_left_goes(typed: str, meant: str) -> None:
    assert meant in untelexed(typed)


def test_a_mark_may_be_missing_but_not_another() -> None:
    assert agrees(toned("viec"), toned("việc"))
    assert agrees(toned("viêc"), toned("việc"))
    assert not agrees(toned("mượn"), toned("muộn"))
    assert not agrees(toned("hoàn"), toned("hoãn"))


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("vb 123/qd-ubnd", Kind.SIGN, "123/qd-ubnd"),
        ("vb số 56 / UBND - VX", Kind.SIGN, "56/UBND-VX"),
        ("80-NQ/TW", Kind.SIGN, "80-NQ/TW"),
        ("công văn số 45", Kind.ORDINAL, "45"),
        ("deadline 30/11", Kind.DATE, "30/11"),
        ("ngày 5 tháng 12 năm 2026", Kind.DATE, "05/12/2026"),
        ("3 chục %", Kind.PERCENT, "30%"),
        ("bảy mươi phần trăm", Kind.PERCENT, "70%"),
        ("một nửa", Kind.PERCENT, "50%"),
        ("việc hai trăm lẻ bảy", Kind.TASK, "207"),
        ("thêm 3 ngày", Kind.SPAN, "3 ngày"),
        ("7h30", Kind.HOUR, "07:30"),
        ("6 tháng đầu năm", Kind.PERIOD, "6 tháng đầu năm"),
        ("PAKN 2026-0147", Kind.PETITION, "2026-0147"),
        ("ngày mai", Kind.DAY, "mai"),
        ("tình hình P.TCHC", Kind.UNIT, "Phòng TCHC"),
        ("Vụ Pháp chế làm tới đâu", Kind.UNIT, "Vụ Pháp chế"),
        ("nghi quyet 112 nq hdnd", Kind.SIGN, "112/NQ-HDND"),
        ("công văn của sở nội vụ số 234", Kind.ORDINAL, "234"),
        ("làm được khoảng 6 phần 10", Kind.PERCENT, "60%"),
        ("làm xong 2/3 rồi", Kind.PERCENT, "66%"),
        ("cập nhật 871 lên 25", Kind.PERCENT, "25%"),
        ("một không bốn ba tới đâu", Kind.TASK, "1043"),
        ("đôn đốc số 290 ngay", Kind.TASK, "290"),
        ("mơi phải nộp gì", Kind.DAY, "mai"),
        ("trả lại 148, thiếu biểu số 2", Kind.OTHER, "2"),
    ],
)
def test_things_are_found(text: str, kind: Kind, value: str) -> None:
    clean = written(text)
    found, left = things(clean, plain(clean))

    assert (kind, value) in [(one.kind, one.value) for one in found]
    assert len(left) == len(clean)


def test_what_counts_something_else_is_no_task() -> None:
    assert [one.kind for one in sentence("còn 3 việc, làm lại biểu 2").things] == [Kind.OTHER] * 2


def test_a_name_is_no_word() -> None:
    assert [word.bare for word in sentence("việc của anh Tuấn").rest] == ["tuan"]
    assert sentence("việc của tuần này").rest == ()


def test_a_reason_is_not_read_for_what_is_wanted() -> None:
    assert not sentence("gia hạn 318 vì phòng chưa duyệt").has("approve")


@pytest.mark.parametrize(
    "text",
    ["quá hạn", "quahan", "qua hang", "quá hạnn", "quas hanj", "qua1 ha5n", "QUÁ HẠN", "overdu"],
)
def test_a_phrase_is_met_in_spite_of_how_it_is_typed(text: str) -> None:
    assert sentence(text).has("late")


@pytest.mark.parametrize("text", ["qua hạm", "quá hạnnn", "qa hạn", "trễ thời hạn", "lố deadline"])
def test_a_family_is_met_whatever_stands_for_its_words(text: str) -> None:
    assert sentence(text).has("late")


def test_what_is_short_is_spelled_out_and_shown_as_it_was_written() -> None:
    one = sentence("nv 318 ntn r, hnay có bc chợ j k")

    assert one.read == "nv 318 như thế nào rồi, hôm nay có báo cáo chợ gì không"
    assert one.shown(one.read.index("báo")) == "bc chợ j k"


def test_a_title_belongs_to_the_name_behind_it() -> None:
    assert sentence("phân cho em việc 18").has("self")
    assert not sentence("phân cho em Dung việc 18").has("self")


def test_two_phrases_share_a_word() -> None:
    assert sentence("công việc tôi còn tồn").has("self")


def test_every_concept_and_every_slot_is_used() -> None:
    here = Path(speech.__file__).parent
    code = "".join(
        path.read_text("utf-8") for path in (*here.glob("*.py"), here.parent / "wish.py")
    )
    families = (here / "families.toml").read_text("utf-8")
    named = set(re.findall(r"[a-z][a-z-]*", data()["rules"] + data()["acts"])) | set(data()["near"])

    assert set(data()["concept"]) <= named | set(re.findall(r'"([a-z-]+)"', code))
    assert set(data()["slot"]) == set(re.findall(r"<([a-z-]+)>", families)) - {"name"}


def test_what_is_nearer_to_nothing_stays_unknown() -> None:
    assert not sentence("gió mùa").meanings
    assert "viec" in lexicon().words


def test_a_fraction_is_no_task() -> None:
    assert sentence("đã làm 45/13").of(Kind.TASK) == ()
