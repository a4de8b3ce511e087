"""The clerk's tray in the console: what was read is seen beside its letter, confirmed, corrected, dropped and taken back."""

import re
from collections.abc import AsyncIterator
from html import unescape

import pytest

from store import Store, document, proposal, sender_rule, tray, worklist
from tests.store.office import BINH, CUONG, DUNG, GIANG, HA
from tests.store.read_letters import NOTHING, came, errand, office, proposed, read, tie
from tests.web.visitor import Console, Visitor, console
from work.intake import TrayState
from work.official.found import Role
from work.proposal import Proposal, ProposalState
from work.secrecy.rules import shipped

CLERK = HA


@pytest.fixture
async def here(store: Store) -> AsyncIterator[Console]:
    await office(store)
    async with console(store) as made:
        yield made


def fields(page: str) -> dict[str, str]:
    """What the form to confirm would send as it stands."""
    form = page.split('id="form"', 1)[1].split("</form>", 1)[0]
    found = {}
    for tag in re.findall(r"<input\b[^>]*>", form):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name:
            found[name[1]] = unescape(value[1]) if value else ""
    for name, text in re.findall(r'<textarea id="[^"]*" name="([^"]*)"[^>]*>([^<]*)<', form):
        found[name] = unescape(text)
    for name, inner in re.findall(r'<select id="[^"]*" name="([^"]*)">(.*?)</select>', form):
        chosen = re.search(r'value="([^"]*)" selected', inner)
        found[name] = unescape(chosen[1]) if chosen else ""
    return found


async def state(here: Console, number: int = 1) -> Proposal:
    found = await here.store.read(proposal.one, number)
    assert found is not None
    return found


async def sent(visitor: Visitor, do: str = "confirm", which: int = 1, /, **changes: str) -> str:
    """What the form comes to: the path that it leads to, or the page."""
    page = await visitor.look(f"/intake/{which}")
    answer = await visitor.send(
        f"/intake/{which}/confirm", **{**fields(page.text), "do": do, **changes}
    )
    return answer.headers["location"] if answer.status_code == 303 else answer.text


async def test_what_was_read_is_confirmed_as_it_was_read_and_the_next_is_shown(
    here: Console,
) -> None:
    await proposed(here.store, read(), await came(here.store, proved=False))
    await proposed(here.store, read(number="9/VPCP-KGVX"), await came(here.store, "2", False))
    visitor = await here.entered(CLERK)
    tray_page = (await visitor.look("/intake")).text
    assert "125/VPCP-KGVX" in tray_page
    assert "9/VPCP-KGVX" in tray_page

    assert await sent(visitor, "confirm", 2) == "/intake/1?done=2"
    assert (await state(here, 2)).state is ProposalState.CONFIRMED
    after = (await visitor.look("/intake/1?done=2")).text
    assert "Đề xuất số 2 đã vào sổ, mở hoặc sửa 1 nhiệm vụ" in after
    assert 'href="/intake/2#back"' in after
    assert await sent(visitor) == "/intake?done=1"
    task = await here.store.read(worklist.one, 1)
    assert task is not None
    assert (task.lead.unit_name, str(task.due)) == ("Vụ Pháp chế", "2026-10-23")


