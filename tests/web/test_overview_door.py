"""What the overview page gives away and allows: nobody's name, its own parts, looking, in either language."""

import re
from collections.abc import AsyncIterator, MutableMapping
from pathlib import Path
from typing import Any

import httpx
import pytest
import structlog
from sqlalchemy import text, update

from store import Store, notice
from store.schema.directory import unit
from tests.store.letters import DAY
from tests.store.office import BINH, OTHER_UNIT, opened, staffed, work
from tests.web.conftest import Loop, Told
from tests.web.page import MONDAY, Words, after, door, holds, letter
from work.notice import Channel
from work.outbox import NewNotice


@pytest.fixture
async def client(store: Store, told: Told) -> AsyncIterator[httpx.AsyncClient]:
    async with door(store, told) as client:
        yield client


@pytest.fixture
async def office(store: Store) -> Store:
    await staffed(store)
    return store


async def test_nothing_on_the_page_names_a_person_a_title_an_address_or_the_store(
    client: httpx.AsyncClient, office: Store, tmp_path: Path
) -> None:
    await opened(office, work("2026-11-19"), work("2026-11-26"))
    await letter(office, 2 * DAY, hold="mark")
    facts = {"slot": "T", "content": "Báo cáo kết quả", "lead": {"person": "Trần Thị Bình"}}
    new = NewNotice("r:1", "reminder", BINH, "vi", "lead", facts, MONDAY, 1)
    await office.write(notice.add, new, {BINH: ((Channel.MAIL, "binh@moh.gov.vn"),)}, MONDAY)

    page = (await client.get("/")).text

    assert re.findall(r"@|Bình|Cường|Báo cáo|125/VPCP|moh\.gov|sqlite|congvu\.db", page) == []
    assert str(tmp_path) not in page


async def test_names_of_units_cannot_become_markup(
    client: httpx.AsyncClient, office: Store
) -> None:
    evil = "<script>alert(1)</script>"
    await office.write(lambda tx: tx.run(update(unit).where(unit.c.id == 1).values(name=evil)))
    await opened(office, work("2026-11-26"))

    page = (await client.get("/")).text

    assert evil not in page
    assert evil in Words(page).lines


@pytest.mark.parametrize(
    ("query", "accept", "office_language", "expected"),
    [
        ("", None, "vi", "vi"),
        ("", None, "en", "en"),
        ("", "fr, de;q=0.7", "vi", "vi"),
        ("", "en-GB,en;q=0.9", "vi", "en"),
        ("", "en;q=0.5, VI-vn ; q=0.8", "en", "vi"),
        ("", "en;q=0, *", "vi", "vi"),
        ("", "en;q=much", "vi", "vi"),
        ("", "en;q=nan, en;q=7", "vi", "vi"),
        ("?lang=en", "vi", "vi", "en"),
        ("?lang=vi", "en", "en", "vi"),
        ("?lang=../en", None, "vi", "vi"),
    ],
)
async def test_the_language_is_that_of_the_address_the_browser_or_the_office(
    store: Store, told: Told, query: str, accept: str | None, office_language: str, expected: str
) -> None:
    async with door(store, told, language=office_language) as client:
        client.headers.pop("accept-language", None)
        answer = await client.get(
            f"/{query}", headers={"accept-language": accept} if accept else {}
        )

    assert f'<html lang="{expected}">' in answer.text
    assert answer.headers["content-language"] == expected
    assert answer.headers["vary"] == "accept-language"


async def test_both_languages_tell_the_same_things(
    client: httpx.AsyncClient, office: Store, told: Told
) -> None:
    await opened(office, work("2026-11-19"), work("2026-11-26"), work(None, None, OTHER_UNIT))
    await letter(office, 2 * DAY, hold="mark")
    new = NewNotice("r:1", "reminder", BINH, "vi", "lead", {"slot": "T"}, MONDAY, 1)
    await office.write(notice.add, new, {BINH: ((Channel.MAIL, "x@moh.gov.vn"),)}, MONDAY)
    told.all_loops = [Loop("queue", False, 1)]

    pages = [Words((await client.get(f"/?lang={language}")).text) for language in ("vi", "en")]

    assert pages[0].skeleton == pages[1].skeleton
    assert "A person must act" in pages[1].lines
    assert "2 recipients are held until a person releases or drops the letter: congvu queue list --state held" in pages[1].lines  # fmt: skip
    assert holds([line for line in pages[1].lines if line], "#1", "19/11/2026", "2 days late")


async def test_a_store_that_cannot_be_read_gives_a_page_that_says_so(
    client: httpx.AsyncClient, store: Store
) -> None:
    async def rename(old: str, new: str) -> None:
        await store.write(lambda tx: tx.run(text(f"ALTER TABLE {old} RENAME TO {new}")))

    await rename("task", "elsewhere")
    with structlog.testing.capture_logs() as captured:
        answer = await client.get("/")
    logged: list[MutableMapping[str, Any]] = [one for one in captured if one["event"] == "overview.unread"]  # fmt: skip

    said = [line for line in Words(answer.text).lines if line]
    assert answer.status_code == 503
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert any(f"Mã sự cố {logged[0]['incident']} :" in line for line in said)
    assert logged[0]["exc_info"]
    assert after(said, "Dịch vụ", 2) == ["Giữ phiên làm việc", "Trang tổng quan"], (
        "what is known without it is told"
    )
    assert re.findall(r"Traceback|sqlite|no such table|SELECT", answer.text) == []
    await rename("elsewhere", "task")
    assert (await client.get("/")).status_code == 200


async def test_only_looking_is_possible(client: httpx.AsyncClient) -> None:
    looked = await client.head("/")

    assert (looked.status_code, looked.content) == (200, b"")
    assert int(looked.headers["content-length"]) > 1000
    for method in ("POST", "PUT", "PATCH", "DELETE", "OPTIONS"):
        assert (await client.request(method, "/")).status_code == 405


async def test_the_page_brings_everything_itself_and_allows_nothing_else(
    client: httpx.AsyncClient,
) -> None:
    answer = await client.get("/")
    policy = answer.headers["content-security-policy"]
    found = Words(answer.text)
    kinds = {}
    for address in set(found.addresses) - {"?lang=en"}:
        assert re.fullmatch(r"/overview\.\w+", address), "nothing comes from elsewhere"
        part = await client.get(address)
        kinds[address] = (part.status_code, part.headers["content-type"].split(";")[0])

    assert kinds == {
        "/overview.css": (200, "text/css"),
        "/overview.js": (200, "text/javascript"),
        "/overview.svg": (200, "image/svg+xml"),
    }
    assert "unsafe" not in policy
    assert policy.startswith("default-src 'none';")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert (
        re.findall(r"\sstyle=|\son\w+=|<style|<script(?! type=\"module\" src=)", answer.text) == []
    )
