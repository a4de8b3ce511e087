"""Why an operator does something to mail: words that no door keeps where they bear a mark of secrecy."""

import pytest

from store import suspension
from tests.web.operated import QUANG
from tests.web.test_console_operators import letters, office, states
from tests.web.visitor import Console
from work.letter import State
from work.secrecy.rules import shipped

__all__ = ["letters", "office"]


@pytest.mark.parametrize("mark", ["Vì kế hoạch TUYỆT MẬT", "LƯU HÀNH NỘI BỘ"])
async def test_no_reason_with_a_mark_reaches_senders_or_other_operators(
    letters: dict[str, str], office: Console, mark: str
) -> None:
    office.desk.discretion.exchange(shipped())
    visitor = await office.entered(QUANG)
    waiting, held = letters["waiting"], letters["asked"]
    await visitor.look("/mail")
    for path in (f"/mail/{waiting}/fail", f"/mail/{waiting}/drop", f"/mail/{held}/waive"):
        answer = await visitor.send(path, reason=mark)
        assert (answer.status_code, "nên không nhập ở đây" in answer.text) == (409, True), path
    answer = await visitor.send("/mail/domains/suspend", domain="x.vn", reason=mark)
    assert (answer.status_code, "nên không nhập ở đây" in answer.text) == (409, True)
    assert await states(office, waiting) == [State.WAITING, State.WAITING]
    assert await states(office, held) == [State.HELD]
    assert "x.vn" not in await office.store.read(suspension.standing, office.watch.now())