async def test_every_field_can_be_corrected_and_the_sender_is_remembered(here: Console) -> None:
    await proposed(here.store, read(errand("các đơn vị")), await came(here.store, proved=False))
    visitor = await here.entered(CLERK)
    text = await sent(visitor)
    assert "có trong danh bạ" in text or "các đơn vị" in text
    assert (await state(here)).state is ProposalState.OPEN

    changes = {
        "number": "126/VPCP-KGVX", "issuer": "VPCP", "issued": "2026-09-27", "kind": "TB",
        "excerpt": "V/v cung ứng thuốc hiếm", "urgency": "urgent",
        "content-1": "Rà soát thuốc hiếm", "lead-1": "Vụ Kế hoạch - Tài chính",
        "helpers-1": "Vụ Pháp chế", "product-1": "", "due-1": "trước ngày 31/10/2026",
    }  # fmt: skip
    checked = await sent(visitor, "check", **changes)
    assert "thứ Sáu" in checked.lower() or "30/10/2026" in checked
    assert "30/10/2026" in checked
    assert (await state(here)).state is ProposalState.OPEN, "working it out changes nothing"
    assert (await sent(visitor, **changes)).endswith("?done=1")

    kept = await here.store.read(document.one, 1)
    task = await here.store.read(worklist.one, 1)
    assert kept is not None
    assert task is not None
    assert (kept.number, str(kept.issued), kept.kind) == ("126/VPCP-KGVX", "2026-09-27", "TB")
    assert (kept.excerpt, str(kept.urgency)) == ("V/v cung ứng thuốc hiếm", "urgent")
    assert (task.content, task.product, str(task.due)) == ("Rà soát thuốc hiếm", None, "2026-10-30")
    assert [one.unit_name for one in task.parties] == ["Vụ Kế hoạch - Tài chính", "Vụ Pháp chế"]
    rules = await visitor.look("/intake/rules")
    assert "các đơn vị" in rules.text
    (number, *_) = [one.id for one in await here.store.read(sender_rule.listed)]
    assert (await visitor.send(f"/intake/rules/{number}/remove")).status_code == 303
    assert number not in [one.id for one in await here.store.read(sender_rule.listed)]


async def test_a_task_is_added_and_another_left_out(here: Console) -> None:
    letter = await came(here.store, proved=False)
    await proposed(here.store, read(errand(), errand("Vụ Kế hoạch - Tài chính")), letter)
    visitor = await here.entered(CLERK)
    page = (await visitor.look("/intake/1")).text
    once = await visitor.send("/intake/1/confirm", **{**fields(page), "do": "without-1"})
    twice = await visitor.send("/intake/1/confirm", **{**fields(once.text), "do": "add"})
    assert 'name="content-3"' in twice.text
    typed = {**fields(twice.text), "content-3": "Gửi danh mục"}
    out = await visitor.send("/intake/1/confirm", **{**typed, "do": "without-3"})
    back = await visitor.send("/intake/1/confirm", **{**fields(out.text), "do": "back-3"})
    assert fields(back.text)["content-3"] == "Gửi danh mục", "what was typed is not lost"
    more = {"content-3": "Gửi danh mục", "lead-3": "Vụ Pháp chế", "due-3": "15/10/2026"}
    bare = await visitor.send("/intake/1/confirm", **{**fields(twice.text), "do": "confirm"})
    assert "Chưa có việc phải làm" in bare.text
    done = await visitor.send(
        "/intake/1/confirm", **{**fields(twice.text), **more, "do": "confirm"}
    )

    assert done.status_code == 303
    tasks = [await here.store.read(worklist.one, number) for number in (1, 2)]
    assert [(one.lead.unit_name, one.content) for one in tasks if one] == [
        ("Vụ Kế hoạch - Tài chính", "Báo cáo tình hình cung ứng thuốc"),
        ("Vụ Pháp chế", "Gửi danh mục"),
    ]


async def test_what_has_to_be_there_cannot_be_emptied(here: Console) -> None:
    await proposed(here.store, read(), await came(here.store, proved=False))
    visitor = await here.entered(CLERK)

    for name, value in (("number", ""), ("issued", "31/31"), ("lead-1", " "), ("content-1", "")):
        assert "không để trống" in await sent(visitor, **{name: value}), name
    assert (await state(here)).state is ProposalState.OPEN


