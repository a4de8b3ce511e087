"""The second opinion on answers: what it is counted out of, and what it changes in what the rules understood."""

import asyncio
import time

import pytest

from tests.work.regression import Case, Weights
from tests.work.reply.score import came, rules_alone
from tests.work.reply.train import labelled, of_letters
from work.reply.heard import hear
from work.reply.matter import matter_of
from work.reply.meaning import Doubt, Meaning, Paper
from work.reply.reconsidered import Opinion
from work.reply.understand import LONGEST, Said, understand
from work.reply.weighed import WEIGHED, Chances, Weigh, chances, signs

KNOWN = "Nhiệm vụ đã hoàn thành."
UNKNOWN = "Cái này khép lại từ đời nào"
ODD = "Mây trắng bay ngang"


def fixed(**likely: float) -> Weigh:
    told = {one: likely.get(one.name, 0.0) for one in WEIGHED}
    return lambda *_: told


def by_sentence(**said: Meaning) -> Weigh:
    """Each text that begins with one of these words means that, and nothing else."""

    def weigh(text: str, enclosed: int, title: str) -> Chances:
        meant = next(one for word, one in said.items() if text.startswith(word))
        return {one: float(one is meant) for one in WEIGHED}

    return weigh


def test_what_is_hardly_meant_is_left_to_a_person_whatever_rule_understood_it() -> None:
    assert understand(Said(KNOWN), fixed(DONE=0.5)).meanings == (Meaning.DONE,)
    left = understand(Said(KNOWN), fixed(DONE=0.1))
    assert (left.meanings, left.doubt) == ((Meaning.UNCLEAR,), Doubt.UNREAD)


@pytest.mark.parametrize(
    "besides",
    [{"PROGRESS": 0.4}, {"EXTENSION": 0.4}, {"UNCLEAR": 0.95}],
)
def test_what_is_told_besides_leaves_what_the_rules_understood_to_a_person(
    besides: dict[str, float],
) -> None:
    known = "Ủy ban nhân dân xã đã hoàn thành."
    assert understand(Said(known), fixed(DONE=0.9)).main is Meaning.DONE
    assert understand(Said(known), fixed(DONE=0.9, **besides)).doubt is Doubt.UNREAD


@pytest.mark.parametrize("meaning", WEIGHED)
def test_by_rules_alone_nothing_is_doubted_and_nothing_taken(meaning: Meaning) -> None:
    text = f"{UNKNOWN}. {ODD}."
    heard, opinion = hear(text, matter_of("")), Opinion(text, 0, "", rules_alone)
    assert not opinion.doubts((meaning,), heard)
    assert opinion.surely(heard, None) == ()


def test_the_plainest_words_need_no_more_than_not_to_be_hardly_meant() -> None:
    assert understand(Said(KNOWN), fixed(DONE=0.2, UNCLEAR=0.9)).main is Meaning.DONE
    assert understand(Said(f"Xã {KNOWN}"), fixed(DONE=0.2)).main is Meaning.UNCLEAR


def test_progress_beside_more_time_is_its_reason() -> None:
    text = "Chưa xong, xin gia hạn đến 10/12/2026."
    asked, told = (fixed(EXTENSION=0.9, PROGRESS=likely) for likely in (0.4, 0.6))
    assert understand(Said(text), asked).main is Meaning.EXTENSION
    assert understand(Said(text), told).main is Meaning.UNCLEAR


def test_one_sentence_that_says_something_else_leaves_all_to_a_person() -> None:
    weigh = by_sentence(Nhiệm=Meaning.DONE, Em=Meaning.PROGRESS)
    text = f"{KNOWN} Em cảm ơn anh."
    assert understand(Said(KNOWN), weigh).main is Meaning.DONE
    assert understand(Said(text), weigh).main is Meaning.UNCLEAR


def test_words_alone_never_tell_what_a_file_is() -> None:
    assert understand(Said(ODD, files=1), fixed(FILE=0.99)).main is Meaning.UNCLEAR


