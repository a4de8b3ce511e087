"""Petitions in a browser: who receives or handles one deals with it; who sent it is masked, and seen on the record."""

import io
import re
import zipfile
from collections.abc import AsyncIterator
from dataclasses import replace
from email import message_from_bytes
from email.policy import SMTP

import openpyxl
import pytest

from store import Store, petition, petition_mail
from tests.store import read_letters
from tests.store.office import BINH, DUNG, HA, staffed
from tests.store.petitions import HUONG, filed, kept, new
from tests.web.visitor import Console, Visitor, console
from web.console import petition_figures
from work.petition import Event, Kind, State
from work.secrecy.discretion import Daily
from work.secrecy.rules import shipped

BINHS = "binh@moh.gov.vn"


@pytest.fixture
async def here(store: Store) -> AsyncIterator[Console]:
    await staffed(store)
    async with console(store) as made:
        yield made


async def does(visitor: Visitor, deed: str, **fields: str) -> str:
    """The page after the form of that deed."""
    sent = await visitor.send(f"/petitions/1/{deed}", **fields)
    done = await visitor.follow(sent) if sent.status_code == 303 else sent
    return done.text


async def test_what_is_said_of_a_petition_bears_no_mark_of_circulation_inside(
    here: Console,
) -> None:
    await kept(here.store)
    here.desk.discretion.exchange(Daily(shipped()))
    clerk = await here.entered(HA)
    await clerk.look("/petitions/1")
    assert "Đã vào sổ." in await does(clerk, "register")
    assert "nên không nhập ở đây" in await does(clerk, "withdraw", text="LƯU HÀNH NỘI BỘ")


async def test_a_clerk_enters_sorts_and_gives_one_and_who_handles_it_answers(here: Console) -> None:
    await kept(here.store)
    clerk = await here.entered(HA)
    assert "PAKN 1/2026" in (await clerk.look("/petitions")).text
    page = (await clerk.look("/petitions/1")).text
    assert "Phạm T. T. H…" in page
    assert "Việt Trì" not in page
    assert "hộ khẩu" not in page

    assert "Đã vào sổ." in await does(clerk, "register")
    wrong = await does(clerk, "classify", kind="reflection", depth="plain", title="của bà Phạm Thị Thu Hương")  # fmt: skip
    assert "thông tin của người gửi" in wrong
    long = await does(clerk, "classify", kind="reflection", depth="plain", title="sổ " * 70)
    assert "200" in long.partition('role="alert"')[2].partition("</p>")[0]
    sorted_ = await does(clerk, "classify", kind="reflection", depth="plain", title="sổ hộ khẩu")
    assert "sổ hộ khẩu" in sorted_
    assert "Không có ai tên “ai@moh.gov.vn”" in await does(clerk, "assign", person="ai@moh.gov.vn")
    assert "Đã giao xử lý." in await does(clerk, "assign", person=BINHS)

    printed = (await clerk.send("/petitions/1/page")).text
    assert "GIẤY BIÊN NHẬN" in printed
    binh = await here.entered(BINH)
    assert "Xem người gửi" in (await binh.look("/petitions/1")).text
    seen = (await binh.send("/petitions/1/see")).text
    assert "Phạm Thị Thu Hương" in seen
    assert "nộp bản sao hộ khẩu" in seen
    done = {"text": "Đã bãi bỏ.", "result": "1/BYT-VP\nKính gửi"}
    assert "Đã trả lời người gửi." in await does(binh, "answer", **done)
    printed = (await binh.send("/petitions/1/page")).text
    assert "GIẤY BIÊN NHẬN" not in printed, "the answer is newer, also of the same instant"
    one = await here.store.read(petition.one, 1)
    assert one is not None
    assert (one.state, one.title) == (State.ANSWERED, "sổ hộ khẩu")
    assert one.result == "1/BYT-VP Kính gửi", "on one line, as letters and registers hold it"
    past = (await here.store.read(petition.history, (1,)))[1]
    assert [(h.event, h.by.split(",")[0]) for h in past][-3:] == [
        (Event.SEE, f"person:{BINH}"),
        (Event.ANSWER, f"person:{BINH}"),
        (Event.SEE, f"person:{BINH}"),
    ]