async def test_it_is_dropped_with_a_reason_opened_again_and_undone(here: Console) -> None:
    await proposed(here.store, read(), await came(here.store, proved=False))
    visitor = await here.entered(CLERK)
    await visitor.look("/intake/1")
    assert "Xin ghi lý do" in (await visitor.send("/intake/1/drop", text=" ")).text
    here.desk.discretion.exchange(shipped())
    for path in ("/intake/1/drop", "/intake/1/undo"):
        marked = await visitor.send(path, text="LƯU HÀNH NỘI BỘ")
        assert "nên không nhập ở đây" in marked.text

    assert (await visitor.send("/intake/1/drop", text="gửi nhầm")).status_code == 303
    assert "gửi nhầm" in (await visitor.look("/intake/1")).text
    assert (await visitor.send("/intake/1/reopen")).status_code == 303
    await sent(visitor)
    await visitor.look("/intake/1")
    undone = await visitor.send("/intake/1/undo", text="giao nhầm đơn vị")
    assert "lại chờ xử lý" in (await visitor.follow(undone)).text
    assert (await state(here)).state is ProposalState.OPEN
    task = await here.store.read(worklist.one, 1)
    assert task is not None
    assert not task.state.open


async def test_who_comes_second_is_told_who_was_first(here: Console) -> None:
    await proposed(here.store, read(), await came(here.store, proved=False))
    first, second = await here.entered(CLERK), await here.visitor()
    second.plant(first.cookie)
    page = fields((await second.look("/intake/1")).text)
    await sent(first)

    late = await second.send("/intake/1/confirm", **{**page, "do": "confirm"})
    drop = await second.send("/intake/1/drop", text="x")

    for answer in (late, drop):
        assert answer.status_code == 409
        assert "Đề xuất số 1 đã xác nhận rồi (" in answer.text
    assert await here.store.read(worklist.one, 2) is None


async def test_a_letter_that_was_read_again_meanwhile_is_looked_at_once_more(
    here: Console,
) -> None:
    await proposed(here.store, read(), await came(here.store, proved=False))
    visitor = await here.entered(CLERK)

    told = await sent(visitor, read="2026-01-01T00:00:00+00:00")

    assert "vừa được đọc lại" in told
    assert (await state(here)).state is ProposalState.OPEN


@pytest.mark.parametrize("number", [BINH, CUONG, DUNG, GIANG])
async def test_it_is_the_clerks_alone(here: Console, number: int) -> None:
    letter = await came(here.store, proved=False)
    await proposed(here.store, read(), letter)
    official = await here.entered(number)
    mine = await official.look("/intake")
    assert "125/VPCP-KGVX" not in mine.text
    assert 'href="/intake"' not in mine.text
    for path in ("/intake/1", "/intake/1/text", f"/intake/letters/{letter.id}/original"):
        assert (await official.look(path)).status_code == 404, path
    await official.look("/work")
    for path in ("confirm", "drop", "reopen", "undo"):
        answer = await official.send(f"/intake/1/{path}", do="confirm", text="x")
        assert answer.status_code == 403, path
    for path in (f"/intake/letters/{letter.id}/retry", "/intake/rules/1/remove"):
        assert (await official.send(path)).status_code in (403, 409), path
    assert (await state(here)).state is ProposalState.OPEN


async def test_the_letter_is_kept_octet_for_octet_for_who_may_have_it(here: Console) -> None:
    letter = await came(here.store, "xin chào", proved=False)
    await proposed(here.store, read(), letter)
    visitor = await here.entered(CLERK)
    answer = await visitor.look(f"/intake/letters/{letter.id}/original")

    assert answer.content.endswith("xin chào".encode())
    assert answer.headers["content-type"] == "message/rfc822"
    assert answer.headers["content-disposition"].startswith("attachment;")


