"""Passkeys: added and used in a real browser, and what an authenticator may not say."""

import json
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store import Store
from store.account import entries_about
from store.console import account, passkey
from store.directory.people import disable_person
from tests.demo.browser import Browser
from tests.store.office import BINH, CLI, GIANG, staffed
from tests.web.authenticator import PRESENT, Authenticator
from tests.web.test_console_browser import browser, filled, looked_at
from tests.web.visitor import PASSWORD, Console, Visitor, console
from web.console.relying import Relying, handle
from work.console import Lock
from work.passkey import MOST, Credential

__all__ = ["browser"]

BINHS = "binh@moh.gov.vn"
MINUTE = timedelta(minutes=1)


@pytest.fixture
async def office(store: Store) -> AsyncIterator[Console]:
    await staffed(store)
    async with console(store, host="localhost") as here:
        yield here


async def with_passkey(office: Console, count: int = 0) -> tuple[Visitor, Authenticator]:
    """Bình, in, with a passkey."""
    visitor, _secret = await office.someone(BINHS)
    phone = Authenticator(office.url, count=count)
    await added(visitor, phone)
    return visitor, phone


async def added(visitor: Visitor, phone: Authenticator, name: str = "Điện thoại") -> str:
    await visitor.look("/settings")
    made = phone.make((await visitor.look("/settings/passkeys")).json())
    fields = {"name": name, "before": PASSWORD, "credential": made}
    answer = await visitor.send("/settings/passkeys", **fields)
    return answer.text if answer.status_code != 303 else (await visitor.follow(answer)).text


async def tried(office: Console, phone: Authenticator, visitor: Visitor | None = None) -> bool:
    """Whether the *visitor*, or a new one, gets in by what the *phone* says."""
    place = "/settings" if visitor else "/login"
    visitor = visitor or await office.visitor()
    await visitor.look(place)
    said = phone.prove((await visitor.look("/passkey")).json())
    return await sent(visitor, said)


async def sent(visitor: Visitor, said: str) -> bool:
    answer = await visitor.send("/passkey", credential=said)
    assert (answer.status_code == 303) is (answer.headers.get("location") == "/work"), answer.text
    return answer.status_code == 303


async def test_a_passkey_is_added_and_lets_in_in_a_browser(
    office: Console, browser: Browser
) -> None:
    visitor, _secret = await office.someone(BINHS)
    page = await browser.open("about:blank", 360, 800)
    await page.ask("Network.setCookie", name="congvu", value=visitor.cookie, url=office.url)
    await page.ask("Network.enable")
    await page.ask("Network.setExtraHTTPHeaders", headers={"accept-language": "vi"})
    await page.ask("WebAuthn.enable")
    holding = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
    }
    await page.ask("WebAuthn.addVirtualAuthenticator", options=holding)

    await page.ask("Page.navigate", url=f"{office.url}/settings")
    await looked_at(page, "Cài đặt")
    await page.run(f"document.querySelector('#before-passkey').value = {json.dumps(PASSWORD)}")
    await filled(page, name="Điện thoại của Bình")
    await page.until("document.querySelector('.said')?.textContent.includes('khóa truy cập')")
    await looked_at(page, "Cài đặt")
    assert "Điện thoại của Bình" in await page.run("document.querySelector('#passkeys').innerText")

    await page.click("header .leave button")
    await looked_at(page, "Đăng nhập")
    office.watch.after(MINUTE)
    await page.click(".passkey button")
    await looked_at(page, "Nhiệm vụ của tôi")
    assert browser.complaints == []
    assert (await office.news())[-1] == "passkey", "its owner was told"


async def test_an_answer_lets_in_once_and_only_the_browser_that_was_asked(office: Console) -> None:
    _visitor, phone = await with_passkey(office)
    mine, other = await office.visitor(), await office.visitor()
    for one in (mine, other):
        await one.look("/login")
    said = phone.prove((await mine.look("/passkey")).json())

    assert not await sent(other, said)
    kept = mine.cookie
    assert await sent(mine, said)
    assert "Nhiệm vụ của tôi" in (await mine.look("/work")).text
    assert mine.cookie != kept, "known by another token from now on"
    again = await office.visitor()
    again.plant(kept)
    await again.look("/login")
    assert not await sent(again, said), "each answer is taken once"
    office.watch.after(MINUTE)
    assert await tried(office, phone)


async def test_an_answer_is_not_taken_after_some_minutes(office: Console) -> None:
    _visitor, phone = await with_passkey(office)
    browser = await office.visitor()
    await browser.look("/login")
    said = phone.prove((await browser.look("/passkey")).json())
    office.watch.after(6 * MINUTE)
    assert not await sent(browser, said)