def test_what_no_rule_knows_is_taken_where_it_is_surely_meant() -> None:
    text = f"{UNKNOWN}, 12/BC-UBND"
    assert understand(Said(UNKNOWN), fixed(DONE=0.8)).main is Meaning.UNCLEAR
    found = understand(Said(text), fixed(DONE=0.95))
    assert (found.meanings, found.paper) == ((Meaning.DONE,), Paper("12/BC-UBND"))


def test_what_may_be_something_else_is_not_surely_meant() -> None:
    assert understand(Said(UNKNOWN), fixed(DONE=0.95, UNCLEAR=0.3)).main is Meaning.UNCLEAR
    assert understand(Said(UNKNOWN, files=1), fixed(DONE=0.95)).main is Meaning.UNCLEAR


@pytest.mark.parametrize(
    "turned",
    [
        f"Hình như {UNKNOWN}",
        f"Nếu được thì {UNKNOWN}",
        f"{UNKNOWN}, còn chờ ký",
        f"{UNKNOWN}, mai gửi",
        "Sở phải có văn bản trả lời, khép lại",
        "1. Đê điều khép lại\n2. Đường sá khép lại",
        f"{UNKNOWN}, được 60%",
    ],
)
def test_weights_close_no_task_where_a_rule_hears_a_doubt_or_what_is_left(turned: str) -> None:
    assert Meaning.DONE not in understand(Said(turned), fixed(DONE=0.99)).meanings


def test_weights_close_no_task_where_one_sentence_by_itself_says_something_else() -> None:
    text = f"{UNKNOWN}. {ODD}."
    nothing = by_sentence(Cái=Meaning.DONE, Mây=Meaning.NOTHING)
    else_ = by_sentence(Cái=Meaning.DONE, Mây=Meaning.UNCLEAR)
    assert understand(Said(text), nothing).main is Meaning.DONE
    assert understand(Said(text), else_).main is Meaning.UNCLEAR


def test_weights_ask_for_no_more_time() -> None:
    assert understand(Said(ODD), fixed(EXTENSION=0.99)).main is Meaning.UNCLEAR


@pytest.mark.parametrize(
    ("text", "likely"),
    [
        ("Dạ báo cáo xã em nộp lên trục từ hôm kia rồi anh nhé", Meaning.DONE),
        ("Hiện các thôn vẫn đang tổng hợp phiếu, chưa đủ ạ", Meaning.PROGRESS),
        ("Chị cho em hỏi biểu này lấy số liệu đến tháng mấy ạ?", Meaning.QUESTION),
        ("Em cảm ơn anh đã nhắc, em nhận được rồi ạ", Meaning.NOTHING),
        ("Việc này phòng khác làm, anh gọi lại cho tôi", Meaning.UNCLEAR),
    ],
)
def test_likely_is_what_people_mean(text: str, likely: Meaning) -> None:
    found = chances(text, 0, "")
    assert max(found, key=lambda one: found[one]) is likely


def test_a_sign_is_told_once() -> None:
    found = list(signs("xong rồi, xong rồi, số 12/BC-UBND ngày 3/11/2026 đạt 60%", 1, "Báo cáo"))
    assert len(found) == len(set(found))
    assert {"PAPER=1", "DAY=1", "PERCENT=1", "files=1", "word=xong roi"} <= set(found)


def test_a_long_answer_is_weighed_within_a_moment() -> None:
    text = "Xã đã gửi báo cáo, số liệu đầy đủ. " * (LONGEST // 40)
    understand(Said(text))
    began = time.process_time()
    understand(Said(text))
    assert time.process_time() - began < 1


def test_weights_judge_a_hand_that_they_never_saw() -> None:
    rows = [row for row in labelled() if row.hand in ("own", "titled", "probed")]
    own = list(of_letters("replies_tenth", asyncio.run(came("replies_tenth"))))
    cases, unseen = (
        [
            Case(
                row.hand,
                tuple(signs(row.said.text, row.said.files, row.said.title)),
                "done" in row.meanings,
            )
            for row in some
        ]
        for some in (rows, own)
    )
    weights = Weights.of(cases)
    wrong = sum((weights.chance(one.signs) > 0.5) != one.holds for one in unseen)
    assert wrong < sum(one.holds for one in unseen) / 2  # who never says "done" is wrong of each
