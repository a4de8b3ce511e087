"""Coming in: by invitation, password and second factor; sessions, locks, and what is said of who is wrong."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from sqlalchemy import select

from congvu.second_key import Safe
from store import Store, Tx
from store.account import entries_about
from store.console import session
from store.directory.people import disable_person
from store.schema.console import console_account, console_link, console_recovery, console_session
from tests.store.office import BINH, opened, staffed, work
from tests.web.conftest import serving
from tests.web.visitor import PASSWORD, Console, Visitor, console, secret_in, totp
from web.app import application
from web.console.gate import Gate
from web.console.routes import console_routes

BINHS = "binh@moh.gov.vn"
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)


@pytest.fixture
async def office(store: Store) -> AsyncIterator[Console]:
    await staffed(store)
    async with console(store) as here:
        yield here


async def with_password(visitor: Visitor, email: str = BINHS, password: str = PASSWORD):  # type: ignore[no-untyped-def]
    await visitor.look("/login")
    return await visitor.send("/login", mailbox=email, password=password)


async def test_an_invitation_leads_by_password_and_second_factor_to_ones_tasks(
    office: Console,
) -> None:
    await opened(office.store, work())
    visitor, path = await office.visitor(), await office.invited(BINHS)

    seen = await visitor.look(path)
    assert "Trần Thị Bình" in seen.text
    short = await visitor.send(path, password="ngắn", again="ngắn")
    assert (short.status_code, "ít nhất 10 ký tự" in short.text) == (422, True)
    enrol = await visitor.follow(await visitor.send(path, password=PASSWORD, again=PASSWORD))
    assert "<svg" in enrol.text
    secret = secret_in(enrol.text)
    wrong = await visitor.send("/enrol", code="000000")
    assert wrong.status_code == 403
    assert secret_in(wrong.text) == secret, "the one that was scanned already"
    done = await visitor.send("/enrol", code=totp(secret, office.watch.now()))
    assert done.text.count("<li><code>") == 10

    assert "Nhiệm vụ của tôi" in (await visitor.look("/work")).text
    assert (await visitor.look(path)).status_code == 404, "a link works once"
    assert await office.news() == ["password", "second"]
    about = await office.store.read(entries_about, f"person:{BINH}")
    events = [one.event for one in about if one.event.startswith("console.")]
    assert events == [
        "console.invited",
        "console.password-set",
        "console.password",
        "console.second-wrong",
        "console.recovery-made",
        "console.second-set",
        "console.in",
    ]
    assert {one.codes.get("source") for one in about if one.event == "console.in"} == {"192.0.2.7"}


async def test_who_comes_back_gives_password_and_code_and_goes_where_they_wanted(
    office: Console,
) -> None:
    first, secret = await office.someone(BINHS)
    visitor = await office.visitor("198.51.100.9")

    asked = await visitor.follow(await visitor.look("/settings"))
    assert 'name="next" value="/settings"' in asked.text
    second = await visitor.send(
        "/login", mailbox=" BINH@moh.gov.vn ", password=PASSWORD, next="/settings"
    )
    assert second.headers["location"] == "/second?next=/settings"
    await visitor.follow(second)
    assert (await visitor.look("/work")).headers["location"] == "/second", "half is not in"
    code = totp(secret, office.watch.now())
    into = await visitor.send("/second", code=f"{code[:3]} {code[3:]}", next="/settings")
    page = await visitor.follow(into)
    assert ("198.51.100.9" in page.text, "192.0.2.7" in page.text) == (True, True)

    ended = await visitor.send("/settings/sessions", which="others")
    assert "Đã kết thúc phiên" in (await visitor.follow(ended)).text
    assert (await first.look("/work")).status_code == 303
    out = await visitor.follow(await visitor.send("/logout"))
    assert "Đã đăng xuất" in out.text
    assert (await visitor.look("/work")).status_code == 303


async def test_a_code_and_a_recovery_code_are_taken_once(office: Console) -> None:
    _, secret = await office.someone(BINHS)
    code = totp(secret, office.watch.now())
    one, two = await office.visitor(), await office.visitor()
    await one.follow(await with_password(one))
    await two.follow(await with_password(two))

    assert (await one.send("/second", code=code)).status_code == 303
    assert (await two.send("/second", code=code)).status_code == 403

    recovery = await one.look("/settings")
    recovery = await one.send("/settings/recovery", before=PASSWORD)
    words = recovery.text.split("<li><code>")[1].split("<")[0]
    assert (await two.send("/second", code=words.upper())).status_code == 303
    assert await office.news() == ["password", "second", "recovery"]
    three = await office.visitor()
    await three.follow(await with_password(three))
    assert (await three.send("/second", code=words)).status_code == 403
    assert len(await office.store.read(lambda tx: tx.all(select(console_recovery)))) == 9


async def test_unknown_wrong_and_disabled_get_the_same_answer(office: Console) -> None:
    await office.someone(BINHS)
    await office.invited("cuong@moh.gov.vn")  # has no password yet
    await office.store.write(disable_person, "dung@moh.gov.vn", office.watch.now())
    said = set()
    for email, password in (
        (BINHS, "sai mật khẩu rồi"),
        ("nobody@moh.gov.vn", PASSWORD),
        ("cuong@moh.gov.vn", ""),
        ("dung@moh.gov.vn", PASSWORD),
        ("no mailbox", PASSWORD),
    ):
        visitor = await office.visitor("203.0.113.4")
        answer = await with_password(visitor, email, password)
        said.add((answer.status_code, answer.text.replace(visitor.token, "").replace(email, "")))
    assert len(said) == 1
    assert next(iter(said))[0] == 403


async def test_guessing_is_slowed_for_known_and_unknown_alike(office: Console) -> None:
    await office.someone(BINHS)
    for email in (BINHS, "nobody@moh.gov.vn"):
        visitor = await office.visitor("203.0.113.4" if email == BINHS else "203.0.113.77")
        codes = [
            (await with_password(visitor, email, f"sai mật khẩu {turn}")).status_code
            for turn in range(7)
        ]
        assert (codes[:5], codes[-1]) == ([403] * 5, 429), email

    right = await office.visitor("198.51.100.1")
    assert (await with_password(right)).status_code == 303, "elsewhere its owner comes in"


async def test_colleagues_behind_one_address_neither_guess_freely_nor_stand_in_the_way(
    office: Console,
) -> None:
    """An office shares the address of its router; who came in there before is counted by themselves."""
    for email in (BINHS, "cuong@moh.gov.vn"):
        visitor, secret = await office.someone(email)
        await visitor.send("/logout")
        await visitor.follow(await with_password(visitor, email))
        code = totp(secret, office.watch.now())
        assert (await visitor.send("/second", code=code)).status_code == 303
    colleague = await office.visitor()
    codes = [
        (await with_password(colleague, BINHS, f"sai mật khẩu {turn}")).status_code
        for turn in range(7)
    ]
    assert (codes[:5], codes[-1]) == ([403] * 5, 429)
    assert (await with_password(await office.visitor(), "cuong@moh.gov.vn")).status_code == 303
    ways = await office.store.read(session.ways, office.watch.now())
    assert set(ways) == {(email, "192.0.2.7") for email in (BINHS, "cuong@moh.gov.vn")}


async def test_a_second_factor_is_not_guessed(office: Console) -> None:
    """With the password known, ten codes may be tried in all; then the account is locked and its owner told."""
    await office.someone(BINHS)
    tried = 0
    for turn in range(3):
        visitor = await office.visitor(f"203.0.{turn}.4")
        answer = await with_password(visitor)
        if answer.status_code != 303:
            break
        await visitor.follow(answer)
        for _ in range(5):
            done = await visitor.send("/second", code=f"{tried:06}")
            tried += 1
            if done.status_code != 403 or "bị khóa" in done.text:
                break
    assert tried == 10
    assert "bị khóa" in (await with_password(await office.visitor())).text
    assert (await office.news())[-1] == "locked-second"


async def test_an_account_is_locked_after_45_idle_days(office: Console) -> None:
    visitor, _ = await office.someone(BINHS)
    office.watch.after(45 * DAY - MINUTE)
    other = await office.visitor()
    assert (await with_password(other)).status_code == 303
    office.watch.after(2 * MINUTE)

    assert "45 ngày" in (await with_password(await office.visitor())).text
    assert (await with_password(await office.visitor(), password="sai mật khẩu")).text.count(
        "45 ngày"
    ) == 0
    assert (await other.look("/second")).status_code == 303, "what was begun before is over"
    assert (await office.news())[-1] == "locked-idle"
    assert (await visitor.look("/work")).status_code == 303


async def test_a_session_ends_after_an_idle_hour_and_after_a_day_at_the_office(
    office: Console,
) -> None:
    visitor, _ = await office.someone(BINHS)
    for _ in range(3):
        office.watch.after(50 * MINUTE)
        assert (await visitor.look("/work")).status_code == 200
    office.watch.after(61 * MINUTE)
    assert (await visitor.look("/work")).headers["location"] == "/login?next=%2Fwork"

    visitor = await office.entered(BINH)
    for _ in range(14):
        office.watch.after(50 * MINUTE)
        await visitor.look("/work")
    office.watch.after(50 * MINUTE)
    assert (await visitor.look("/work")).status_code == 303


async def test_a_forgotten_password_is_set_anew_by_the_mailbox_and_ends_every_session(
    office: Console,
) -> None:
    first, secret = await office.someone(BINHS)
    visitor = await office.visitor()
    said = set()
    for email in (BINHS, "nobody@moh.gov.vn", "cuong@moh.gov.vn"):
        await visitor.look("/forgot")
        answer = await visitor.send("/forgot", mailbox=email)
        said.add(answer.text.replace(visitor.token, ""))
    assert len(said) == 1
    assert len(await office.store.read(lambda tx: tx.all(select(console_link)))) == 4

    path = await office.mailed()
    await visitor.look(path)
    other = "nắng hạ vàng trên đồng"
    login = await visitor.follow(await visitor.send(path, password=other, again=other))
    assert "Xin đăng nhập" in login.text, "the second factor stays"
    assert (await first.look("/work")).status_code == 303
    assert (await with_password(await office.visitor("192.0.2.88"))).status_code == 403
    await visitor.follow(await with_password(visitor, password=other))
    office.watch.after(MINUTE)
    code = totp(secret, office.watch.now())
    assert (await visitor.send("/second", code=code)).headers["location"] == "/work"


async def test_a_link_is_over_when_its_time_is_or_another_was_sent(office: Console) -> None:
    first = await office.invited(BINHS)
    second = await office.invited(BINHS)
    visitor = await office.visitor()

    assert (await visitor.look(first)).status_code == 404
    assert (await visitor.look(second)).status_code == 200
    office.watch.after(7 * DAY)
    assert (await visitor.look(second)).status_code == 404
    late = await visitor.send(second, password=PASSWORD, again=PASSWORD)
    assert late.status_code == 404


async def test_tokens_passwords_and_secrets_stand_nowhere_but_hashed(office: Console) -> None:
    visitor, secret = await office.someone(BINHS)

    def everything(tx: Tx) -> str:
        tables = (console_account, console_session, console_link, console_recovery)
        return repr([row for table in tables for row in tx.all(select(table))])

    kept = await office.store.read(everything)
    assert visitor.cookie not in kept
    assert PASSWORD not in kept
    assert "$argon2id$" in kept
    assert repr(secret)[2:-1] not in kept, "codes cannot be made of a copy of the store"


async def test_without_the_key_of_second_factors_a_recovery_code_lets_in_and_the_rest_is_told(
    office: Console,
) -> None:
    visitor = await office.visitor()
    path = await office.invited(BINHS)
    await visitor.look(path)
    shown = await visitor.follow(await visitor.send(path, password=PASSWORD, again=PASSWORD))
    secret = secret_in(shown.text)
    kept = await visitor.send("/enrol", code=totp(secret, office.watch.now()))
    recovery = kept.text.split("<li><code>")[1].split("<")[0]
    office.watch.after(timedelta(minutes=1))

    desk = replace(office.desk, seal=Safe(Path("/nowhere")))
    gate = Gate(desk)
    async with serving(application(console_routes(gate), lost=gate.lost)) as (door, _):
        browser = Visitor(httpx.AsyncClient(base_url=await door.url(), timeout=60), office.url)
        async with browser.browser:
            await browser.follow(await with_password(browser))
            told = await browser.send("/second", code=totp(secret, office.watch.now()))
            assert (told.status_code, "mã dự phòng" in told.text) == (503, True)
            assert (await browser.send("/second", code=recovery)).status_code == 303
            assert (await browser.look("/work")).status_code == 200


async def test_another_password_is_set_by_who_knows_the_one_before(office: Console) -> None:
    visitor, _ = await office.someone(BINHS)
    other = "nắng hạ vàng trên đồng"
    await visitor.look("/settings")

    wrong = await visitor.send(
        "/settings/password", before="sai mật khẩu", password=other, again=other
    )
    assert (wrong.status_code, "hiện nay không đúng" in wrong.text) == (403, True)
    twice = await visitor.send(
        "/settings/password", before=PASSWORD, password=other, again="khác hẳn"
    )
    assert (twice.status_code, "không giống nhau" in twice.text) == (422, True)
    done = await visitor.send("/settings/password", before=PASSWORD, password=other, again=other)
    assert "Đã đổi mật khẩu" in (await visitor.follow(done)).text
    assert (await with_password(await office.visitor(), password=other)).status_code == 303


async def test_the_language_is_chosen_for_everything(office: Console) -> None:
    visitor = await office.entered(BINH)
    await visitor.look("/settings")

    english = await visitor.follow(await visitor.send("/settings/language", language="en"))

    assert 'lang="en"' in english.text
    assert "The language was changed." in english.text
    assert "The language was changed." not in (await visitor.look("/settings")).text, "once"
