"""Reports in a browser: asked for, filled in or sent as a sheet with each wrong cell told, accepted, returned, added up."""

import html
import io
from collections.abc import AsyncIterator
from datetime import date, timedelta

import openpyxl
import pytest

from schedules.report_forms import Preview, previewed
from schedules.report_period import shipped_reporting
from store import Store
from store.form import requests, submissions, versions
from store.form.requests import Wanted
from tests.bot.test_forms import filled
from tests.store.office import BINH, CLI, CUONG, DUNG, GIANG, HA, staffed
from tests.web.test_console_imports import STRANGER, _neighbour
from tests.web.test_console_tasks import words
from tests.web.visitor import Console, Visitor, console
from tests.work.forms import form
from work.form.form import Audience
from work.form.period import FormPeriod, Period, PeriodKind
from work.form.request import Request, RequestState
from work.form.workbook import sheets_of

CUONGS, DUNGS = 1, 2  # requests, by whose they are
OPEN = {"of": "BC-CCHC", "period": "2026-09", "due": "2026-10-20", "text": "Kỳ bị bỏ lỡ"}
GOOD = {"v-1": "1.250", "v-2": "1.200", "v-2.1": "1.180"}


@pytest.fixture
async def office(store: Store) -> AsyncIterator[Console]:
    await staffed(store)
    await store.write(_neighbour)
    await store.write(versions.add, form(audience=Audience(units_of=("G18",))), 0, (), CLI)
    async with console(store) as here:
        yield here


@pytest.fixture
async def clerk(office: Console) -> Visitor:
    """A clerk who has asked both units."""
    visitor = await office.entered(HA)
    await visitor.look("/forms/open?form=BC-CCHC")
    done = await visitor.follow(await visitor.send("/forms/open", **OPEN))
    assert "Vụ Kế hoạch - Tài chính" in words(done.text)
    return visitor


async def request(office: Console, number: int) -> Request:
    found = await office.store.read(requests.one, number)
    assert found is not None
    return found


async def sent(office: Console, number: int) -> list[tuple[int, dict[str, str], str]]:
    found = await office.store.read(submissions.of_request, number)
    return [(one.number, dict(one.values), one.file) for one in found]


async def test_a_report_is_asked_for_filled_in_returned_sent_again_and_accepted(
    office: Console, clerk: Visitor
) -> None:
    head = await office.entered(CUONG)
    assert "tháng 9/2026" in words((await head.look("/forms")).text)
    page = (await head.look(f"/forms/{CUONGS}")).text
    assert 'name="v-2.1"' in page
    wrong = await head.send(f"/forms/{CUONGS}/send", **{**GOOD, "v-2": "1.5", "v-2.1": "x"})
    assert wrong.status_code == 409
    assert 'id="v4-wrong"' in wrong.text
    assert 'value="1.5"' in wrong.text, "what was typed stays"
    assert "có thể hiểu hai cách" in words(wrong.text)
    assert await sent(office, CUONGS) == []

    await head.follow(await head.send(f"/forms/{CUONGS}/send", **GOOD))
    (one,) = await sent(office, CUONGS)
    assert one == (1, {"1": "1250", "2": "1200", "2.1": "1180"}, "")
    await clerk.look(f"/forms/{CUONGS}")
    bare = await clerk.send(f"/forms/{CUONGS}/return", text=" ")
    assert "Xin ghi lý do" in words(bare.text)
    assert bare.text.index("/accept") < bare.text.index("/return") < bare.text.index("/send")
    amiss = await clerk.send(f"/forms/{CUONGS}/return", text="Thiếu số quý", due="mai", seen="1")
    assert "<details open><summary>Trả lại" in amiss.text
    assert ">Thiếu số quý</textarea>" in amiss.text
    back = {"text": "Thiếu số quý", "due": "2026-10-25", "seen": "1"}
    await clerk.follow(await clerk.send(f"/forms/{CUONGS}/return", **back))
    assert (await request(office, CUONGS)).due == date(2026, 10, 25)

    page = words((await head.look(f"/forms/{CUONGS}")).text)
    assert "Thiếu số quý" in page
    unsaid = await head.send(f"/forms/{CUONGS}/send", **GOOD)
    assert "lý do gửi lại" in words(unsaid.text)
    again = {**GOOD, "v-2": "1.210", "text": "Bổ sung", "seen": "1"}
    await head.follow(await head.send(f"/forms/{CUONGS}/send", **again))
    for path, typed in (("send", again), ("accept", {"seen": "1"}), ("return", back)):
        beside = await (head if path == "send" else clerk).send(f"/forms/{CUONGS}/{path}", **typed)
        assert "vừa được thay đổi" in words(beside.text), "of what nobody looked at"
    await clerk.follow(await clerk.send(f"/forms/{CUONGS}/accept", seen="2"))
    assert (await request(office, CUONGS)).state is RequestState.ACCEPTED
    late = await head.send(f"/forms/{CUONGS}/send", **again | {"seen": "2"})
    assert "không làm được nữa" in words(late.text)
    assert len(await sent(office, CUONGS)) == 2