@pytest.mark.parametrize(
    "false",
    [
        lambda phone: replace(phone, origin="https://localhost.evil.vn"),
        lambda phone: replace(phone, domain="evil.vn"),
        lambda phone: replace(phone, flags=PRESENT),
        lambda phone: replace(phone, flags=0),
        lambda phone: replace(phone, key=Authenticator("").key),
        lambda phone: replace(phone, handle=b"another" * 5),
    ],
)
async def test_nobody_gets_in_by_an_answer_that_is_not_the_passkeys(
    office: Console, false: Callable[[Authenticator], Authenticator]
) -> None:
    _visitor, phone = await with_passkey(office)
    assert not await tried(office, false(phone))
    number = 0 if false(phone).handle != phone.handle else BINH
    about = await office.store.read(entries_about, f"person:{number}")
    assert "console.passkey-wrong" in [one.event for one in about]
    office.watch.after(MINUTE)
    assert await tried(office, phone)


async def test_wrong_answers_hold_up_nobody_else_behind_the_same_address(office: Console) -> None:
    _visitor, phone = await with_passkey(office)
    false = replace(phone, key=Authenticator("").key)
    for _ in range(8):
        assert not await tried(office, Authenticator(office.url)), "removed here, kept in its phone"
    assert await tried(office, phone)
    office.watch.after(MINUTE)
    for _ in range(8):
        assert not await tried(office, false)
    office.watch.after(MINUTE)
    assert not await tried(office, phone), "who guesses at one passkey waits"


async def test_a_copy_of_a_passkey_is_noticed_by_its_counter(office: Console) -> None:
    _visitor, phone = await with_passkey(office, count=3)
    copy = replace(phone, count=4)
    assert await tried(office, replace(phone, count=7))
    office.watch.after(MINUTE)
    assert not await tried(office, copy)
    assert not await tried(office, replace(phone, count=0))
    assert await tried(office, replace(phone, count=8))


async def test_a_passkey_opens_nothing_once_it_is_removed_forgotten_or_its_owner_may_not_enter(
    office: Console,
) -> None:
    visitor, phone = await with_passkey(office)
    await office.store.write(account.lock, BINH, Lock.OPERATOR, "cli:0", "", office.watch.now())
    assert not await tried(office, phone)
    await office.store.write(account.unlock, BINH, replace(CLI, now=office.watch.now()))
    office.watch.after(MINUTE)
    assert await tried(office, phone, visitor)

    (kept,) = await office.store.read(passkey.of_person, BINH)
    stranger = await office.entered(GIANG)
    await stranger.look("/settings")
    await stranger.send("/settings/passkeys/remove", which=str(kept.id))
    office.watch.after(MINUTE)
    assert await tried(office, phone, visitor), "nobody removes that of another"
    await visitor.look("/settings")
    page = await visitor.follow(await visitor.send("/settings/passkeys/remove", which=str(kept.id)))
    assert "Đã xóa khóa truy cập" in page.text
    assert not await tried(office, phone)

    await added(visitor, phone)
    await office.store.write(account.forget_second, BINH, "cli:0", office.watch.now())
    assert not await tried(office, phone), "as when a phone is lost"
    await added(visitor, phone)
    await office.store.write(disable_person, BINHS, office.watch.now())
    assert not await tried(office, phone)


async def test_a_passkey_is_added_by_who_knows_the_password_and_once(office: Console) -> None:
    visitor, phone = await with_passkey(office)
    assert "Khóa này đã có" in await added(visitor, phone)
    other = await office.someone("giang@moh.gov.vn", "192.0.2.8")
    assert "Khóa này đã có" in await added(other[0], phone), "nor somebody else's"
    made = Authenticator(office.url).make((await visitor.look("/settings/passkeys")).json())
    wrong = await visitor.send("/settings/passkeys", name="x", before="không phải", credential=made)
    assert (wrong.status_code, "không đúng" in wrong.text) == (403, True)
    strange = Authenticator(office.url, algorithm=0x37)  # -24, which nobody verifies here
    assert "Chưa thêm được khóa truy cập" in await added(visitor, strange)
    for number in range(1, MOST):
        assert "Đã thêm" in await added(visitor, Authenticator(office.url), f"Khóa {number}")
    assert "đã đủ 10" in await added(visitor, Authenticator(office.url))
    assert len(await office.store.read(passkey.of_person, BINH)) == MOST


async def test_a_console_without_a_domain_offers_none(store: Store) -> None:
    await staffed(store)
    async with console(store) as office:
        assert "passkey" not in (await (await office.visitor()).look("/login")).text
        assert "passkey" not in (await (await office.entered(BINH)).look("/settings")).text


@given(
    st.one_of(
        st.text(max_size=200),
        st.recursive(
            st.none() | st.integers() | st.text(max_size=20) | st.binary(max_size=80).map(str),
            lambda inner: st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    (*("id", "rawId", "type", "response", "clientDataJSON", "signature"),
                     *("authenticatorData", "attestationObject", "userHandle"))
                ),
                inner,
                max_size=5,
            ),
        ).map(json.dumps),
    )
)  # fmt: skip
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_what_no_browser_sends_is_refused(text: str) -> None:
    relying = Relying("localhost", "Bộ Y tế", {"http://localhost"})
    assert relying.made(text) is None
    assert relying.proved(text, Credential(b"1", b"", 0)) is None
    assert handle(text) is None
