"""A stand-in in chat: told in whose place, as far as the office discloses names."""

import pytest

from bot.settings import Disclosure
from bot.shown import pushed
from templates import render

FACTS = {"instead_of": "Trần Thị Bình"}


@pytest.mark.parametrize(
    ("disclosure", "words"),
    [
        ("title", "Ông/Bà nhận tin thay Trần Thị Bình (người chủ trì), theo ủy quyền."),
        ("code", "Ông/Bà nhận tin thay người vắng mặt (người chủ trì), theo ủy quyền."),
    ],
)
def test_a_notice_says_in_whose_place_where_names_may_be_shown(
    disclosure: Disclosure, words: str
) -> None:
    told = {**pushed(FACTS, disclosure), "reason": "lead"}

    assert render("chat/why", told, "vi") == words


def test_who_is_told_in_their_own_right_reads_no_such_thing() -> None:
    assert render("chat/why", {"reason": "lead"}, "vi") == "Ông/Bà nhận tin vì là người chủ trì."