async def test_a_sheet_is_taken_home_and_each_wrong_cell_is_told_when_it_comes_back(
    office: Console, clerk: Visitor
) -> None:
    head, one = await office.entered(CUONG), await request(office, CUONGS)
    octets = (await head.look(f"/forms/{CUONGS}/sheet")).content
    page = openpyxl.load_workbook(io.BytesIO(octets))["Biểu mẫu"]
    cells = [cell for row in page.values for cell in row]
    assert any(isinstance(cell, str) and one.binding in cell for cell in cells)
    await head.look(f"/forms/{CUONGS}")

    async def upload(body: bytes, name: str = "bc.xlsx") -> str:
        answer = await head.send_files(f"/forms/{CUONGS}/upload", [(name, body)])
        return answer.text if answer.status_code != 303 else (await head.follow(answer)).text

    told = await upload(filled(one.binding, {"1": "nhiều", "2": 9}))
    assert "ô E4, chỉ tiêu 1" in words(told)
    assert 'value="nhiều"' in told, "what stands in the cell can be mended on the page"
    theirs = (await request(office, DUNGS)).binding
    other = words(await upload(filled(theirs, {"1": 10, "2": 9})))
    assert "của yêu cầu hoặc phiên bản khác" in other
    assert "congvu" not in other
    assert "không phải xlsx" in words(await upload(b"x"))
    assert await sent(office, CUONGS) == []

    good = filled(one.binding, {"1": 10, "2": 9})
    assert "Đã gửi báo cáo" in words(await upload(good))
    assert await sent(office, CUONGS) == [(1, {"1": "10", "2": "9"}, "bc.xlsx")]
    assert (await clerk.look(f"/forms/{CUONGS}/sent/1")).content == good


async def test_a_form_that_is_kept_late_asks_for_no_report_that_is_due_by_then(
    office: Console,
) -> None:
    own, days = FormPeriod(PeriodKind.MONTH), office.desk.calendar
    due = shipped_reporting().dates(Period(own.kind, 2026, 10), own, days)
    assert due is not None
    for kept in (due.due, due.due - timedelta(days=1)):
        found = await office.store.read(previewed, form(code="M", periods=(own,)), kept, days)
        assert isinstance(found, Preview)
        late = not days.is_working(kept) or kept == due.due
        assert [one.label for one in found.begins] == ["2026-11" if late else "2026-10"]


async def test_totals_name_who_is_missing_and_go_into_a_workbook(
    office: Console, clerk: Visitor
) -> None:
    head = await office.entered(CUONG)
    await head.look(f"/forms/{CUONGS}")
    await head.send(f"/forms/{CUONGS}/send", **GOOD)
    await clerk.look(f"/forms/{DUNGS}")
    await clerk.follow(await clerk.send(f"/forms/{DUNGS}/excuse", text="Mới thành lập"))
    choice = '<option value="BC-CCHC 2026-09">BC-CCHC: tháng 9/2026</option>'
    assert choice in (await clerk.look("/forms/total")).text
    told = words((await clerk.look("/forms/total?of=BC-CCHC+2026-09")).text)
    assert "1.250" in told
    assert "1/2 đơn vị đã báo cáo" in told or "1/1 đơn vị đã báo cáo" in told, told
    assert "Mới thành lập" in told
    path = "/forms/total/xlsx?form=BC-CCHC&period=2026-09"
    book = openpyxl.load_workbook(io.BytesIO((await clerk.look(path)).content))
    assert any(1250 in row for row in book["Tổng hợp"].values)
    assert any("Mới thành lập" in row for row in book["Chưa có"].values)
    await clerk.look(f"/forms/{DUNGS}")
    await clerk.follow(await clerk.send(f"/forms/{DUNGS}/ask-again", text="Đã có số liệu"))
    assert (await request(office, DUNGS)).state is RequestState.OPEN
    listed = words((await clerk.look("/forms/asked?state=open")).text)
    assert "Vụ Pháp chế" in listed
    assert "Vụ Kế hoạch" not in listed
    assert "BC-CCHC" in words((await clerk.look("/forms/kinds")).text)


