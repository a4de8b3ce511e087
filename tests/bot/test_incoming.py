"""The clerk's flow: what was read of letters is looked at, registered, corrected, dropped and taken back, once."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

import pytest

from schedules.customs import Customs, Hours
from schedules.proposals import Proposals
from store import account, document, lease, proposal, stand_in
from store.proposal import Confirmed
from store.proposal_notice import APART, GATHERING
from tests.bot.clerks import LETTER, kept, opened, tasks, waits
from tests.bot.office import AN, BINH, PLAN, Chats, Office, button, labels, moment, until
from tests.store import office as ministry
from tests.store.read_letters import came, desk, errand, found, proposed, read, tie
from tests.store.test_stand_in import term
from work.chat import ANSWERING
from work.official.found import Role
from work.proposal import AS_READ, ProposalState
from work.task import TaskState

DENIED = "Phần vào sổ văn bản đến dành cho văn thư"


async def test_it_is_shown_confirmed_and_registered_once(clerks: Office, chats: Chats) -> None:
    number = await waits(clerks.store)
    async with clerks.open():
        listed = await chats.ask(AN, "/vanbanden")
        assert "chờ vào sổ – 1" in listed["text"]
        assert "125/VPCP-KGVX" in listed["text"]
        card = await chats.tap(AN, "1")
        for part in (
            "Văn phòng Chính phủ", "vanthu@vpcp.gov.vn, đã xác thực", "Chủ trì: Vụ Pháp chế",
            "Thứ Sáu 23/10/2026 ← “trước ngày 24/10/2026”", "chưa chắc ai chủ trì",
        ):  # fmt: skip
            assert part in card["text"]
        asked = await chats.tap(AN, "Vào sổ")
        assert "Đưa vào sổ?" in asked["text"]
        assert await tasks(clerks.store) == [], "nothing is registered before it is confirmed"
        after = await chats.tap(AN, "Đúng, đưa vào sổ")
        said = await chats.toast(AN)
        await chats.push(AN, button(asked, "Đúng, đưa vào sổ")["data"], force=True)
        assert await chats.toast(AN) == "Phần này đã kết thúc."

    (task,) = await tasks(clerks.store)
    assert said == f"✅ Đã vào sổ, số đến 1; nhiệm vụ #{task.id}."
    assert "✅ Đã vào sổ" in after["text"]
    assert (await kept(clerks.store, number)).state is ProposalState.CONFIRMED
    lines = await clerks.store.read(account.entries_about, f"proposal:{number}")
    (line,) = [one for one in lines if one.event == "proposal.confirmed"]
    assert line.codes["by"] == f"person:{ministry.HA}"


async def test_what_was_registered_is_taken_back_and_waits_again(
    clerks: Office, chats: Chats
) -> None:
    number = await waits(clerks.store)
    async with clerks.open():
        await opened(chats)
        await chats.tap(AN, "Vào sổ")
        await chats.tap(AN, "Đúng, đưa vào sổ")
        asked = await chats.tap(AN, "Hoàn tác")
        assert "Nhiệm vụ mà văn bản đã mở được thu hồi" in asked["text"]
        after = await chats.tap(AN, "Đúng, hoàn tác")
        said = await chats.toast(AN)

    assert said == f"↩ Đã thu hồi 1 nhiệm vụ, khôi phục 0; đề xuất {number} lại chờ."
    assert [one.state for one in await tasks(clerks.store)] == [TaskState.RECALLED]
    assert labels(after)[0] == ["✅ Vào sổ", "✏ Sửa"]


async def test_a_recall_names_what_it_recalls_and_whether_that_stands(
    clerks: Office, chats: Chats
) -> None:
    recalling = read(number="130/VPCP-KGVX", ties=(tie(Role.RECALLS),))
    await waits(clerks.store, replace(recalling, errands=()), "recall")
    async with clerks.open():
        card = await opened(chats)
        assert "Thu hồi 125/VPCP-KGVX (không thấy trong sổ)" in card["text"]
        await waits(clerks.store)
        await opened(chats)
        await chats.tap(AN, "Vào sổ")
        await chats.tap(AN, "Đúng, đưa vào sổ")
        (task,) = await tasks(clerks.store)
        card = await opened(chats)
        assert "Thu hồi 125/VPCP-KGVX (đã có trong sổ)" in card["text"]
        await chats.tap(AN, "Vào sổ")
        after = await chats.tap(AN, "Đúng, đưa vào sổ")

    assert f"Nhiệm vụ #{task.id} (đã thu hồi): Báo cáo" in after["text"]


async def test_it_is_dropped_with_a_reason_and_opened_again(clerks: Office, chats: Chats) -> None:
    number = await waits(clerks.store)
    async with clerks.open():
        await opened(chats)
        await chats.tap(AN, "Không vào sổ")
        asked = await chats.ask(AN, "gửi nhầm\ncơ quan")
        assert "“gửi nhầm cơ quan”" in asked["text"]
        assert (await kept(clerks.store, number)).state is ProposalState.OPEN
        after = await chats.tap(AN, "Đúng, không vào sổ")
        assert "🚫 Đã bỏ: " in after["text"]
        assert (await kept(clerks.store, number)).reason == "gửi nhầm cơ quan"
        await chats.tap(AN, "Mở lại")

    assert (await kept(clerks.store, number)).state is ProposalState.OPEN


async def test_whoever_was_quicker_is_named(clerks: Office, chats: Chats) -> None:
    number = await waits(clerks.store)
    async with clerks.open():
        await opened(chats)
        await chats.tap(AN, "Vào sổ")

        def confirm(tx: Any) -> Any:
            return proposal.confirm(tx, number, AS_READ, desk(tx), clerks.by(ministry.HA))

        assert isinstance(await clerks.store.write(confirm), Confirmed)
        after = await chats.tap(AN, "Đúng, đưa vào sổ")
        said = await chats.toast(AN)

        again = await chats.ask(AN, f"/vanbanden {number}")

    assert said.startswith(f"Đề xuất {number}: đã xác nhận ")
    assert again["text"] == after["text"]
    assert "✅ Đã vào sổ" in after["text"]
    assert len(await tasks(clerks.store)) == 1


async def test_what_was_read_anew_since_is_shown_before_it_is_registered(
    clerks: Office, chats: Chats
) -> None:
    letter = await came(clerks.store)
    await proposed(clerks.store, LETTER, letter)
    async with clerks.open():
        await opened(chats)
        await chats.tap(AN, "Vào sổ")
        await proposed(clerks.store, replace(LETTER, errands=(errand(due="2026-11-06"),)), letter)
        shown = await chats.tap(AN, "Đúng, đưa vào sổ")
        assert await chats.toast(AN) == "Nội dung đã thay đổi, đã làm mới."
        assert "06/11/2026" in shown["text"]
        assert await tasks(clerks.store) == []
        await chats.tap(AN, "Đúng, đưa vào sổ")

    assert [str(one.due) for one in await tasks(clerks.store)] == ["2026-11-06"]


async def test_who_keeps_no_register_learns_nothing(clerks: Office, chats: Chats) -> None:
    number = await waits(clerks.store)
    places = ("incoming", "proposal", "register", "correct", "discard", "reopen", "undo")
    async with clerks.open():
        asked = await chats.ask(BINH, "/vanbanden")
        assert asked["text"].startswith(DENIED)
        for place in places:
            for arg in (number, number + 1):
                after = await chats.push(BINH, f"v1:{place}:{arg}::1", force=True)
                assert after["text"].startswith(DENIED)

    assert (await kept(clerks.store, number)).state is ProposalState.OPEN


async def test_nothing_that_waits_is_said_so_and_eight_stand_on_a_page(
    clerks: Office, chats: Chats
) -> None:
    async with clerks.open():
        empty = await chats.ask(AN, "incoming documents to confirm")
        assert "Không có văn bản nào chờ vào sổ." in empty["text"]
        for at in range(9):
            changed = read(opens=False, number=f"{at}/VPCP-KGVX")
            await waits(clerks.store, changed, str(at))
        home = await chats.ask(AN, "/start")
        assert "📥 Văn bản đến (9)" in str(labels(home))
        assert "📥" not in str(labels(await chats.ask(BINH, "/start")))
        now = clerks.machine.now()
        days = (f"{now + timedelta(days=days):%Y-%m-%d}" for days in (-1, 30))
        away = term(ministry.HA, ministry.BINH, *days)
        assert isinstance(await clerks.store.write(stand_in.name, away, ministry.CLI), int)
        assert "📥 Văn bản đến (9)" in str(labels(await chats.ask(BINH, "/start")))
        first = await chats.ask(AN, "văn bản mới đến chờ vào sổ")
        second = await chats.tap(AN, "›")
        last = await chats.tap(AN, "9")
        assert "0/VPCP-KGVX" in last["text"]
        behind = await chats.tap(AN, "Tiếp")

    assert "– 9\n" in first["text"]
    assert [one["text"].count("/VPCP-KGVX") for one in (first, second)] == [8, 1]
    assert "8/VPCP-KGVX" in behind["text"], "behind the last stands the first"


async def test_at_the_level_code_nothing_is_said_of_what_it_is_about(
    clerks: Office, chats: Chats
) -> None:
    await waits(clerks.store, read(errand(lead="Vụ Không Có"), opens=False))
    async with clerks.open(disclosure="code"):
        seen = [await chats.ask(AN, "/vanbanden"), await chats.tap(AN, "1")]
        seen.append(await chats.tap(AN, "Vào sổ"))
        seen.append(await chats.tap(AN, "Chủ trì"))
        seen.append(await chats.ask(AN, "Vụ Lạ"))
        seen.append(await chats.ask(AN, "Vụ Pháp chế"))
        await chats.tap(AN, "Đúng, đưa vào sổ")

    for message in seen:
        whole = message["text"] + str(labels(message))
        assert not [w for w in ("thuốc", "Chính phủ", "Vụ ", "vpcp.gov") if w in whole], whole
    assert "125/VPCP-KGVX" in seen[1]["text"]
    assert len(await tasks(clerks.store)) == 1


async def test_what_bears_a_mark_of_secrecy_is_a_number_alone(clerks: Office, chats: Chats) -> None:
    marked = replace(LETTER, errands=(errand(when=found("Tối mật: XYZZY")),))
    number = await waits(clerks.store, marked)
    async with clerks.open():
        listed = await chats.ask(AN, "/vanbanden")
        card = await chats.tap(AN, "1")
        pressed = await chats.push(AN, f"v1:register:{number}::1", force=True)

    for message in (listed, card, pressed):
        assert f"Đề xuất {number}" in message["text"]
        assert "XYZZY" not in message["text"]
        assert "VPCP" not in message["text"]
    assert await tasks(clerks.store) == []
    assert labels(card) == [["‹ Danh sách", "Tiếp ›"], ["🏠"]]


async def test_what_is_for_inside_alone_is_told_by_its_code(clerks: Office, chats: Chats) -> None:
    (paper,) = LETTER.papers
    marked = replace(paper, excerpt=found("LƯU HÀNH NỘI BỘ"))
    await waits(clerks.store, replace(LETTER, papers=(marked,)))
    async with clerks.open():
        card = await opened(chats)

    assert "125/VPCP-KGVX" in card["text"]
    assert not [w for w in ("NỘI BỘ", "thuốc", "Chính phủ", "Vụ ") if w in card["text"]]


@pytest.mark.parametrize(
    "text",
    [
        "văn bản mới đến",
        "thư chờ vào sổ",
        "van ban den cho vao so",
        "incoming",
        "vào sổ văn bản đến",
    ],
)
async def test_plain_words_lead_there(clerks: Office, chats: Chats, text: str) -> None:
    async with clerks.open():
        answer = await chats.ask(AN, text)

    assert answer["text"].startswith("Văn bản đến chờ vào sổ")


@pytest.fixture
def round_(clerks: Office) -> Callable[[], Awaitable[int]]:
    """A look of the loop that tells clerks, ten minutes after letters came, while somebody answers chats."""
    clerks.goes()
    plan = replace(PLAN, customs=Customs(hours=(Hours(date.min, "", time(7), time(17)),)))
    loop = Proposals(clerks.store, plan, "moh.gov.vn", clerks.machine, "w1")

    async def answered() -> bool:
        now = clerks.machine.now()
        return await clerks.store.read(lease.holder, ANSWERING, now) is not None

    async def look() -> int:
        await until(answered)
        return await loop.once()

    return look


async def test_clerks_are_told_once_of_all_that_waits_and_the_message_changes_when_pressed(
    clerks: Office, chats: Chats, round_: Callable[[], Awaitable[int]]
) -> None:
    for at in range(3):
        await waits(clerks.store, read(opens=False, number=f"{at}/VPCP-KGVX"), str(at))
    async with clerks.open():
        before = len(await chats.from_bot(AN))
        assert await round_() == 0, "what has come just now is gathered first"
        clerks.wall.at += GATHERING
        assert await round_() == 2, "by mail and by chat, to the one who keeps the register"
        message = await chats.next(AN, before)
        assert message["text"].startswith("📥 3 văn bản đến chờ vào sổ\n")
        assert "VPCP" not in message["text"]
        clerks.wall.at += APART
        assert await round_() == 0, "of the same nobody is told again"
        await waits(clerks.store, read(opens=False, number="9/VPCP-KGVX"), "9")
        clerks.wall.at += GATHERING
        before = len(await chats.from_bot(AN))
        assert await round_() == 2
        await chats.next(AN, before)
        many = len(await chats.from_bot(AN))
        shown = await chats.tap(AN, "Văn bản đến")

    assert "chờ vào sổ – 4" in shown["text"]
    assert len(await chats.from_bot(AN)) == many, "the list stands in the place of the message"
    assert len(await chats.from_bot(BINH)) == 0


async def test_nobody_is_told_at_night(
    clerks: Office, chats: Chats, round_: Callable[[], Awaitable[int]]
) -> None:
    await waits(clerks.store)
    async with clerks.open():
        clerks.wall.at = moment("2026-10-01", "22:00")
        assert await round_() == 0
        clerks.wall.at = moment("2026-10-02", "07:30")
        assert await round_() == 2


@pytest.mark.parametrize(
    ("mark", "at", "first"),
    [
        ("urgent", "16:10", "‼ KHẨN"),
        ("very-urgent", "22:00", None),
        ("express", "22:00", "‼ HỎA TỐC"),
        ("timed-express", "22:00", "‼ HỎA TỐC HẸN GIỜ"),
    ],
)
async def test_what_is_urgent_is_told_at_once_and_hoa_toc_at_any_hour(
    clerks: Office,
    chats: Chats,
    round_: Callable[[], Awaitable[int]],
    mark: str,
    at: str,
    first: str | None,
) -> None:
    await waits(clerks.store)
    async with clerks.open():
        clerks.wall.at = moment("2026-10-01", "16:00")
        before = len(await chats.from_bot(AN))
        assert await round_() == 2
        await chats.next(AN, before)
        (paper,) = LETTER.papers
        urgent = replace(paper, number=found("9/VPCP-TH"), urgency=found(mark))
        await waits(clerks.store, replace(LETTER, papers=(urgent,)), mark)
        clerks.wall.at = moment("2026-10-01", at)
        before = len(await chats.from_bot(AN))
        assert await round_() == (2 if first else 0)
        if first is None:
            clerks.wall.at = moment("2026-10-02", "07:00")
            first = "‼ THƯỢNG KHẨN"
            assert await round_() == 2, "in the morning it is not gathered first"
        message = await chats.next(AN, before)
        assert await round_() == 0, "told once"

    assert message["text"].split("\n")[:2] == [first, "📥 2 văn bản đến chờ vào sổ"]


async def test_no_word_of_a_letter_stands_in_the_account(clerks: Office, chats: Chats) -> None:
    number = await waits(clerks.store)
    async with clerks.open():
        await opened(chats)
        await chats.tap(AN, "Không vào sổ")
        await chats.ask(AN, "xyzzy vì trùng")
        await chats.tap(AN, "Đúng, không vào sổ")
    lines = await clerks.store.read(account.entries_about, f"proposal:{number}")

    assert [one.event for one in lines] == ["proposal.proposed", "proposal.dropped"]
    assert "xyzzy" not in str(lines)
    assert len(await clerks.store.read(document.listed, document.Wanted(), None)) == 0
