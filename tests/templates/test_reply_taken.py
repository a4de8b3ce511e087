"""The subject of what answers an answer says the same as its text."""

import pytest

from templates import render

DONE, LATE = {"refused": ""}, {"refused": "extension-late"}


@pytest.mark.parametrize(
    ("did", "vi", "en"),
    [
        ([DONE], "Đã ghi nhận thư trả lời", "Your answer was noted"),
        ([DONE, LATE], "Đã ghi nhận thư trả lời", "Your answer was noted"),
        ([LATE], "Chưa ghi nhận được thư trả lời", "Your answer could not be noted"),
    ],
)
def test_it_does_not_say_that_it_noted_what_was_refused(
    did: list[dict[str, str]], vi: str, en: str
) -> None:
    facts = {"left": "", "did": did, "task": 15}

    assert render("mail/reply-taken.subject", facts, "vi") == f"{vi}: nhiệm vụ số 15"
    assert render("mail/reply-taken.subject", facts, "en") == f"{en}: task 15"
