"""A stand-in in chat: told in whose place, as far as the office discloses names."""

from typing import Any

import pytest

from bot.shown import pushed
from schedules.task_facts import Disclosure
from templates import render
from tests.mail.test_notice import NEWS, notice, read

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


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        ("reminder", {"soon_days": 3}),
        ("unreceived", {"opened": "2026-08-17"}),
        ("task-news", {"event": "return", "why": "thiếu số liệu", **NEWS}),
    ],
)
def test_each_notice_of_a_task_says_so_in_chat_and_by_mail(kind: str, more: dict[str, Any]) -> None:
    one = notice(kind, late=False, until="2026-08-20", **FACTS, **more)
    facts = {**one.facts, "today": "2026-08-17", "reason": one.reason}

    assert "nhận tin thay Trần Thị Bình (người chủ trì)" in render(f"chat/{kind}", facts, "vi")
    assert "nhận thư này thay Trần Thị Bình (người chủ trì)" in read(one).get_content()


def test_who_is_told_in_their_own_right_reads_no_such_thing() -> None:
    assert render("chat/why", {"reason": "lead"}, "vi") == "Ông/Bà nhận tin vì là người chủ trì."
