"""In the clerk's tray a day that may be a limit is seen, and taken for one with one press."""

from collections.abc import AsyncIterator
from dataclasses import replace
from html import unescape

import pytest

from store import Store, worklist
from tests.store.office import HA
from tests.store.read_letters import LETTER, errand, found, office, proposed, read, written
from tests.web.test_console_intake import fields, sent, state
from tests.web.visitor import Console, Visitor, console
from work.proposal import ProposalState
from work.secrecy.rules import shipped

CONTENT = "Vụ Pháp chế báo cáo tình hình cung ứng thuốc, gửi Báo cáo trước ngày 24/10/2026"
MORE = "Các đơn vị phối hợp"
UNDATED = errand(due=None, content=found(CONTENT))
TAKEN = replace(errand(content=found(CONTENT)))
OTHER = errand(due="2026-11-05", content=found(MORE), when=found("Các đơn vị"))


@pytest.fixture
async def here(store: Store) -> AsyncIterator[Console]:
    await office(store)
    async with console(store) as made:
        yield made


async def doubted(here: Console) -> Visitor:
    what = read(UNDATED, perhaps=(TAKEN, OTHER), opens=False)
    await proposed(here.store, what, await written(here.store, LETTER))
    return await here.entered(HA)


async def test_a_day_taken_from_a_task_is_seen_beside_it_and_taken_back_with_one_press(
    here: Console,
) -> None:
    visitor = await doubted(here)
    page = (await visitor.look("/intake/1")).text
    assert "Có thể là thời hạn: <q>trước ngày 24/10/2026</q>" in unescape(page)
    assert 'value="take-1-1"' in page
    assert page.count('id="w') > page.count('id="w1"'), "its words are marked in the letter"

    taken = await sent(visitor, "take-1-1")
    assert fields(taken)["due-1"] == "23/10/2026"
    assert 'value="take-1' not in taken, "what is decided is not asked again"
    assert (await state(here)).state is ProposalState.OPEN, "a person still has to confirm it"
    done = await visitor.send("/intake/1/confirm", **{**fields(taken), "do": "confirm"})
    assert done.status_code == 303
    task = await here.store.read(worklist.one, 1)
    assert task is not None
    assert str(task.due) == "2026-10-23"


async def test_a_sentence_left_out_with_its_day_becomes_one_more_task(here: Console) -> None:
    visitor = await doubted(here)
    taken = await sent(visitor, "take-2", **{"lead-1": "Vụ Kế hoạch - Tài chính"})
    told = fields(taken)
    assert (told["content-2"], told["due-2"]) == (MORE, "05/11/2026")
    assert told["lead-1"] == "Vụ Kế hoạch - Tài chính", "what was typed stays"
    assert 'value="take-2"' not in taken
    assert (await visitor.send("/intake/1/confirm", **{**told, "do": "confirm"})).status_code == 303
    task = await here.store.read(worklist.one, 2)
    assert task is not None
    assert (task.content, str(task.due)) == (MORE, "2026-11-05")


async def test_it_is_the_day_of_a_task_that_has_none_where_the_clerk_says_so(here: Console) -> None:
    visitor = await doubted(here)
    taken = await sent(visitor, "take-2-1")
    assert fields(taken)["due-1"] == "05/11/2026"
    assert 'value="take-2' not in taken
    assert "content-2" not in fields(taken)


async def test_a_number_that_is_none_and_a_proposal_that_is_not_there_change_nothing(
    here: Console,
) -> None:
    visitor = await doubted(here)
    for do in ("take-9", "take-", "take-x", "take-1-9"):
        assert fields(await sent(visitor, do))["due-1"] == ""
    form = fields((await visitor.look("/intake/1")).text)
    absent = await visitor.send("/intake/9/confirm", **{**form, "do": "take-1"})
    assert absent.status_code == 404


async def test_what_a_mark_of_secrecy_hides_is_not_told_by_its_days(here: Console) -> None:
    what = read(UNDATED, perhaps=(TAKEN,), opens=False)
    letter = await written(here.store, f"Độ mật: TỐI MẬT\n\n{LETTER}")
    await proposed(here.store, what, letter)
    here.desk.discretion.exchange(shipped())
    page = (await (await here.entered(HA)).look("/intake/1")).text
    assert "24/10/2026" not in page


async def test_a_sentence_that_bears_a_mark_of_secrecy_is_kept_nowhere(here: Console) -> None:
    marked = errand(content=found("Tối mật: gửi danh mục trước ngày 24/10/2026"))
    assert await proposed(here.store, read(UNDATED, perhaps=(marked,), opens=False)) == ()
