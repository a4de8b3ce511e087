"""Plain words: questions as people ask them find their screen, and what is unclear finds none."""

import pytest

from bot.home import HELP, OVERDUE, TASKS
from bot.queue import QUEUE
from bot.wish import card_of, wish

LATE = [
    "nhiệm vụ nào quá hạn",
    "Tôi có việc nào quá hạn không?",
    "việc trễ hạn của tôi",
    "what is late",
    "which tasks are overdue?",
]
ONE = [
    "nhiệm vụ số 318 đến đâu",
    "nhiệm vụ 318 đến đâu rồi?",
    "bao giờ phải xong 318?",
    "tiến độ nv318 thế nào ạ",
    "nhiệm vụ 318 có quá hạn không?",
    "#318",
    "việc318",
    "task#318",
    "318",
    "where does task 318 stand",
    "when is 318 due?",
]
MINE = ["nhiệm vụ của tôi", "tôi có việc gì", "what are my tasks?", "cho tôi xem nhiệm vụ"]
DECIDES = ["duyệt", "việc chờ duyệt", "viec can duyet", "approvals"]
UNCLEAR = [
    "vụ nào",
    "việc không quá hạn",
    "việc quá hạn của phòng",
    "xong 318",
    "hoàn thành 318 rồi",
    "đến đâu rồi",
    "318 hay 319",
    "gia hạn 318",
    "",
    "?",
]


@pytest.mark.parametrize("text", LATE)
def test_what_is_late(text: str) -> None:
    assert wish(text) == OVERDUE


@pytest.mark.parametrize("text", ONE)
def test_one_task(text: str) -> None:
    assert wish(text) == card_of("318")


@pytest.mark.parametrize("text", MINE)
def test_ones_own_tasks(text: str) -> None:
    assert wish(text) == TASKS


@pytest.mark.parametrize("text", DECIDES)
def test_what_waits_for_ones_decision(text: str) -> None:
    assert wish(text) == QUEUE


def test_help() -> None:
    assert wish("Giúp tôi!") == HELP


@pytest.mark.parametrize("text", UNCLEAR)
def test_what_is_not_clear_is_not_guessed(text: str) -> None:
    assert wish(text) is None