async def test_it_is_nothing_to_others_and_who_denounces_is_shown_to_nobody(here: Console) -> None:
    await filed(here.store, Kind.DENUNCIATION)
    await kept(here.store, new(proposed=Kind.DENUNCIATION))
    stranger = await here.entered(DUNG)
    assert (await stranger.look("/petitions/1")).status_code == 404
    assert "PAKN" not in (await stranger.look("/petitions")).text
    assert (await stranger.send("/petitions/1/see")).status_code == 404

    clerk = await here.entered(HA)
    for number in (1, 2):
        page = (await clerk.look(f"/petitions/{number}")).text
        assert "Không hiển thị người gửi." in page
    refused = await clerk.send("/petitions/1/see")
    assert "người tố cáo không được hiển thị" in refused.text
    assert "Phạm" not in refused.text
    looked = (await clerk.send("/petitions/2/see")).text
    assert "Phạm Thị Thu Hương" in looked, (
        "until a clerk has sorted it, who has to read it for that"
    )


async def test_one_that_was_brought_is_kept_by_anybody_and_entered_by_who_may(
    here: Console,
) -> None:
    given = {"title": "giấy tờ khi khám bệnh", "channel": "in-person", "received": "2026-10-01", "enter": "1"}  # fmt: skip
    sender = {"name": "Đặng Thị Mơ", "email": "mo@example.vn", "words": "Tôi phản ánh việc chờ khám lâu."}  # fmt: skip
    desk = await here.entered(DUNG)
    await desk.look("/petitions/new")
    wrong = await desk.send("/petitions/new", **given, **sender | {"email": "mo@"})
    assert "Hộp thư của người gửi không đúng dạng" in wrong.text
    assert "Tôi phản ánh việc chờ khám lâu." in wrong.text
    here.desk.discretion.exchange(Daily(shipped()))
    marked = await desk.send("/petitions/new", **given, **sender | {"address": "TUYỆT MẬT"})
    assert "bí mật" in marked.text
    slip = await desk.send("/petitions/new", **given | {"received": "0001-01-01"}, **sender)
    assert "Xin chọn ngày nhận" in slip.text
    told = await desk.send("/petitions/new", **given | {"title": "của bà Đặng Thị Mơ"}, **sender)
    assert "thông tin của người gửi" in told.text
    long = sender | {"words": "Tôi phản ánh việc chờ khám lâu. ".ljust(19_990, "ẫ")}
    kept = await desk.follow(await desk.send_files("/petitions/new", [], **given, **long))
    assert 'enctype="multipart/form-data"' in told.text, "or accents take thrice the room"
    assert "văn thư vào sổ sau" in kept.text
    assert (await desk.look("/petitions/1")).status_code == 404

    clerk = await here.entered(HA)
    await clerk.look("/petitions/new")
    sent = await clerk.send_files("/petitions/new", [], **given, **long)
    page = await clerk.follow(sent)
    assert "Đã vào sổ." in page.text
    assert "cùng lời văn" in page.text
    assert "không thuộc Ông/Bà" in (await clerk.send("/petitions/2/join", other="PAKN 9/2026")).text
    joined = await clerk.follow(await clerk.send("/petitions/2/join", other="PAKN 1/2026"))
    assert "Đã nhập đơn." in joined.text
    one = await here.store.read(petition.one, 2)
    assert one is not None
    assert (one.state, one.joined_to, one.result) == (State.JOINED, 1, None)


async def test_one_is_supplied_refused_on_a_ground_of_the_law_or_withdrawn(here: Console) -> None:
    for _ in range(2):
        await kept(here.store)
    clerk = await here.entered(HA)
    await clerk.look("/petitions/1")
    assert "thời hạn tính tiếp" in await does(clerk, "supply", text="Bản sao giấy ra viện")
    assert "Xin chọn căn cứ" in await does(clerk, "refuse", ground="no such")
    assert "Đã ghi không tiếp nhận" in await does(clerk, "refuse", ground="anonymous")
    assert "Xin viết nội dung" in await does(clerk, "erase")
    assert "Đã xóa thông tin người gửi." in await does(clerk, "erase", text="theo yêu cầu")
    await clerk.look("/petitions/2")
    sent = await clerk.send("/petitions/2/withdraw", text="đã được giải thích")
    assert "Đã ghi người gửi rút đơn." in (await clerk.follow(sent)).text
    found = [await here.store.read(petition.one, number) for number in (1, 2)]
    assert [one and (one.state, one.ground, one.erased) for one in found] == [
        (State.REFUSED, "anonymous", True),
        (State.WITHDRAWN, None, False),
    ]


