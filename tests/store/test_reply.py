"""Answers to our notices: what is certain is done by the rights of its author and confirmed; anything else changes nothing."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import date, timedelta
from email.message import EmailMessage

import pytest

from store import Store, absence, extension, report, task, tray, worklist
from tests.store.answers import Desk, answer, desk
from tests.store.office import BINH, CLI, DUNG, NOW, at, work
from work.intake import TrayState
from work.report import NewReport
from work.stand_in import NewStandIn
from work.task import Role, TaskState

BY = "person:1,mail:1"


@pytest.fixture
async def office(store: Store) -> AsyncIterator[tuple[Desk, int]]:
    async with AsyncExitStack() as stack:
        there, (number,) = await stack.enter_async_context(desk(store))
        yield there, number


async def state_of(there: Desk, number: int) -> TaskState:
    found = await there.store.read(worklist.one, number)
    assert found is not None
    return found.state


async def confirmation(there: Desk, to: str = "binh@moh.gov.vn") -> EmailMessage:
    (found,) = [one for one in await there.letters() if one["To"] == to]
    return found


async def test_a_percentage_becomes_a_report_and_is_confirmed(office: tuple[Desk, int]) -> None:
    there, number = office
    asked = await there.notice(number)

    assert await there.comes(answer(asked, "Mới được 60%, còn chờ xã B.")) is None

    (one,) = await there.store.read(report.reports, number)
    assert (one.percent, one.text, one.by) == (60, "Mới được 60%, còn chờ xã B.", BY)
    told = await confirmation(there)
    assert "Tiến độ: 60%" in told.get_content()
    assert "HỦY" in told.get_content()
    assert "còn chờ xã B" in told.get_content()
    assert (told["Auto-Submitted"], told["In-Reply-To"] is not None) == ("auto-generated", True)
    (kept,) = await there.store.read(tray.letters, 10)
    assert kept.state is TrayState.READ


async def test_a_confirmation_is_taken_back_by_one_word_once_and_within_a_day(
    office: tuple[Desk, int],
) -> None:
    there, number = office
    await there.store.write(report.report, number, NewReport(40), CLI)
    asked = await there.notice(number)
    assert await there.comes(answer(asked, "60%")) is None
    told = await confirmation(there)

    assert await there.comes(answer(told, "Hủy")) is None
    again = await there.store.read(report.newest, number)
    assert again is not None
    assert (again.percent, again.by) == (40, "person:1,mail:2")
    assert "trở lại như cũ" in (await confirmation(there)).get_content()

    assert await there.comes(answer(told, "hủy giúp em")) is None
    assert "đã có thay đổi khác" in (await confirmation(there)).get_content()
    there.clock.at = NOW + timedelta(hours=25)
    assert await there.comes(answer(told, "HUY")) is None
    assert "quá 24 giờ" in (await confirmation(there)).get_content()
    assert len(await there.store.read(report.reports, number)) == 3


async def test_done_hands_in_with_its_document_and_its_file_and_can_be_taken_back(
    office: tuple[Desk, int],
) -> None:
    there, number = office
    asked = await there.notice(number)
    text = "Đã hoàn thành tại Báo cáo số 45/BC-BYT ngày 30/9/2026, gửi kèm."

    assert await there.comes(answer(asked, text, files=(("BC 45.pdf", b"%PDF"),))) is None

    found = await there.store.read(worklist.one, number)
    assert found is not None
    assert (found.state, found.result, found.stopped_on) == (
        TaskState.SUBMITTED, "45/BC-BYT", date(2026, 9, 30),
    )  # fmt: skip
    assert [one.name for one in await there.store.read(report.files, number)] == ["BC 45.pdf"]
    told = await confirmation(there)
    assert "văn bản kết quả 45/BC-BYT" in told.get_content()
    assert "BC 45.pdf" in told.get_content()

    assert await there.comes(answer(told, "hủy")) is None
    assert await state_of(there, number) is TaskState.RECEIVED
    assert (await there.events(number))[-1] == ("return", "person:1,mail:2")


async def test_an_answer_is_read_by_the_title_of_its_task(office: tuple[Desk, int]) -> None:
    there, number = office
    asked = await there.notice(number)

    other = answer(asked, "Đã hoàn thành kế hoạch phòng chống thiên tai.")
    assert await there.comes(other) == "reply-other-task"
    assert await state_of(there, number) is not TaskState.SUBMITTED

    assert await there.comes(answer(asked, "Dạ e gửi rồi ạ, a/c check giúp e với.")) is None
    assert await state_of(there, number) is TaskState.SUBMITTED


async def test_more_time_is_asked_for_and_the_request_withdrawn(office: tuple[Desk, int]) -> None:
    there, number = office
    asked = await there.notice(number)
    assert await there.comes(answer(asked, "Chưa đủ số liệu, xin thêm 7 ngày.")) is None

    open_ = await there.store.read(extension.open_request, number)
    assert open_ is not None
    assert (open_.was, open_.due) == (date(2026, 10, 23), date(2026, 10, 30))
    assert open_.reason == "Chưa đủ số liệu, xin thêm 7 ngày."
    told = await confirmation(there)
    assert "từ 23/10/2026 đến 30/10/2026" in told.get_content()

    assert await there.comes(answer(told, "Cancel")) is None
    assert await there.store.read(extension.open_request, number) is None


async def test_what_the_store_refuses_is_told_in_words(office: tuple[Desk, int]) -> None:
    there, number = office
    asked = await there.notice(number)
    assert await there.comes(answer(asked, "Xin gia hạn đến 10/10/2026.")) is None
    assert "Hạn mới phải sau hạn hiện nay" in (await confirmation(there)).get_content()

    assert await there.comes(answer(asked, "Xong")) is None
    await there.letters()
    assert await there.comes(answer(asked, "Được 70%")) is None
    assert "đang chờ duyệt, nên không làm được" in (await confirmation(there)).get_content()


async def test_progress_does_not_go_back_silently(office: tuple[Desk, int]) -> None:
    there, number = office
    await there.store.write(report.report, number, NewReport(80), CLI)
    asked = await there.notice(number)

    assert await there.comes(answer(asked, "Mới đạt 60%")) is None

    assert "LÙI so với 80%" in (await confirmation(there)).get_content()


async def test_a_question_goes_to_who_decides_and_their_answer_to_who_asked(
    office: tuple[Desk, int],
) -> None:
    there, number = office
    asked = await there.notice(number)

    assert await there.comes(answer(asked, "Báo cáo gửi bản giấy hay qua trục ạ?")) is None

    letters = await there.letters()
    (question,) = [one for one in letters if one["To"] == "giang@moh.gov.vn"]
    assert question["Reply-To"] == "binh@moh.gov.vn"
    assert "bản giấy hay qua trục" in question.get_content()
    (told,) = [one for one in letters if one["To"] == "binh@moh.gov.vn"]
    assert "Câu hỏi đã được chuyển" in told.get_content()
    assert "HỦY" not in told.get_content()
    assert await there.events(number) == []


async def test_a_file_alone_is_kept_beside_the_progress_that_stands(
    office: tuple[Desk, int],
) -> None:
    there, number = office
    await there.store.write(report.report, number, NewReport(30), CLI)
    asked = await there.notice(number)

    sent = answer(asked, "Em gửi số liệu ạ", files=(("../số liệu.xlsx", b"x"),))
    assert await there.comes(sent) is None

    newest = await there.store.read(report.newest, number)
    assert newest is not None
    assert newest.percent == 30
    assert [one.name for one in await there.store.read(report.files, number)] == ["số liệu.xlsx"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Chắc xong rồi đấy.", "reply-hedged"),
        ("Chuyển phòng Tổ chức xử lý.", "reply-not-theirs"),
        ("Xin gia hạn thêm ít hôm.", "reply-no-day"),
        ("Xin gia hạn đến 31/11/2026.", "reply-no-day"),
        ("Nhiệm vụ số 99 đã xong.", "reply-other-task"),
        ("Hủy", "reply-unread"),
        ("Dạ", "reply-unread"),
        ("", "reply-empty"),
        ("Đã \u202egnox", "reply-disguised"),
    ],
)
async def test_what_is_not_certain_waits_for_a_person_and_its_author_is_told(
    office: tuple[Desk, int], text: str, reason: str
) -> None:
    there, number = office
    asked = await there.notice(number)

    assert await there.comes(answer(asked, text)) == reason

    assert await there.events(number) == []
    assert "chưa thay đổi gì" in (await confirmation(there)).get_content()
    (kept,) = await there.store.read(tray.letters, 10)
    assert (kept.state, kept.reason) == (TrayState.ASIDE, reason)


async def test_a_forged_answer_changes_nothing_and_is_not_answered(
    office: tuple[Desk, int],
) -> None:
    there, number = office
    asked = await there.notice(number)
    letter = answer(asked, "Đã hoàn thành.")
    others = "mx; dmarc=pass header.from=evil.example"
    local, _, domain = str(asked["Reply-To"]).partition("@")
    other = f"<{'0' * 32}@moh.gov.vn>"
    guessed = f"{local[:-4]}aaaa@{domain}"

    for octets, results, why in (
        (letter, "mx; dmarc=fail header.from=moh.gov.vn", "reply-unproven"),
        (letter + b"\r\n", others, "reply-unproven"),
        (letter + b"\r\n\r\n", "", "reply-unproven"),
        (answer(asked, "Xong.", sender="dung@moh.gov.vn"), None, "reply-stranger"),
        (answer(asked, "Xong.", sender="la@evil.example"), None, "reply-stranger"),
        (answer(asked, "Xong.", fields={"To": guessed}), None, "reply-unmatched"),
        (answer(asked, "Xong.", fields={"To": "vanthu@moh.gov.vn"}), None, "reply-unsigned"),
        (answer(asked, "Xong.", fields={"In-Reply-To": other}), None, "reply-unmatched"),
        (answer(asked, "Xong.", fields={"In-Reply-To": ""}), None, "reply-unmatched"),
    ):
        assert await there.comes(octets, results) == why

    assert await there.events(number) == []
    assert await there.letters() == []


async def test_robots_and_lists_are_never_answered(office: tuple[Desk, int]) -> None:
    there, number = office
    asked = await there.notice(number)
    for fields, why in (
        ({"Auto-Submitted": "auto-replied"}, None),
        ({"Auto-Submitted": "auto-generated"}, None),
        ({"Precedence": "auto_reply"}, None),
        ({"X-Autoreply": "yes"}, None),
        ({"Return-Path": "<>"}, None),
        ({"Subject": "Automatic reply: x"}, None),
        ({"Subject": "Trả lời tự động: x"}, None),
        ({"List-Id": "<x.moh.gov.vn>"}, "reply-list"),
        ({"Precedence": "bulk"}, "reply-list"),
        ({"X-Auto-Response-Suppress": "All"}, "reply-list"),
    ):
        assert await there.comes(answer(asked, "Đã xong.", fields=fields)) == why, fields
    assert await there.comes(answer(asked, "Cảm ơn ạ, em nhớ rồi.")) is None

    assert await there.events(number) == []
    assert await there.letters() == []


async def test_so_many_are_confirmed_within_an_hour_and_no_more(office: tuple[Desk, int]) -> None:
    there, number = office
    there.settings = replace(there.settings, thread_most=3)
    asked = await there.notice(number)

    for percent in (10, 20, 30):
        assert await there.comes(answer(asked, f"{percent}%")) is None
    assert await there.comes(answer(asked, "40%")) == "reply-often"
    there.clock.at = NOW + timedelta(minutes=61)
    assert await there.comes(answer(asked, "50%")) is None
    there.settings = replace(there.settings, thread_most=9, hour_most=1)
    assert await there.comes(answer(asked, "60%")) == "reply-often"

    found = await there.store.read(report.reports, number)
    assert [one.percent for one in found] == [10, 20, 30, 50]


async def test_a_stand_in_answers_for_who_is_away_and_only_then(office: tuple[Desk, int]) -> None:
    there, number = office
    asked = await there.notice(number)
    theirs = answer(asked, "Được 50%", sender="dung@moh.gov.vn")
    assert await there.comes(theirs) == "reply-stranger"

    first, last = date(2026, 10, 1), date(2026, 10, 2)
    term = NewStandIn(BINH, DUNG, first, last, at("2026-10-01"), at("2026-10-03", "00:00"))
    assert isinstance(await there.store.write(absence.name, term, CLI), int)
    assert await there.comes(theirs + b"\r\n") is None

    (one,) = await there.store.read(report.reports, number)
    assert (one.percent, one.by) == (50, "person:3,for:1,mail:2")


async def test_a_letter_that_is_read_again_is_not_done_again(office: tuple[Desk, int]) -> None:
    there, number = office
    asked = await there.notice(number)
    letter = answer(asked, "60%")
    assert await there.comes(letter) is None

    await there.store.write(tray.retry, 1, "cli", NOW)
    assert await there.read(1, letter) is None

    assert len(await there.store.read(report.reports, number)) == 1


async def test_an_answer_to_a_notice_of_several_tasks_waits_for_a_person(store: Store) -> None:
    async with desk(store, work(), work()) as (there, (first, _)):
        asked = await there.notice(first)
        assert await there.comes(answer(asked, f"Nhiệm vụ số {first} đã xong.")) is None
        assert await state_of(there, first) is TaskState.SUBMITTED


async def test_what_answers_no_notice_is_another_handlers(office: tuple[Desk, int]) -> None:
    there, number = office
    asked = await there.notice(number)
    fields = {"To": "vanthu@moh.gov.vn", "In-Reply-To": "<x@y.vn>"}

    assert await there.comes(answer(asked, "Xong", fields=fields)) == "another's"
    fields = {"To": "vanthu@moh.gov.vn"}
    assert (
        await there.comes(answer(asked, "Kính gửi.", files=(("45.pdf", b"%"),), fields=fields))
        == "another's"
    )


async def test_who_may_not_do_it_by_the_table_of_rights_is_told_so(store: Store) -> None:
    async with desk(store) as (there, (number,)):
        day = date(2026, 10, 1)
        await there.store.write(task.submit, number, task.Submission(day, day), CLI)
        await there.letters()
        assert await there.store.write(task.send_back, number, "thiếu", CLI)
        (news,) = [one for one in await there.letters() if one["To"] == "binh@moh.gov.vn"]
        (was,) = (await there.store.read(worklist.one, number)).parties  # type: ignore[union-attr]
        other = replace(was, person=DUNG, unit=2)
        helping = (other, replace(was, role=Role.COORDINATOR))
        assert await there.store.write(task.assign, number, helping, CLI) is not None

        assert await there.comes(answer(news, "Được 30%")) is None
        assert "không có quyền làm việc này" in (await confirmation(there)).get_content()

        assert await there.store.write(task.assign, number, (other,), CLI) is not None
        assert await there.comes(answer(news, "Được 40%")) == "reply-stranger"
        assert await there.store.read(report.reports, number) == ()


async def test_a_watched_mailbox_proves_what_its_named_server_put_on_top(
    office: tuple[Desk, int],
) -> None:
    there, number = office
    asked = await there.notice(number)
    good = b"Authentication-Results: mx.moh.gov.vn; dmarc=pass header.from=moh.gov.vn\r\n"
    bad = b"Authentication-Results: mx.moh.gov.vn; dmarc=fail header.from=moh.gov.vn\r\n"
    other = b"Authentication-Results: mx.evil.vn; dmarc=pass header.from=moh.gov.vn\r\n"

    assert await there.comes(good + answer(asked, "10%"), box="van-thu") == "reply-unproven"
    there.settings = replace(there.settings, servers={"van-thu": "mx.moh.gov.vn"})
    for above in (b"", other, bad + good):
        assert await there.comes(above + answer(asked, "20%"), box="van-thu") == "reply-unproven"
    assert await there.comes(good + answer(asked, "30%"), box="other") == "reply-unproven"
    assert await there.comes(other + good + bad + answer(asked, "40%"), box="van-thu") is None

    found = await there.store.read(report.reports, number)
    assert [one.percent for one in found] == [40]


async def test_a_letter_that_comes_long_after_it_was_written_waits_for_a_person(
    office: tuple[Desk, int],
) -> None:
    there, number = office
    asked = await there.notice(number)
    there.clock.at = NOW + timedelta(days=8)

    assert await there.comes(answer(asked, "60%")) == "reply-old"
    assert await there.events(number) == []
