"""The way out of a morning digest, as a mail program clicks it and as its reader opens it (RFC 8058)."""

from collections.abc import AsyncIterator
from datetime import date, timedelta

import httpx
import pytest

from store import Store, digest_choice, reply
from tests.store.office import BINH, DUNG, NOW, staffed
from tests.web.visitor import Console, console
from work.digest_mark import mark

ONE_CLICK = "List-Unsubscribe=One-Click"
AS_FILES = (
    b'--b\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--b--\r\n'
)
FORM, FILES = "application/x-www-form-urlencoded", "multipart/form-data; boundary=b"

TODAY = NOW.date()


@pytest.fixture
async def here(store: Store) -> AsyncIterator[Console]:
    await staffed(store)
    async with console(store) as made:
        yield made


async def path(
    here: Console, person: int = BINH, mailbox: str = "binh@moh.gov.vn", on: date = TODAY
) -> str:
    return f"/digest/{mark(await here.store.read(reply.key), person, mailbox, on)}"


async def hours(here: Console) -> dict[int, str]:
    return await here.store.read(digest_choice.hours, (BINH, DUNG))


@pytest.mark.parametrize(("kind", "body"), [(FORM, ONE_CLICK.encode()), (FILES, AS_FILES)])
async def test_one_click_from_elsewhere_switches_the_digest_off_at_once(
    here: Console, kind: str, body: bytes
) -> None:
    """No cookie, no origin of ours, no redirection."""
    async with httpx.AsyncClient(base_url=here.url) as program:
        answer = await program.post(await path(here), content=body, headers={"content-type": kind})

    assert (answer.status_code, answer.history) == (200, [])
    assert "Đã tắt bản tin sáng" in answer.text
    assert "tin nhắc về thời hạn vẫn gửi" in answer.text
    assert await hours(here) == {BINH: ""}


async def test_whoever_opens_it_is_asked_first(here: Console) -> None:
    stranger, place = await here.visitor(), await path(here)
    asked = await stranger.look(place)
    assert ("Tắt bản tin sáng?" in asked.text, await hours(here)) == (True, {})
    assert f'action="{place}"' in asked.text

    done = await stranger.post(place, {"List-Unsubscribe": "One-Click"})
    assert "Bật lại ở trang Cài đặt" in done.text
    assert await hours(here) == {BINH: ""}


async def test_what_no_digest_names_changes_nothing_and_costs_no_turn_to_write(
    here: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    stranger, place = await here.visitor(), await path(here)
    monkeypatch.delattr(digest_choice, "stop")
    others = (
        await path(here, DUNG, "binh@moh.gov.vn"),
        await path(here, 99, "ai@moh.gov.vn"),
        await path(here, on=TODAY - timedelta(days=367)),
        place.replace("-b", "-c"),
        "/digest/d1-b4a51-aaaaaaaaaaaaaaaa",
        "/digest/d1-aaaaaaaaaaaaaaaa",
        "/digest/x",
    )
    for one in others:
        assert (await stranger.look(one)).status_code == 404
        sent = await stranger.post(one, {"List-Unsubscribe": "One-Click"})
        assert (sent.status_code, "Không tìm thấy bản tin sáng" in sent.text) == (404, True)
    assert (await stranger.post(place, {"form": "x"})).status_code == 404
    too_long = await stranger.post(place, {"List-Unsubscribe": "One-Click", "x": "x" * 9000})
    assert too_long.status_code == 404
    assert await hours(here) == {}