async def test_the_letters_that_brought_one_are_given_out_on_the_record(here: Console) -> None:
    number = await filed(here.store)
    letter = await read_letters.written(here.store, "Tôi phản ánh việc chờ khám lâu.")
    await here.store.write(petition_mail.tie, number, letter.id)
    clerk = await here.entered(HA)
    assert "Gửi qua 1 thư" in (await clerk.look("/petitions/1")).text
    sent = await clerk.send("/petitions/1/letters")
    with zipfile.ZipFile(io.BytesIO(sent.content)) as bundle:
        told = message_from_bytes(bundle.read(f"{letter.id}.eml"), policy=SMTP)
    assert told.get_content().strip() == "Tôi phản ánh việc chờ khám lâu."
    past = (await here.store.read(petition.history, (number,)))[number]
    assert (past[-1].event, past[-1].facts) == (Event.SEE, {"why": "files"})
    stranger = await here.entered(DUNG)
    await stranger.look("/settings")
    assert (await stranger.send("/petitions/1/letters")).status_code == 404


async def test_a_letter_to_a_sender_is_given_out_as_a_page_to_print_on_the_record(
    here: Console,
) -> None:
    await kept(here.store, new(replace(HUONG, email="")))
    await kept(here.store, new(proposed=Kind.DENUNCIATION))
    clerk = await here.entered(HA)
    await clerk.look("/petitions/1")
    assert "Chưa có văn bản nào" in (await clerk.send("/petitions/1/page")).text
    await clerk.send("/petitions/1/register")
    assert "In giấy biên nhận" in (await clerk.look("/petitions/1")).text
    printed = await clerk.send("/petitions/1/page")
    assert "Phạm Thị Thu Hương" in printed.text
    assert "12 Lê Lợi, Việt Trì, Phú Thọ" in printed.text
    assert "PAKN 1/2026" in printed.text
    assert printed.headers["content-security-policy"].startswith("default-src 'none'")
    past = (await here.store.read(petition.history, (1,)))[1]
    assert (past[-1].event, past[-1].facts) == (Event.SEE, {"why": "page"})
    assert past[-1].by.startswith(f"person:{HA}")

    await clerk.send("/petitions/2/register")
    bare = await clerk.send("/petitions/2/page")
    assert "PAKN 2/2026" in bare.text
    assert "Phạm" not in bare.text, "who denounces is named on no page"
    stranger = await here.entered(DUNG)
    await stranger.look("/settings")
    assert (await stranger.send("/petitions/1/page")).status_code == 404


async def test_petitions_are_counted_and_their_register_taken_away_by_who_receives_them(
    here: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    await filed(here.store)
    await filed(here.store, Kind.DENUNCIATION)
    clerk, staff = await here.entered(HA), await here.entered(BINH)
    assert 'href="/petitions/figures"' in (await clerk.look("/petitions")).text
    told = (await clerk.look("/petitions/figures")).text
    assert re.search(r'>Tất cả</th><td class="figure">2</td>', told)
    none = (await clerk.look("/petitions/figures?since=2026-01-01&until=2026-01-31")).text
    assert "Không có đơn nào" in none
    file = await clerk.look("/petitions/figures/xlsx")
    cells = str(list(openpyxl.load_workbook(io.BytesIO(file.content)).worksheets[0].values))
    assert "PAKN 2/2026" in cells
    assert "Phạm T. T. H…" in cells
    assert "Phạm Thị Thu Hương" not in cells
    assert "đơn mới nhất" not in told + cells
    monkeypatch.setattr(petition_figures, "MOST", 1)
    assert "ghi 1 đơn mới nhất" in (await clerk.look("/petitions/figures")).text
    file = await clerk.look("/petitions/figures/xlsx")
    cells = str(list(openpyxl.load_workbook(io.BytesIO(file.content)).worksheets[0].values))
    assert "ghi 1 đơn mới nhất" in cells
    assert "PAKN 1/2026" not in cells
    for path in ("/petitions/figures", "/petitions/figures/xlsx"):
        assert (await staff.look(path)).status_code == 404
    assert "/petitions/figures" not in (await staff.look("/petitions")).text
