"""Petitions in a browser: who receives or handles one deals with it; who sent it is masked, and seen on the record."""

from collections.abc import AsyncIterator

import pytest

from store import Store, petition
from tests.store.office import BINH, DUNG, HA, staffed
from tests.store.petitions import filed, kept, new
from tests.web.visitor import Console, Visitor, console
from work.petition import Event, Kind, State

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
    assert "Không có ai dùng hộp thư này" in await does(clerk, "assign", person="ai@moh.gov.vn")
    assert "Đã giao xử lý." in await does(clerk, "assign", person=BINHS)

    binh = await here.entered(BINH)
    assert "Xem người gửi" in (await binh.look("/petitions/1")).text
    seen = (await binh.send("/petitions/1/see")).text
    assert "Phạm Thị Thu Hương" in seen
    assert "nộp bản sao hộ khẩu" in seen
    assert "Đã trả lời người gửi." in await does(binh, "answer", text="Đã bãi bỏ.")
    one = await here.store.read(petition.one, 1)
    assert one is not None
    assert (one.state, one.title) == (State.ANSWERED, "sổ hộ khẩu")
    past = (await here.store.read(petition.history, (1,)))[1]
    assert [(h.event, h.by.split(",")[0]) for h in past][-2:] == [
        (Event.SEE, f"person:{BINH}"),
        (Event.ANSWER, f"person:{BINH}"),
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