async def test_what_could_not_be_read_is_seen_with_why_and_read_again(here: Console) -> None:
    letter, held = await came(here.store, "2"), await came(here.store, "3")
    for one, reason in ((letter, "failed"), (held, "secrecy:mark:subject")):
        await here.store.write(_aside, one.id, reason)
    visitor = await here.entered(CLERK)
    page = (await visitor.look("/intake?state=unread")).text
    assert "Bộ đọc thư gặp lỗi" in page
    assert page.count("Không hiển thị theo quy tắc bảo mật") == 1

    done = await visitor.send(f"/intake/letters/{letter.id}/retry")
    no = await visitor.send(f"/intake/letters/{held.id}/retry")

    states = [await here.store.read(tray.one, one.id) for one in (letter, held)]
    assert (done.status_code, no.status_code) == (303, 409)
    assert [one.state for one in states if one] == [TrayState.NEW, TrayState.ASIDE]
    assert (await visitor.look(f"/intake/letters/{held.id}/original")).status_code == 404


async def test_states_are_counted_and_the_list_is_leafed_through(here: Console) -> None:
    for number in range(28):
        letter = await came(here.store, str(number), proved=False)
        await proposed(here.store, read(number=f"{number + 1}/VPCP-KGVX"), letter)
    await proposed(here.store, NOTHING, await came(here.store, "none", proved=False))
    visitor = await here.entered(CLERK)
    first, second = await visitor.look("/intake"), await visitor.look("/intake?page=2")

    assert "Chờ xử lý <b>28</b>" in first.text
    assert "Không phải xử lý <b>1</b>" in first.text
    assert (first.text.count('href="/intake/'), 'rel="next"' in first.text) == (26, True)
    assert 'href="/intake/3"' in second.text
    assert len(first.content) < 50_000


async def test_a_letter_in_which_nothing_was_read_is_known_by_its_subject(here: Console) -> None:
    await proposed(here.store, NOTHING, await came(here.store, "Lời chào", proved=False))
    visitor = await here.entered(CLERK)

    listed = (await visitor.look("/intake?state=nothing")).text
    page = (await visitor.look("/intake/1")).text

    assert "<small>Lời chào</small>" in listed
    assert "điểm cần xem" not in listed, "nobody has to look at it"
    assert "<dd>(chưa đọc được số)</dd>" in page
    assert "<dt>trích yếu</dt>" not in page


async def test_what_a_letter_says_of_an_earlier_document_is_shown_as_changes(
    here: Console,
) -> None:
    visitor = await here.entered(CLERK)
    await proposed(here.store, read(), await came(here.store, proved=False))
    await sent(visitor)
    later = read(number="200/VPCP-KGVX", ties=(tie(Role.RECALLS),), issued="2026-09-30")
    await proposed(here.store, later, await came(here.store, "2", False))

    page = (await visitor.look("/intake/2")).text

    assert "sẽ được thu hồi" in page


def _aside(tx, number: int, reason: str) -> None:  # type: ignore[no-untyped-def]
    from sqlalchemy import update

    from store.schema.intake import intake_letter

    values = {"state": TrayState.ASIDE, "reason": reason}
    tx.run(update(intake_letter).where(intake_letter.c.id == number).values(values))


async def test_a_reminder_says_that_it_opens_nothing_and_what_it_changes(here: Console) -> None:
    await proposed(here.store, read(), await came(here.store))
    later = errand(due="2026-11-13")
    reminds = read(later, number="140/VPCP-KGVX", issued="2026-09-30", ties=(tie(Role.REMINDS),))
    await proposed(here.store, reminds, await came(here.store, "2"))
    page = (await (await here.entered(CLERK)).look("/intake/2")).text
    assert "Văn bản này không mở nhiệm vụ mới" in page
    assert "hạn sẽ là" in page


async def test_what_was_done_stands_at_the_top_of_the_page_that_follows(here: Console) -> None:
    await proposed(here.store, read(), await came(here.store, proved=False))
    page = (await (await here.entered(CLERK)).look("/intake/1")).text
    button = re.search(r'<button [^>]*value="confirm"[^>]*>', page)
    assert button is not None
    assert 'formaction="/intake/1/confirm"' in button[0], "a #fragment outlives a redirect"
