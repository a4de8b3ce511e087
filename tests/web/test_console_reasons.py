"""Why somebody does something to a task: words that no door keeps where they bear a mark of secrecy."""

import pytest

from tests.store.office import GIANG
from tests.web.test_console_acts import events, office
from tests.web.visitor import Console
from work.secrecy.rules import shipped

__all__ = ["office"]

ASKS_WHY = (
    *("extend", "hand-on", "pause", "resume", "cancel", "snooze", "finish", "recall", "reopen"),
    *("due", "report", "submit", "approve", "return", "grant", "refuse"),
)


@pytest.mark.parametrize("mark", ["Vì kế hoạch TUYỆT MẬT", "LƯU HÀNH NỘI BỘ"])
async def test_no_act_takes_a_reason_with_a_mark_as_no_chat_does(
    office: Console, mark: str
) -> None:
    office.desk.discretion.exchange(shipped())
    giang = await office.entered(GIANG)
    await giang.look("/tasks/1")
    for name in ASKS_WHY:
        answer = await giang.send(f"/tasks/1/{name}", text=mark, percent="10")
        assert answer.status_code == 409, name
        assert "nên không nhập ở đây" in answer.text, name
    named = await giang.send("/tasks/1/finish", result=mark)
    assert "nên không nhập ở đây" in named.text
    assert await events(office) == []
