"""What becomes of encrypted letters is the office's choice, and each agency's."""

import pytest

from mail.smime.encrypted import Wish, Wishes, ruling
from work.hold import ENCRYPTED


@pytest.mark.parametrize(
    ("wish", "verdict", "code"),
    [("hold", "hold", None), ("refuse", "refuse", 550), ("pass", None, None)],
)
def test_the_wish_decides(wish: Wish, verdict: str | None, code: int | None) -> None:
    found = ruling(True, Wishes(wish), "H05")

    assert (found.verdict if found else None) == verdict
    assert (found.reply.code if found and found.reply else None) == code
    assert found is None or found.reason == ENCRYPTED


def test_an_agency_may_want_something_else() -> None:
    wishes = Wishes("hold", {"H05": "pass"})

    assert ruling(True, wishes, "H05") is None
    assert ruling(True, wishes, "H06") is not None
    assert ruling(True, wishes, None) is not None


def test_what_is_not_encrypted_is_never_stopped() -> None:
    assert ruling(False, Wishes("refuse"), "H05") is None
