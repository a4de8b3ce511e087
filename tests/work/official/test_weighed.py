"""The second opinion on limits: what it is counted out of, and what it changes in what the rules found."""

import time
from datetime import date

from tests.work.official.train import cases_of
from tests.work.regression import Case, Weights
from work.official import reconsidered as again
from work.official.draft import DOUBTFUL, Draft
from work.official.weighed import BIAS, Body, chance

ISSUED = date(2026, 10, 12)
ASKED = "Đề nghị các đơn vị tổng hợp, gửi báo cáo về Sở trước ngày 20/10/2026."
TOLD = "Thực hiện Công văn số 12/BNV-VP ngày 01/10/2026 của Bộ Nội vụ về việc báo cáo."
REST = "Các phòng phân công công chức làm đầu mối, thường xuyên trao đổi với Văn phòng Sở để được hướng dẫn khi có khó khăn, vướng mắc; trân trọng cảm ơn sự phối hợp của các đơn vị."


def body_of(text: str, kind: str = "công văn") -> Body:
    """*text*, and behind it as much as has to be there."""
    return Body(f"{text}\n{REST}", kind, ISSUED)


def weigh(text: str) -> list[tuple[str, float]]:
    body = Body(text, "công văn", ISSUED)
    return [(text[start:end], chance(body, start, end)) for start, end in body.times]


def test_a_limit_is_likely_and_the_day_of_a_cited_paper_is_not() -> None:
    (limit,) = weigh(ASKED)
    (cited,) = weigh(TOLD)
    assert limit[0] == "20/10/2026"
    assert limit[1] > again.SURELY
    assert cited[0] == "01/10/2026"
    assert cited[1] < again.HARDLY


def test_what_is_hardly_a_limit_goes_and_what_was_passed_over_comes_in_doubt() -> None:
    body = body_of(f"{TOLD}\n{ASKED}")
    (wrong,) = again.reconsidered([], body_of(ASKED), ("Sở Nội vụ",))
    cited = Draft(TOLD, "Sở Nội vụ", (), None, wrong.asked, "ngày 01/10/2026")
    cited_alone, found = again.reconsidered([cited], body, ("Sở Nội vụ",))
    assert cited_alone.asked is None
    assert found.when == "trước ngày 20/10/2026"
    assert (found.sure, found.plain) == (DOUBTFUL, False)


def test_what_loses_its_only_time_is_still_asked_of_somebody() -> None:
    told = "Em gửi chị danh sách họp ngày 05/12/2026 của Công văn ngày 01/10/2026 để chị biết."
    (found,) = again.reconsidered([], body_of(ASKED, ""), ())
    wrong = Draft(told, "chị", (), None, found.asked, "ngày 01/10/2026")
    (kept,) = again.reconsidered([wrong], body_of(told, ""), ())
    assert (kept.content, kept.asked, kept.sure) == (told, None, DOUBTFUL)


def test_one_series_is_proposed_once() -> None:
    text = "Đề nghị các đơn vị báo cáo Sở trước các ngày 20/3, 20/6, 20/9 và 20/12 hằng năm."
    found = again.reconsidered([], body_of(text), ())
    assert len(found) == len({one.asked for one in found})


def test_a_letter_of_hundreds_of_times_that_are_no_limits_is_weighed_in_time() -> None:
    (one,) = again.reconsidered([], body_of(ASKED, ""), ())
    text = "\n".join([TOLD] * again.MOST)
    drafts = [Draft(TOLD, None, (), None, one.asked, "ngày 01/10/2026")] * again.MOST
    began = time.process_time()
    assert again.reconsidered(drafts, Body(text, "công văn", ISSUED), ())
    assert time.process_time() - began < 1


def test_what_the_rules_found_and_is_likely_stays_as_it_is() -> None:
    body = body_of(ASKED)
    (found,) = again.reconsidered([], body, ())
    kept = Draft(ASKED, None, (), None, found.asked, "trước ngày 20/10/2026")
    assert again.reconsidered([kept], body, ()) == [kept]


def test_a_row_of_a_table_is_not_weighed() -> None:
    body = body_of(TOLD)
    (one,) = again.reconsidered([], body_of(ASKED), ())
    row = Draft("Rà soát hồ sơ", None, (), None, one.asked, "ngày 01/10/2026")
    assert again.reconsidered([row], body, ()) == [row]


def test_a_line_or_two_give_too_little_to_weigh_by() -> None:
    assert len(f"{ASKED}{TOLD}") < again.LEAST
    assert again.reconsidered([], Body(f"{TOLD}\n{ASKED}", "công văn", ISSUED), ()) == []
    assert again.reconsidered([], body_of(f"{TOLD}\n{ASKED}"), ())


def test_what_tells_times_without_end_is_left_as_it_was_read() -> None:
    began = time.process_time()
    assert again.reconsidered([], Body(ASKED * 5_000, "", None), ()) == []
    assert time.process_time() - began < 1


def test_weights_learn_what_tells_two_kinds_apart_and_pass_over_what_one_hand_alone_writes() -> (
    None
):
    cases = [
        Case(hand, (BIAS, f"near={word}", f"far={hand}"), word == "truoc")
        for hand in "ab"
        for word in ("truoc", "ngay")
    ] * 20
    weights = Weights.of(cases)
    assert weights.chance((BIAS, "near=truoc")) > 0.7 > 0.3 > weights.chance((BIAS, "near=ngay"))
    assert set(weights) == {BIAS, "near=truoc", "near=ngay"}


def test_weights_judge_a_hand_that_they_never_saw() -> None:
    others = [case for name in ("official_unseen7", "official_eleventh") for case in cases_of(name)]
    own = list(cases_of("official_twelfth"))
    weights = Weights.of(others)
    wrong = sum((weights.chance(case.signs) > 0.5) != case.holds for case in own)
    assert wrong < sum(case.holds for case in own) / 2  # who never says "a limit" is wrong of each