async def test_a_form_comes_as_a_file_is_shown_and_kept_as_another_version_once(
    office: Console, clerk: Visitor
) -> None:
    plain = (await clerk.look("/forms/toml?form=BC-CCHC")).content.decode()
    longer = plain.replace('receiver = "Văn phòng Bộ"', 'receiver = "Vụ Tổ chức cán bộ"')
    await clerk.look("/forms/new")

    async def read(text: str, name: str = "bc.toml") -> str:
        return (await clerk.send_files("/forms/new", [(name, text.encode())])).text

    assert "Không có gì mới" in words(await read(plain))
    assert "Vụ Không Có" in words(
        await read(longer.replace("units_of", 'members = ["G18/Vụ Không Có"]\nunits_of'))
    )
    assert "không phải xlsx" in words(await read(plain, "bc.xlsx"))
    assert "valid_from" in words(await read(longer.replace("valid_from", "valid_form")))
    book = openpyxl.Workbook()
    for name, columns, rows in sheets_of(form(receiver="Vụ Tổ chức cán bộ")):
        sheet = book.create_sheet(name)
        sheet.append([one.title for one in columns])
        for row in rows:
            sheet.append(list(row))
    book.remove(book.worksheets[0])
    octets = io.BytesIO()
    book.save(octets)
    shown = (await clerk.send_files("/forms/new", [("bc.xlsx", octets.getvalue())])).text
    assert "Vụ Tổ chức cán bộ" in words(shown)
    page = await read(longer)
    assert "Vụ Kế hoạch - Tài chính; Vụ Pháp chế" in words(page)
    assert len(await office.store.read(versions.of_code, "BC-CCHC")) == 1
    text = html.unescape(page.partition('name="text" value="')[2].partition('"')[0])
    await clerk.follow(await clerk.send("/forms/new/keep", seen="1", text=text))
    kept = await office.store.read(versions.of_code, "BC-CCHC")
    assert [one.form.receiver for one in kept] == ["Văn phòng Bộ", "Vụ Tổ chức cán bộ"]
    await clerk.look("/forms/new")
    again = await clerk.send("/forms/new/keep", seen="1", text=text)
    assert "Không có gì mới" in words(again.text)


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({}, "đã được yêu cầu báo cáo kỳ này"),
        ({"of": "KHAC"}, "Không có biểu mẫu đó"),
        ({"period": "tháng mười"}, "Kỳ không đúng"),
        ({"period": "2026"}, "không có kỳ báo cáo đó"),
        ({"due": "2026-09-20"}, "Hạn gửi đã qua"),
        ({"period": "2026-10", "due": "2026-10-02"}, "chọn hạn muộn hơn"),
        ({"due": "31/02/2026"}, "Ngày không đúng"),
        ({"period": "BAO-SO-3"}, "cần ngày đầu"),
    ],
)
async def test_what_cannot_be_asked_for_is_explained_and_stays_typed(
    office: Console, clerk: Visitor, changed: dict[str, str], why: str
) -> None:
    await clerk.look("/forms/open")

    answer = await clerk.send("/forms/open", **{**OPEN, **changed})

    assert why in words(answer.text), words(answer.text)
    assert "Kỳ bị bỏ lỡ" in answer.text
    assert len(await office.store.read(requests.listed, Wanted())) == 2


async def test_reports_of_others_are_not_there_and_nobody_else_decides(
    office: Console, clerk: Visitor
) -> None:
    for who, theirs in ((CUONG, CUONGS), (DUNG, DUNGS), (BINH, 0), (STRANGER, 0)):
        visitor = await office.entered(who)
        listed = (await visitor.look("/forms")).text
        for number in (CUONGS, DUNGS):
            assert (f"/forms/{number}" in listed) is (number == theirs)
            if number != theirs:
                for path in ("", "/sheet", "/sent/1"):
                    answer = await visitor.look(f"/forms/{number}{path}")
                    assert answer.status_code == 404
                    assert answer.text == (await visitor.look("/forms/99")).text
                assert (await visitor.send(f"/forms/{number}/send", **GOOD)).status_code == 404
                octets = filled((await request(office, number)).binding, {"1": 1, "2": 1})
                upload = await visitor.send_files(f"/forms/{number}/upload", [("a.xlsx", octets)])
                assert upload.status_code == 404
            for act in ("accept", "return", "excuse", "ask-again"):
                answer = await visitor.send(f"/forms/{number}/{act}", text="x")
                assert answer.status_code == 404, (who, number, act)
        for path in ("asked", "kinds", "total", "total/xlsx", "open", "new"):
            assert (await visitor.look(f"/forms/{path}")).status_code == 403, (who, path)
        assert (await visitor.send("/forms/open", **OPEN)).status_code == 403
        assert (await visitor.send("/forms/new/keep", seen="1", text="x")).status_code == 403
        assert (await visitor.look("/forms/toml?form=BC-CCHC")).status_code == 404
    assert await sent(office, CUONGS) == await sent(office, DUNGS) == []
    assert (await request(office, CUONGS)).state is RequestState.OPEN
    chief = await office.entered(GIANG)
    assert (await chief.look(f"/forms/{CUONGS}")).status_code == 200
